"""Files to be translated: read as segments, and written back as the same file in the other language.

Knows no database. `read_document` and `write_document` take and give bytes; what each format keeps is in
docs/documents.md.
"""

from collections.abc import Sequence
from io import BytesIO

from corpus.documents import markdown, table, text, tmx, word, xliff, xliff2
from corpus.documents.content import MAX_BYTES, DocumentFormat, FileContent, FileSegment
from corpus.documents.recognition import SUFFIXES, recognise
from corpus.documents.word_files import write_bilingual_docx, write_plain_docx
from corpus.errors import CorpusError
from corpus.formats import tmx as pairs_tmx
from corpus.languages import Direction
from corpus.pairs import NewPair

__all__ = [
    "MAX_BYTES",
    "SUFFIXES",
    "DocumentFormat",
    "FileContent",
    "FileSegment",
    "read_document",
    "write_bilingual_docx",
    "write_document",
    "write_plain_docx",
    "write_tmx",
]


def read_document(name: str, data: bytes, direction: Direction) -> FileContent:
    """The segments of the file in the source language of the direction.

    The format follows from the name's extension, and the data must be of it. XLIFF and TMX that declare a direction,
    and tables of which one column is empty, are read in that one, whatever is asked for. Raises CorpusError, in one
    sentence that begins with the name, for a file that is damaged, hostile, too large, of another format, or without
    text.
    """
    try:
        content = _read(recognise(name, data), data, direction)
        if not content.segments:
            raise CorpusError(
                "the file holds no text to be translated; check that it is the right one.", case="file_no_text"
            )
    except CorpusError as error:
        raise CorpusError(f"{name}: {error}", case=error.case, **{**error.values, "name": name}) from error
    return content


def write_document(
    format: DocumentFormat,
    data: bytes,
    segments: Sequence[FileSegment],
    direction: Direction,
    anchors: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The file with the segments' targets in place of their sources; in XLIFF, TMX and tables, beside them.

    `data` is the file as it was read, and `segments` are those of it, in order, of which any may have been split or
    merged within its unit. A segment without a target keeps its source, in XLIFF it stays untranslated. `anchors` are
    source terms with their renderings, by which formatting finds its place. Raises CorpusError where the segments are
    not those of the file.
    """
    try:
        return _write(format, data, segments, direction, anchors)
    except CorpusError as error:
        raise CorpusError(f"The translated file cannot be written: {error}") from error


def write_tmx(segments: Sequence[FileSegment], direction: Direction, document: str) -> bytes:
    """The translated segments as TMX 1.4b, with the document's name and each segment's place in it."""
    stream = BytesIO()
    pairs_tmx.write(
        stream,
        (
            NewPair(*_pair(segment, direction), document=document or None, position=place)
            for place, segment in enumerate(segments)
            if segment.target.strip()
        ),
    )
    return stream.getvalue()


def _pair(segment: FileSegment, direction: Direction) -> tuple[str, str]:
    return (segment.source, segment.target) if direction is Direction.ZH_JA else (segment.target, segment.source)


def _read(format: DocumentFormat, data: bytes, direction: Direction) -> FileContent:
    match format:
        case DocumentFormat.DOCX:
            return word.read(data, direction)
        case DocumentFormat.TEXT:
            return text.read(data, direction)
        case DocumentFormat.MARKDOWN:
            return markdown.read(data, direction)
        case DocumentFormat.XLIFF:
            return xliff.read(data)
        case DocumentFormat.XLIFF2:
            return xliff2.read(data)
        case DocumentFormat.TMX:
            return tmx.read(data, direction)
        case DocumentFormat.TSV:
            return table.read(data, direction)


def _write(
    format: DocumentFormat,
    data: bytes,
    segments: Sequence[FileSegment],
    direction: Direction,
    anchors: Sequence[tuple[str, str]],
) -> bytes:
    match format:
        case DocumentFormat.DOCX:
            return word.write(data, segments, direction, anchors)
        case DocumentFormat.TEXT:
            return text.write(data, segments, direction)
        case DocumentFormat.MARKDOWN:
            return markdown.write(data, segments, direction, anchors)
        case DocumentFormat.XLIFF:
            return xliff.write(data, segments, direction, anchors)
        case DocumentFormat.XLIFF2:
            return xliff2.write(data, segments, direction, anchors)
        case DocumentFormat.TMX:
            return tmx.write(data, segments, direction, anchors)
        case DocumentFormat.TSV:
            return table.write(data, segments, direction)
