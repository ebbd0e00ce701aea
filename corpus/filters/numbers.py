"""Whether both sides hold the same numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from corpus.filters.pair_filter import SinglePairFilter
from corpus.normalisation import normalise
from corpus.pairs import NewPair
from corpus.reasons import Reason

# By value; the characters of contracts and cheques (壹, 弐) too.
_FORMS = ("〇零", "一壱壹", "二弐贰两兩", "三参叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {character: value for value, characters in enumerate(_FORMS) for character in characters}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_HAN_DIGITS = "".join(_DIGITS)
_UNITS = "".join((*_SMALL, *_LARGE))
NUMERAL = _HAN_DIGITS + _UNITS  # every character that a Chinese numeral may hold
_ARABIC = re.compile(rf"[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?(?:[{_UNITS}]+(?:[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?)?)*")
_HAN = re.compile(f"[{_HAN_DIGITS}{_UNITS}]+(?:点[{_HAN_DIGITS}]+)?")
_EITHER = re.compile(f"{_ARABIC.pattern}|{_HAN.pattern}")
_LONGEST_NUMBER = 100  # characters; what is longer is no number anyone reads
_TOKEN = re.compile(rf"[0-9.,]+|[{_HAN_DIGITS}点]+|[{_UNITS}]")


_FRACTION = re.compile("([百千万])分之([一二三四五六七八九十百点〇零两]+)")
# What says one and two without a numeral: 单笔 is 1件当たり, 按日 1日につき, 加倍 2倍, 一半 2分の1.
_WORDS = {1: ("单", "每", "首", "唯", "各", "同", "按日", "日万"), 2: ("双", "倍", "半")}


class NumbersFilter(SinglePairFilter):
    """Every number in Arabic digits on one side stands on the other, in Arabic digits or Chinese numerals: 30日 and
    三十日 agree, so do 1.2亿元 and 1億2,000万元. Chinese numerals alone are not compared, for 一般 holds one too."""

    name = "numbers"
    threshold = "each number in digits on both sides"

    def reason(self, pair: NewPair) -> str:
        zh, ja = normalise(pair.zh, "zh"), normalise(pair.ja, "ja")
        in_zh, in_ja = numbers_in_digits(zh), numbers_in_digits(ja)
        for language, missing in (("ja", in_zh - in_ja - numerals(ja)), ("zh", in_ja - in_zh - numerals(zh))):
            if missing:
                number = _shown(min(missing))
                text = f"the {language} text lacks the number {number}"
                return Reason(text, case="pair_lacks_number", language=language, number=number)
        return ""


def find_numbers(text: str) -> Iterator[tuple[int, int, Fraction]]:
    """Where each number of the normalised text begins and ends, and its value, Chinese numerals (一般 has one) too."""
    for number in _EITHER.finditer(text):
        if len(number[0]) > _LONGEST_NUMBER:
            continue
        yield number.start(), number.end(), value_of(number[0])


def numbers_in_digits(text: str) -> Counter[Fraction]:
    """The values of the numbers in Arabic digits, units after them included: 1.2亿 is 120,000,000."""
    return Counter(value_of(number[0]) for number in _ARABIC.finditer(text))


def numerals(text: str) -> Counter[Fraction]:
    """The values of the Chinese numerals, 万分之五 as 0.05 per cent too, and words for one and two."""
    found = Counter(value_of(number[0]) for number in _HAN.finditer(text))
    for of, part in _FRACTION.findall(text):
        found[value_of(part) * 100 / value_of(of)] += 1
    for value, words in _WORDS.items():
        found[Fraction(value)] += sum(text.count(word) for word in words)
    return found


def value_of(number: str) -> Fraction:
    """What a number in digits, Chinese numerals or both is worth: 2,000万, 一亿二千万, 二〇二四, 1亿2000万."""
    total, section, last = Fraction(0), Fraction(0), None
    for token in _TOKEN.findall(number):
        if token in _SMALL:
            section += (1 if last is None else last) * _SMALL[token]
            last = None
        elif token in _LARGE:
            below = section + (last or 0)
            total += (below or 1) * _LARGE[token]
            section, last = Fraction(0), None
        else:
            digits = "".join(str(_DIGITS.get(character, character)) for character in token)
            digits = digits.replace(",", "").replace("点", ".").rstrip(".")
            last = Fraction(f"{last or 0}{digits}" if token.startswith("点") else digits)
    return total + section + (last or 0)


def _shown(value: Fraction) -> str:
    return f"{value.numerator}" if value.denominator == 1 else f"{float(value):g}"
