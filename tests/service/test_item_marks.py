"""Marks of list items: what is one, how it is written, and what only looks like one."""

import pytest

from corpus.languages import Direction
from service.item_marks import Item, divide_items

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH


@pytest.mark.parametrize(
    ("text", "direction", "mark"),
    [
        ("①甲方未按期付款的", ZH_JA, "①"),
        ("②、甲方未按期付款的", ZH_JA, "②\u3000"),
        ("⑴ 甲方未按期付款的", ZH_JA, "⑴ "),
        ("Ⅱ、甲方未按期付款的", ZH_JA, "Ⅱ\u3000"),
        ("· 甲方", ZH_JA, "・ "),
        ("①\u3000乙は、開示しない。", JA_ZH, "① "),
        ("ア\u3000乙は、開示しない。", JA_ZH, "ア "),
        ("(イ)乙は、開示しない。", JA_ZH, "（イ）"),
        ("・秘密情報", JA_ZH, "·"),
    ],
)
def test_a_mark_in_front_is_written_as_the_target_language_does(text, direction, mark):
    [item] = divide_items(text, direction)
    assert item.mark == mark
    assert text.endswith(item.of(text))
    assert item.of(text)[0] in "甲乙秘"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("符合前款①、②项条件的，甲方应当赔偿损失。", ZH_JA),
        ("①和②均不适用的，由双方协商解决。", ZH_JA),
        ("①、②项的规定适用于本合同。", ZH_JA),
        ("Ⅱ型产品的价格为十万元。", ZH_JA),
        ("●●公司", ZH_JA),
        ("●年●月●日签订", ZH_JA),
        ("①", ZH_JA),
        ("①；②；", ZH_JA),
        ("", ZH_JA),
        ("（一）甲方", ZH_JA),  # models know these
        ("①の場合において、代金を支払う。", JA_ZH),
        ("ア、イ及びウに掲げる場合には、この限りでない。", JA_ZH),
        ("アパートの賃料", JA_ZH),
        ("別紙①及び②に定める。", JA_ZH),
    ],
)
def test_what_only_names_an_item_stays_in_its_sentence(text, direction):
    assert divide_items(text, direction) == [Item(0, len(text))]


def test_items_in_a_sentence_are_parted_from_what_announces_them():
    text = "有下列情形之一的，可以解除合同：①未按期付款；②泄露秘密；③丧失能力。"
    parts = [(item.mark, item.of(text)) for item in divide_items(text, ZH_JA)]
    assert parts == [
        ("", "有下列情形之一的，可以解除合同："),
        ("①", "未按期付款；"),
        ("②", "泄露秘密；"),
        ("③", "丧失能力。"),
    ]


def test_boxes_to_tick_are_items():
    text = "□ 一次性支付\u3000□ 分期支付"
    assert [item.of(text) for item in divide_items(text, ZH_JA)] == ["一次性支付", "分期支付"]
