"""What counts as the translation in an answer, and what as a fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.languages import Direction
from corpus.normalisation import normalise
from service.constraints import NONE, Constraints, Forbidden, Required
from service.endpoint.answers import Answer, Fault, find_faults, judge, read_answer

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
SOURCE = "抵押权自登记时设立。"
TEXT = "抵当権は、登記の時に成立する。"
MORTGAGE = Constraints((Required(("抵当権",), 0, 3, "抵押权"),), (Forbidden("抵押権", "抵押权"),))
words = st.text(st.sampled_from("抵当権は、登記の時に成立する。契約者「」（）第12条\n "), max_size=40)
anything = st.text(max_size=120) | st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<translation>", "</translation>", "```", "\n", "訳文：", "“", "”", "「", "」", TEXT]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    "answer",
    [
        TEXT,
        f"  {TEXT}\n",
        f"<translation>{TEXT}</translation>",
        f"以下は訳文です。\n<translation>\n{TEXT}\n</translation>\nご確認ください。",
        f"<translation>{TEXT}",
        f"<think>抵押权は抵当権。<translation>違う</translation></think>\n\n<translation>{TEXT}</translation>",
        f"抵押权は抵当権と訳す。\n</think>\n{TEXT}",
        f"<THINKING>…</THINKING>{TEXT}",
        f"```\n{TEXT}\n```",
        f"```text\n{TEXT}\n```",
        f"訳文：{TEXT}",
        f"**訳文：** {TEXT}",
        f"Translation: {TEXT}",
        f"「{TEXT}」",
        f'"{TEXT}"',
        f"<translation>「{TEXT}」</translation>",
    ],
)
def test_a_wrapping_is_taken_off(answer):
    assert read_answer(answer, SOURCE, ZH_JA) == TEXT


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        ("訳文：中国語を正本とする。", "译文：以中文为准。"),
        ("「甲」は乙をいう。", "“甲”指乙。"),
        ("「甲」及び「乙」", "甲和乙"),
        ("「定義」", "“定义”"),
        ("本契約において「甲」", "本合同中的“甲”"),
    ],
)
def test_what_belongs_to_the_translation_stays(answer, source):
    assert read_answer(answer, source, ZH_JA) == answer


@pytest.mark.parametrize("answer", ["", " \n", "<think>まだ考えて", "<translation></translation>", "<think></think>"])
def test_there_may_be_none(answer):
    assert read_answer(answer, SOURCE, ZH_JA) == ""


def test_the_spelling_is_the_products():
    assert read_answer("第１２条の“甲”", SOURCE, ZH_JA) == "第12条の「甲」"
    assert read_answer("第１２条的「甲」", "第12条の甲", JA_ZH) == "第12条的“甲”"


@given(words)
def test_a_bare_translation_is_left_as_it_is(text):
    source = f"“{SOURCE}”"  # quoted, so that quotes of the translation are its own
    assert read_answer(text, source, ZH_JA) == normalise(text.strip(), "ja").strip()


@given(anything, st.sampled_from([SOURCE, f"“{SOURCE}”", "译文：" + SOURCE]), st.sampled_from(list(Direction)))
def test_nothing_is_invented_and_reading_never_fails(answer, source, direction):
    text = read_answer(answer, source, direction)
    assert text == text.strip()
    assert len(text) <= len(answer)
    assert set(text) <= set(answer) | set(normalise(answer, direction.target)) | set("「」『』“”‘’")


@given(anything, st.sampled_from(list(Direction)))
def test_what_has_no_fault_keeps_the_constraints(answer, direction):
    text, faults = judge(Answer(answer), SOURCE, MORTGAGE, direction)
    assert faults or ("抵当権" in text and "抵押権" not in text and "\n" not in text)


def test_a_translation_that_keeps_its_terms_has_no_fault():
    assert find_faults(SOURCE, TEXT, MORTGAGE, ZH_JA) == ()


def test_each_missing_and_forbidden_term_is_a_fault():
    assert find_faults(SOURCE, "抵押権は、登記の時に成立する。", MORTGAGE, ZH_JA) == (
        Fault("missing", "抵押权", "抵当権"),
        Fault("forbidden", "抵押权", "抵押権"),
    )


@pytest.mark.parametrize(
    ("source", "text", "direction"),
    [
        ("总则", "総則", ZH_JA),
        ("ABC Corporation 公司", "ABC Corporation 社", ZH_JA),
        ("附件A", "別紙A", ZH_JA),
        ("東京都", "东京都", JA_ZH),
        ("甲は「ソフトウェア」の使用を許諾する。", "甲方许可使用“ソフトウェア”。", JA_ZH),
        ("我公司对此深表歉意。", "申し訳ありません。", ZH_JA),
        ("提供することができない。", "不能提供。", JA_ZH),
        ("第一条\n第二条", "第一条\n第二条", ZH_JA),
    ],
)
def test_a_short_or_unusual_translation_is_taken(source, text, direction):
    assert judge(Answer(text), source, NONE, direction) == (text, ())


@pytest.mark.parametrize(
    ("source", "text", "direction", "kind"),
    [
        ("总则", "总则", ZH_JA, "language"),
        ("総則は、次のとおりとする。", "総則は、次のとおりとする。", JA_ZH, "language"),
        ("总则", "General provisions", ZH_JA, "language"),
        ("总则", "総則\n（注：第一章）", ZH_JA, "lines"),
        ("总则", "申し訳ありませんが、翻訳できません。", ZH_JA, "declined"),
        ("総則", "很抱歉，我无法翻译该内容。", JA_ZH, "declined"),
        ("総則", "作为一个AI语言模型，我不能提供法律意见。", JA_ZH, "declined"),
    ],
)
def test_what_is_no_translation_has_one_fault(source, text, direction, kind):
    assert judge(Answer(text), source, NONE, direction)[1] == (Fault(kind),)
