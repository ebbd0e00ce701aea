"""Pairs as TMX 1.4b (LISA OSCAR, 2005), the exchange format of translation memories.

What is written follows tmx14.dtd, so that OmegaT and other tools open it. What is read may stray from it in
language codes and case. No DTD is fetched and no entity expanded.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lxml import etree

from corpus.errors import CorpusError
from corpus.formats.encoding import guess_encoding, readable
from corpus.formats.output import Target, open_target
from corpus.formats.record import FIELDS, WritablePair, pair_of
from corpus.formats.rejected import RejectedLine
from corpus.formats.xml import XML_LANG, declares_entities, local_name, writable
from corpus.languages import Language, language_of_tag
from corpus.pairs import NewPair
from corpus.reasons import Reason

LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-CN", "ja": "ja"}
_IS_TRADITIONAL = "its Chinese is in traditional characters; convert it to simplified ones first"
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
_PROPERTIES = FIELDS[2:]

# The code of another format: what stands inside is markup, not text.
_CODES = {"bpt", "ept", "it", "ph", "ut"}


def read(path: Path | str) -> Iterator[NewPair | RejectedLine]:
    """The pairs of the file, one translation unit at a time, in constant memory.

    A unit gives the pair of its first Chinese and its first Japanese text; a further text in either language,
    and a unit that lacks one, gives a RejectedLine. Inline codes are left out, highlighted text stays. The
    encoding is the one that the XML declaration names. Raises CorpusError for a file that is not well-formed
    TMX, declares entities, or holds no unit.
    """
    path = Path(path)
    with readable(path):
        if not path.stat().st_size:
            raise CorpusError(f"{path} holds no pair: it is empty.", case="file_no_pair", name=path.name)
        empty = True
        for unit in _units(path):
            empty = False
            yield from _pairs(unit)
        if empty:
            raise CorpusError(
                f"{path} holds no pair: it is TMX without a translation unit (tu).", case="file_no_pair", name=path.name
            )


def write(target: Target, pairs: Iterable[WritablePair]) -> int:
    """Writes the pairs as TMX 1.4b, UTF-8, and returns their number.

    Characters that XML cannot hold (control characters) become U+FFFD, so that their loss shows. Raises
    CorpusError where the target cannot be written.
    """
    count = 0
    with open_target(target) as file, etree.xmlfile(file, encoding="UTF-8") as xml:
        xml.write_declaration()
        xml.write_doctype('<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
        with xml.element("tmx", version="1.4"):
            xml.write(_header(), pretty_print=True)
            with xml.element("body"):
                xml.write("\n")
                for pair in pairs:
                    xml.write(_unit(pair))
                    xml.write("\n")
                    count += 1
        xml.flush()
        file.write(b"\n")
    return count


def release() -> str:
    """The version of the product, as a header's creationtoolversion; "0" in a checkout that was never installed."""
    try:
        return version("hoyaku")
    except PackageNotFoundError:
        return "0"


def _units(path: Path) -> Iterator[etree._Element]:
    """Each tu element; it is emptied when the next is asked for. CorpusError where the XML is at fault."""
    events = etree.iterparse(
        str(path), events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    root = None
    try:
        for event, element in events:
            if root is None:
                root = element
                _check_root(path, root)
            if event == "end" and local_name(element) == "tu":
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        message = _not_well_formed(path, error, events.error_log)
        raise CorpusError(message, case="file_damaged", name=path.name) from error


def _check_root(path: Path, root: etree._Element) -> None:
    if local_name(root) != "tmx":
        raise CorpusError(
            f"{path}, line {root.sourceline}: the file is not TMX, its first element is <{local_name(root)}>.",
            case="file_not_format",
            name=path.name,
            format="TMX",
        )
    if declares_entities(root):
        raise CorpusError(
            f"{path}, line 1: the file declares entities, which are not accepted; save it without them.",
            case="file_entities",
            name=path.name,
        )


def _pairs(unit: etree._Element) -> Iterator[NewPair | RejectedLine]:
    fields: dict[str, str] = {}
    excuses: dict[str, str] = {}  # why a language that has a tuv still lacks its text
    for child in unit:
        if local_name(child) == "prop":
            name = str(child.get("type", "")).lower().removeprefix("x-")
            if name in _PROPERTIES:
                fields[name] = child.text or ""
        elif local_name(child) == "tuv" and (language := _language(child)):
            segment = next((part for part in child if local_name(part) == "seg"), None)
            if segment is None:
                excuses[language] = f"its {language} tuv has no seg"
            elif language == "zh" and _is_traditional(child):
                excuses[language] = _IS_TRADITIONAL
            elif language in fields:
                text = f"the unit has a further {language} text, which was left out"
                yield RejectedLine(child.sourceline, Reason(text, case="unit_further", language=language))
            else:
                fields[language] = _flattened(segment)
    missing = [language for language in LANGUAGE_TAGS if language not in fields]
    if missing:
        reasons = [excuses.get(language, f"it has no {language} text") for language in missing]
        text = f"the unit gives no pair: {', and '.join(reasons)}"
        if excuses.get("zh") == _IS_TRADITIONAL:
            yield RejectedLine(unit.sourceline, Reason(text, case="unit_traditional"))
        else:
            yield RejectedLine(unit.sourceline, Reason(text, case="unit_incomplete", language=missing[0]))
    else:
        yield pair_of(fields, unit.sourceline)


def _code(variant: etree._Element) -> list[str]:
    """The subtags of the tuv's language code, in lower case: zh-Hans-CN is zh, hans, cn."""
    code = str(variant.get(XML_LANG) or variant.get("lang") or "")
    return re.split("[-_]", code.strip().lower())


def _language(variant: etree._Element) -> Language | None:
    return language_of_tag(_code(variant)[0])


def _is_traditional(variant: etree._Element) -> bool:
    subtags = _code(variant)
    return "hans" not in subtags and not _TRADITIONAL.isdisjoint(subtags)


def _flattened(element: etree._Element) -> str:
    """The text of a seg without inline codes; what hi highlights is text, what sub sets apart is not."""
    parts = [element.text or ""]
    for child in element:
        if local_name(child) and local_name(child) not in _CODES:
            parts.append(_flattened(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _header() -> etree._Element:
    return etree.Element(
        "header",
        {
            "creationtool": "hoyaku",
            "creationtoolversion": release(),
            "segtype": "sentence",
            "o-tmf": "hoyaku",
            "adminlang": "en",
            "srclang": LANGUAGE_TAGS["zh"],
            "datatype": "plaintext",
        },
    )


def _unit(pair: WritablePair) -> etree._Element:
    unit = etree.Element("tu")
    for name in _PROPERTIES:
        value = getattr(pair, name)
        if value is not None:
            etree.SubElement(unit, "prop", type=name).text = writable(str(value))
    for text, tag in ((pair.zh, LANGUAGE_TAGS["zh"]), (pair.ja, LANGUAGE_TAGS["ja"])):
        variant = etree.SubElement(unit, "tuv", {XML_LANG: tag})
        etree.SubElement(variant, "seg").text = writable(text)
    return unit


def _not_well_formed(path: Path, error: etree.XMLSyntaxError, log: etree._ListErrorLog) -> str:
    first = next(iter(log), None)  # the others follow from it
    line = first.line if first else error.lineno or 1
    message = first.message.strip() if first else str(error.msg)
    if "encoding" in message.lower() or "utf-8" in message.lower():
        with path.open("rb") as file:
            guess = guess_encoding(file.read(1 << 16))
        seems = f", it seems to be {guess}" if guess else ""
        return (
            f"{path}, line {line}: the file is not in the encoding that its first line declares{seems} ({message}); "
            "save it as UTF-8."
        )
    return f"{path}, line {line}: the file is damaged or cut off ({message}); export it again."
