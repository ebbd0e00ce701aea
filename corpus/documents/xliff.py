"""XLIFF 1.2 (OASIS, 2008): each trans-unit, or each segment of its seg-source, is a unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from corpus.documents.content import DocumentFormat, FileContent, FileSegment, State
from corpus.documents.exchange import declared_direction, insert_after, is_untranslatable, write_translation
from corpus.documents.units import Anchors, by_unit, sentences, state_of, whole
from corpus.documents.xml_inline import Edge, Vocabulary, plain_text
from corpus.documents.xml_tree import child, parse, serialise
from corpus.formats.xml import local_name
from corpus.languages import Direction

_APPROVED = {"final", "signed-off", "reviewed"}
_UNFINISHED = {"new", "needs-translation"}  # what such a target holds is a copy of the source or a proposal
_STATES: dict[State, str] = {"approved": "final", "translated": "translated", "": "needs-review-translation"}
_TAGS = {"zh": "zh-CN", "ja": "ja-JP"}


def _edge(element: etree._Element) -> tuple[Edge, str]:
    name = local_name(element)
    key = f"{name[0]}{element.get('rid') or element.get('id') or ''}"
    if name in ("bx", "bpt") or (name == "it" and element.get("pos") == "open"):
        return "start", key
    if name in ("ex", "ept") or (name == "it" and element.get("pos") == "close"):
        # A range ends by the letter that it began with: bx and ex, bpt and ept.
        return "end", f"{'i' if name == 'it' else 'b'}{key[1:]}"
    return "", ""


def _shown(element: etree._Element) -> str:
    if local_name(element) == "mrk":
        return "".join(element.itertext())
    return "\n" if element.get("ctype") == "lb" else ""


VOCABULARY = Vocabulary(
    frozenset({"g", "mrk"}),
    lambda element: local_name(element) == "mrk" and element.get("mtype") == "protected",
    _shown,
    _edge,
)


@dataclass(frozen=True, slots=True, eq=False)
class _Unit:
    trans_unit: etree._Element
    source: etree._Element  # the source, or one segment (mrk) of the seg-source
    segment: str | None  # that one's number (mid)

    def target(self) -> etree._Element | None:
        target = child(self.trans_unit, "target")
        if target is None or self.segment is None:
            return target
        return next((mark for mark in _marked(target) if mark.get("mid") == self.segment), None)


def read(data: bytes) -> FileContent:
    """The segments with their translations and states; CorpusError where the file is no XLIFF 1.2."""
    root = parse(data)
    direction = _direction(root)
    segments: list[FileSegment] = []
    for number, unit in enumerate(_units(root)):
        segments += _segments(number, unit, direction)
    return FileContent(DocumentFormat.XLIFF, tuple(segments), direction)


def write(data: bytes, segments: Sequence[FileSegment], direction: Direction, anchors: Anchors = ()) -> bytes:
    """The file with targets and their states; everything else stays as it was."""
    root = parse(data)
    units = list(_units(root))
    touched: dict[etree._Element, list[State | None]] = {}
    for number, members in sorted(by_unit(segments, len(units)).items()):
        unit = units[number]
        state = _write_unit(unit, members, direction, anchors)
        touched.setdefault(unit.trans_unit, []).append(state)
    for trans_unit, states in touched.items():
        _set_state(trans_unit, states)
    for file in root.iter("{*}file"):
        if not file.get("target-language") and touched:
            file.set("target-language", _TAGS[direction.target])
    return serialise(root, data)


def _direction(root: etree._Element) -> Direction | None:
    file = next(root.iter("{*}file"), None)
    return None if file is None else declared_direction(file.get("source-language"), file.get("target-language"))


def _units(root: etree._Element) -> Iterator[_Unit]:
    for trans_unit in root.iter("{*}trans-unit"):
        source = child(trans_unit, "source")
        if source is None or is_untranslatable(trans_unit):
            continue
        segmented = child(trans_unit, "seg-source")
        marked = [] if segmented is None else _marked(segmented)
        if marked:
            for mark in marked:
                yield _Unit(trans_unit, mark, mark.get("mid") or "")
        else:
            yield _Unit(trans_unit, source, None)


def _marked(element: etree._Element) -> list[etree._Element]:
    return [mark for mark in element.iter("{*}mrk") if mark.get("mtype") == "seg"]


def _segments(number: int, unit: _Unit, direction: Direction | None) -> list[FileSegment]:
    text = plain_text(unit.source, VOCABULARY)
    target = unit.target()
    holder = child(unit.trans_unit, "target")
    translation = "" if target is None else plain_text(target, VOCABULARY)
    declared = "" if holder is None else holder.get("state") or ""
    if declared in _UNFINISHED and translation.strip() == text.strip():
        translation = ""
    state: State = "translated" if translation.strip() and declared in ("", "translated") else ""
    if translation.strip() and (unit.trans_unit.get("approved") == "yes" or declared in _APPROVED):
        state = "approved"
    if unit.segment is None and direction is not None:
        split = sentences(number, text, direction.source)
        if not translation.strip():
            return split
        translated = sentences(number, translation, direction.target)
        if len(split) == len(translated):
            return [
                FileSegment(number, one.source, one.before, one.after, other.source, state)
                for one, other in zip(split, translated, strict=True)
            ]
    return whole(number, text, translation, state)


def _write_unit(unit: _Unit, segments: Sequence[FileSegment], direction: Direction, anchors: Anchors) -> State | None:
    """Writes the translation; returns its state, None where there is none or only a part."""
    target = unit.target()
    if not any(segment.target for segment in segments):
        if target is not None:
            for inner in list(target):
                target.remove(inner)
            target.text = None
        return None
    write_translation(unit.source, _opened(unit), segments, VOCABULARY, direction, anchors)
    return state_of(segments) if all(segment.target for segment in segments) else None


def _opened(unit: _Unit) -> etree._Element:
    """The element that the unit's translation goes to, made where it is missing."""
    target = unit.target()
    if target is not None:
        return target
    holder = child(unit.trans_unit, "target")
    segmented = child(unit.trans_unit, "seg-source")
    namespace = unit.trans_unit.tag.removesuffix("trans-unit")
    if unit.segment is None or segmented is None:
        made = etree.Element(f"{namespace}target")
        insert_after(segmented if segmented is not None else _source(unit), made)
        return made
    if holder is None:
        holder = etree.Element(f"{namespace}target")
        insert_after(segmented, holder)
    if not _marked(holder):
        _copy_structure(segmented, holder)
        return unit.target()  # which the copy holds
    made = etree.SubElement(holder, unit.source.tag, dict(unit.source.attrib))
    return made


def _source(unit: _Unit) -> etree._Element:
    source = child(unit.trans_unit, "source")
    assert source is not None
    return source


def _copy_structure(segmented: etree._Element, holder: etree._Element) -> None:
    """Gives the target what stands around and between the segments, and the segments empty."""
    for inner in list(holder):
        holder.remove(inner)
    holder.text = segmented.text
    for inner in segmented:
        if not isinstance(inner.tag, str):
            continue
        copied = etree.SubElement(holder, inner.tag, dict(inner.attrib))
        copied.tail = inner.tail
        if local_name(inner) != "mrk" or inner.get("mtype") != "seg":
            _copy_structure(inner, copied)


def _set_state(trans_unit: etree._Element, states: Sequence[State | None]) -> None:
    target = child(trans_unit, "target")
    if target is None:
        return
    order: list[State | None] = [None, "", "translated", "approved"]
    least = min(states, key=order.index)
    if least != "approved" or target.get("state") not in _APPROVED:
        target.set("state", "needs-translation" if least is None else _STATES[least])
    target.attrib.pop("state-qualifier", None)  # it told where the earlier text came from
    if least == "approved":
        trans_unit.set("approved", "yes")
    elif trans_unit.get("approved") is not None:
        trans_unit.set("approved", "no")
