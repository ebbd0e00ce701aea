"""What a text counts: article references, dates, sums of money, ratios and plain numbers, each at its place.

A mention is firm where it is certainly meant as a number, and soft where a numeral may belong to a
word (一般, 万一, 第三者, 三浦). Only firm mentions raise doubts; soft ones can still answer them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeVar

from corpus.languages import Language
from service.checks.numerals import NUMBER, find_numbers, fold_width, parse

Span = tuple[int, int]


class Part(NamedTuple):
    """One step of an article reference: 第703条の2 is ("article", 703, 2)."""

    level: str
    number: Fraction
    branch: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Reference:
    span: Span
    parts: tuple[Part, ...]

    @property
    def firm(self) -> bool:
        """Whether it names an article or a chapter; 第二项 or 第2号 alone may count motions, orders or claims."""
        return any(part.level not in ("paragraph", "item") for part in self.parts)


@dataclass(frozen=True, slots=True)
class Date:
    """A date; None where the text leaves a field open (同年3月1日)."""

    span: Span
    year: int | None
    month: int | None
    day: int | None

    def agrees(self, other: "Date") -> bool:
        """Whether no field that both know differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(a is None or b is None or a == b for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money; the currency is "" where its sign is ambiguous (¥)."""

    span: Span
    value: Fraction
    currency: str


@dataclass(frozen=True, slots=True)
class Quantity:
    span: Span
    value: Fraction
    firm: bool


@dataclass(frozen=True, slots=True)
class Quantities:
    """All that one text counts; `values` holds every number in it, whatever it belongs to."""

    references: tuple[Reference, ...]
    dates: tuple[Date, ...]
    sums: tuple[Sum, ...]
    numbers: tuple[Quantity, ...]
    values: frozenset[Fraction]


Mention = TypeVar("Mention", Reference, Date, Sum, Quantity)

_LEVELS: dict[Language, dict[str, str]] = {
    "zh": {"编": "part", "章": "chapter", "节": "section", "条": "article", "款": "paragraph", "项": "item"},
    "ja": {"編": "part", "章": "chapter", "節": "section", "条": "article", "項": "paragraph", "号": "item"},
}
_LIST = rf"[（(]?(?:{NUMBER})[）)]?(?:(?:、|，|至|到|和|及|或者?|又は|及び|から|[-－~〜—])第?[（(]?(?:{NUMBER})[）)]?)*"
_REFERENCE = {
    "zh": re.compile(rf"(?P<ordinal>第)?(?P<numbers>{_LIST})(?P<level>[编章节条款项])(?:之(?P<branch>{NUMBER}))?"),
    "ja": re.compile(
        rf"(?P<ordinal>第)?(?P<numbers>{_LIST})(?P<level>[編章節条項号])(?:[のノ之](?P<branch>{NUMBER})(?![部般つ切方定]))?"
    ),
}
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_YEAR = rf"(?:(?P<era>{'|'.join(_ERAS)})\s?(?P<era_year>元|{NUMBER})|(?P<year>{NUMBER}))\s?年\s?"
_DATE = re.compile(
    rf"(?:{_YEAR})?(?:(?P<month>{NUMBER})|[同当本翌次])\s?月\s?(?P<day>{NUMBER})\s?[日号]"
    rf"|{_YEAR.replace('<', '<y_')}(?P<y_month>{NUMBER})\s?月"
    r"|(?<![0-9.])(?P<i_year>[12][0-9]{3})(?P<i_sign>[-/.])(?P<i_month>[01]?[0-9])(?P=i_sign)(?P<i_day>[0-3]?[0-9])(?![0-9.])"
)
_CURRENCIES = {
    "CNY": ("人民币", "人民元", "RMB", "CNY", "元人民币", "元", "圆"),
    "JPY": ("日元", "日圆", "日币", "日本円", "円", "JPY"),
    "USD": ("美元", "美金", "米ドル", "USドル", "アメリカドル", "ドル", "USD", "US$", "$"),
    "EUR": ("欧元", "ユーロ", "EUR", "€"),
    "HKD": ("港元", "港币", "香港ドル", "HKD", "HK$"),
    "GBP": ("英镑", "ポンド", "GBP", "£"),
    "TWD": ("新台币", "台湾元", "新台湾ドル", "台湾ドル"),
    "KRW": ("韩元", "韩圆", "ウォン"),
    "": ("¥", "￥"),
}
_NAMES = {name: code for code, names in _CURRENCIES.items() for name in names}
_NAME = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_SUM = re.compile(
    rf"(?P<before>{_NAME})?\s?金?(?P<amount>{NUMBER})\s?[余余]?\s?(?P<after>{_NAME})?"
    rf"(?:(?<=[元圆])(?P<tenths>{NUMBER})角)?(?:(?<=[元圆角])(?P<hundredths>{NUMBER})分)?"
)
_BASE = "(?:百|千|万|亿|億)"
_RATIO = re.compile(
    rf"(?P<base>{NUMBER}|{_BASE})分[之の](?P<share>{NUMBER})"
    rf"|(?P<percent>{NUMBER})\s?(?P<sign>%|‰|パーセント(?!ポイント))"
)


@lru_cache(maxsize=1024)
def read_quantities(text: str, language: Language) -> Quantities:
    """Everything the text counts, each character belonging to one mention at most."""
    folded = fold_width(text)
    taken = bytearray(len(text))
    references = tuple(_take(taken, _references(folded, language)))
    dates = tuple(_take(taken, _dates(folded)))
    ratios = tuple(_take(taken, _ratios(folded)))
    sums = tuple(_take(taken, _sums(folded)))
    numbers = tuple(_take(taken, _plain(folded, language)))
    values = frozenset((*_values(folded, ratios), *(amount.value for amount in sums)))
    return Quantities(references, dates, sums, ratios + numbers, values)


def _take(taken: bytearray, found: Iterable[Mention]) -> Iterator[Mention]:
    """Those that touch no character taken before, which they take."""
    for mention in found:
        start, end = mention.span
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            yield mention


def _references(text: str, language: Language) -> Iterator[Reference]:
    parts: list[Part] = []
    start = end = -1
    for match in _REFERENCE[language].finditer(text):
        follows = match.start() == end
        # Japanese judgments cite 民法709条 without 第; a Chinese 三条 would only count articles.
        bare = language == "ja" and match["level"] == "条" and text[match.start()].isdigit()
        if not (match["ordinal"] or follows or bare):
            continue
        if parts and not follows:
            yield Reference((start, end), tuple(parts))
        if not follows:
            parts, start = [], match.start()
        branch = parse(match["branch"]) if match["branch"] else None
        level = _LEVELS[language][match["level"]]
        numbers = find_numbers(match["numbers"])
        parts.extend(Part(level, number.value, branch or Fraction(0)) for number in numbers)
        end = match.end()
    if parts:
        yield Reference((start, end), tuple(parts))


def _dates(text: str) -> Iterator[Date]:
    for match in _DATE.finditer(text):
        field = {
            name.removeprefix("y_").removeprefix("i_"): value for name, value in match.groupdict().items() if value
        }
        year = _whole(field.get("year"))
        if "era" in field:
            year = _ERAS[field["era"]] + (_whole(field["era_year"].replace("元", "1")) or 0)
        if year is not None and year < 1000 and "day" not in field:
            continue  # 懲役2年6月 is a term of two years and six months
        yield Date(match.span(), year, _whole(field.get("month")), _whole(field.get("day")))


def _whole(surface: str | None) -> int | None:
    value = parse(surface) if surface else None
    return None if value is None else int(value)


def _ratios(text: str) -> Iterator[Quantity]:
    for match in _RATIO.finditer(text):
        value = _ratio(match)
        if value is not None:
            yield Quantity(match.span(), value, firm=True)


def _ratio(match: re.Match[str]) -> Fraction | None:
    if match["percent"]:
        percent = parse(match["percent"])
        return None if percent is None else percent / (1000 if match["sign"] == "‰" else 100)
    share = parse(match["share"])
    base = parse(match["base"] if match["base"] not in ("万", "亿", "億") else f"1{match['base']}")
    return None if share is None or not base else share / base


def _sums(text: str) -> Iterator[Sum]:
    for match in _SUM.finditer(text):
        name = match["after"] or match["before"]
        value = parse(match["amount"])
        if name is None or value is None or text.startswith(("年", "件"), match.end()):
            continue
        if match["before"] and match["after"] in ("元", "圆"):
            name = match["before"]
        change = _whole(match["tenths"]) or 0, _whole(match["hundredths"]) or 0
        yield Sum(match.span(), value + Fraction(10 * change[0] + change[1], 100), _NAMES[name])


_ZH_COUNTERS = re.compile(r"个月|个工作日|个自然日|年|日|天|周岁|岁|倍|份|名|小时|季度|届|台|套|辆|吨|公斤|平方米")
_JA_COUNTERS = re.compile(r"箇月|か月|ヶ月|カ月|ケ月|年間|年以|年を|日間|日以|週間|時間|歳|名|倍|人以|人を|通を")
_WORDS = re.compile(r"十分(?!之|の|钟|間)|千万(?=不)|万一|百分|千分|万分|一一|三三|两两|百万遍")


def _plain(text: str, language: Language) -> Iterator[Quantity]:
    words = {match.start() for match in _WORDS.finditer(text)}
    counters = _ZH_COUNTERS if language == "zh" else _JA_COUNTERS
    for number in find_numbers(text):
        firm = number.arabic
        if not firm and number.start not in words:
            counted = counters.match(text, number.end) is not None
            firm = counted and (len(number.surface) > 1 or number.value > 2)  # 两 may be 双方, 倍 or 両
        # One is also said with 每, 各 and につき, so its absence proves nothing.
        yield Quantity((number.start, number.end), number.value, firm and number.value != 1)


def _values(text: str, ratios: Iterable[Quantity]) -> Iterator[Fraction]:
    """Every value the text could be said to contain."""
    yield from (ratio.value for ratio in ratios)
    for number in find_numbers(text):
        yield number.value
        if number.surface.startswith(("十", "百", "千")) or not number.arabic:
            yield from (part.value for part in map(_single, number.surface) if part)
    if "半" in text:
        yield from (Fraction(1, 2), Fraction(6))
    for match in re.finditer(rf"(?:{'|'.join(_ERAS)})\s?(元|{NUMBER})年", text):
        era_year = _whole(match[1].replace("元", "1")) or 0
        yield Fraction(_ERAS[match[0][:2]] + era_year)
    for match in re.finditer(rf"({NUMBER})\s?[时時点:：]", text):  # 17时 is 午後5時
        hour = _whole(match[1]) or 0
        yield Fraction(hour + 12 if hour <= 12 else hour - 12)
    for match in re.finditer(rf"({NUMBER})[成割]", text):  # 三成 is 30%
        yield (parse(match[1]) or Fraction(0)) / 10
    if "午" in text:
        yield Fraction(12)


def _single(char: str) -> Quantity | None:
    value = parse(char)
    return None if value is None else Quantity((0, 0), value, firm=False)
