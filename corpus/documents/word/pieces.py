"""A paragraph as pieces: its text with formatting and links, its fields, notes, pictures and breaks as codes."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from corpus.documents.inline import Mark, Piece, merged
from corpus.documents.word.events import Event, Shell, events, fields, is_hidden, is_underlined
from corpus.documents.word.names import w

_IGNORED_FORMATTING = [w(name) for name in ("lang", "noProof", "rPrChange")]
_RANGE_STARTS = {w("bookmarkStart"): "bookmark", w("commentRangeStart"): "comment", w("permStart"): "permission"}
_RANGE_ENDS = {w("bookmarkEnd"): "bookmark", w("commentRangeEnd"): "comment", w("permEnd"): "permission"}
_STANDING = {w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n"}
_LINE_ENDS = re.compile("[\t\n\r]")  # within w:t they are spaces

# Check boxes, ticks and bullets of the symbol fonts, by the character's code in them.
_SYMBOLS = {
    "wingdings": {0x6F: "□", 0xA8: "□", 0x71: "□", 0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xFB: "✗", 0x6C: "●", 0x6E: "■"},
    "wingdings 2": {0x52: "☑", 0x53: "☒", 0x50: "✓", 0x4F: "✗", 0xA3: "□"},
    "symbol": {0xB7: "•", 0xB4: "×", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠"},
}


@dataclass(frozen=True, slots=True, eq=False)
class WordCode:
    """What a code is written as; of a field, the parts from `result` on are what it shows."""

    parts: tuple[Event, ...]
    text: str = ""
    result: int | None = None


@dataclass(slots=True)
class ParagraphPieces:
    """The pieces of a paragraph, and what their marks stand for.

    A mark of formatting is one of `formats`, any other is one of `shells`.
    """

    pieces: list[Piece] = field(default_factory=list)
    formats: dict[Mark, etree._Element | None] = field(default_factory=dict)
    shells: dict[Mark, Shell] = field(default_factory=dict)


def read_paragraph(paragraph: etree._Element) -> ParagraphPieces:
    """The pieces of the paragraph, which is not changed; runs of equal formatting are one piece."""
    read = ParagraphPieces()
    _read(read, events(paragraph), ())
    read.pieces = merged(_joined_blanks(read.pieces))
    return read


def _read(read: ParagraphPieces, sequence: Sequence[Event], outer: tuple[Mark, ...]) -> None:
    found = fields(sequence)
    place = 0
    while place < len(sequence):
        event = sequence[place]
        marks = (*outer, *(_shell_mark(read, shell) for shell in event.shells if shell.element is not None))
        if place not in found:
            read.pieces.append(_piece(read, event, marks))
            place += 1
            continue
        complex_field = found[place]
        inner = sequence[complex_field.separate + 1 : complex_field.end]
        if complex_field.written and _shown(inner).strip():
            shell = Shell(None, tuple(sequence[place : complex_field.separate + 1]), (sequence[complex_field.end],))
            # The shells that are around the field are in its marks already.
            bare = [replace(part, shells=part.shells[len(event.shells) :]) for part in inner]
            _read(read, bare, (*marks, _shell_mark(read, shell)))
        else:
            whole = tuple(sequence[place : complex_field.end + 1])
            text = _shown(inner)
            code = WordCode(whole, text, complex_field.separate + 1 - place)
            if text and not text.strip():  # a form field that is to be filled in
                text, code = "_" * max(2, len(text)), WordCode(whole)
            read.pieces.append(Piece(text, (*marks, _format_mark(read, _first_text(inner) or event)), code))
        place = complex_field.end + 1


def _shell_mark(read: ParagraphPieces, shell: Shell) -> Mark:
    key = shell.element if shell.element is not None else shell.head[0].element
    mark = Mark(("shell", id(key)), whole=True)
    read.shells.setdefault(mark, shell)
    return mark


def _format_mark(read: ParagraphPieces, event: Event) -> Mark:
    mark = Mark(("format", _format_key(event.properties)))
    read.formats.setdefault(mark, event.properties)
    return mark


def _format_key(properties: etree._Element | None) -> bytes:
    """What two runs that look alike have in common; the spelling checker's and the keyboard's traces do not count."""
    if properties is None or not len(properties):
        return b""
    plain = deepcopy(properties)
    for element in list(plain.iter(*_IGNORED_FORMATTING)):
        if element is not plain:
            element.getparent().remove(element)
    fonts = plain.find(w("rFonts"))
    if fonts is not None:
        fonts.attrib.pop(w("hint"), None)
        if not fonts.attrib:
            plain.remove(fonts)
    if not len(plain):
        return b""
    plain.tail = None
    written: bytes = etree.tostring(plain, method="c14n", exclusive=True)
    return written


def _piece(read: ParagraphPieces, event: Event, marks: tuple[Mark, ...]) -> Piece:
    tag = event.element.tag
    if not event.in_run:
        if tag in _RANGE_STARTS:
            return Piece("", marks, WordCode((event,)), "start", (_RANGE_STARTS[tag], event.element.get(w("id"))))
        if tag in _RANGE_ENDS:
            return Piece("", marks, WordCode((event,)), "end", (_RANGE_ENDS[tag], event.element.get(w("id"))))
        text = _shown([event])
        if text:  # a simple field or a fixed content control, which shows something in the text around it
            formatted = _format_mark(read, Event(event.element, event.element.find(f".//{w('rPr')}"), True, ()))
            return Piece(text, (*marks, formatted), WordCode((event,), text, 0 if tag == w("fldSimple") else None))
        return Piece("", marks, WordCode((event,)))
    marks = (*marks, _format_mark(read, event))
    text = _text(event)
    if tag == w("t") and is_hidden(event):
        return Piece("", marks, WordCode((event,)))
    if text and is_underlined(event) and tag in (w("t"), w("tab")) and not text.strip():
        return Piece("_" * (4 if tag == w("tab") else max(2, len(text))), marks, WordCode((event,)))
    if tag in (w("t"), w("noBreakHyphen"), w("ruby")):
        return Piece(text, marks)
    return Piece(text, marks, WordCode((event,)))


def _text(event: Event) -> str:
    """The text that the child of a run stands for, "" for an object such as a picture or a note's reference."""
    element = event.element
    if element.tag == w("t"):
        return _LINE_ENDS.sub(" ", element.text or "")
    if element.tag == w("noBreakHyphen"):
        return "\u2011"
    if element.tag == w("sym"):
        return _symbol(element)
    if element.tag == w("ruby"):  # the reading above the characters is not for the other language
        base = element.find(w("rubyBase"))
        return "" if base is None else "".join(text.text or "" for text in base.iter(w("t")))
    return _STANDING.get(element.tag, "")


def _symbol(element: etree._Element) -> str:
    font = (element.get(w("font")) or "").lower()
    try:
        code = int(element.get(w("char")) or "", 16)
    except ValueError:
        return ""
    return _SYMBOLS.get(font, {}).get(code & 0xFF, "")


def _shown(sequence: Sequence[Event]) -> str:
    """The text of a field's result, without that of fields within it but for what they show."""
    parts = []
    results: list[bool] = []  # of the fields that are open, whether their result has begun
    for event in sequence:
        kind = event.element.get(w("fldCharType")) if event.element.tag == w("fldChar") else None
        if kind == "begin":
            results.append(False)
        elif kind == "separate" and results:
            results[-1] = True
        elif kind == "end" and results:
            results.pop()
        elif event.in_run and all(results):
            parts.append(_text(event))
        elif not event.in_run and event.element.tag in (w("fldSimple"), w("sdt")):
            parts.extend(text.text or "" for text in event.element.iter(w("t")))
    return "".join(parts).strip("\t\n")


def _first_text(sequence: Sequence[Event]) -> Event | None:
    return next((event for event in sequence if event.in_run and event.element.tag == w("t")), None)


def _joined_blanks(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with the runs and tabs of one underlined blank as one code."""
    result: list[Piece] = []
    for piece in pieces:
        before = result[-1] if result else None
        if _is_blank(piece) and before is not None and _is_blank(before) and before.marks == piece.marks:
            assert isinstance(before.code, WordCode)
            assert isinstance(piece.code, WordCode)
            parts = (*before.code.parts, *piece.code.parts)
            result[-1] = replace(before, text=before.text + piece.text, code=WordCode(parts))
        else:
            result.append(piece)
    return result


def _is_blank(piece: Piece) -> bool:
    return piece.code is not None and bool(piece.text) and set(piece.text) == {"_"}
