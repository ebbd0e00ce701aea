"""What the bilingual XML formats share: units that hold a source and a translation, states, declared directions."""

from collections.abc import Sequence

from lxml import etree

from corpus.documents.content import FileSegment
from corpus.documents.inline import text_of
from corpus.documents.units import Anchors, translate_unit
from corpus.documents.xml_inline import Vocabulary, plain_text, read_inline, write_inline
from corpus.languages import Direction, language_of_tag


def is_untranslatable(element: etree._Element) -> bool:
    """Whether the element, or the nearest one around it that says so, is not to be translated."""
    for around in (element, *element.iterancestors()):
        if around.get("translate") in ("yes", "no"):
            return bool(around.get("translate") == "no")
    return False


def declared_direction(source: str | None, target: str | None) -> Direction | None:
    """The direction of two language tags, of which one may be missing; None where a language is another."""
    languages = [language_of_tag(tag) if tag else None for tag in (source, target)]
    if (source and languages[0] is None) or (target and languages[1] is None):
        return None
    if languages[0] is not None and languages[0] != languages[1]:
        return Direction.ZH_JA if languages[0] == "zh" else Direction.JA_ZH
    if languages[0] is None and languages[1] is not None:
        return Direction.JA_ZH if languages[1] == "zh" else Direction.ZH_JA
    return None


def write_translation(
    source: etree._Element,
    target: etree._Element,
    segments: Sequence[FileSegment],
    vocabulary: Vocabulary,
    direction: Direction,
    anchors: Anchors = (),
) -> None:
    """Gives the target element the unit's translation; one that says the same already keeps its own codes."""
    content = read_inline(source, vocabulary)
    pieces = translate_unit(content.pieces, segments, direction, anchors)
    if plain_text(target, vocabulary) != text_of(pieces) or not len(target):
        write_inline(target, content, pieces)


def insert_after(element: etree._Element, new: etree._Element) -> None:
    """Inserts the new element behind the other, with the white space that sets off the other from what is before."""
    parent = element.getparent()
    new.tail, element.tail = element.tail, _indent(element)
    parent.insert(parent.index(element) + 1, new)


def _indent(element: etree._Element) -> str | None:
    previous = element.getprevious()
    indent: str | None = previous.tail if previous is not None else element.getparent().text
    return indent
