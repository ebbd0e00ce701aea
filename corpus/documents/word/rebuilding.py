"""A paragraph's content made anew from pieces; its properties, and every code's own elements, stay."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import groupby

from lxml import etree

from corpus.documents.inline import HOLLOW, Mark, Piece
from corpus.documents.word.events import Event, Shell
from corpus.documents.word.names import XML_SPACE, w
from corpus.documents.word.pieces import ParagraphPieces, WordCode
from corpus.formats.xml import writable

_TEXT_PARTS = re.compile("[\t\n\u2011]|[^\t\n\u2011]+")
_BREAKS = {"\t": "tab", "\n": "br", "\u2011": "noBreakHyphen"}


def rebuild(paragraph: etree._Element, read: ParagraphPieces, pieces: Sequence[Piece]) -> None:
    """Gives the paragraph, as it was read, the pieces for its content."""
    for child in list(paragraph):
        if child.tag != w("pPr"):
            paragraph.remove(child)
    _Writer(read).write(paragraph, pieces, 0)


class _Writer:
    def __init__(self, read: ParagraphPieces) -> None:
        self._read = read

    def write(self, parent: etree._Element, pieces: Sequence[Piece], depth: int) -> None:
        """Appends the pieces; marks above `depth` are around the parent already."""
        for mark, members in groupby(pieces, key=lambda piece: self._shell_at(piece, depth)):
            if mark is None:
                for piece in members:
                    self._write_piece(parent, piece)
                continue
            shell = self._read.shells[mark]
            if shell.element is None:
                parent.extend(_elements(shell.head))
                self.write(parent, list(members), depth + 1)
                parent.extend(_elements(shell.tail))
            else:
                self.write(_opened(parent, shell), list(members), depth + 1)

    def _shell_at(self, piece: Piece, depth: int) -> Mark | None:
        if len(piece.marks) > depth and piece.marks[depth] in self._read.shells:
            return piece.marks[depth]
        return None

    def _write_piece(self, parent: etree._Element, piece: Piece) -> None:
        if piece.code is None:
            parent.append(_run(self._properties(piece), _text_elements(piece.text)))
        elif piece.code is not HOLLOW:
            assert isinstance(piece.code, WordCode)
            elements = list(_elements(piece.code.parts))
            if piece.code.result is not None and piece.text != piece.code.text:
                _show(elements[piece.code.result :], piece.text)
            parent.extend(elements)

    def _properties(self, piece: Piece) -> etree._Element | None:
        """The formatting of the text; that of the paragraph's first text where a translation has text outside all."""
        for mark in reversed(piece.marks):
            if mark in self._read.formats:
                return self._read.formats[mark]
        return next(iter(self._read.formats.values()), None)


def _run(properties: etree._Element | None, content: Sequence[etree._Element]) -> etree._Element:
    run = etree.Element(w("r"))
    if properties is not None:
        copied = deepcopy(properties)
        copied.tail = None
        run.append(copied)
    run.extend(content)
    return run


def _text_elements(text: str) -> list[etree._Element]:
    elements = []
    for part in _TEXT_PARTS.findall(text.replace("\r\n", "\n").replace("\r", "\n")):
        if part in _BREAKS:
            elements.append(etree.Element(w(_BREAKS[part])))
            continue
        element = etree.Element(w("t"))
        element.text = writable(part)
        if part != part.strip() or "  " in part:
            element.set(XML_SPACE, "preserve")
        elements.append(element)
    return elements


def _elements(parts: Sequence[Event]) -> Iterator[etree._Element]:
    """The element of each part, in a run of its own where it stands in runs."""
    for part in parts:
        yield _run(part.properties, [part.element]) if part.in_run else part.element


def _opened(parent: etree._Element, shell: Shell) -> etree._Element:
    """The shell's element, emptied and appended to the parent; returns where its content goes."""
    element = shell.element
    assert element is not None
    content = element.find(w("sdtContent")) if element.tag == w("sdt") else element
    assert content is not None
    for child in list(content):
        content.remove(child)
    if element.tag == w("sdt"):
        # Bound to a document property, the control would show that again: the source.
        for binding in element.findall(f"{w('sdtPr')}/{w('dataBinding')}"):
            binding.getparent().remove(binding)
    parent.append(element)
    return content


def _show(elements: Sequence[etree._Element], text: str) -> None:
    """Makes a field's result show the text until the field is computed anew."""
    texts = [found for element in elements for found in element.iter(w("t"))]
    for place, element in enumerate(texts):
        element.text = writable(text) if not place else ""
        element.set(XML_SPACE, "preserve")
