"""What a Chinese and a Japanese segment that say the same are recognised by, apart from their lengths.

Each segment gives a bag of anchors, spelled alike in both languages:

- its Chinese characters, those of the Chinese side in their Japanese form by OpenCC's variant maps: 债 is 債;
- its numbers by value, in digits or Chinese numerals of any width: 三十 and 30, 1.2亿 and 1億2,000万;
- the label at its head: 第三条 and 第3条, （一） and (1), 2.1;
- Latin words and codes, in small letters;
- the glossary terms in it, each as its Chinese form.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

import ahocorasick_rs

from corpus.filters.numbers import NUMERAL, numbers_in_digits, numerals, value_of
from corpus.languages import Language
from corpus.normalisation import normalise, to_shinjitai

Bag = Counter[str]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々]")
_LATIN = re.compile("[A-Za-z][A-Za-z0-9]*(?:[-_./@&][A-Za-z0-9]+)*")
_N = f"(?:[0-9]+|[{NUMERAL}]+)"
_LABEL = re.compile(
    rf"第(?P<ordinal>{_N})(?P<level>[编編章节節条款項项号])?(?:[之のノ](?P<branch>{_N}))?"
    rf"|[（(](?P<bracketed>{_N}|[A-Za-zア-ンＡ-Ｚ])[）)]"
    rf"|(?P<decimal>[0-9]+(?:\.[0-9]+)+)(?![0-9%])"
    rf"|(?P<plain>{_N})(?:[、．.\s]|(?=\s))"
)
_LEVELS = str.maketrans("编节项", "編節項")


class TermAnchors:
    """Finds the terms of a glossary in texts of both languages; immutable."""

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        """`terms` are (zh, ja) surfaces; a term with variants is given once for each of them."""
        names: dict[Language, dict[str, set[str]]] = {"zh": defaultdict(set), "ja": defaultdict(set)}
        for zh, ja in terms:
            zh, ja = normalise(zh, "zh").strip(), normalise(ja, "ja").strip()
            if len(zh) > 1 and len(ja) > 1:  # one character is an anchor already, and a chance one as a term
                names["zh"][zh].add(zh)
                names["ja"][ja].add(zh)
        self._names = {language: [sorted(found[one]) for one in found] for language, found in names.items()}
        self._automata = {
            language: ahocorasick_rs.AhoCorasick(list(found), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
            for language, found in names.items()
            if found
        }

    def found(self, text: str, language: Language) -> Iterable[str]:
        """The Chinese forms of the terms in a normalised text, longest first where they overlap."""
        if language not in self._automata:
            return
        for place, _, _ in self._automata[language].find_matches_as_indexes(text):
            yield from self._names[language][place]


def anchors_of(texts: Sequence[str], language: Language, terms: TermAnchors) -> list[Bag]:
    """The anchors of each text with how often they stand in it."""
    return [_anchors(normalise(text, language), language, terms) for text in texts]


def _anchors(text: str, language: Language, terms: TermAnchors) -> Bag:
    bag: Bag = Counter()
    for character in _HAN.findall(text):
        if character in NUMERAL:  # counted by value below
            continue
        bag[_japanese(character) if language == "zh" else character] += 1
    for value, count in (numbers_in_digits(text) | numerals(text)).items():
        bag[f"number {value}"] += count
    for word in _LATIN.findall(text):
        bag[f"latin {word.lower()}"] += 1
    for term in terms.found(text, language):
        bag[f"term {term}"] += 1
    if label := _label(text):
        bag[f"label {label}"] += 1
    return bag


def _label(text: str) -> str:
    """The number at the head of a text in a form that both languages share; "" where there is none."""
    match = _LABEL.match(text.lstrip())
    if match is None:
        return ""
    if match["ordinal"] is not None:
        branch = f"-{_worth(match['branch'])}" if match["branch"] else ""
        return f"{match['level'] or ''}{_worth(match['ordinal'])}{branch}".translate(_LEVELS)
    if match["bracketed"] is not None:
        return f"({_worth(match['bracketed'])})"
    return match["decimal"] or str(_worth(match["plain"]))


def _worth(number: str) -> Fraction | str:
    return value_of(number) if number[0].isdigit() or number[0] in NUMERAL else number.lower()


@lru_cache(maxsize=20_000)
def _japanese(character: str) -> str:
    return to_shinjitai(character)
