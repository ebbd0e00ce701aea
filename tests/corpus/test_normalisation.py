"""How texts are spelled and compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.languages import Language
from corpus.normalisation import key, normalise, to_shinjitai, to_simplified

languages = st.sampled_from(["zh", "ja"])
legal_text = st.text(
    alphabet=st.sampled_from(
        "第条一二12０１．，。、：“”「」『』‘’\"'＂ \u3000\n\r\u200b\ufeff（）()ｶﾞｱガAＡ－—…・⽇\u0301\u3099"
    )
)


@given(st.one_of(st.text(), legal_text), languages)
def test_normalising_twice_changes_nothing_more(text: str, language: Language) -> None:
    once = normalise(text, language)
    assert normalise(once, language) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.one_of(legal_text, st.text("第条一二12，。、：“”「」 \u3000\n（）()ガAー・々〇％%")), languages)
def test_a_text_that_seems_to_need_nothing_is_left_as_a_closer_look_would_leave_it(
    text: str, language: Language
) -> None:
    looked_at_closely = normalise(f"\u200b{text}", language)  # for a sign that is taken away
    assert normalise(text, language) == looked_at_closely


@given(st.one_of(st.text(), legal_text), languages)
def test_a_key_is_its_own_key(text: str, language: Language) -> None:
    once = key(text, language)
    assert key(once, language) == once


@given(st.one_of(st.text(), legal_text), languages)
def test_a_text_and_its_normalised_form_have_the_same_key(text: str, language: Language) -> None:
    assert key(normalise(text, language), language) == key(text, language)


@given(st.text(), languages)
def test_normalised_text_can_be_encoded(text: str, language: Language) -> None:
    assert normalise(text, language).encode("utf-8").decode("utf-8") == normalise(text, language)


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("ＬＰＲ３．８５％", "LPR3.85%"),
        ("人民币１，２５０万元", "人民币1,250万元"),
        ("第三，四条（一）：甲；乙！", "第三，四条（一）：甲；乙！"),
        ("第一条\u3000为了", "第一条\u3000为了"),
        ("甲\u00a0乙\u2003丙", "甲 乙 丙"),
        ("\ufeff合\u200b同\u00ad书", "合同书"),
        ("一\r\n二\r三\u2028四\x0b五", "一\n二\n三\n四\n五"),
        ("⽇本⼈", "日本人"),
        ("cafe\u0301", "café"),
        ("①㎡", "①㎡"),
        ("二○二四年、一九九◯年、二○○八年", "二〇二四年、一九九〇年、二〇〇八年"),
        ("○○公司、一○", "○○公司、一○"),
        ("坏\ud800字", "坏\ufffd字"),
    ],
)
def test_width_spaces_and_invisible_characters(written: str, normalised: str) -> None:
    assert normalise(written, "zh") == normalised


@pytest.mark.parametrize(
    ("written", "normalised"),
    [("ｶﾞｲﾄﾞﾗｲﾝ", "ガイドライン"), ("ﾊﾟｰﾄ｡", "パート。"), ("｢甲｣､乙･丙", "「甲」、乙・丙")],
)
def test_half_width_katakana_becomes_full_width(written: str, normalised: str) -> None:
    assert normalise(written, "ja") == normalised


@pytest.mark.parametrize(
    ("language", "written", "normalised"),
    [
        ("zh", "以下简称「公司」", "以下简称“公司”"),
        ("zh", '以下简称"公司"和"甲方"', "以下简称“公司”和“甲方”"),
        ("zh", '屏幕15"', '屏幕15"'),
        ("zh", "『内部』承包", "‘内部’承包"),
        ("ja", "以下“会社”という", "以下「会社」という"),
        ("ja", "「いわゆる‘名義貸し’」", "「いわゆる『名義貸し』」"),
        ("ja", "McDonald’s", "McDonald’s"),
    ],
)
def test_quotes_become_those_of_the_language(language: Language, written: str, normalised: str) -> None:
    assert normalise(written, language) == normalised


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("zh", "第一条　合同 无效。", "第一条合同无效。"),
        ("zh", "（以下简称“甲方”）", "(以下简称「甲方」)"),
        ("ja", "（以下「甲」という。）", "(以下“甲”という。)"),
        ("zh", "甲——乙", "甲—乙"),
        ("zh", "尼古拉·某", "尼古拉・某"),
        ("zh", "Force  Majeure 条款", "Force Majeure条款"),
        ("ja", "葛\U000e0100城", "葛城"),
    ],
)
def test_spellings_of_one_text_have_one_key(language: Language, one: str, other: str) -> None:
    assert key(one, language) == key(other, language)


@pytest.mark.parametrize(
    ("one", "other"),
    [("A公司", "a公司"), ("总则", "总则。"), ("1 2", "12"), ("①", "1"), ("应当", "可以"), ("甲、乙", "甲，乙")],
)
def test_different_texts_have_different_keys(one: str, other: str) -> None:
    assert key(one, "zh") != key(other, "zh")


def test_script_is_never_converted_by_normalising() -> None:
    assert normalise("債務不履行", "zh") == "債務不履行"
    assert key("債務", "zh") != key("债务", "zh")


def test_traditional_becomes_simplified_on_request() -> None:
    assert to_simplified("債權人應當於發現後通知債務人") == "债权人应当于发现后通知债务人"
    assert to_simplified("不当得利") == "不当得利"


def test_chinese_becomes_shinjitai_on_request() -> None:
    assert to_shinjitai("云浦恒禾汽车零部件") == "雲浦恒禾汽車零部件"
    assert to_shinjitai("图书馆") == "図書館"
    assert to_shinjitai("國會圖書館") == "国会図書館"
