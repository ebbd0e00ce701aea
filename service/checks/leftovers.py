"""Characters of the source language that a translation must not keep."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from corpus.languages import Direction
from service.checks.finding import CheckFinding, Span

KANA = re.compile(r"[ぁ-ゖァ-ヺㇰ-ㇿｦ-ﾝ]")
HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_LONG = 16  # characters: a Japanese sentence of this length has kana
_SENTENCE = re.compile("[的了是应可将为]")  # function words: the Chinese is more than names and numbers


_NAMES = frozenset(
    "凪辻峠畑畠榊笹樫栃椛椙柾栂麿杢匂俣籾鴫鰯鯰"
)  # made in Japan, kept in names: there is no Chinese form
_ITEM_MARK = re.compile("[(（]?([ア-ン])[)）.、 \u3000]")  # names an item in both languages: ア, (イ)
_UNWRITTEN = "\N{REPLACEMENT CHARACTER}"
_CHARACTERS = 16_384  # more than a reader meets: each is asked for over and over, and what it is never changes


class LeftoversCheck:
    """No simplified characters are left in Japanese, no kana and no Japanese character forms in Chinese, and
    nowhere the sign for a character that could not be written."""

    name = "leftovers"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        if _UNWRITTEN in translation and _UNWRITTEN not in source:
            for start, end in runs(translation, lambda char: char == _UNWRITTEN):
                message = "A character could not be written; it is missing in the translation."
                yield CheckFinding(self.name, message, target_span=(start, end), severity="error")
        if direction is Direction.ZH_JA:
            for start, end in runs(translation, is_simplified_only):
                message = f"The simplified characters {translation[start:end]} are left in the Japanese text."
                yield CheckFinding(self.name, message, target_span=(start, end), severity="error")
            if len(HAN.findall(translation)) > _LONG and _SENTENCE.search(source) and not KANA.search(translation):
                yield CheckFinding(self.name, "The Japanese text has no kana; it may not be translated.")
        else:
            marked = _ITEM_MARK.match(source)
            for start, end in runs(translation, is_kana):
                if marked and end <= len(marked[0]) and translation[start:end] == marked[1]:
                    continue
                message = f"The kana {translation[start:end]} are left in the Chinese text."
                yield CheckFinding(self.name, message, target_span=(start, end), severity="error")
            for start, end in runs(translation, is_japanese_form):
                message = f"The Japanese characters {translation[start:end]} are left in the Chinese text."
                yield CheckFinding(self.name, message, target_span=(start, end), severity="error")


@lru_cache(_CHARACTERS)
def is_kana(char: str) -> bool:
    """Whether the character is hiragana or katakana."""
    return KANA.match(char) is not None


@lru_cache(_CHARACTERS)
def is_simplified_only(char: str) -> bool:
    """Whether the character is an ideograph that Japanese (Windows-31J) does not have."""
    return HAN.match(char) is not None and not _encodes(char, "cp932")


@lru_cache(_CHARACTERS)
def is_japanese_form(char: str) -> bool:
    """Whether the character is in JIS X 0208 and not in GB 2312, as Japanese forms are: 権, 債."""
    if HAN.match(char) is None or char in _NAMES:
        return False
    return not _encodes(char, "gb2312") and _encodes(char, "shift_jis")


def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def runs(text: str, wanted: Callable[[str], bool]) -> Iterator[Span]:
    """The longest stretches of characters that are all wanted."""
    start: int | None = None
    for position, char in enumerate(text):
        if wanted(char):
            start = position if start is None else start
        elif start is not None:
            yield start, position
            start = None
    if start is not None:
        yield start, len(text)
