"""Numbers, dates, sums and references, as a translator writes them on either side."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.languages import Direction
from service.checks import run_checks
from service.checks.numbers import DatesCheck, NumbersCheck, ReferencesCheck, SumsCheck
from service.checks.numerals import find_numbers, parse, show
from service.checks.quantities import read_quantities

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
DIGITS = "〇一二三四五六七八九"


def found(check, source, translation, direction=ZH_JA):
    return [finding.message for finding in check.check(source, translation, direction)]


def both_ways(check, zh, ja):
    return found(check, zh, ja), found(check, ja, zh, JA_ZH)


def in_chinese(number: int) -> str:
    """The number as Chinese text writes it, up to 9,999."""
    units = ["", "十", "百", "千"]
    written, zeros = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if zeros else "") + DIGITS[digit] + units[place]
        zeros = (bool(written) and not digit) or (zeros and not digit)
    return written.removeprefix("一") if 10 <= number < 20 else written


@pytest.mark.parametrize(
    ("surface", "value"),
    [
        ("七百零三", 703),
        ("十", 10),
        ("二十", 20),
        ("二〇二四", 2024),
        ("二千零五十", 2050),
        ("三十万", 300_000),
        ("3千万", 30_000_000),
        ("1億2,000万", 120_000_000),
        ("1万亿", 10**12),
        ("三百余万", 3_000_000),
        ("壹佰贰拾万", 1_200_000),
        ("１２，０００", 12_000),
        ("3.5亿", 350_000_000),
        ("一点五", Fraction(3, 2)),
    ],
)
def test_a_number_is_read_however_it_is_written(surface, value):
    assert parse(surface) == value


@pytest.mark.parametrize("surface", ["百百", "二二十", "十千"])
def test_what_is_no_number_is_not_read_as_one(surface):
    assert parse(surface) is None


@given(st.integers(min_value=1, max_value=9_999))
def test_every_chinese_numeral_is_read(number):
    assert parse(in_chinese(number)) == number


@given(st.integers(min_value=0, max_value=10**15))
def test_grouped_digits_are_one_number(number):
    assert [n.value for n in find_numbers(f"计{number:,}元")] == [number]


@given(st.text(max_size=40))
def test_any_text_can_be_read(text):
    for number in find_numbers(text):
        assert text[number.start : number.end]
    read_quantities(text, "zh")
    read_quantities(text, "ja")


def test_values_are_shown_as_a_reader_writes_them():
    assert [show(Fraction(v)) for v in ("1200000", "703", "1/2000", "2/3")] == ["1,200,000", "703", "0.0005", "2/3"]


@pytest.mark.parametrize(
    ("zh", "ja"),
    [
        ("自收到通知之日起三十日内", "通知を受領した日から30日以内"),
        ("违约金为每日万分之五", "違約金は1日当たり0.05%とする"),
        ("违约金为每日万分之五", "違約金は1日につき1万分の5とする"),
        ("三分之二以上表决权", "3分の2以上の議決権"),
        ("按百分之二十计算", "20%で計算する"),
        ("每半年报告一次", "6か月ごとに報告する"),
        ("下午5时", "17時"),
        ("占一半以上", "2分の1以上を占める"),
        ("一般保证人", "一般保証人"),
        ("万一发生事故", "万一事故が発生した場合"),
        ("善意第三人", "善意の第三者"),
        ("双方协商一致", "双方が協議により合意する"),
        ("两份合同具有同等效力", "両契約は同等の効力を有する"),
        ("十分之一", "10分の1"),
        ("情节十分严重", "情状が極めて重大である"),
        ("市价三成", "市価の3割"),
    ],
)
def test_equal_numbers_raise_no_doubt(zh, ja):
    assert both_ways(NumbersCheck(), zh, ja) == ([], [])


@pytest.mark.parametrize(
    ("zh", "ja", "message"),
    [
        ("应当在三十日内答复", "13日以内に回答しなければならない", "The number 三十 is not in the translation."),
        ("按5%计算", "0.5%で計算する", "The number 5% is not in the translation."),
        ("三分之二以上", "2分の1以上", "The number 三分之二 is not in the translation."),
        ("共3份", "計5通", "The number 5 is not in the source."),
    ],
)
def test_a_changed_number_is_reported(zh, ja, message):
    assert message in found(NumbersCheck(), zh, ja)


def test_a_number_is_reported_with_its_place():
    finding = next(iter(NumbersCheck().check("应当在30日内答复", "回答しなければならない", ZH_JA)))
    assert finding.source_span == (3, 5)
    assert finding.target_span is None


@pytest.mark.parametrize(
    ("zh", "ja"),
    [
        ("二〇二四年三月一日", "2024年3月1日"),
        ("2024年3月1日", "令和6年3月1日"),
        ("2019年5月1日", "令和元年5月1日"),
        ("2025年2月11日及2月12日", "2025年2月11日及び同月12日"),
        ("本月20日前", "今月20日までに"),
        ("2024-03-01", "2024年3月1日"),
        ("惩役2年6个月", "懲役2年6月"),
    ],
)
def test_equal_dates_raise_no_doubt(zh, ja):
    assert both_ways(DatesCheck(), zh, ja) == ([], [])


@pytest.mark.parametrize(
    ("zh", "ja"), [("2024年3月1日", "2024年1月3日"), ("2024年3月1日", "令和5年3月1日"), ("2024年3月1日", "同日")]
)
def test_a_changed_date_is_reported(zh, ja):
    assert "The date 2024年3月1日 is not in the translation." in found(DatesCheck(), zh, ja)


@pytest.mark.parametrize(
    ("zh", "ja"),
    [
        ("人民币500万元", "500万人民元"),
        ("人民币500万元", "5,000,000元"),
        ("3,000美元", "3,000米ドル"),
        ("1亿日元", "1億円"),
        ("受贿二百余万元", "200万元余りを収賄した"),
        ("人民币壹佰万元整", "100万元"),
    ],
)
def test_equal_sums_raise_no_doubt(zh, ja):
    assert both_ways(SumsCheck(), zh, ja) == ([], [])


def test_a_changed_sum_is_an_error():
    findings = list(SumsCheck().check("支付50万元", "5万元を支払う", ZH_JA))
    assert [finding.severity for finding in findings] == ["error", "error"]
    assert findings[0].message == "The sum 50万元 (500,000 CNY) is not in the translation."


def test_a_changed_currency_is_reported():
    assert found(SumsCheck(), "支付100万元", "100万円を支払う") == [
        "The sum 100万元 (1,000,000 CNY) has become JPY in the translation."
    ]


@pytest.mark.parametrize(
    ("zh", "ja"),
    [
        ("依照第七百零三条第二款第（三）项的规定", "第703条第2項第3号の規定により"),
        ("第一百二十条之一", "第120条の1"),
        ("民法第709条", "民法709条"),
        ("第三条至第五条", "第3条から第5条まで"),
        ("第一项、第二项", "第1号及び第2号"),
        ("条款第十三条关于比例赔偿的约定", "約款第13条の一部保険の比例填補に関する定め"),
        ("（2024）望民初字第318号", "（2024）望民初字第318号"),
        ("第三章　合同的履行", "第3章　契約の履行"),
    ],
)
def test_equal_references_raise_no_doubt(zh, ja):
    assert both_ways(ReferencesCheck(), zh, ja) == ([], [])


@pytest.mark.parametrize(
    "ja", ["第730条第2項第3号", "第703条第3項第2号", "第703条第2項", "第703条の2第2項第3号", "前条の規定"]
)
def test_a_changed_reference_is_reported(ja):
    assert found(ReferencesCheck(), "第七百零三条第二款第（三）项", ja)


def test_exchanged_paragraphs_are_reported():
    messages = found(ReferencesCheck(), "第三条第一款、第五条第二款", "第3条第2項及び第5条第1項")
    assert messages == ["The articles and paragraphs of the references are paired differently."]


def test_a_reference_is_not_reported_twice_as_a_number():
    names = {finding.name for finding in run_checks("依照第七百零三条的规定。", "第730条の規定による。", ZH_JA)}
    assert names == {"references"}


def test_jiao_and_fen_belong_to_the_sum():
    formal, plain = "壹佰贰拾叁元捌角整", "123.80元"
    assert both_ways(SumsCheck(), formal, plain) == ([], [])
    assert both_ways(SumsCheck(), "12元5角3分", "12.53元") == ([], [])
    assert len(found(SumsCheck(), formal, "123.08元")) == 2
