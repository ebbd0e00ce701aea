"""Blanks of a draft (●年●月●日, ____, 【 】, ×× 公司) and signs that name an item (①): the model gets a number or a
name in their place, which it copies, and they are put back into its translation.

Models have seen such signs too seldom: they write something else for them, and lose what stands beside them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.languages import Direction
from service.constraints import Constraints, Required
from service.item_marks import CIRCLED
from service.number_forms import in_characters

_HAN_DIGIT = "一二三四五六七八九十百千〇"
_SIGN = re.compile(
    rf"{CIRCLED}"
    r"|[\u2160-\u217f]+"  # Ⅱ
    r"|(?<![0-9])[×✕](?=[年月日条項项号款元円万])"
    r"|[0-9]*(?:[●○◯◇△▲◎]+|[×✕*]{2,}|_{2,})|(?<![A-Za-z0-9])[Xx]{2,}(?![A-Za-z0-9])"
    rf"|(?<![{_HAN_DIGIT}])〇+(?![{_HAN_DIGIT}])|[【\[][ \u3000_●○]*[】\]]|[（(][ \u3000]+[）)]"
)
_UNIT = re.compile(
    r"[ \u3000]*(?:[年款項号號円元万亿億%％週份通]|月(?![额額])|日(?![期本常])|天(?!津)|条(?![件約约])|项(?!目)"
    r"|[個个](?!人)|名(?![称義义誉])|株(?!式)|股(?!份)|平方|か月|箇月|ヶ月)"
)
_NUMBERS = ("37", "43", "47", "53", "59", "67", "73", "79", "83", "97", "38", "46", "58", "64", "76", "82", "86", "94")
_DATE_PARTS = {  # by what follows: a year, a month, a day
    "年": ("2031", "2032", "2033", "2034", "2035", "2036"),
    "月": ("11", "10", "12", "9", "8", "7"),
    "日": ("23", "24", "26", "27", "28", "29"),
}
_CITED = {  # the levels of a statute in the other language
    Direction.ZH_JA: {"条": "条", "款": "項", "项": "号"},
    Direction.JA_ZH: {"条": "条", "項": "款", "号": "项"},
}
_NAMES = (
    "ABC",
    "DEF",
    "GHI",
    "JKL",
    "MNO",
    "PQR",
    "STU",
    "VWX",
    "BCD",
    "EFG",
    "HIJ",
    "KLM",
    "NOP",
    "QRS",
    "TUV",
    "WXY",
)


@dataclass(frozen=True, slots=True)
class _Blank:
    """A sign of the source, and what stands in its place; `forms` are the ways to write that in the translation,
    and `space` the spaces around it that go with it, as models put some around a name that the source does not have."""

    start: int
    end: int
    sign: str
    stand_in: str
    forms: tuple[str, ...]
    space: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A source for the engine, with its constraints, whose blanks are filled."""

    text: str
    constraints: Constraints
    blanks: tuple[_Blank, ...] = ()

    def restore(self, translation: str) -> str:
        """The translation with the signs in the place of what stood for them.

        A number is taken for its blank once: said again it is the model's invention, which the checks of numbers and
        dates shall see. A name may be repeated.
        """
        for blank in self.blanks:
            for form in blank.forms:
                kind = "0-9" if form.isdigit() else "A-Za-z"
                pattern = f"{blank.space}(?<![{kind}]){form}(?![{kind}]){blank.space}"
                times = 0 if blank.stand_in in _NAMES else 1
                translation, found = re.subn(pattern, blank.sign, translation, count=times)
                if found:
                    break
        return translation


def fill(source: str, constraints: Constraints, direction: Direction) -> Filled:
    """The source with a stand-in for each sign outside the terms; more signs than there are stand-ins are left."""
    free = [
        match
        for match in _SIGN.finditer(source)
        if not any(
            match.start() < group.source_end and group.source_start < match.end() for group in constraints.required
        )
    ]
    blanks = tuple(_stand_ins(source, free, direction))
    if not blanks:
        return Filled(source, constraints)
    required = [
        replace(
            group,
            source_start=_moved(group.source_start, blanks),
            source_end=_moved(group.source_end, blanks),
        )
        for group in constraints.required
    ]
    for blank in blanks:
        start = _moved(blank.start, blanks)
        required.append(Required(blank.forms, start, start + len(blank.stand_in), label=blank.sign))
    parts, position = [], 0
    for blank in blanks:
        parts += [source[position : blank.start], blank.stand_in]
        position = blank.end
    text = "".join([*parts, source[position:]])
    return Filled(text, replace(constraints, required=tuple(required)), blanks)


def _stand_ins(source: str, signs: list[re.Match[str]], direction: Direction) -> Iterator[_Blank]:
    used: set[str] = set()
    for sign in signs:
        start, end, written = sign.start(), sign.end(), sign[0]
        ordinal = source[:start].endswith("第")
        unit = _UNIT.match(source, end)
        after = unit[0].strip() if unit else ""
        counted = ordinal or unit or re.match(CIRCLED, written)
        choice = _DATE_PARTS.get(after, _NUMBERS) if counted else _NAMES
        stand_in = next((item for item in choice if item not in used and item not in source), None)
        if stand_in is None:
            continue
        used.add(stand_in)
        forms: tuple[str, ...] = (stand_in,)
        if unit and ordinal and after in _CITED[direction]:  # 第○条, with what belongs to it
            level = _CITED[direction][after]
            forms = (f"第{stand_in}{level}",)
            if direction is Direction.JA_ZH:
                forms = (f"第{in_characters(int(stand_in))}{level}", *forms)
            start, end, written, stand_in = start - 1, unit.end(), f"第{written}{level}", f"第{stand_in}{after}"
        space = "" if " " in (source[start - 1 : start], source[end : end + 1]) else " ?"
        yield _Blank(start, end, written, stand_in, forms, space)


def _moved(position: int, blanks: tuple[_Blank, ...]) -> int:
    """Where a position of the source stands once the blanks before it are filled."""
    return position + sum(len(blank.stand_in) - (blank.end - blank.start) for blank in blanks if blank.end <= position)
