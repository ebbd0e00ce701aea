"""Markdown (CommonMark with tables): headings, items, cells and paragraphs; code, HTML and front matter stay."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from corpus.documents.content import DocumentFormat, FileContent, FileSegment
from corpus.documents.decoding import DecodedText, decode
from corpus.documents.inline import text_of
from corpus.documents.markdown_inline import PARSER, read_content, write_content
from corpus.documents.units import Anchors, by_unit, has_words, is_translated, sentences, translate_unit
from corpus.errors import CorpusError
from corpus.languages import Direction

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_NO_MARKER = re.compile(r"[^>\s]")


@dataclass(frozen=True, slots=True)
class _Block:
    """An inline token and where its lines stand: the number of the first line, and of each the begin and the end."""

    token: Token
    in_table: bool
    line: int
    spans: tuple[tuple[int, int], ...]


def read(data: bytes, direction: Direction) -> FileContent:
    """The segments of the blocks that hold words; CorpusError for what is no text."""
    _, _, blocks = _open(data)
    segments: list[FileSegment] = []
    for unit, block in enumerate(blocks):
        segments += sentences(unit, text_of(read_content(block.token).pieces), direction.source)
    return FileContent(DocumentFormat.MARKDOWN, tuple(segments))


def write(data: bytes, segments: Sequence[FileSegment], direction: Direction, anchors: Anchors = ()) -> bytes:
    """The text with the translations, in UTF-8; blocks without one stay as they are, line by line."""
    decoded, lines, blocks = _open(data)
    written: list[str | None] = list(lines)
    shift = dict.fromkeys(range(len(lines)), 0)  # cells of a row are replaced one after another
    for unit, members in sorted(by_unit(segments, len(blocks)).items()):
        if is_translated(members):
            content = read_content(blocks[unit].token)
            pieces = translate_unit(content.pieces, members, direction, anchors)
            _replace(written, lines, shift, blocks[unit], write_content(content, pieces, blocks[unit].in_table))
    text = "\n".join(line for line in written if line is not None)
    return decoded.encoded(text.replace("\n", "\r\n") if "\r\n" in decoded.text else text)


def _open(data: bytes) -> tuple[DecodedText, list[str], list[_Block]]:
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    body = "\n" * front[0].count("\n") + text[front.end() :] if front else text
    lines = text.split("\n")
    try:
        tokens = PARSER.parse(body)
    except (RecursionError, IndexError, ValueError):
        raise CorpusError("the file cannot be read as Markdown; save it as plain text (.txt).") from None
    blocks = [block for block in _blocks(tokens, lines) if has_words(text_of(read_content(block.token).pieces))]
    return decoded, lines, blocks


def _blocks(tokens: Sequence[Token], lines: Sequence[str]) -> list[_Block]:
    found = []
    cursor: dict[int, int] = {}  # where the cells already found end in a line of a table
    inside: list[str] = []
    for token in tokens:
        if token.nesting:
            if token.nesting == 1:
                inside.append(token.tag)
            else:
                inside.pop()
        elif token.type == "inline" and token.map and token.content:
            in_table = inside[-1] in ("th", "td")
            spans = _spans(token, in_table, lines, cursor)
            if spans is not None:
                found.append(_Block(token, in_table, token.map[0], tuple(spans)))
    return found


def _spans(token: Token, in_table: bool, lines: Sequence[str], cursor: dict[int, int]) -> list[tuple[int, int]] | None:
    """Where each line of the token's content stands in its line of the file; None where it cannot be told."""
    assert token.map is not None
    first = token.map[0]
    spans = []
    for offset, part in enumerate(token.content.split("\n")):
        if first + offset >= len(lines):
            return None
        line = lines[first + offset]
        if in_table:
            part = part.replace("|", "\\|")
            start = line.find(part, cursor.get(first, 0))
        else:
            part = part.strip()
            start = line.rfind(part)
        if start < 0:
            return None
        cursor[first + offset] = start + len(part)
        spans.append((start, start + len(part)))
    return spans


def _replace(
    written: list[str | None], lines: Sequence[str], shift: dict[int, int], block: _Block, content: str
) -> None:
    start, end = block.spans[0]
    line = written[block.line] or ""
    start, end = start + shift[block.line], end + shift[block.line]
    prefix, tail = line[:start], line[end:]
    if len(block.spans) > 1:
        last = lines[block.line + len(block.spans) - 1]
        tail = last[block.spans[-1][1] :]
        following = lines[block.line + 1][: block.spans[1][0]]
    else:
        following = _NO_MARKER.sub(" ", prefix)
    new = content.replace("\n", f"\n{following}")
    written[block.line] = f"{prefix}{new}{tail}"
    shift[block.line] += len(new) - (end - start)
    for further in range(block.line + 1, block.line + len(block.spans)):
        written[further] = None
