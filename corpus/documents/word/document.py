"""A Word document read as segments, and written back with their translations."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from corpus.documents.content import DocumentFormat, FileContent, FileSegment
from corpus.documents.inline import text_of
from corpus.documents.package import Package
from corpus.documents.units import Anchors, by_unit, has_words, is_translated, sentences, translate_unit
from corpus.documents.word.language import adapt
from corpus.documents.word.paragraphs import Paragraph, paragraphs
from corpus.documents.word.parts import Parts, find_parts, parse_part
from corpus.documents.word.pieces import read_paragraph
from corpus.documents.word.rebuilding import rebuild
from corpus.documents.word.revisions import accept_changes
from corpus.documents.xml_tree import serialise
from corpus.languages import Direction


def read(data: bytes, direction: Direction) -> FileContent:
    """The segments of body, notes, headers and footers, in this order; CorpusError for what is no Word document."""
    document = _open(data)
    segments: list[FileSegment] = []
    for unit, paragraph in enumerate(document.units):
        segments += sentences(unit, text_of(read_paragraph(paragraph.element).pieces), direction.source)
    return FileContent(DocumentFormat.DOCX, tuple(segments))


def write(data: bytes, segments: Sequence[FileSegment], direction: Direction, anchors: Anchors = ()) -> bytes:
    """The document with the translations; a paragraph without one, and every part without text, stays as it is."""
    document = _open(data)
    worked = by_unit(segments, len(document.units))
    translated = {unit: members for unit, members in worked.items() if is_translated(members)}
    if not translated:
        return data
    for unit, members in translated.items():
        _translate(document.units[unit], members, direction, anchors)
    headings = {segment.source: segment.target for members in translated.values() for segment in members}
    for paragraph in document.listed:
        _translate_entry(paragraph, headings, direction)
    touched = {document.units[unit].element.getroottree().getroot() for unit in translated}
    changed: dict[str, bytes] = {}
    for name, root in document.roots.items():
        if adapt(root, direction) or root in touched:
            changed[name] = serialise(root, document.package.read(name))
    for name in document.parts.styles:
        root = parse_part(document.package, name)
        if adapt(root, direction):
            changed[name] = serialise(root, document.package.read(name))
    return document.package.rewritten(changed)


@dataclass(frozen=True, slots=True)
class _Document:
    package: Package
    parts: Parts
    roots: dict[str, etree._Element]
    units: list[Paragraph]
    listed: list[Paragraph]  # entries of tables of contents


def _open(data: bytes) -> _Document:
    package = Package(data)
    parts = find_parts(package)
    document = _Document(package, parts, {}, [], [])
    for name in parts.texts:
        root = parse_part(package, name)
        accept_changes(root)
        document.roots[name] = root
        for paragraph in paragraphs(root):
            if paragraph.listed:
                document.listed.append(paragraph)
            elif has_words(text_of(read_paragraph(paragraph.element).pieces)):
                document.units.append(paragraph)
    return document


def _translate(paragraph: Paragraph, segments: Sequence[FileSegment], direction: Direction, anchors: Anchors) -> None:
    read = read_paragraph(paragraph.element)
    text = text_of(read.pieces)
    rebuild(paragraph.element, read, translate_unit(read.pieces, segments, direction, anchors))
    for mirror in paragraph.mirrors:
        repeated = read_paragraph(mirror)
        if text_of(repeated.pieces) == text:
            rebuild(mirror, repeated, translate_unit(repeated.pieces, segments, direction, anchors))


def _translate_entry(paragraph: Paragraph, headings: dict[str, str], direction: Direction) -> None:
    """Gives an entry of the table of contents the translation of its heading, where it is one."""
    read = read_paragraph(paragraph.element)
    entry = [
        FileSegment(0, part.source, part.before, part.after, headings.get(part.source, ""))
        for part in sentences(0, text_of(read.pieces), direction.source)
    ]
    if is_translated(entry):
        rebuild(paragraph.element, read, translate_unit(read.pieces, entry, direction))
