"""The inline content of a Markdown block as pieces, and pieces as Markdown that is read as the same again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.documents.inline import HOLLOW, Mark, Piece, merged, text_of

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")

_EMPHASIS = {"strong_open": "strong", "em_open": "em", "s_open": "s"}
# What follows the text of a link or image: (address "title"), [name] or nothing.
_TAIL = re.compile(r"\](\((?:[^()\\\n]|\\.|\([^()\n]*\))*\)|\[[^\[\]\n]*\])")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|]|&(?=#?\w+;))")
_LINE_START = re.compile(r"^(\s*)(?:([#>+=-])|(\d{1,9})([.)])(?=\s|$))")
_ENDS_LINE = re.compile("[。！？；：.!?;:」』”）)]$")
_WRAPPED = 30  # characters; a shorter line was not wrapped by an editor, its end is meant
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Ends:
    """What stands before and after the content of a mark, and the HTML for the same."""

    before: str
    after: str
    tag: str = ""


@dataclass(slots=True)
class MarkdownContent:
    """The pieces of a block's inline content; a code is the Markdown that it is written as."""

    pieces: list[Piece] = field(default_factory=list)
    ends: dict[Mark, _Ends] = field(default_factory=dict)


def read_content(token: Token) -> MarkdownContent:
    """The pieces of an inline token; line ends that an editor made by wrapping a paragraph are no part of the text."""
    content = MarkdownContent()
    tails = iter(_tails(token))
    content.pieces = merged(_pieces(content, token, tails))
    return content


def _tails(token: Token) -> list[str]:
    """What follows each link and image in their order; empty where the text does not show it beyond doubt."""
    found = [match[1] for match in _TAIL.finditer(token.content)]
    wanted = sum(
        child.type == "image" or (child.type == "link_open" and child.info != "auto") for child in token.children or []
    )
    return found if len(found) == wanted else []


def _pieces(content: MarkdownContent, token: Token, tails: Iterator[str]) -> Iterator[Piece]:
    marks: tuple[Mark, ...] = ()
    children = token.children or []
    automatic = False
    for place, child in enumerate(children):
        if child.type in _EMPHASIS:
            mark = Mark((child.type, place), whole=True)
            content.ends[mark] = _Ends(child.markup, child.markup, _EMPHASIS[child.type])
            marks = (*marks, mark)
        elif child.type == "link_open":
            automatic = child.info == "auto"
            if not automatic:
                marks = (*marks, Mark(("link", place), whole=True))
        elif child.type == "link_close":
            if not automatic:
                opened = next(earlier for earlier in reversed(children[:place]) if earlier.type == "link_open")
                content.ends[marks[-1]] = _Ends("[", f"]{next(tails, '') or _address(opened)}")
                marks = marks[:-1]
            automatic = False
        elif child.nesting == -1:
            marks = marks[:-1]
        elif child.type == "text" and automatic:
            yield Piece(child.content, marks, f"<{child.content}>")
        elif child.type == "softbreak":
            yield _soft_break(token, children, place, marks)
        else:
            yield _piece(token, child, marks, tails)


def _piece(token: Token, child: Token, marks: tuple[Mark, ...], tails: Iterator[str]) -> Piece:
    if child.type == "code_inline":
        pad = " " if child.content[:1] == "`" or child.content[-1:] == "`" else ""
        return Piece(child.content, marks, f"{child.markup}{pad}{child.content}{pad}{child.markup}")
    if child.type == "image":
        return Piece("", marks, f"![{child.content}]{next(tails, '') or _address(child)}")
    if child.type == "html_inline":
        return Piece("\n" if _LINE_BREAK.fullmatch(child.content) else "", marks, child.content)
    if child.type == "hardbreak":
        return Piece("\n", marks, "\\\n" if "\\\n" in token.content else "  \n")
    return Piece(child.content, marks)


def _soft_break(token: Token, children: Sequence[Token], place: int, marks: tuple[Mark, ...]) -> Piece:
    """The line end as a code where it was meant; of a wrapped paragraph what stands for it in a line."""
    before = "".join(child.content for child in children[:place] if child.type in ("text", "code_inline"))
    after = next((child.content for child in children[place + 1 :] if child.content), "")
    line = token.content.split("\n")[sum(child.type in ("softbreak", "hardbreak") for child in children[:place])]
    if _ENDS_LINE.search(before) or len(line) < _WRAPPED:
        return Piece("\n", marks, "\n")
    return Piece("" if _CJK.search(before[-1:]) or _CJK.match(after) else " ", marks)


def _address(opened: Token) -> str:
    address = str(opened.attrs.get("href") or opened.attrs.get("src") or "")
    title = str(opened.attrs.get("title") or "").replace('"', '\\"')
    address = f"<{address}>" if re.search(r"[\s()]", address) or not address else address
    return f'({address} "{title}")' if title else f"({address})"


def write_content(content: MarkdownContent, pieces: Sequence[Piece], in_table: bool) -> str:
    """Markdown for the pieces: as plain as it may be, escaped or as HTML where it would be read as something else.

    A line end within a text becomes a space or nothing, for a heading or a cell has one line.
    """
    flat = [piece if piece.code is not None else Piece(_one_line(piece.text), piece.marks) for piece in pieces]
    written = ""
    for escaped, html in ((False, False), (True, False), (True, True)):
        written = _written(content, flat, 0, escaped, html)
        if in_table:
            written = re.sub(r"(?<!\\)\|", r"\\|", written)
        if _reads_as(written, flat, in_table):
            break
    return written


def _one_line(text: str) -> str:
    return re.sub(
        r"\s*[\r\n]+\s*",
        lambda end: "" if _CJK.match(text[end.end() : end.end() + 1]) else " ",
        text,
    )


def _written(content: MarkdownContent, pieces: Sequence[Piece], depth: int, escaped: bool, html: bool) -> str:
    parts: list[str] = []
    for mark, members in groupby(pieces, key=lambda piece: piece.marks[depth] if len(piece.marks) > depth else None):
        if mark is not None:
            ends = content.ends[mark]
            inner = _written(content, list(members), depth + 1, escaped, html)
            if html and ends.tag:
                parts.append(f"<{ends.tag}>{inner}</{ends.tag}>")
            else:
                parts.append(f"{ends.before}{inner}{ends.after}")
            continue
        for piece in members:
            if piece.code is None:
                parts.append(_SPECIAL.sub(r"\\\1", piece.text) if escaped else piece.text)
            elif piece.code is not HOLLOW:
                parts.append(str(piece.code))
    written = "".join(parts)
    return _LINE_START.sub(_escaped_start, written) if not depth and escaped else written


def _escaped_start(start: re.Match[str]) -> str:
    return f"{start[1]}\\{start[2]}" if start[2] else f"{start[1]}{start[3]}\\{start[4]}"


def _reads_as(written: str, pieces: Sequence[Piece], in_table: bool) -> bool:
    """Whether a parser makes the same text and the same number of marks and codes of it, and one block."""
    if in_table:
        tokens = PARSER.parse(f"| {written} |\n|---|\n")
        inlines = [token for token in tokens if token.type == "inline"]
    else:
        tokens = PARSER.parse(written)
        inlines = [token for token in tokens if token.type == "inline"]
        if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
            return False
    if len(inlines) != 1:
        return False
    found = read_content(inlines[0])
    return (
        _spaceless(text_of(found.pieces)) == _spaceless(text_of(pieces))
        and len(found.ends) == len({mark for piece in pieces for mark in piece.marks})
        and sum(piece.code is not None for piece in found.pieces)
        == sum(piece.code is not None and piece.code is not HOLLOW for piece in pieces)
    )


def _spaceless(text: str) -> str:
    return "".join(text.split())
