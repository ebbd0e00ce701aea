"""Quality flags, deletion and statistics of the stored pairs."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import CorpusError
from corpus.pair_flags import delete_pairs, flag_by_filters, set_flags
from corpus.pair_search import PairQuery, conditions, search_pairs
from corpus.pair_statistics import pair_statistics
from corpus.pairs import NewPair, SourceInfo, add_pairs, count_pairs
from corpus.tables import Pair, Source

SOURCE = SourceInfo("a.tsv", "a" * 64, "CC BY 4.0", "李")
RIGHT = NewPair("定金为500元。", "手付は、500元とする。", "contract", "contract")
WRONG = NewPair("租金为500元。", "賃料は、600元とする。", "contract", "contract")
KANA = NewPair("これは500元。", "これは、600元である。")


@pytest.fixture
def filled(each_database: sessionmaker[Session]) -> sessionmaker[Session]:
    with each_database() as session:
        add_pairs(session, [RIGHT, WRONG, KANA], SOURCE)
    return each_database


def flags(sessions: sessionmaker[Session]) -> list[list[str]]:
    with sessions() as session:
        return list(session.scalars(select(Pair.flags).order_by(Pair.id)))


def ids(sessions: sessionmaker[Session]) -> list[int]:
    with sessions() as session:
        return list(session.scalars(select(Pair.id).order_by(Pair.id)))


def test_every_filter_that_objects_is_a_flag(filled: sessionmaker[Session]) -> None:
    told: list[int] = []
    with filled() as session:
        counts = flag_by_filters(session, ("script", "numbers"), progress=told.append)
    assert counts == {"script": 1, "numbers": 2}
    assert flags(filled) == [[], ["numbers"], ["script", "numbers"]]


def test_flags_of_people_and_of_other_filters_stay_and_those_that_no_longer_hold_go(
    filled: sessionmaker[Session],
) -> None:
    right, wrong, _ = ids(filled)
    with filled() as session:
        assert set_flags(session, [right, wrong], add=["doubtful", "length", "numbers"]) == 2
        flag_by_filters(session, ("numbers",), conditions(session, PairQuery("500元", area="contract")))
    assert flags(filled) == [["length", "doubtful"], ["length", "numbers", "doubtful"], []]


def test_flags_are_set_and_cleared_by_hand(filled: sessionmaker[Session]) -> None:
    first, *_ = ids(filled)
    with filled() as session:
        assert set_flags(session, [first], add=["doubtful"]) == 1
        assert set_flags(session, [first], add=["doubtful"]) == 0
        assert search_pairs(session, PairQuery(flag="doubtful")).total == 1
        assert set_flags(session, [first, 999], remove=["doubtful"]) == 1
    assert flags(filled)[0] == []


def test_an_unknown_flag_or_filter_is_refused(filled: sessionmaker[Session]) -> None:
    with filled() as session:
        with pytest.raises(CorpusError, match="There is no flag bad; choose from script"):
            set_flags(session, [1], add=["bad"])
        with pytest.raises(CorpusError, match="There is no filter bad; choose from script"):
            flag_by_filters(session, ["bad"])


def test_deleted_pairs_are_found_no_more_and_their_source_stays(filled: sessionmaker[Session]) -> None:
    with filled() as session:
        assert delete_pairs(session, [*ids(filled)[:2], 12345]) == 2
        assert count_pairs(session) == 1
        assert search_pairs(session, PairQuery("租金为500元")).total == 0
        assert session.scalars(select(Source.name)).all() == ["a.tsv"]
        assert add_pairs(session, [RIGHT], SOURCE).added == 1


def test_statistics_count_by_everything_that_a_pair_is(filled: sessionmaker[Session]) -> None:
    with filled() as session:
        add_pairs(session, [NewPair("合同" * 60, "契約" * 110, flags=("length",))], SourceInfo("b", "b" * 64, "", "李"))
        found = pair_statistics(session)
        part = pair_statistics(session, conditions(session, PairQuery(area="contract")))
    assert (found.total, found.flagged) == (4, 1)
    assert found.areas == {"contract": 2, "": 2}
    assert found.genres == {"contract": 2, "": 2}
    assert found.sources == {"a.tsv": 3, "b": 1}
    assert found.licences == {"CC BY 4.0": 3, "": 1}
    assert found.flags == {"length": 1}
    assert [len(month) for month in found.months] == [7]
    assert sum(found.months.values()) == 4
    assert found.zh_lengths == {0: 3, 120: 1}
    assert found.ja_lengths == {10: 3, 200: 1}
    assert sum(found.ratios.values()) == 4
    assert found.ratios[1.8] == 1
    assert part.total == 2


def test_statistics_of_an_empty_corpus_are_empty(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        found = pair_statistics(session)
    assert (found.total, found.areas, found.zh_lengths) == (0, {}, {})
