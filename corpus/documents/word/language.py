"""A document's fonts, languages and automatic numbers in those of the other language.

Word draws Chinese and Japanese text in the font that is set for East Asian characters. A Chinese font has Chinese forms
of characters and lacks some Japanese ones, and the reverse, so a translation needs fonts of its own language.
"""

import re

from lxml import etree

from corpus.documents.word.fonts import font_for
from corpus.documents.word.names import value, w
from corpus.formats.xml import local_name
from corpus.languages import Direction, Language
from corpus.normalisation import to_shinjitai, to_simplified

_TAGS: dict[Language, str] = {"zh": "zh-CN", "ja": "ja-JP"}
# Counting in Chinese characters; both count 一, 二, 三 and part only at 〇 and from a hundred on.
_COUNTING: dict[Language, dict[str, str]] = {
    "zh": {
        "chineseCounting": "japaneseCounting",
        "chineseCountingThousand": "japaneseCounting",
        "chineseLegalSimplified": "japaneseLegal",
    },
    "ja": {
        "japaneseCounting": "chineseCountingThousand",
        "japaneseDigitalTenThousand": "chineseCounting",
        "japaneseLegal": "chineseLegalSimplified",
    },
}
# The settings that the standard has behind themeFontLang, of which every file of Word has one.
_BEHIND_THEME = ("clrSchemeMapping", "shapeDefaults", "decimalSymbol", "listSeparator")
_HAN = re.compile("[\u4e00-\u9fff]+")


_NAMES = ("rFonts", "lang", "themeFontLang", "latin", "ea", "cs", "sym", "numFmt", "lvlText")


def adapt(root: etree._Element, direction: Direction) -> bool:
    """Sets fonts, languages and numbers in a part of the document; returns whether anything changed."""
    changed = False
    for element in root.iter(*(f"{{*}}{name}" for name in _NAMES)):
        name = local_name(element)
        if name == "rFonts":
            changed |= _set_fonts(element, direction)
        elif name in ("lang", "themeFontLang"):
            changed |= _set_language(element, direction)
        elif name in ("latin", "ea", "cs", "sym") and element.get("typeface"):
            changed |= _set_attribute(element, "typeface", font_for(element.get("typeface"), direction))
        elif name in ("numFmt", "lvlText"):
            changed |= _set_numbers(element, name, direction)
    if root.tag == w("styles"):
        changed |= _set_default(root, direction)
    if root.tag == w("settings"):
        changed |= _set_theme_language(root, direction)
    return changed


def _set_attribute(element: etree._Element, attribute: str, wanted: str | None) -> bool:
    if wanted is None or element.get(attribute) == wanted:
        return False
    element.set(attribute, wanted)
    return True


def _set_fonts(element: etree._Element, direction: Direction) -> bool:
    changed = False
    for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
        font = value(element, attribute)
        if font:
            changed |= _set_attribute(element, w(attribute), font_for(font, direction))
    return changed


def _set_language(element: etree._Element, direction: Direction) -> bool:
    changed = False
    for attribute in ("val", "eastAsia"):
        if (value(element, attribute) or "").lower().split("-")[0] == direction.source:
            changed |= _set_attribute(element, w(attribute), _TAGS[direction.target])
    return changed


def _set_numbers(element: etree._Element, name: str, direction: Direction) -> bool:
    shown = value(element) or ""
    if name == "numFmt":
        return _set_attribute(element, w("val"), _COUNTING[direction.source].get(shown))
    convert = to_shinjitai if direction is Direction.ZH_JA else to_simplified
    return _set_attribute(element, w("val"), _HAN.sub(lambda han: convert(han[0]), shown))


def _set_default(styles: etree._Element, direction: Direction) -> bool:
    """Names the language of East Asian text in the document's defaults, which many programs leave out."""
    properties = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
    if properties is None:
        return False
    language = properties.find(w("lang"))
    if language is None:
        language = etree.SubElement(properties, w("lang"))
    return _set_attribute(language, w("eastAsia"), _TAGS[direction.target])


def _set_theme_language(settings: etree._Element, direction: Direction) -> bool:
    """Names the language by which Word takes the theme's East Asian fonts where the theme itself names none."""
    language = settings.find(w("themeFontLang"))
    if language is None:
        following = next((settings.find(w(name)) for name in _BEHIND_THEME if settings.find(w(name)) is not None), None)
        if following is None:
            return False
        language = etree.Element(w("themeFontLang"))
        following.addprevious(language)
    return _set_attribute(language, w("eastAsia"), _TAGS[direction.target])
