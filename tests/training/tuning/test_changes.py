"""What changed between two models: which segments are worth reading, and what differs in them."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.languages import Direction
from glossary.terms import Term
from training.tuning.changes import Stretch, compared, find_changes

TERMS = [Term("抵押权", "抵当権"), Term("合同", "契約", ja_forbidden=("合同",))]


def row(zh, ja, base, candidate, base_chrf, candidate_chrf):
    scored = {"base": base, "candidate": candidate, "base_chrf": base_chrf, "candidate_chrf": candidate_chrf}
    return {"zh": zh, "ja": ja, "unit": "documents/担保", "area": "property", "zh-ja": scored}


ROWS = [
    row("抵押权消灭。", "抵当権は、消滅する。", "抵当権が消える。", "抵当権は、消滅する。", 40.0, 100.0),
    row("合同成立。", "契約は、成立する。", "契約は、成立する。", "合同は成立。", 100.0, 20.0),
    row("附则", "附則", "附則", "附則", 100.0, 100.0),
    row("抵押权的设立。", "抵当権の設定", "設定", "抵当権の設定", 30.0, 60.0),
]


def test_the_most_changed_segments_come_first():
    changes = find_changes(ROWS, Direction.ZH_JA, TERMS)
    assert [segment.source for segment in changes.improved] == ["抵押权消灭。", "抵押权的设立。"]
    assert [segment.source for segment in changes.worsened] == ["合同成立。"]
    assert [segment.candidate_score for segment in changes.worst] == [20.0, 60.0, 100.0, 100.0]
    assert (changes.better, changes.worse, changes.same_score, changes.same_text) == (2, 1, 1, 1)


def test_no_more_segments_are_shown_than_asked_for():
    changes = find_changes(ROWS, Direction.ZH_JA, TERMS, most=1)
    assert [len(kind) for kind in (changes.improved, changes.worsened, changes.worst)] == [1, 1, 1]
    assert changes.better == 2


def test_each_term_of_the_source_says_what_became_of_it_in_both_translations():
    changes = find_changes(ROWS, Direction.ZH_JA, TERMS)
    outcomes = {segment.source: segment.terms for segment in changes.worst}
    assert [(term.source, term.rendering, term.base, term.candidate) for term in outcomes["抵押权的设立。"]] == [
        ("抵押权", "抵当権", "missing", "satisfied")
    ]
    assert [(term.base, term.candidate) for term in outcomes["合同成立。"]] == [("satisfied", "forbidden")]
    assert outcomes["附则"] == ()


def test_what_only_one_translation_has_is_marked_in_it():
    base, candidate = compared("契約は成立した。", "契約は有効に成立した。")
    assert all(not part.changed for part in base)
    assert candidate == (Stretch("契約は", False), Stretch("有効に", True), Stretch("成立した。", False))


def test_a_single_equal_character_between_changes_does_not_break_them_up():
    base, candidate = compared("甲は乙を丙する", "丁は戊を己する")
    assert base == (Stretch("甲は乙を丙", True), Stretch("する", False))
    assert candidate == (Stretch("丁は戊を己", True), Stretch("する", False))


@given(st.text(alphabet="甲乙丙はを。", max_size=20), st.text(alphabet="甲乙丙はを。", max_size=20))
def test_the_stretches_are_the_texts_and_the_unmarked_ones_are_shared(base, candidate):
    before, after = compared(base, candidate)
    assert "".join(part.text for part in before) == base
    assert "".join(part.text for part in after) == candidate
    shared = [[part.text for part in parts if not part.changed] for parts in (before, after)]
    assert shared[0] == shared[1]
