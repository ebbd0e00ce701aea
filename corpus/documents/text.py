"""Plain text: a line is a paragraph, and everything around its sentences stays."""

import re
from collections.abc import Sequence

from corpus.documents.content import DocumentFormat, FileContent, FileSegment
from corpus.documents.decoding import decode
from corpus.documents.units import by_unit, has_words, is_translated, sentences, translate_text
from corpus.languages import Direction

_LINE = re.compile("[^\r\n]+")


def read(data: bytes, direction: Direction) -> FileContent:
    """The segments of the lines that hold words; CorpusError for what is no text."""
    lines = _paragraphs(decode(data).text)
    return FileContent(
        DocumentFormat.TEXT,
        tuple(
            segment for unit, line in enumerate(lines) for segment in sentences(unit, line.group(), direction.source)
        ),
    )


def write(data: bytes, segments: Sequence[FileSegment], direction: Direction) -> bytes:
    """The text with the translations, in UTF-8, with the line ends and the byte-order mark that it had."""
    decoded = decode(data)
    lines = _paragraphs(decoded.text)
    parts = []
    position = 0
    for unit, members in sorted(by_unit(segments, len(lines)).items()):
        if is_translated(members):
            line = lines[unit]
            parts += [decoded.text[position : line.start()], translate_text(line.group(), members, direction)]
            position = line.end()
    return decoded.encoded("".join([*parts, decoded.text[position:]]))


def _paragraphs(text: str) -> list[re.Match[str]]:
    return [line for line in _LINE.finditer(text) if has_words(line.group())]
