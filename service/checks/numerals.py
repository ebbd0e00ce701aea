"""Numbers in Chinese and Japanese text: Arabic, Chinese, formal (壹贰叁) and mixed (1億2,000万), with their values."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ("〇零○", "一壹壱弌", "二两贰弐兩", "三叁参參", "四肆", "五伍", "六陆陸", "七柒漆", "八捌", "九玖")
    )
    for char in chars
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")

ARABIC = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_HAN = f"[{''.join(_DIGITS)}{''.join(_SMALL)}]+"
_PART = rf"(?:{ARABIC}(?:[十百千](?![克瓦米卡伏]))?|{_HAN}(?:[点點]{_HAN})?)"
_BIG = f"[{''.join(_LARGE)}]"
NUMBER = rf"{_PART}(?:余?{_BIG}(?:{_PART})?)*"

_NUMBER = re.compile(NUMBER)
_TOKEN = re.compile(rf"(?P<arabic>{ARABIC})|(?P<han>{_HAN})(?:[点點](?P<decimals>{_HAN}))?|(?P<big>{_BIG})")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, its characters and its value."""

    start: int
    end: int
    value: Fraction
    surface: str

    @property
    def arabic(self) -> bool:
        """Whether it is written with Arabic digits, and so is certainly a number."""
        return any(char.isascii() and char.isdigit() for char in self.surface)


def fold_width(text: str) -> str:
    """The text with full-width digits, points and per cent signs half width; every character keeps its place."""
    return text.translate(_WIDTH)


@lru_cache(maxsize=1024)  # each text is read for several kinds of quantities, and most have the same few numbers
def parse(surface: str) -> Fraction | None:
    """The value of a whole number expression, None where it is none (百百)."""
    total, section = Fraction(0), None
    for token in _TOKEN.finditer(fold_width(surface)):
        if token["big"]:
            total, section = _multiply(total, section, _LARGE[token["big"]]), None
            continue
        value = Fraction(re.sub("[,，]", "", token["arabic"])) if token["arabic"] else _parse_han(token["han"], section)
        if value is not None and token["decimals"]:
            value = _with_decimals(value, token["decimals"])
        if value is None:
            return None
        section = value
    return total + (section or 0)


def _multiply(total: Fraction, section: Fraction | None, factor: int) -> Fraction:
    if section is None:  # 万亿: the second multiplier takes all that stands before it
        return total * factor
    return (total + section) * factor if 0 < total < factor else total + section * factor


def _with_decimals(whole: Fraction, digits: str) -> Fraction | None:
    if not all(char in _DIGITS for char in digits):
        return None
    return whole + Fraction(int("".join(str(_DIGITS[char]) for char in digits)), 10 ** len(digits))


def _parse_han(text: str, before: Fraction | None) -> Fraction | None:
    """The value of Chinese digits with 十百千; a leading 千 multiplies the Arabic number before it (3千)."""
    if before is not None:
        return before * _SMALL[text] if text in _SMALL else None
    if all(char in _DIGITS for char in text):
        return Fraction(int("".join(str(_DIGITS[char]) for char in text)))
    total, digit, unit = 0, None, 10_000
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        elif _SMALL[char] >= unit or (digit is None and total and char not in "十拾"):
            return None
        else:
            unit = _SMALL[char]
            total, digit = total + (1 if digit is None else digit) * unit, None
    return Fraction(total + (digit or 0))


def find_numbers(text: str) -> list[Number]:
    """All numbers of the text in order, fractions and percentages not yet put together."""
    found = []
    for match in _NUMBER.finditer(fold_width(text)):
        value = parse(match[0])
        if value is not None:
            found.append(Number(match.start(), match.end(), value, match[0]))
    return found


def show(value: Fraction) -> str:
    """The value as a reader expects it: 0.05, 1,200,000, 2/3."""
    if value.denominator == 1:
        return f"{value.numerator:,}" if value >= 10_000 else str(value.numerator)
    decimal = f"{float(value):.6f}".rstrip("0")
    return decimal if Fraction(decimal) == value else f"{value.numerator}/{value.denominator}"
