"""The corpus proposes terms that the glossary lacks, each with the rendering that goes with it."""

import json

import numpy as np
import pytest

from corpus.pairs import NewPair, SourceInfo, add_pairs
from glossary.association import associate, likelihood_ratio
from glossary.candidates import (
    cached_candidates,
    dismiss_candidate,
    examples_of,
    extract_candidates,
    list_dismissed,
    read_cache,
    readmit_candidate,
    undecided,
)
from glossary.expressions import c_values, chinese_expressions, japanese_expressions
from glossary.terms import Term
from glossary.workflow import add_term, retire_term

SUBJECTS = [
    ("甲方", "甲"),
    ("乙方", "乙"),
    ("银行", "銀行"),
    ("公司", "会社"),
    ("法院", "裁判所"),
    ("债权人", "債権者"),
]
PAIRS = [
    pair
    for number, (zh, ja) in enumerate(SUBJECTS)
    for pair in (
        NewPair(f"{zh}设立抵押权。", f"{ja}は抵当権を設定する。", area="property"),
        NewPair(f"抵押权归{zh}享有。", f"抵当権は{ja}が享有する。", area="property"),
        NewPair(f"{zh}支付{number}元违约金。", f"{ja}は{number}元の違約金を支払う。", area="contract"),
        NewPair(f"违约金，由{zh}承担。", f"違約金は{ja}が負担する。"),
    )
]


@pytest.fixture
def corpus(each_database):
    with each_database() as session:
        add_pairs(session, PAIRS, SourceInfo("a.tsv", "0" * 64, "", "林"))
        yield session


def found(candidates):
    return {candidate.zh: candidate for candidate in candidates}


def test_a_candidate_has_its_rendering_frequency_area_and_two_examples(corpus):
    mortgage = found(extract_candidates(corpus))["抵押权"]
    assert (mortgage.ja, mortgage.frequency, mortgage.together, mortgage.area) == ("抵当権", 12, 12, "property")
    examples = examples_of(corpus, mortgage)
    assert len(examples) == 2
    assert all("抵押权" in zh and "抵当権" in ja for zh, ja in examples)


def test_fragments_of_a_word_are_no_candidates(corpus):
    candidates = found(extract_candidates(corpus))
    assert {"抵押", "押权", "违约", "约金"}.isdisjoint(candidates)
    assert candidates["违约金"].ja == "違約金"


def test_what_the_glossary_has_in_whatever_status_or_was_dismissed_is_not_proposed(corpus):
    candidates = extract_candidates(corpus)
    term = add_term(corpus, Term(zh="担保物权", ja="担保物権", zh_variants=("抵押权",)), "林")
    retire_term(corpus, term.id, "林", "不要")
    assert {"抵押权", "违约金"} & found(undecided(corpus, candidates)).keys() == {"违约金"}
    dismiss_candidate(corpus, "违约金", "違約金", "森")
    dismiss_candidate(corpus, "违约金", "違約金", "森")
    assert "违约金" not in found(undecided(corpus, candidates))
    assert list_dismissed(corpus) == [("违约金", "違約金", "森")]
    readmit_candidate(corpus, "违约金", "違約金")
    assert "违约金" in found(undecided(corpus, candidates))


def test_candidates_are_kept_until_the_corpus_changes(corpus, tmp_path):
    assert read_cache(corpus, tmp_path) is None
    steps = []
    first = cached_candidates(corpus, tmp_path, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (2 * len(PAIRS), 2 * len(PAIRS))
    assert cached_candidates(corpus, tmp_path, lambda done, total: pytest.fail("was made anew")) == first
    add_pairs(corpus, [NewPair("合同。", "契約。")], SourceInfo("b.tsv", "1" * 64, "", "林"))
    assert read_cache(corpus, tmp_path) is None


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"corpus": "x", "candidates": 1})])
def test_a_damaged_file_is_made_anew(corpus, tmp_path, content):
    (tmp_path / "term-candidates.json").write_text(content, encoding="utf-8")
    assert "抵押权" in found(cached_candidates(corpus, tmp_path))


def test_an_empty_corpus_has_none(sessions):
    with sessions() as session:
        assert extract_candidates(session) == []


def test_c_value_discounts_what_occurs_in_longer_expressions():
    values = c_values({"抵押权": 10, "抵押权人": 6, "抵押": 16})
    assert values["抵押权人"] == pytest.approx(2 * 6)
    assert values["抵押权"] == pytest.approx(np.log2(3) * (10 - 6))
    assert values["抵押"] == pytest.approx(16 - (10 + 6) / 2)


def test_compounds_of_nouns_and_their_parts_stand_for_japanese():
    [held] = japanese_expressions(["抵当権設定契約は二通作成する。それによる。"])
    assert {"抵当権設定契約", "設定契約", "契約"} <= held
    assert not any("は" in text for text in held)


def test_expressions_do_not_cross_punctuation():
    held, _ = chinese_expressions([f"合同{mark}、生效{mark}" for mark in "甲乙丙丁戊己"])
    assert all("同生" not in text for found in held for text in found)


def test_dunnings_ratio_as_computed_by_hand():
    # 20 of 100 pairs hold the one, 10 the other, 8 both: 2 Σ O ln(O/E) over the four cells.
    observed, expected = [8, 12, 2, 78], [2, 18, 8, 72]
    by_hand = 2 * sum(o * np.log(o / e) for o, e in zip(observed, expected, strict=True))
    assert likelihood_ratio(np.array([8]), np.array([20]), np.array([10]), 100)[0] == pytest.approx(by_hand)


def test_association_is_mutual_where_neither_side_goes_better_with_another():
    zh = [{"抵押权", "人"}] * 6 + [{"人"}] * 2 + [set()] * 20
    ja = [{"抵当権"}] * 6 + [{"抵当権"}] + [set()] * 21
    best = {one.zh: one for one in associate(zh, ja, 5)}
    assert (best["抵押权"].together, best["抵押权"].mutual) == (6, False)
    assert best["人"].mutual
