"""A rendering is also right in the shape that a sentence gives it, and in no shape of the opposite."""

import pytest

from glossary.surfaces import shared_core, stems, surfaces
from glossary.terms import Term


@pytest.mark.parametrize(
    ("rendering", "in_text"),
    [
        ("訴えを提起する", "原告は、訴えを提起した。"),
        ("責任を免れる", "その責任を免れない。"),
        ("取り消すことができる", "取り消すことができた"),
        ("情状が重い", "情状が重く"),
        ("効力を生ずる", "効力を生じた日"),
        ("命ずる", "支払を命じ、"),
        ("受理しない", "これを受理せず、"),
        ("認めない", "これを認めません"),
        ("公平である", "公平な"),
        ("取消し", "契約を取り消した"),
        ("差押え", "債権を差し押さえた"),
        ("訴えの取下げ", "訴えを取り下げ"),
        ("届出", "変更を届け出た"),
        ("書面による通知", "書面により通知した"),
        ("期限の利益の喪失", "期限の利益を喪失した"),
    ],
)
def test_a_conjugated_rendering_is_found(rendering, in_text):
    assert any(surface in in_text for surface in surfaces(rendering, "ja"))


@pytest.mark.parametrize(
    ("rendering", "in_text"),
    [
        ("受理しない", "これを受理した"),
        ("認めない", "請求を認める"),
        ("売買は賃貸借を破らず", "売買は賃貸借を破る"),
        ("命ずる", "生命"),
        ("取消し", "取引先"),
        ("執行上の和解", "執行上を和解"),
    ],
)
def test_the_opposite_or_a_chance_likeness_is_not(rendering, in_text):
    assert not any(surface in in_text for surface in surfaces(rendering, "ja"))


@pytest.mark.parametrize("rendering", ["抵当権", "のれん", "写し", "ローンプライムレート（LPR）", "M&A"])
def test_what_does_not_conjugate_has_only_itself(rendering):
    assert surfaces(rendering, "ja") == (rendering,)


def test_the_citation_form_comes_first_and_chinese_does_not_conjugate():
    assert surfaces("上訴する", "ja") == ("上訴する", "上訴")
    assert surfaces("提起诉讼", "zh") == ("提起诉讼",)
    assert stems("抵当権") == ()


def test_back_into_chinese_the_part_that_the_japanese_says_is_enough():
    assert shared_core(Term(zh="诉讼请求", ja="請求")) == "请求"
    assert shared_core(Term(zh="书面形式", ja="書面")) == "书面"
    assert shared_core(Term(zh="抵押权", ja="抵当権")) is None
    assert shared_core(Term(zh="契约", ja="契約")) is None
