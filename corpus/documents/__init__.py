"""Files to be translated: plain text, until the module with all formats takes this one's place."""

from collections.abc import Sequence
from itertools import groupby

from corpus.documents.content import DocumentFormat, FileContent, FileSegment
from corpus.errors import CorpusError
from corpus.languages import Direction
from corpus.segmentation import split_segments

__all__ = ["DocumentFormat", "FileContent", "FileSegment", "read_document", "write_document"]


def read_document(name: str, data: bytes, direction: Direction) -> FileContent:
    """The paragraphs of a text file cut into segments."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CorpusError(f"{name} is not UTF-8 text.") from None
    segments = [
        FileSegment(unit, part.text, part.before, part.after)
        for unit, line in enumerate(text.splitlines())
        for part in split_segments(line, direction.source)
        if part.text
    ]
    return FileContent(DocumentFormat.TEXT, tuple(segments))


def write_document(
    format: DocumentFormat,
    data: bytes,
    segments: Sequence[FileSegment],
    direction: Direction,
    anchors: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The translation, a paragraph a line."""
    units = groupby(segments, key=lambda segment: segment.unit)
    lines = ["".join(part.before + part.target + part.after for part in parts) for _, parts in units]
    return ("\n".join(lines) + "\n").encode()
