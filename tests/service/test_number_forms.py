"""Numbers and addresses as constraints, and the second translation of what lost them."""

from fractions import Fraction

import pytest

from corpus.languages import Direction
from service.cascade import CascadeEngine
from service.checks import run_checks
from service.constraints import Constraints, Required
from service.engine import Hypothesis
from service.number_forms import apart_from, formal_numbers, in_characters, in_units, lacking
from service.pipeline import Pipeline
from service.results import TranslationOptions

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH


@pytest.mark.parametrize(
    ("source", "rendering"),
    [
        ("人民币壹佰贰拾伍万元整", "125万"),
        ("人民币捌仟陆佰万元", "8,600万"),
        ("壹亿贰仟万元", "1億2,000万"),
        ("人民币叁仟伍佰元", "3,500"),
    ],
)
def test_a_sum_in_the_characters_of_cheques_has_its_rendering(source: str, rendering: str) -> None:
    (group,) = formal_numbers(source, ZH_JA)
    assert group.alternatives == (rendering,)
    assert source[group.source_start : group.source_end] == group.label


@pytest.mark.parametrize("source", ["佰仟佰仟", "拾得遗失物", "万一", "叁"])
def test_what_is_no_number_and_what_is_read_easily_is_left_alone(source: str) -> None:
    assert formal_numbers(source, ZH_JA) == []


def test_what_a_translation_lacks_is_what_the_checks_say() -> None:
    source = "被告应于2026年3月31日前向li@example.com确认并支付三十二万元。"
    groups = lacking(source, run_checks(source, "被告は、2026年3月3日までに23万元を支払う。", ZH_JA), ZH_JA)
    assert [(group.label, group.alternatives) for group in groups] == [
        ("2026", ("2026",)),
        ("3", ("3",)),
        ("31", ("31",)),
        ("三十二万", ("32万",)),
        ("li@example.com", ("li@example.com",)),
    ]
    assert all(source[group.source_start : group.source_end] == group.label for group in groups)


def test_an_article_is_cited_in_characters_in_chinese() -> None:
    source = "会社法第423条第1項の責任を負う。"
    groups = lacking(source, run_checks(source, "承担公司法第四条的责任。", JA_ZH), JA_ZH)
    assert [group.alternatives for group in groups] == [("四百二十三", "423"), ("一", "1")]


def test_a_number_inside_a_term_is_the_terms() -> None:
    term, number = Required(("第三者",), 0, 3), Required(("3",), 1, 2)
    assert apart_from([number, Required(("30",), 4, 6)], [term]) == (Required(("30",), 4, 6),)


@pytest.mark.parametrize(
    ("value", "written"), [(5, "五"), (10, "十"), (110, "一百一十"), (423, "四百二十三"), (1005, "一千零五"), (0, "零")]
)
def test_numbers_in_characters(value: int, written: str) -> None:
    assert in_characters(value) == written


@pytest.mark.parametrize(("value", "written"), [("3.5", "3.5"), ("12000", "1万2,000"), ("0", "0")])
def test_numbers_in_units(value: str, written: str) -> None:
    assert in_units(Fraction(value), JA_ZH) == written


class ForgetfulEngine:
    """Forgets a digit of each number, unless the number is marked."""

    name = "forgetful"

    def __init__(self, marked: str) -> None:
        self.asked: list[tuple[str, ...]] = []
        self._marked = marked

    def translate(self, sources, constraints: list[Constraints], direction, options) -> list[list[Hypothesis]]:
        labels = [tuple(group.label for group in wanted.required) for wanted in constraints]
        self.asked += labels
        return [[Hypothesis(self._marked if "500000" in found else "5000元を支払う。", -1.0)] for found in labels]


def translated(engine: ForgetfulEngine, options: TranslationOptions) -> str:
    (result,) = Pipeline(CascadeEngine(engine, engine)).run(["支付500000元。"], options, lambda _: ())
    return result.translation


def test_a_number_that_was_lost_is_marked_in_a_second_translation() -> None:
    engine = ForgetfulEngine(marked="500000元を支払う。")
    assert translated(engine, TranslationOptions(ZH_JA)) == "500000元を支払う。"
    assert engine.asked == [(), ("500000",)]


def test_the_first_translation_stays_where_the_second_is_no_better() -> None:
    worse = "500000元、6000元及び7000元を支払う。"
    assert translated(ForgetfulEngine(marked=worse), TranslationOptions(ZH_JA)) == "5000元を支払う。"


def test_where_terms_are_only_checked_nothing_is_marked() -> None:
    engine = ForgetfulEngine(marked="500000元を支払う。")
    assert translated(engine, TranslationOptions(ZH_JA, constrain=False)) == "5000元を支払う。"
    assert engine.asked == [()]
