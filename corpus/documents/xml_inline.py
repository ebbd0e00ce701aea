"""Inline markup of XLIFF and TMX as pieces, and pieces as inline markup."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from lxml import etree

from corpus.documents.inline import HOLLOW, Mark, Piece, merged
from corpus.formats.xml import local_name, writable

Edge = Literal["", "start", "end"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which inline elements have text inside; all others are codes.

    `is_code` tells of such an element that it is a code all the same (protected text); `shown` gives the text that a
    code stands for, `edge` whether it begins or ends a range, and which.
    """

    around: frozenset[str]
    is_code: Callable[[etree._Element], bool]
    shown: Callable[[etree._Element], str]
    edge: Callable[[etree._Element], tuple[Edge, str]]


@dataclass(slots=True)
class InlineContent:
    """The pieces of an element's content, and the element of each mark."""

    pieces: list[Piece] = field(default_factory=list)
    elements: dict[Mark, etree._Element] = field(default_factory=dict)


def read_inline(element: etree._Element, vocabulary: Vocabulary) -> InlineContent:
    """The content of the element, which is not changed."""
    content = InlineContent()
    content.pieces = merged(_pieces(content, element, vocabulary, ()))
    return content


def plain_text(element: etree._Element, vocabulary: Vocabulary) -> str:
    """The element's text without its markup."""
    return "".join(piece.text for piece in read_inline(element, vocabulary).pieces)


def write_inline(target: etree._Element, content: InlineContent, pieces: Sequence[Piece]) -> None:
    """Gives the target the pieces for its content; elements are copied from where they were read."""
    for child in list(target):
        target.remove(child)
    target.text = None
    _write(target, content, pieces, 0)


def _pieces(
    content: InlineContent, parent: etree._Element, vocabulary: Vocabulary, marks: tuple[Mark, ...]
) -> Iterator[Piece]:
    yield Piece(parent.text or "", marks)
    for child in parent:
        if _has_text(child, vocabulary):
            mark = Mark(("element", id(child)), whole=True)
            content.elements[mark] = child
            yield from _pieces(content, child, vocabulary, (*marks, mark))
        else:
            edge, name = vocabulary.edge(child) if isinstance(child.tag, str) else ("", "")
            shown = vocabulary.shown(child) if isinstance(child.tag, str) else ""
            yield Piece(shown, marks, child, edge, name or None)
        yield Piece(child.tail or "", marks)


def _has_text(element: etree._Element, vocabulary: Vocabulary) -> bool:
    if local_name(element) not in vocabulary.around or vocabulary.is_code(element):
        return False
    return bool(element.text or any(child.tail or _has_text(child, vocabulary) for child in element))


def _write(parent: etree._Element, content: InlineContent, pieces: Sequence[Piece], depth: int) -> None:
    for mark, members in groupby(pieces, key=lambda piece: piece.marks[depth] if len(piece.marks) > depth else None):
        if mark is not None:
            original = content.elements[mark]
            opened = etree.SubElement(parent, original.tag, dict(original.attrib), nsmap=original.nsmap)
            _write(opened, content, list(members), depth + 1)
            continue
        for piece in members:
            if piece.code is None:
                _append_text(parent, piece.text)
            elif piece.code is not HOLLOW:
                copied = deepcopy(piece.code)
                copied.tail = None  # type: ignore[attr-defined]
                parent.append(copied)


def _append_text(parent: etree._Element, text: str) -> None:
    text = writable(text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
