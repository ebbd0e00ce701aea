"""Which format a file is in, by its name and by what it holds; and in one sentence why another is refused."""

from pathlib import PurePath

from lxml import etree

from corpus.documents.content import MAX_BYTES, DocumentFormat
from corpus.documents.xml_tree import parse
from corpus.errors import CorpusError
from corpus.formats.xml import local_name

_XLIFF = "xliff"  # of which version, its root tells
_BY_SUFFIX: dict[str, DocumentFormat | str] = {
    ".docx": DocumentFormat.DOCX,
    ".txt": DocumentFormat.TEXT,
    ".md": DocumentFormat.MARKDOWN,
    ".markdown": DocumentFormat.MARKDOWN,
    ".xlf": _XLIFF,
    ".xliff": _XLIFF,
    ".sdlxliff": _XLIFF,
    ".mqxliff": _XLIFF,
    ".mxliff": _XLIFF,
    ".tmx": DocumentFormat.TMX,
    ".tsv": DocumentFormat.TSV,
    ".tab": DocumentFormat.TSV,
    ".csv": DocumentFormat.TSV,
}
SUFFIXES = tuple(_BY_SUFFIX)

_OTHER_SUFFIXES = {
    ".doc": "is in the format of Word 97 to 2003; open it in Word and save it as a Word document (.docx).",
    ".docm": "may hold macros; save it in Word as a document without macros (.docx).",
    ".dotx": "is a Word template; save it in Word as a document (.docx).",
    ".rtf": "is in Rich Text Format; open it in Word and save it as a Word document (.docx).",
    ".odt": "is an OpenDocument text; save it as a Word document (.docx).",
    ".wps": "is a WPS document; save it as a Word document (.docx).",
    ".pdf": "is a PDF, which holds pages and no paragraphs; ask for the Word document that it was made from.",
    ".xlsx": "is an Excel workbook; save the sheet as CSV in UTF-8 (.csv).",
    ".xls": "is an Excel workbook; save the sheet as CSV in UTF-8 (.csv).",
    ".pptx": "is a PowerPoint presentation; copy its text into a Word document (.docx).",
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BINARY = (  # what is no text, by how it begins
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip file, as Office documents are"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of Office 97 to 2003 or a protected one"),
    (b"{\\rtf", "a document in Rich Text Format"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)


def recognise(name: str, data: bytes) -> DocumentFormat:
    """The format of the file; CorpusError, without the file's name, for one that is not read."""
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    found = _BY_SUFFIX.get(suffix)
    if found is None:
        known = ", ".join(SUFFIXES)
        if suffix in _OTHER_SUFFIXES:
            raise CorpusError(f"the file {_OTHER_SUFFIXES[suffix]}", case="file_kind", suffix=suffix)
        raise CorpusError(
            f"the file has none of the extensions that are read: {known}.", case="file_suffix", known=known
        )
    if not data:
        raise CorpusError("the file is empty (0 bytes); upload it again.", case="file_empty")
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES >> 20
        raise CorpusError(
            f"the file is larger than {limit} MB; divide it, or compress its pictures in Word.",
            case="file_large",
            limit=limit,
        )
    if found is DocumentFormat.DOCX:
        _check_word(data)
        return DocumentFormat.DOCX
    kind = next((kind for start, kind in _BINARY if data.startswith(start)), None)
    if kind is not None:
        raise CorpusError(
            f"the file is {kind}, whatever its extension says; give it the right one.", case="file_mismatch"
        )
    if found is DocumentFormat.TMX:
        _check_root(parse(data), "tmx", "TMX")
    return _xliff_version(data) if found == _XLIFF else DocumentFormat(found)


def _check_word(data: bytes) -> None:
    if data.startswith(_BINARY[3][0]):
        if _ENCRYPTED in data:
            raise CorpusError(
                "the file is protected by a password; open it in Word and save it without one.", case="file_password"
            )
        raise CorpusError(f"the file {_OTHER_SUFFIXES['.doc']}", case="file_kind", suffix=".doc")
    if not data.startswith(b"PK"):
        kind = next((f"is {kind}" for start, kind in _BINARY if data.startswith(start)), "is no Word document")
        raise CorpusError(
            f"the file {kind}, whatever its extension says; save the text as a Word document (.docx).",
            case="file_no_word",
        )


def _check_root(root: etree._Element, name: str, shown: str) -> None:
    if local_name(root) != name:
        raise CorpusError(
            f"the file is not {shown}, its first element is <{local_name(root)}>; export it as {shown}.",
            case="file_not_format",
            format=shown,
        )


def _xliff_version(data: bytes) -> DocumentFormat:
    root = parse(data)
    _check_root(root, "xliff", "XLIFF")
    version = str(root.get("version") or "")
    if version.startswith("2."):
        return DocumentFormat.XLIFF2
    if version in ("1.0", "1.1", "1.2"):
        return DocumentFormat.XLIFF
    raise CorpusError(
        f"the file is XLIFF {version or 'without a version'}; export it as XLIFF 1.2, 2.0, 2.1 or 2.2.",
        case="file_xliff_version",
    )
