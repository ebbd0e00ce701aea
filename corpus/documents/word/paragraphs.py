"""The paragraphs of a document part, and which of them repeat another or stand in a table of contents."""

import re
from dataclasses import dataclass, field

from lxml import etree

from corpus.documents.word.names import ALTERNATE, CHOICE, FALLBACK, w, within

# Fields that fill whole paragraphs, which Word makes anew out of the document.
_LISTS = re.compile(r"\s*(?:TOC|INDEX|TOA|BIBLIOGRAPHY)\b", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph; `mirrors` hold the same text for programs that do not know text boxes as they are now."""

    element: etree._Element
    mirrors: list[etree._Element] = field(default_factory=list)
    listed: bool = False  # whether it is an entry of a table of contents


def paragraphs(root: etree._Element) -> list[Paragraph]:
    """The paragraphs of body, tables, text boxes and content controls, in document order."""
    mirrors = _mirrors(root)
    listed = _listed(root)
    return [
        Paragraph(element, mirrors.get(element, []), element in listed) for element in within(root, w("p"), FALLBACK)
    ]


def _mirrors(root: etree._Element) -> dict[etree._Element, list[etree._Element]]:
    """A text box is there twice, as DrawingML and for older programs as VML."""
    found: dict[etree._Element, list[etree._Element]] = {}
    for alternate in within(root, ALTERNATE, FALLBACK):
        choice, fallback = alternate.find(CHOICE), alternate.find(FALLBACK)
        if choice is None or fallback is None:
            continue
        shown = [p for p in within(choice, w("p"), FALLBACK) if next(p.iterancestors(ALTERNATE)) is alternate]
        repeated = list(fallback.iter(w("p")))
        if len(shown) == len(repeated):
            for paragraph, repetition in zip(shown, repeated, strict=True):
                found.setdefault(paragraph, []).append(repetition)
    return found


def _listed(root: etree._Element) -> set[etree._Element]:
    """The paragraphs in a table of contents or another list that a field fills."""
    listed: set[etree._Element] = set()
    instructions: list[str] = []  # of the fields that are open
    for element in root.iter(w("p"), w("fldChar"), w("instrText")):
        if element.tag == w("instrText"):
            if instructions:
                instructions[-1] += element.text or ""
            continue
        if element.tag == w("fldChar"):
            kind = element.get(w("fldCharType"))
            if kind == "begin":
                instructions.append("")
            elif kind == "end" and instructions:
                instructions.pop()
            if kind != "separate":
                continue
        if any(map(_LISTS.match, instructions)):
            paragraph = element if element.tag == w("p") else next(element.iterancestors(w("p")), None)
            if paragraph is not None:
                listed.add(paragraph)
    return listed
