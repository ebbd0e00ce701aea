"""Folded text compares equal where a reader would, and every span leads back to the original."""

from hypothesis import given
from hypothesis import strategies as st

from glossary.folding import fold, fold_width

TEXTS = st.text(st.sampled_from("抵押權权契約约ｶﾞハﾟかが\u3099\u309aé\u0301ＡaＭ＆１　。𠮷A\n"), max_size=30)


def test_width_and_case_fold_in_both_languages():
    assert fold("Ｍ＆Ａ", "ja").text == fold("m&a", "ja").text == "m&a"


def test_traditional_characters_fold_in_chinese_only():
    assert fold("抵押權", "zh").text == fold("抵押权", "zh").text
    assert fold("権利義務", "ja").text == "権利義務"
    assert fold_width("消費稅").text != fold_width("消費税").text


def test_half_width_kana_with_a_voiced_mark_is_one_character_of_two_places():
    folded = fold("売ﾃﾞｰﾀ買", "ja")
    assert folded.text == "売データ買"
    assert folded.span(1, 4) == (1, 5)


@given(TEXTS, st.data())
def test_a_folded_span_leads_back_to_text_that_folds_to_it(text, data):
    folded = fold(text, "zh")
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    # A cluster that composes to several characters has one place, so only whole clusters come back.
    if folded.starts is None or len(set(folded.starts)) == len(folded.starts):
        assert fold(text[first:last], "zh").text == folded.text[start:end]
