"""A denial that a translation lost."""

import pytest

from corpus.languages import Direction
from service.checks.negation import NegationCheck

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH


def doubts(source: str, translation: str, direction: Direction) -> list[str]:
    """The words of the source that are doubted."""
    return [source[slice(*found.source_span)] for found in NegationCheck().check(source, translation, direction)]


@pytest.mark.parametrize(
    ("source", "translation", "words"),
    [
        ("因不可抗力致使不能实现合同目的", "不可抗力により契約の目的を実現すること", "不能"),
        ("该项规定，不适用于前条规定的情形。", "同項の規定は、前条に規定する場合について準用する。", "不适用"),
        ("乙方不得转租。", "乙は、転貸することができる。", "不得"),
        ("订单并未包括该货物。", "注文書は当該商品を含む。", "并未"),
        ("未按期付款的", "期限までに支払われるとき", "未按"),  # 期限 and 権限 deny nothing
    ],
)
def test_a_denial_that_the_japanese_lost_is_an_error(source, translation, words):
    assert doubts(source, translation, ZH_JA) == [words]


@pytest.mark.parametrize(
    ("source", "translation", "words"),
    [
        ("秘密情報に含まれないものとする。", "包括保密信息。", "ない"),
        ("いずれも税関に申告していません。", "均由海关申报。", "ません"),
        ("行政処罰を行わず、延滞金を減額します。", "给予行政处罚，减收滞纳金。", "ず"),
    ],
)
def test_a_denial_that_the_chinese_lost_is_an_error(source, translation, words):
    assert doubts(source, translation, JA_ZH) == [words]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("不动产的所有人应当办理登记。", "不動産の所有者は、登記をしなければならない。"),
        ("返还不当得利。", "利得を返還する。"),
        ("乙方不得转租。", "乙は、転貸してはならない。"),
        ("租金不超过三百元的，", "賃料が300元以下であるときは、"),
        ("两份文本不一致的，以中文本为准。", "両者に齟齬があるときは、中国語版による。"),
        ("因不得已的事由", "やむを得ない事由により"),
    ],
)
def test_a_denial_may_be_said_otherwise_in_japanese(source, translation):
    assert doubts(source, translation, ZH_JA) == []


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("代金を支払わなければならない。", "应当支付价款。"),
        ("必ず、まず、いずれの場合も通知する。", "一律通知。"),
        ("再任を妨げない。", "可以连选连任。"),
        ("承認を得なければ効力を生じない。", "经批准方可生效。"),
        ("600万円を下回らないこと。", "保持在600万日元以上。"),
        ("契約は、効力を生ずる。", "合同生效。"),
    ],
)
def test_what_only_looks_like_a_denial_in_japanese_is_none(source, translation):
    assert doubts(source, translation, JA_ZH) == []


def test_that_one_must_is_no_answer_to_that_one_must_not():
    assert doubts("乙方不得通知。", "乙は、通知しなければならない。", ZH_JA) == ["不得"]


def test_an_empty_translation_denies_nothing_and_is_for_the_check_of_length():
    assert doubts("乙方不得转租。", "", ZH_JA) == []
