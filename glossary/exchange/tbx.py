"""Terms as TBX-Basic, ISO 30042:2019, written in the DCA style; the older martif form is read too.

A rendering is a preferred term, a variant an admitted one, a forbidden rendering a deprecated one.
TBX-Basic has no place for our status: what is written is meant to be the approved glossary.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from corpus.formats.encoding import readable
from corpus.formats.output import Target, open_target
from corpus.formats.xml import XML_LANG, declares_entities, local_name, writable
from corpus.languages import LANGUAGES, Language
from corpus.reasons import Reason
from glossary.errors import GlossaryError
from glossary.exchange.record import RejectedRecord, TermRecord
from glossary.snapshots import FORM_FIELDS, TEXT_FIELDS
from glossary.terms import Term

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_STATUSES = {"preferred": "preferredTerm-admn-sts", "admitted": "admittedTerm-admn-sts"}
_FIELDS = frozenset((*TEXT_FIELDS, *FORM_FIELDS))
_DEPRECATED = "deprecatedTerm-admn-sts"
_LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-Hans", "ja": "ja"}


def read(path: Path | str) -> Iterator[TermRecord | RejectedRecord]:
    """The entries of the file as terms, and a RejectedRecord for each entry without a Chinese and a
    Japanese term.

    Takes conceptEntry/langSec/termSec in either style, and termEntry/langSet/tig or ntig. Entities
    other than XML's own are refused, and nothing outside the file is opened. GlossaryError where the
    file is not TBX.
    """
    path = Path(path)
    with readable(path), path.open("rb") as file:
        found = False
        try:
            events = etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            for event, element in events:
                if not found:
                    _check_root(path, element)
                    found = True
                if event == "end" and local_name(element) in ("conceptEntry", "termEntry"):
                    yield _record(element)
                    element.clear()
        except etree.XMLSyntaxError as error:
            line = error.lineno or 1
            raise GlossaryError(
                f"{path}, line {line}: the file is not well-formed XML ({error.msg}); export it again.",
                case="file_damaged",
                name=Path(path).name,
            ) from None


def write(target: Target, terms: Iterable[Term]) -> int:
    """Writes the terms as concept entries and returns their number; CorpusError where it cannot."""
    attributes = {"style": "dca", "type": "TBX-Basic", XML_LANG: "zh-Hans"}
    root = etree.Element(_tag("tbx"), attributes, nsmap={None: _NAMESPACE})
    root.append(_header())
    body = etree.SubElement(etree.SubElement(root, _tag("text")), _tag("body"))
    body.extend(_entry(term, number) for number, term in enumerate(terms, start=1))
    with open_target(target) as file:
        etree.ElementTree(root).write(file, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return len(body)


@dataclass
class _Section:
    """The terms of one language of an entry, by their administrative status."""

    preferred: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    deprecated: list[str] = field(default_factory=list)

    def forms(self) -> tuple[str, ...]:
        """The headword, then the variants."""
        return (*self.preferred, *self.others)


def _check_root(path: Path, root: etree._Element) -> None:
    if declares_entities(root):
        raise GlossaryError(
            f"{path}, line 1: the file declares XML entities, which can be harmful; remove them.",
            case="file_entities",
            name=path.name,
        )
    if local_name(root) not in ("tbx", "martif"):
        raise GlossaryError(
            f"{path}, line {root.sourceline}: the root is {local_name(root)}, not tbx or martif; export TBX.",
            case="file_not_format",
            name=path.name,
            format="TBX",
        )


def _record(entry: etree._Element) -> TermRecord | RejectedRecord:
    line = int(entry.sourceline or 1)
    texts = {"subjectField": "", "definition": "", "note": ""}
    sections: dict[str, _Section] = {"zh": _Section(), "ja": _Section()}
    for child in entry:
        if local_name(child) in ("langSec", "langSet"):
            language = _language(child)
            _texts(child, texts)
            if language in sections:
                _collect(child, sections[language])
        else:
            _texts(child, texts)
    zh, ja = sections["zh"].forms(), sections["ja"].forms()
    if not zh or not ja:
        missing, language = ("Chinese", "zh") if not zh else ("Japanese", "ja")
        text = f"The entry has no {missing} term that may be used; add one with xml:lang."
        return RejectedRecord(line, Reason(text, case="row_no_term", language=language))
    term = Term(
        zh=zh[0],
        ja=ja[0],
        area=texts["subjectField"].lower(),
        zh_variants=zh[1:],
        ja_variants=ja[1:],
        zh_forbidden=tuple(sections["zh"].deprecated),
        ja_forbidden=tuple(sections["ja"].deprecated),
        definition=texts["definition"],
        note=texts["note"],
    )
    return TermRecord(term, line, _FIELDS)


def _texts(element: etree._Element, texts: dict[str, str]) -> None:
    """Takes subject field, definition and note; those of a term's own section are not the entry's."""
    for part in element.iter():
        if not isinstance(part.tag, str) or any(
            local_name(a) in ("termSec", "tig", "ntig") for a in part.iterancestors()
        ):
            continue
        kind = part.get("type") if local_name(part) in ("descrip", "admin") else local_name(part)
        if kind in texts and not texts[kind]:
            texts[kind] = _text(part)


def _collect(language: etree._Element, section: _Section) -> None:
    for part in language:
        if local_name(part) not in ("termSec", "tig", "ntig"):
            continue
        term, status = "", ""
        for element in part.iter():
            if local_name(element) == "term" and not term:
                term = _text(element)
            elif local_name(element) == "administrativeStatus" or element.get("type") in (
                "administrativeStatus",
                "normativeAuthorization",
            ):
                status = _text(element)
        if not term:
            continue
        if status.startswith("preferred"):
            section.preferred.append(term)
        elif status.startswith(("deprecated", "superseded")):
            section.deprecated.append(term)
        else:
            section.others.append(term)


def _language(element: etree._Element) -> str:
    tag = element.get(XML_LANG) or element.get("lang") or ""
    return tag.lower().replace("_", "-").split("-")[0]


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _header() -> etree._Element:
    header = etree.Element(_tag("tbxHeader"), nsmap={None: _NAMESPACE})
    description = etree.SubElement(header, _tag("fileDesc"))
    source = etree.SubElement(description, _tag("sourceDesc"))
    etree.SubElement(source, _tag("p")).text = "Chinese and Japanese legal terms exported from Hoyaku"
    return header


def _entry(term: Term, number: int) -> etree._Element:
    entry = etree.Element(_tag("conceptEntry"), nsmap={None: _NAMESPACE}, id=f"c{term.id or f'new{number}'}")
    for kind, text in (("subjectField", term.area), ("definition", term.definition)):
        if text:
            etree.SubElement(entry, _tag("descrip"), type=kind).text = writable(text)
    if term.note:
        etree.SubElement(entry, _tag("note")).text = writable(term.note)
    for language in LANGUAGES:
        section = etree.SubElement(entry, _tag("langSec"), {XML_LANG: _LANGUAGE_TAGS[language]})
        for place, form in enumerate(term.forms(language)):
            _term_section(section, form, _STATUSES["admitted" if place else "preferred"])
        for form in term.forbidden(language):
            _term_section(section, form, _DEPRECATED)
    return entry


def _term_section(section: etree._Element, form: str, status: str) -> None:
    part = etree.SubElement(section, _tag("termSec"))
    etree.SubElement(part, _tag("term")).text = writable(form)
    etree.SubElement(part, _tag("termNote"), type="administrativeStatus").text = status
