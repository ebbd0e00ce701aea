"""TMX 1.4b as a file to be translated: the texts of the source language, and those of the target that it lacks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from corpus.documents.content import DocumentFormat, FileContent, FileSegment, State
from corpus.documents.exchange import write_translation
from corpus.documents.units import Anchors, by_unit, whole
from corpus.documents.xml_inline import Edge, Vocabulary, plain_text
from corpus.documents.xml_tree import child, children, parse, serialise
from corpus.formats.xml import XML_LANG, local_name
from corpus.languages import Direction, Language, language_of_tag

_TAGS = {"zh": "zh-CN", "ja": "ja"}


def _edge(element: etree._Element) -> tuple[Edge, str]:
    kinds: dict[str, Edge] = {"bpt": "start", "ept": "end"}
    return kinds.get(local_name(element), ""), element.get("i") or ""


VOCABULARY = Vocabulary(frozenset({"hi"}), lambda element: False, lambda element: "", _edge)


@dataclass(frozen=True, slots=True, eq=False)
class _Unit:
    source: etree._Element  # tuv
    target: etree._Element | None

    @property
    def segment(self) -> etree._Element:
        found = child(self.source, "seg")
        assert found is not None
        return found


def read(data: bytes, direction: Direction) -> FileContent:
    """A segment for each unit that has a text in the source language; CorpusError where the file is not well-formed."""
    root = parse(data)
    declared = _declared(root)
    segments: list[FileSegment] = []
    for number, unit in enumerate(_units(root, declared or direction)):
        seg = None if unit.target is None else child(unit.target, "seg")
        translation = "" if seg is None else plain_text(seg, VOCABULARY)
        state: State = "translated" if translation.strip() else ""
        segments += whole(number, plain_text(unit.segment, VOCABULARY), translation, state)
    return FileContent(DocumentFormat.TMX, tuple(segments), declared)


def write(data: bytes, segments: Sequence[FileSegment], direction: Direction, anchors: Anchors = ()) -> bytes:
    """The file with a text in the target language for each translated unit; everything else stays as it was."""
    root = parse(data)
    direction = _declared(root) or direction
    units = list(_units(root, direction))
    for number, members in by_unit(segments, len(units)).items():
        if any(segment.target for segment in members):
            seg = _opened(units[number], direction.target)
            write_translation(units[number].segment, seg, members, VOCABULARY, direction, anchors)
    return serialise(root, data)


def _declared(root: etree._Element) -> Direction | None:
    """From the header's source language, or else from the only one of the two that has texts."""
    header = next(root.iter("{*}header"), None)
    source = language_of_tag(str(header.get("srclang") or "")) if header is not None else None
    if source is None:
        present = {_language(variant) for variant in root.iter("{*}tuv")} & {"zh", "ja"}
        source = present.pop() if len(present) == 1 else None
    if source is None:
        return None
    return Direction.ZH_JA if source == "zh" else Direction.JA_ZH


def _units(root: etree._Element, direction: Direction) -> Iterator[_Unit]:
    for unit in root.iter("{*}tu"):
        variants = children(unit, "tuv")
        source, target = (
            next((variant for variant in variants if _language(variant) == language), None)
            for language in (direction.source, direction.target)
        )
        if source is not None and child(source, "seg") is not None:
            yield _Unit(source, target)


def _language(variant: etree._Element) -> Language | None:
    return language_of_tag(str(variant.get(XML_LANG) or variant.get("lang") or ""))


def _opened(unit: _Unit, language: Language) -> etree._Element:
    """The seg that the translation goes to, made where it is missing."""
    variant = unit.target
    namespace = unit.source.tag.removesuffix("tuv")
    if variant is None:
        attribute = XML_LANG if unit.source.get(XML_LANG) is not None else "lang"
        variant = etree.Element(f"{namespace}tuv", {attribute: _TAGS[language]})
        variant.tail = unit.source.tail
        unit.source.getparent().append(variant)
    seg = child(variant, "seg")
    return etree.SubElement(variant, f"{namespace}seg") if seg is None else seg
