"""Numbers, addresses and Latin names that a translation has to repeat, as constraints.

A small model drops a digit of a long number, or a whole date. What is marked in its source as a term is, it copies:
so a number is given the rendering that the target language would have, and marked.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from corpus.languages import Direction
from service.checks.finding import CheckFinding
from service.checks.numerals import find_numbers
from service.constraints import Required

# The checks whose doubts such a mark can settle.
COUNTED = ("numbers", "dates", "sums", "references", "addresses", "latin")

# 壹佰贰拾万元 is 120万元 in the other language; models see such numerals too seldom to read them.
_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟萬万亿零]{2,}")
_UNITS = ((10**8, "億", "亿"), (10**4, "万", "万"), (1, "", ""))
_HAN_DIGITS = "〇一二三四五六七八九"


def formal_numbers(source: str, direction: Direction) -> list[Required]:
    """The numbers that a Chinese text writes in the characters of cheques, each with its Japanese rendering."""
    if direction is not Direction.ZH_JA:
        return []
    found = []
    for match in _FORMAL.finditer(source):
        numbers = find_numbers(match[0])
        if len(numbers) == 1 and numbers[0].surface == match[0]:
            rendering = in_units(numbers[0].value, direction)
            found.append(Required((rendering,), match.start(), match.end(), label=match[0]))
    return found


def lacking(source: str, doubts: Iterable[CheckFinding], direction: Direction) -> list[Required]:
    """The numbers, addresses and Latin words of the source that the translation lacks, as the doubts about it say."""
    found = []
    for doubt in doubts:
        if doubt.name not in COUNTED or doubt.source_span is None:
            continue
        start, end = doubt.source_span
        if doubt.name in ("addresses", "latin"):
            found.append(Required((source[start:end],), start, end, label=source[start:end]))
            continue
        for number in find_numbers(source[start:end]):
            if set(number.surface) <= {"○", "〇"}:  # a blank, and no zero
                continue
            forms = _forms(number.surface, number.value, direction, cited=doubt.name == "references")
            found.append(Required(forms, start + number.start, start + number.end, label=number.surface))
    return found


def apart_from(groups: Iterable[Required], others: Sequence[Required]) -> tuple[Required, ...]:
    """The groups that share no character of the source with one of the others."""
    return tuple(
        group
        for group in groups
        if not any(group.source_start < other.source_end and other.source_start < group.source_end for other in others)
    )


def in_units(value: Fraction, direction: Direction) -> str:
    """The number in Arabic digits with 万 and 億: 8,600万, 1億2,000万, 3.5."""
    if value.denominator != 1:
        return f"{float(value):g}"
    rest, parts = value.numerator, []
    for size, japanese, chinese in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count:,}{japanese if direction is Direction.ZH_JA else chinese}")
    return "".join(parts) or "0"


def in_characters(value: int) -> str:
    """The number under ten thousand as Chinese statutes count their articles: 四百二十三, 十二, 一千零五."""
    written, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count, value = divmod(value, size)
        if count:
            digit = "" if unit == "十" and count == 1 and not written else _HAN_DIGITS[count]
            written += ("零" if gap else "") + digit + unit
        gap = bool(written) and not count
    return written or "零"


def _forms(surface: str, value: Fraction, direction: Direction, *, cited: bool) -> tuple[str, ...]:
    """The right ways to write the number in the target language, the likeliest first."""
    plain = surface if surface.isascii() else in_units(value, direction)
    if direction is Direction.JA_ZH and cited and value.denominator == 1 and value < 10_000:
        return in_characters(value.numerator), plain
    return (plain,)
