"""What a file to be translated holds, whatever its format: segments of plain text in the order of the file."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from corpus.languages import Direction

MAX_BYTES = 50 * 1024 * 1024  # of the file as it is uploaded

State = Literal["", "translated", "approved"]


class DocumentFormat(StrEnum):
    """A file format that is read and written; XLIFF 2.0, 2.1 and 2.2 are one."""

    DOCX = "docx"
    TEXT = "txt"
    MARKDOWN = "md"
    XLIFF = "xliff"
    XLIFF2 = "xliff2"
    TMX = "tmx"
    TSV = "tsv"


@dataclass(frozen=True, slots=True)
class FileSegment:
    """A segment of a file.

    `unit` is the 0-based number of the translatable unit that it stands in: a paragraph, an XLIFF trans-unit or
    segment, a TMX tu, a TSV row. `source` is plain text. `before` and `after` are white space: those of a unit's
    segments together with the sources are its text, character for character. `target` is what the file already
    holds as the translation, and `state` what it says of it.
    """

    unit: int
    source: str
    before: str = ""
    after: str = ""
    target: str = ""
    state: State = ""


@dataclass(frozen=True, slots=True)
class FileContent:
    """The segments in order, and the direction where the file declares it."""

    format: DocumentFormat
    segments: tuple[FileSegment, ...]
    direction: Direction | None = None
