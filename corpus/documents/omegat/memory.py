"""`omegat/project_save.tmx`: the memory in which OmegaT keeps what has been translated in a project.

A unit without properties is the default translation: it holds wherever the source text stands. One with the property
`file` is an alternative, which holds for the one segment that the further properties name; those of a PO file are named
by `path`, the message's context. Written is TMX 1.4b, as by OmegaT 6; OmegaT up to 5 writes TMX 1.1, which is read too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from corpus.documents.xml_tree import child, children, parse
from corpus.errors import CorpusError
from corpus.formats.tmx import LANGUAGE_TAGS, release
from corpus.formats.xml import XML_LANG, local_name, writable
from corpus.languages import Direction, Language, language_of_tag

_DATE = "%Y%m%dT%H%M%SZ"
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")  # at which Java's regular expressions end a line of a PO file
_NOWHERE = "-"  # the context of an alternative that is not from a PO file: that of no message


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """A translation; `path` is the context of the one message that it holds for, "" for the default."""

    source: str
    target: str
    path: str = ""
    author: str = ""
    changed_at: datetime | None = None  # UTC


class ProjectMemory:
    """The translations of a project, looked up as OmegaT does: the alternative of the segment, else the default."""

    def __init__(self, entries: Iterable[MemoryEntry]) -> None:
        self._entries = {(memory_key(entry.source), entry.path): entry for entry in entries}

    def translation(self, source: str, path: str) -> MemoryEntry | None:
        """What OmegaT shows as the translation of the message; None where it has none."""
        key = memory_key(source)
        return self._entries.get((key, path)) or self._entries.get((key, ""))

    def __iter__(self) -> Iterator[MemoryEntry]:
        return iter(self._entries.values())


def memory_key(text: str) -> str:
    """The source text as OmegaT has it: in normal form C, with LF line ends, without white space around it."""
    return unicodedata.normalize("NFC", writable(_LINE_ENDS.sub("\n", text))).strip()


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same to OmegaT, which brings what it reads into normal form."""
    return memory_key(one) == memory_key(other)


def write_memory(entries: Iterable[MemoryEntry], file: str, direction: Direction) -> bytes:
    """The entries as project_save.tmx; `file` is the name of the source file that the alternatives belong to."""
    root = etree.Element("tmx", version="1.4")
    header = {
        "creationtool": "hoyaku",
        "creationtoolversion": release(),
        "segtype": "paragraph",
        "o-tmf": "OmegaT TMX",
        "adminlang": "EN-US",
        "srclang": LANGUAGE_TAGS[direction.source],
        "datatype": "plaintext",
    }
    etree.SubElement(root, "header", header)
    body = etree.SubElement(root, "body")
    for entry in entries:
        body.append(_unit(entry, file, direction))
    content: bytes = etree.tostring(
        root,
        encoding="UTF-8",
        xml_declaration=True,
        pretty_print=True,
        doctype='<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
    )
    return content


def read_memory(data: bytes, direction: Direction, part: str) -> ProjectMemory:
    """The translations in a project_save.tmx, in TMX 1.1 or 1.4; units without a text in both languages are left out.

    CorpusError, with `part` as its subject, where it is not well-formed TMX.
    """
    root = parse(data, part)
    if local_name(root) != "tmx":
        raise CorpusError(f"{part} is not TMX: its first element is <{local_name(root)}>; save the project in OmegaT.")
    return ProjectMemory(entry for unit in root.iter("{*}tu") if (entry := _entry(unit, direction)) is not None)


def _unit(entry: MemoryEntry, file: str, direction: Direction) -> etree._Element:
    unit = etree.Element("tu")
    if entry.path:
        for name, value in (("file", file), ("path", entry.path)):
            etree.SubElement(unit, "prop", type=name).text = writable(value)
    source = etree.SubElement(unit, "tuv", {XML_LANG: LANGUAGE_TAGS[direction.source]})
    etree.SubElement(source, "seg").text = memory_key(entry.source)
    target = etree.SubElement(unit, "tuv", {XML_LANG: LANGUAGE_TAGS[direction.target]})
    if entry.author:
        target.set("changeid", writable(entry.author))
    if entry.changed_at is not None:
        target.set("changedate", entry.changed_at.strftime(_DATE))
    etree.SubElement(target, "seg").text = writable(entry.target)
    return unit


def _entry(unit: etree._Element, direction: Direction) -> MemoryEntry | None:
    variants: dict[Language | None, etree._Element] = {}
    for variant in children(unit, "tuv"):
        language = language_of_tag(str(variant.get(XML_LANG) or variant.get("lang") or ""))
        variants.setdefault(language, variant)
    source, target = (variants.get(language) for language in (direction.source, direction.target))
    if source is None or target is None:
        return None
    properties = {str(prop.get("type")): prop.text or "" for prop in children(unit, "prop")}
    path = ""
    if "file" in properties:
        path = properties.get("path") or properties.get("id") or _NOWHERE
    return MemoryEntry(
        _text(source),
        _text(target),
        path,
        str(target.get("changeid") or target.get("creationid") or ""),
        _date(str(target.get("changedate") or target.get("creationdate") or "")),
    )


def _text(variant: etree._Element) -> str:
    segment = child(variant, "seg")
    return "" if segment is None else "".join(segment.itertext())


def _date(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _DATE).replace(tzinfo=UTC)
    except ValueError:
        return None
