"""The translation memory finds what was translated before, exactly or nearly."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.memory import Difference, search_memory
from corpus.normalisation import key
from corpus.pairs import NewPair, SourceInfo, add_pairs, iter_pairs

SOURCE = SourceInfo("contracts.tsv", "1" * 64, "", "tester")
PAIRS = (
    NewPair("当事人应当遵循诚实信用原则。", "当事者は、信義誠実の原則に従わなければならない。", area="contract"),
    NewPair(
        "当事人应当遵循公平原则。", "当事者は、公平の原則に従わなければならない。", "statute", "contract", "act-1", 3
    ),
    NewPair("抵押权自登记时设立。", "抵当権は、登記の時に設定される。", area="property"),
    NewPair("附则", "附則"),
)


@pytest.fixture
def memory(each_database: sessionmaker[Session]) -> sessionmaker[Session]:
    with each_database() as session:
        add_pairs(session, PAIRS, SOURCE)
    return each_database


def test_the_same_text_is_an_exact_match_whatever_its_spaces_width_and_quotes(memory: sessionmaker[Session]) -> None:
    with memory() as session:
        (hit, *others) = search_memory(session, " 抵押权自登记时设立。　", Direction.ZH_JA)
    assert (hit.score, hit.source, hit.target) == (1.0, PAIRS[2].zh, PAIRS[2].ja)
    assert (hit.differences, hit.origin, hit.area, hit.document) == ((), "contracts.tsv", "property", None)
    assert all(other.score < 1 for other in others)


def test_a_near_text_is_found_with_its_score_and_differences(memory: sessionmaker[Session]) -> None:
    with memory() as session:
        (best, *_) = search_memory(session, "当事人必须遵循公平原则。", Direction.ZH_JA)
    assert best.score == pytest.approx(1 - 2 / 12)
    assert best.differences == (Difference("replace", (3, 5), (3, 5)),)
    assert (best.genre, best.document) == ("statute", "act-1")


def test_the_memory_works_from_japanese_too(memory: sessionmaker[Session]) -> None:
    with memory() as session:
        (best, *_) = search_memory(session, "抵当権は登記の時に設定される。", Direction.JA_ZH)
    assert (best.source, best.target) == (PAIRS[2].ja, PAIRS[2].zh)
    assert best.differences == (Difference("insert", (4, 4), (4, 5)),)


def test_hits_come_best_first_and_respect_threshold_and_limit(memory: sessionmaker[Session]) -> None:
    query = "当事人应当遵循诚实原则。"
    with memory() as session:
        hits = search_memory(session, query, Direction.ZH_JA, threshold=0.5)
        assert [hit.source for hit in hits] == [PAIRS[0].zh, PAIRS[1].zh]
        assert search_memory(session, query, Direction.ZH_JA, threshold=0.5, limit=1) == hits[:1]
        assert search_memory(session, query, Direction.ZH_JA, threshold=0.84) == hits[:1]
        assert search_memory(session, query, Direction.ZH_JA, threshold=1.0) == []
        assert search_memory(session, query, Direction.ZH_JA, limit=0) == []


@pytest.mark.parametrize("length", [148, 149, 150, 151, 1_000])
def test_a_long_text_is_found_by_a_single_trigram_as_a_short_one_is(
    each_database: sessionmaker[Session], length: int
) -> None:
    stored = "".join(chr(0x4E00 + place) for place in range(length))
    edited = "".join("乙" if place % 4 == 3 and place < length - 3 else letter for place, letter in enumerate(stored))
    with each_database() as session:
        add_pairs(session, [NewPair(stored, "甲")], SOURCE)
        (hit,) = search_memory(session, edited, Direction.ZH_JA)
    assert hit.source == stored
    assert hit.score == pytest.approx(0.75, abs=0.02)


def test_a_text_of_two_characters_has_exact_matches_only(memory: sessionmaker[Session]) -> None:
    with memory() as session:
        assert [hit.target for hit in search_memory(session, "附则", Direction.ZH_JA)] == ["附則"]
        assert search_memory(session, "附录", Direction.ZH_JA, threshold=0.3) == []


@pytest.mark.parametrize(
    "text", ["", " 　\n", "。", "%_%", '"OR" "NEAR(', "a'b\";--", "\0\0\0\0", "𠮷" * 5, "当事人" * 5_000]
)
def test_no_text_breaks_the_search(memory: sessionmaker[Session], text: str) -> None:
    with memory() as session:
        assert search_memory(session, text, Direction.ZH_JA) == []


def test_a_changed_or_deleted_pair_is_found_as_it_is_now(memory: sessionmaker[Session]) -> None:
    with memory() as session:
        pairs = {pair.zh: pair for pair in iter_pairs(session)}
        mortgage, fairness = pairs[PAIRS[2].zh], pairs[PAIRS[1].zh]
        mortgage.zh = "抵押权自合同生效时设立。"
        mortgage.zh_key = key(mortgage.zh, "zh")
        session.delete(fairness)
        session.commit()
        assert [hit.source for hit in search_memory(session, "抵押权自合同生效时起设立。", Direction.ZH_JA)] == [
            mortgage.zh
        ]
        assert search_memory(session, PAIRS[1].zh, Direction.ZH_JA, threshold=0.9) == []


def test_a_pair_is_found_in_the_transaction_that_added_it(memory: sessionmaker[Session]) -> None:
    with memory() as session:
        (source,) = {pair.source for pair in iter_pairs(session)}
        add_pairs(session, [NewPair("质权自交付时设立。", "質権は、引渡しの時に設定される。")], SOURCE)
        (hit,) = search_memory(session, "质权自交付之时设立。", Direction.ZH_JA, threshold=0.8)
    assert hit.origin == source.name


@given(
    query=st.text(st.sampled_from("甲乙丙丁 　，。１1“”「」か\u3099がｶﾞ"), max_size=12),
    hit=st.text(st.sampled_from("甲乙丙丁 　，。１1“”「」か\u3099がｶﾞ"), max_size=12),
)
@settings(deadline=None)
def test_differences_are_ordered_spans_of_the_given_texts_and_rebuild_the_hit(query: str, hit: str) -> None:
    from corpus.memory import _differences

    query_key, hit_key = key(query, "ja"), key(hit, "ja")
    differences = _differences(query, query_key, hit, hit_key)
    assert bool(differences) == (query_key != hit_key)
    place = 0
    for difference in differences:
        start, end = difference.query
        assert place <= start <= end <= len(query)
        assert 0 <= difference.hit[0] <= difference.hit[1] <= len(hit)
        assert (difference.kind == "insert") == (start == end)
        place = start


@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_with_one_edit_is_found_with_the_score_of_brute_force(
    sessions: sessionmaker[Session], data: st.DataObject
) -> None:
    with sessions() as session:
        if not search_memory(session, PAIRS[0].zh, Direction.ZH_JA):
            add_pairs(session, PAIRS, SOURCE)
        stored = data.draw(st.sampled_from(PAIRS[:3])).zh
        place = data.draw(st.integers(0, len(stored) - 1))
        edited = stored[:place] + data.draw(st.sampled_from(["", "新", "旧法"])) + stored[place + 1 :]
        found = {hit.source: hit.score for hit in search_memory(session, edited, Direction.ZH_JA)}
    expected = {
        pair.zh: score
        for pair in PAIRS
        if (score := Levenshtein.normalized_similarity(key(edited, "zh"), key(pair.zh, "zh"))) >= 0.7
    }
    assert found == pytest.approx(expected)
    assert stored in found
