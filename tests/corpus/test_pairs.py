"""Pairs are added once, in chunks, and every refusal is explained."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import CorpusError
from corpus.pairs import NewPair, Problem, SourceInfo, add_pairs, count_pairs, iter_pairs
from corpus.tables import Pair, Source

SOURCE = SourceInfo("memory.tmx", "a" * 64, "CC0-1.0", "tester")


def numbered(count: int, fail_at: int | None = None) -> Iterator[NewPair]:
    for number in range(count):
        if number == fail_at:
            raise CorpusError("memory.tmx, line 2500: not a translation unit; correct the line.")
        yield NewPair(f"第{number}条规定", f"第{number}条の規定", line=number + 1)


def test_a_pair_keeps_what_was_given(each_database: sessionmaker[Session]) -> None:
    given = NewPair(" “甲方”　应当付款。", "「甲」は、支払わなければならない。", "contract", "contract", "sale", 7, 1)
    with each_database() as session:
        report = add_pairs(session, [given], SOURCE)
        (pair,) = iter_pairs(session)
    assert (report.added, report.problems) == (1, [])
    assert (pair.zh, pair.ja) == (given.zh, given.ja)
    assert (pair.genre, pair.area, pair.document, pair.position) == ("contract", "contract", "sale", 7)
    assert (pair.source.name, pair.source.licence, pair.source.imported_by) == ("memory.tmx", "CC0-1.0", "tester")
    assert pair.created_at.utcoffset() is not None


def test_every_pair_that_is_not_added_has_a_reason_and_its_line(each_database: sessionmaker[Session]) -> None:
    pairs = [
        NewPair("甲", "乙", line=2),
        NewPair("甲 ", "　乙", line=3),
        NewPair(" ", "乙", line=4),
        NewPair("甲", "", line=5),
        NewPair("丙\0丙", "丙", line=6),
        NewPair("丁", "\ud800丁", line=7),
        NewPair("戊", "戊", area="space", line=8),
        NewPair("己", "己", genre="x" * 33, line=9),
    ]
    with each_database() as session:
        report = add_pairs(session, pairs, SOURCE)
        assert (report.added, report.duplicate, report.rejected) == (1, 1, 6)
        assert report.problems[0] == Problem(3, "duplicate", "repeats the pair of line 2")
        assert [problem.line for problem in report.problems[1:]] == [4, 5, 6, 7, 8, 9]
        assert [problem.kind for problem in report.problems[1:]] == ["rejected"] * 6
        assert report.problems[1].message == "the zh text is empty"
        assert "contract, property" in report.problems[5].message
        again = add_pairs(session, pairs[:1], SOURCE)
        assert again.problems == [Problem(2, "duplicate", "the corpus holds this pair already")]
        assert count_pairs(session) == 1


def test_one_source_text_may_have_several_translations(each_database: sessionmaker[Session]) -> None:
    with each_database() as session:
        report = add_pairs(session, [NewPair("委托人", "委任者"), NewPair("委托人", "委託者")], SOURCE)
    assert report.added == 2


def test_an_interrupted_import_keeps_its_chunks_and_can_be_repeated(each_database: sessionmaker[Session]) -> None:
    told: list[int] = []
    with each_database() as session, pytest.raises(CorpusError, match="line 2500"):
        add_pairs(session, numbered(5_000, fail_at=2_500), SOURCE, told.append)
    assert told == [1_000, 2_000]
    with each_database() as session:
        assert count_pairs(session) == 2_000
        report = add_pairs(session, numbered(3_000), SOURCE)
        assert (report.added, report.duplicate) == (1_000, 2_000)
        assert len(session.scalars(select(Source)).all()) == 1


def test_pairs_stream_through_a_chunk_at_a_time(sessions: sessionmaker[Session]) -> None:
    read, told = 0, [0]

    def watched() -> Iterator[NewPair]:
        nonlocal read
        for pair in numbered(4_500):
            read += 1
            assert read <= told[-1] + 1_000, "reads ahead of what is stored"
            yield pair

    with sessions() as session:
        assert add_pairs(session, watched(), SOURCE, told.append).added == 4_500
        assert count_pairs(session) == 4_500


def test_pairs_are_read_in_order_by_area_and_genre_while_the_reader_commits(
    each_database: sessionmaker[Session],
) -> None:
    pairs = [NewPair(f"第{n}条", f"第{n}條", area="tort" if n % 2 else None, genre="statute") for n in range(2_100)]
    with each_database() as session:
        add_pairs(session, pairs, SOURCE)
        seen = []
        for pair in iter_pairs(session, area="tort", genre="statute"):
            seen.append(pair.zh)
            if len(seen) % 500 == 0:
                session.commit()
        assert seen == [pair.zh for pair in pairs if pair.area]
        assert list(iter_pairs(session, genre="letter")) == []


def test_a_pair_stays_unique_though_it_is_added_by_two_at_once(each_database: sessionmaker[Session]) -> None:
    def meanwhile() -> Iterator[NewPair]:
        with each_database() as other:
            add_pairs(other, [NewPair("甲", "乙")], SourceInfo("other.tsv", "b" * 64, "", "other"))
        yield NewPair("甲", "乙", line=1)

    with each_database() as session:
        report = add_pairs(session, meanwhile(), SOURCE, chunk=1)
        assert (report.added, report.duplicate) == (0, 1)
        assert len(session.scalars(select(Pair)).all()) == 1
