"""XLIFF 2.0, 2.1 and 2.2 (OASIS; ISO 21720): each segment is a unit; what may be ignored is left as it is."""

from collections.abc import Iterator, Sequence

from lxml import etree

from corpus.documents.content import DocumentFormat, FileContent, FileSegment, State
from corpus.documents.exchange import declared_direction, insert_after, is_untranslatable, write_translation
from corpus.documents.units import Anchors, by_unit, state_of, whole
from corpus.documents.xml_inline import Edge, Vocabulary, plain_text
from corpus.documents.xml_tree import child, parse, serialise
from corpus.formats.xml import local_name
from corpus.languages import Direction

_APPROVED = {"final", "reviewed"}
_STATES: dict[State, str] = {"approved": "final", "translated": "translated", "": "initial"}
_TAGS = {"zh": "zh-CN", "ja": "ja-JP"}


def _edge(element: etree._Element) -> tuple[Edge, str]:
    name = local_name(element)
    if name in ("sc", "sm"):
        return "start", f"{name[1]}{element.get('id') or ''}"
    if name in ("ec", "em"):
        return "end", f"{name[1]}{element.get('startRef') or element.get('id') or ''}"
    return "", ""


VOCABULARY = Vocabulary(
    frozenset({"pc", "mrk"}),
    lambda element: local_name(element) == "mrk" and element.get("translate") == "no",
    lambda element: "".join(element.itertext()) if local_name(element) == "mrk" else "",
    _edge,
)


def read(data: bytes) -> FileContent:
    """The segments with their translations and states; CorpusError where the file is not well-formed."""
    root = parse(data)
    segments: list[FileSegment] = []
    for number, element in enumerate(_segments(root)):
        source, target = child(element, "source"), child(element, "target")
        assert source is not None
        text = plain_text(source, VOCABULARY)
        translation = "" if target is None else plain_text(target, VOCABULARY)
        declared = element.get("state") or "initial"
        if declared == "initial" and translation.strip() == text.strip():
            translation = ""
        state: State = ""
        if translation.strip() and declared != "initial":
            state = "approved" if declared in _APPROVED else "translated"
        segments += whole(number, text, translation, state)
    direction = declared_direction(root.get("srcLang"), root.get("trgLang"))
    return FileContent(DocumentFormat.XLIFF2, tuple(segments), direction)


def write(data: bytes, segments: Sequence[FileSegment], direction: Direction, anchors: Anchors = ()) -> bytes:
    """The file with targets and their states; everything else stays as it was."""
    root = parse(data)
    elements = list(_segments(root))
    for number, members in by_unit(segments, len(elements)).items():
        _write_segment(elements[number], members, direction, anchors)
    if not root.get("trgLang"):  # required as soon as there is a target
        root.set("trgLang", _TAGS[direction.target])
    return serialise(root, data)


def _segments(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter("{*}segment"):
        in_unit = local_name(element.getparent()) == "unit" and child(element, "source") is not None
        if in_unit and not is_untranslatable(element):
            yield element


def _write_segment(
    element: etree._Element, segments: Sequence[FileSegment], direction: Direction, anchors: Anchors
) -> None:
    source, target = child(element, "source"), child(element, "target")
    assert source is not None
    done = [bool(segment.target) for segment in segments]
    if any(done):
        if target is None:
            target = etree.Element(f"{element.tag.removesuffix('segment')}target")
            insert_after(source, target)
        write_translation(source, target, segments, VOCABULARY, direction, anchors)
    elif target is not None:
        element.remove(target)
    state = _STATES[state_of(segments) if all(done) else ""]
    declared = element.get("state") or "initial"
    if state != declared and not (state == "final" and declared in _APPROVED):
        element.set("state", state)
        element.attrib.pop("subState", None)  # it specified the earlier state
