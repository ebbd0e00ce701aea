"""Which entries are only suggested when they are read from Japanese to Chinese."""

from dataclasses import replace

import pytest

from glossary.matching import Matcher
from glossary.readings import READINGS, USUAL_READINGS, suggested
from glossary.seeds import read_seed_terms
from glossary.terms import Term, TermStatus


def test_the_file_lists_seed_terms_that_most_segments_contradict() -> None:
    header, *rows = (line.split("\t") for line in READINGS.read_text(encoding="utf-8").splitlines())
    assert header == ["zh", "ja", "segments", "kept"]
    seeds = {(term.zh, term.ja) for term in read_seed_terms()}
    for zh, ja, segments, kept in rows:
        assert (zh, ja) in seeds
        assert int(segments) >= 20
        assert 2 * int(kept) < int(segments)


@pytest.mark.parametrize(
    "pair", [("予以支持", "認める"), ("相对人", "相手方"), ("标的", "目的"), ("股份有限公司", "株式会社")]
)
def test_words_of_everyday_japanese_are_only_suggested(pair: tuple[str, str]) -> None:
    assert pair in suggested("ja")


def test_terms_of_the_trade_stay_required_and_from_chinese_all_are() -> None:
    assert ("抵押权", "抵当権") not in suggested("ja")
    assert ("最高额抵押权", "根抵当権") not in suggested("ja")
    assert suggested("zh") == frozenset()


def test_the_usual_readings_are_right_ones_of_seed_terms_and_not_the_first() -> None:
    header, *rows = (line.split("\t") for line in USUAL_READINGS.read_text(encoding="utf-8").splitlines())
    assert header == ["ja", "forms", "usual", "uses", "first"]
    seeds = list(read_seed_terms())
    for ja, forms, usual, uses, first in rows:
        assert ja in {term.ja for term in seeds}
        assert set(forms.split("|")) <= {form for term in seeds for form in term.forms("zh")}
        assert usual in forms.split("|")[1:]
        assert int(uses) >= max(5, 3 * int(first))


MAIN_CONTRACT = Term("本约合同", "本契約", area="contract", zh_variants=("本约",))
THIS_CONTRACT = Term("本协议", "本契約", area="contract", zh_variants=("本合同",))
SENTENCE = "本契約は、署名の日から効力を生ずる。"


def preferred(*terms: Term) -> str:
    (match,) = Matcher(terms, "ja").match(SENTENCE)
    return match.renderings("zh")[0]


def test_the_usual_one_of_several_right_readings_comes_first() -> None:
    assert preferred(MAIN_CONTRACT, THIS_CONTRACT) == "本合同"


def test_where_a_reviewer_or_translator_has_said_otherwise_their_order_counts() -> None:
    edited = replace(THIS_CONTRACT, zh="本契约", zh_variants=("本合同",))
    assert preferred(edited, MAIN_CONTRACT) == "本契约"
    proposed = Term("本约定", "本契約", status=TermStatus.PROPOSED)
    assert preferred(MAIN_CONTRACT, THIS_CONTRACT, proposed) == "本约定"
