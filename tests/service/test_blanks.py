"""Blanks of a draft: what the engine is given in their place, and that they come back."""

import re

import pytest

from corpus.languages import Direction
from service.blanks import fill
from service.constraints import NONE, Constraints, Required

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
SIGNS = "●○_×【】①Ⅱ〇"


@pytest.mark.parametrize(
    ("text", "direction", "filled"),
    [
        ("本合同于____年__月__日在××市签订。", ZH_JA, "本合同于2031年11月23日在ABC市签订。"),
        ("甲方应向●●公司支付○○万元。", ZH_JA, "甲方应向ABC公司支付37万元。"),
        ("自20____年起", ZH_JA, "自2031年起"),
        ("租赁期限为【　】年，自【】年【】月【】日起算", ZH_JA, "租赁期限为2031年，自2032年11月23日起算"),
        ("前款①、②项", ZH_JA, "前款37、43项"),
        ("Ⅱ型产品", ZH_JA, "ABC型产品"),
        ("XX公司", ZH_JA, "ABC公司"),
        ("签名：________ 日期：________", ZH_JA, "签名：ABC 日期：DEF"),
        ("证书编号：91XX0084", ZH_JA, "证书编号：91XX0084"),
        ("第×条第○款", ZH_JA, "第37条第43款"),
        ("売主〇〇株式会社", JA_ZH, "売主ABC株式会社"),
        ("二〇二四年、XXL、3×4", JA_ZH, "二〇二四年、XXL、3×4"),  # no blanks
    ],
)
def test_a_sign_gives_way_to_what_could_stand_there(text, direction, filled):
    found = fill(text, NONE, direction)
    assert found.text == filled
    for group in found.constraints.required:
        assert filled[group.source_start : group.source_end]
        assert not re.search(f"[{SIGNS}]", filled[group.source_start : group.source_end])


def test_the_signs_come_back_where_their_stand_ins_are():
    found = fill("本合同于____年__月__日在××市由●●公司签订。", NONE, ZH_JA)
    translation = "DEF会社は、2031年11月23日、ABC市において本契約を締結した。"
    assert found.restore(translation) == "●●会社は、____年__月__日、××市において本契約を締結した。"


def test_no_spaces_come_back_with_a_name_that_had_none():
    assert fill("●●公司", NONE, ZH_JA).restore("甲は ABC 会社") == "甲は●●会社"
    assert fill("甲 ●● 公司", NONE, ZH_JA).restore("甲 ABC 会社") == "甲 ●● 会社"


def test_a_number_said_twice_is_the_model_s_and_a_name_is_not():
    found = fill("●●公司于____年设立。", NONE, ZH_JA)
    assert found.restore("ABC会社は2031年に、ABC会社は2031年に") == "●●会社は____年に、●●会社は2031年に"


def test_a_longer_number_is_no_stand_in():
    found = fill("●個", NONE, JA_ZH)
    assert found.restore("1937年の37个") == "1937年の●个"


def test_a_cited_article_is_written_in_characters_and_on_the_right_level():
    found = fill("第○条第●項の規定", NONE, JA_ZH)
    assert [group.alternatives[0] for group in found.constraints.required] == ["第三十七条", "第四十三款"]
    assert found.restore("依照第三十七条第四十三款的规定") == "依照第○条第●款的规定"


def test_terms_stay_where_they_stand_and_are_not_filled():
    source = "●●公司以××合同设立抵押权。"
    term = Required(("抵当権",), source.index("抵押权"), source.index("抵押权") + 3)
    kept = Required(("××契約",), source.index("××"), source.index("××") + 4)
    found = fill(source, Constraints((term, kept)), ZH_JA)
    moved = {found.text[g.source_start : g.source_end]: g.alternatives[0] for g in found.constraints.required}
    assert moved == {"抵押权": "抵当権", "××合同": "××契約", "ABC": "ABC"}
    assert found.text == "ABC公司以××合同设立抵押权。"


def test_a_stand_in_is_not_what_the_text_has_already():
    found = fill("ABC公司与●●公司于2031年●月签订第37号合同，共●份。", NONE, ZH_JA)
    stand_ins = [group.alternatives[0] for group in found.constraints.required]
    assert stand_ins == ["DEF", "11", "43"]


def test_more_blanks_than_stand_ins_are_left():
    text = "、".join(["●月"] * 8)
    found = fill(text, NONE, ZH_JA)
    assert len(found.constraints.required) == 6
    assert found.text.count("●") == 2
    assert found.restore(found.text) == text
