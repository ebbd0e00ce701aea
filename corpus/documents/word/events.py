"""A paragraph's content as a flat sequence: what stands in runs and between them, and which field it belongs to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from corpus.documents.word.names import ALTERNATE, is_on, w

_TRANSPARENT = {w(name) for name in ("smartTag", "customXml", "dir", "bdo")}
_SKIPPED = {
    w(name) for name in ("pPr", "rPr", "proofErr", "lastRenderedPageBreak", "smartTagPr", "customXmlPr", "delText")
}
_FIXED_CONTROLS = {"checkbox", "picture", "docPartObj", "docPartList", "equation", "group"}
# Fields whose result is text that an author wrote; any other field computes its result anew.
_WRITTEN = re.compile(r"\s*(?:HYPERLINK|FORMTEXT)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Shell:
    """An element around content (a hyperlink, a content control), or a field's two ends around its result."""

    element: etree._Element | None
    head: tuple["Event", ...] = ()
    tail: tuple["Event", ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A child of a run, with the run's properties, or a child of the paragraph; `shells` are around it."""

    element: etree._Element
    properties: etree._Element | None
    in_run: bool
    shells: tuple[Shell, ...]


def events(paragraph: etree._Element) -> list[Event]:
    """The paragraph's content in order, without what has no meaning to a reader (marks of the spelling checker)."""
    return list(_walk(paragraph, ()))


def _walk(parent: etree._Element, shells: tuple[Shell, ...]) -> Iterator[Event]:
    for child in parent:
        if not isinstance(child.tag, str) or child.tag in _SKIPPED:
            continue
        if child.tag == w("r"):
            properties = child.find(w("rPr"))
            for part in child:
                if isinstance(part.tag, str) and part.tag not in _SKIPPED:
                    yield Event(part, properties, True, shells)
        elif child.tag in _TRANSPARENT:
            yield from _walk(child, shells)
        elif _is_shell(child):
            content = child.find(w("sdtContent")) if child.tag == w("sdt") else child
            yield from _walk(content, (*shells, Shell(child)))
        else:
            yield Event(child, None, False, shells)


def _is_shell(element: etree._Element) -> bool:
    """Whether the element has content to translate; an empty one is a code as a whole."""
    if next(element.iter(w("t"), w("drawing"), w("pict"), ALTERNATE), None) is None:
        return False
    if element.tag == w("sdt"):
        properties = element.find(w("sdtPr"))
        kinds = set() if properties is None else {etree.QName(child).localname for child in properties}
        return element.find(w("sdtContent")) is not None and not kinds & _FIXED_CONTROLS
    if element.tag == w("fldSimple"):
        return _WRITTEN.match(element.get(w("instr")) or "") is not None
    return bool(element.tag == w("hyperlink"))


@dataclass(frozen=True, slots=True)
class Field:
    """events[begin : end + 1] are a complex field; its result begins behind `separate`."""

    begin: int
    separate: int
    end: int
    written: bool  # whether its result is translated


def fields(sequence: Sequence[Event]) -> dict[int, Field]:
    """The outermost fields by their first event; those that begin or end in another paragraph are left out."""
    found: dict[int, Field] = {}
    waiting: list[tuple[int, int, list[str]]] = []  # begin, separate, instruction
    for place, event in enumerate(sequence):
        if event.element.tag == w("instrText") and waiting:
            waiting[-1][2].append(event.element.text or "")
        kind = event.element.get(w("fldCharType")) if event.element.tag == w("fldChar") else None
        if kind == "begin":
            waiting.append((place, 0, []))
        elif kind == "separate" and waiting:
            begin, _, instruction = waiting.pop()
            waiting.append((begin, place, instruction))
        elif kind == "end" and waiting:
            begin, separate, instruction = waiting.pop()
            same = sequence[begin].shells == event.shells
            if same:
                for inner in [inner for inner in found if inner > begin]:
                    del found[inner]
                written = separate > 0 and _WRITTEN.match("".join(instruction)) is not None
                found[begin] = Field(begin, separate or place, place, written)
    return found


def is_hidden(event: Event) -> bool:
    """Whether the run is hidden text, which no reader sees."""
    return is_on(event.properties, "vanish")


def is_underlined(event: Event) -> bool:
    """Whether the run is underlined by its own properties."""
    return is_on(event.properties, "u")
