"""Which stretches of a segment and of its translation belong together, as far as the texts show it.

Found are, in this order and each stretch once: terms and their renderings, numbers of equal value (三十 and 30), Latin
words, brackets and quotation marks, and runs of at least two equal characters, simplified and Japanese forms alike.
Everything between such fixed points can only be estimated.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.filters.numbers import find_numbers
from corpus.normalisation import to_shinjitai

_BRACKETS = {
    mark: kind
    for kind, marks in enumerate(("(（", ")）", "“‘「『《〈", "”’」』》〉", "[［【〔", "]］】〕"))
    for mark in marks
}
_COUNTED = "年月日天时時个個条款項项号號章節节名人份通部件歳岁万億亿%"
_PERCENTAGE = re.compile("百分之([〇零一二三四五六七八九十百点两]+)|([0-9][0-9.,]*)%")
_LATIN = re.compile("[A-Za-z][A-Za-z0-9&.'-]*[A-Za-z0-9]|[A-Za-z]")
_WIDTH = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "})
# Parties are named by one character in Japanese, and no contract is without them.
_PARTIES = [pair for stem in "甲乙丙丁戊己" for pair in ((f"{stem}方", stem), (stem, f"{stem}方"), (stem, stem))]
_MOST_PLACES = 50  # that one pair of characters is looked for at, so that a text of one character takes linear time


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """source[start:end] is rendered by target[target_start:target_end]."""

    start: int
    end: int
    target_start: int
    target_end: int


class _Found:
    """Fixed points so far; of each text a character belongs to one of them at most."""

    def __init__(self, source: str, target: str) -> None:
        self.points: list[FixedPoint] = []
        self._source_taken = bytearray(len(source))
        self._target_taken = bytearray(len(target))

    def source_free(self, start: int, end: int) -> bool:
        return not any(self._source_taken[start:end])

    def target_free(self, start: int, end: int) -> bool:
        return not any(self._target_taken[start:end])

    def add(self, start: int, end: int, target_start: int, target_end: int) -> None:
        self._source_taken[start:end] = b"\1" * (end - start)
        self._target_taken[target_start:target_end] = b"\1" * (target_end - target_start)
        self.points.append(FixedPoint(start, end, target_start, target_end))


_Span = tuple[int, int]


def fixed_points(source: str, target: str, anchors: Sequence[tuple[str, str]] = ()) -> list[FixedPoint]:
    """The fixed points in the order of the source; in the target their order may be another.

    `anchors` are source terms with their renderings. Time grows linearly with the length of the texts.
    """
    found = _Found(source, target)
    folded, folded_target = _folded(source), _folded(target)
    for term, rendering in sorted({*anchors, *_PARTIES}, key=lambda anchor: (-len(anchor[0]), -len(anchor[1]))):
        if term and rendering:
            _pair(found, _occurrences(folded, _folded(term)), _occurrences(folded_target, _folded(rendering)))
    _pair_alike(found, _numbers(folded), _numbers(folded_target))
    _pair_alike(found, _latin(folded), _latin(folded_target))
    _pair_brackets(found, source, target)
    _pair_equal_runs(found, folded, folded_target)
    if source and target and source[-1] in "。！？；：" and target[-1] in "。！？；：" and source[-1] not in "”」":
        last, target_last = len(source) - 1, len(target) - 1
        if found.source_free(last, last + 1) and found.target_free(target_last, target_last + 1):
            found.add(last, last + 1, target_last, target_last + 1)
    return sorted(found.points, key=lambda point: point.start)


def _folded(text: str) -> str:
    """The text with characters that correspond written alike; every character keeps its place."""
    return "".join(map(_folded_character, text.translate(_WIDTH)))


@lru_cache(maxsize=20_000)
def _folded_character(character: str) -> str:
    converted = to_shinjitai(character).lower() if character > "\u2e7f" else character.lower()
    return converted if len(converted) == 1 else character


def _occurrences(text: str, part: str) -> list[_Span]:
    return [(match.start(), match.end()) for match in re.finditer(re.escape(part), text)]


def _pair(found: _Found, sources: Iterable[_Span], targets: Iterable[_Span]) -> None:
    """Pairs the free occurrences of something in their order."""
    free = [span for span in sources if found.source_free(*span)]
    free_targets = [span for span in targets if found.target_free(*span)]
    for span, target_span in zip(free, free_targets, strict=False):
        found.add(*span, *target_span)


def _numbers(text: str) -> Iterator[tuple[object, _Span]]:
    for percentage in _PERCENTAGE.finditer(text):
        number = percentage[1] or percentage[2]
        for _, _, value in find_numbers(number):
            yield ("%", value), percentage.span()
    for start, end, value in find_numbers(text):
        if end - start > 1 or text[start].isascii() or _is_numeral(text, start, end):
            yield value, (start, end)


def _is_numeral(text: str, start: int, end: int) -> bool:
    """Whether the one Chinese character counts or numbers something; it does in 第一条 but not in 一般."""
    return text[max(0, start - 1) : start] in tuple("第（(") or text[end : end + 1] in tuple(_COUNTED)


def _latin(text: str) -> Iterator[tuple[object, _Span]]:
    for word in _LATIN.finditer(text):
        yield word[0], word.span()


def _pair_alike(
    found: _Found, sources: Iterable[tuple[object, _Span]], targets: Iterable[tuple[object, _Span]]
) -> None:
    by_value: dict[object, list[_Span]] = defaultdict(list)
    for value, span in targets:
        by_value[value].append(span)
    grouped: dict[object, list[_Span]] = defaultdict(list)
    for value, span in sources:
        grouped[value].append(span)
    for value, spans in grouped.items():
        _pair(found, spans, by_value[value])


def _pair_brackets(found: _Found, source: str, target: str) -> None:
    """Brackets of a kind are paired where both texts have as many of them; 《民法典》 is 「民法典」 in Japanese."""
    places: tuple[dict[int, list[_Span]], dict[int, list[_Span]]] = (defaultdict(list), defaultdict(list))
    for text, kinds in zip((source, target), places, strict=True):
        for place, character in enumerate(text):
            if character in _BRACKETS:
                kinds[_BRACKETS[character]].append((place, place + 1))
    for kind, spans in places[0].items():
        if len(spans) == len(places[1][kind]):
            _pair(found, spans, places[1][kind])


def _pair_equal_runs(found: _Found, source: str, target: str) -> None:
    """Pairs runs of equal characters, at each place of the source the longest, of equally long ones the nearest."""
    places: dict[str, list[int]] = defaultdict(list)
    for place in range(len(target) - 1):
        two = target[place : place + 2]
        if len(places[two]) < _MOST_PLACES and not two.isspace() and found.target_free(place, place + 2):
            places[two].append(place)
    ratio = len(target) / max(1, len(source))
    start = 0
    while start < len(source) - 1:
        best = (0, 0.0, 0)
        if found.source_free(start, start + 2):
            for place in places.get(source[start : start + 2], ()):
                length = _common_length(found, source, start, target, place)
                best = max(best, (length, -abs(place - start * ratio), place))
        length, _, place = best
        if length >= 2:
            found.add(start, start + length, place, place + length)
        start += max(1, length)


def _common_length(found: _Found, source: str, start: int, target: str, place: int) -> int:
    length = 0
    while (
        start + length < len(source)
        and place + length < len(target)
        and length < 200
        and source[start + length] == target[place + length]
        and found.source_free(start + length, start + length + 1)
        and found.target_free(place + length, place + length + 1)
    ):
        length += 1
    return length
