"""Which parts of a Word package are what, and which packages are no Word document that can be translated."""

import posixpath
import re
from dataclasses import dataclass

from lxml import etree

from corpus.documents.package import LARGEST_XML, Package
from corpus.documents.word.names import STRICT
from corpus.documents.xml_tree import parse
from corpus.errors import CorpusError

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Text beside the body, in the order in which it is translated.
_TEXT_KINDS = ("footnotes", "endnotes", "header", "footer")
_STYLE_KINDS = ("styles", "numbering", "settings", "theme")
_NUMBER = re.compile(r"\d+")
_OTHERS = {
    "spreadsheetml": "is an Excel workbook, not a Word document; save the text as a Word document (.docx).",
    "presentationml": "is a PowerPoint presentation, not a Word document; save the text as a Word document (.docx).",
    "macroenabled": "holds macros; save it in Word as a document without macros (.docx).",
    "template": "is a Word template; save it in Word as a document (.docx).",
}
_NO_WORD = "is a zip file but no Word document; save the text as a Word document (.docx)."
_STRICT = 'is in the variant "Strict Open XML"; save it in Word as an ordinary Word document (.docx).'


@dataclass(frozen=True, slots=True)
class Parts:
    """Names of parts: `texts` are translated, the main document first; `styles` tell how they look."""

    texts: tuple[str, ...]
    styles: tuple[str, ...]


def find_parts(package: Package) -> Parts:
    """The parts by their relationships; CorpusError where the package is no Word document."""
    if "[Content_Types].xml" not in package.names:
        if "mimetype" in package.names and b"opendocument" in package.read("mimetype", 1 << 10):
            raise CorpusError(
                "the file is an OpenDocument text; save it as a Word document (.docx).", case="file_no_word"
            )
        raise CorpusError(f"the file {_NO_WORD}", case="file_no_word")
    main = next((target for kind, target in _relations(package, "") if kind == "officeDocument"), None)
    if main is None or main not in package.names:
        raise CorpusError(f"the file {_NO_WORD}", case="file_no_word")
    _check_type(_content_type(package, main))
    related = sorted(
        ((kind, target) for kind, target in _relations(package, main) if target in package.names),
        key=lambda relation: [int(number) for number in _NUMBER.findall(relation[1])],
    )
    texts = [target for wanted in _TEXT_KINDS for kind, target in related if kind == wanted]
    styles = [target for kind, target in related if kind in _STYLE_KINDS]
    return Parts(tuple(dict.fromkeys([main, *texts])), tuple(dict.fromkeys(styles)))


def parse_part(package: Package, name: str) -> etree._Element:
    """The root of a part; CorpusError where it is too large, damaged or hostile."""
    return parse(package.read(name, LARGEST_XML), f"the file's part {name}")


def _relations(package: Package, part: str) -> list[tuple[str, str]]:
    """The kind and the target of each internal relationship of the part; of the package for ""."""
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in package.names:
        return []
    found = []
    for relation in parse_part(package, name):
        kind, target = str(relation.get("Type") or ""), str(relation.get("Target") or "")
        if kind.startswith(STRICT) and kind.endswith("/officeDocument"):
            raise CorpusError(f"the file {_STRICT}", case="file_word_variant")
        if relation.get("TargetMode") != "External" and target:
            resolved = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append((kind.rsplit("/", 1)[-1], resolved))
    return found


def _content_type(package: Package, part: str) -> str:
    default = ""
    for entry in parse_part(package, "[Content_Types].xml"):
        if entry.get("PartName") == f"/{part}":
            return str(entry.get("ContentType") or "")
        if str(entry.get("Extension") or "").lower() == part.rsplit(".", 1)[-1].lower():
            default = str(entry.get("ContentType") or "")
    return default


def _check_type(content_type: str) -> None:
    if content_type == _MAIN:
        return
    for word, sentence in _OTHERS.items():
        if word in content_type.lower():
            raise CorpusError(f"the file {sentence}", case="file_word_variant")
    raise CorpusError(f"the file {_NO_WORD}", case="file_no_word")
