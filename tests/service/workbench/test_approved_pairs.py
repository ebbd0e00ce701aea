"""An approved segment is a pair: in the memory at once, with its document, and gone when it is taken back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.languages import Direction
from corpus.memory import search_memory
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.tables import Document, Pair, Segment
from service.workbench.review import approve_segment, return_segment

SOURCE, TARGET = "抵押权自登记时设立。", "抵当権は登記の時に設定される。"
CORRECTED = "抵当権は、登記の時に成立する。"


@pytest.fixture
def session(each_database):
    with each_database() as opened:
        yield opened


def pairs(session: Session) -> list[Pair]:
    return list(session.scalars(select(Pair).order_by(Pair.id).execution_options(populate_existing=True)))


def linked(session: Session, document: Document) -> list[int | None]:
    query = select(Segment.pair_id).where(Segment.document_id == document.id).order_by(Segment.position)
    return list(session.scalars(query))


def test_a_pair_knows_its_document_its_place_and_who_approved_it(session, add_document, reviewer):
    document = add_document(session, [("甲方", "甲", "translated"), (SOURCE, TARGET, "translated")])
    approve_segment(session, reviewer, document.segments[1].id, 1)
    [pair] = pairs(session)
    assert (pair.zh, pair.ja, pair.document, pair.position, pair.area) == (SOURCE, TARGET, document.name, 1, "property")
    assert (pair.source.name, pair.source.licence, pair.source.imported_by) == (document.name, "", "田中")
    assert linked(session, document) == [None, pair.id]


def test_a_japanese_source_is_the_japanese_side(session, add_document, reviewer):
    document = add_document(session, [(TARGET, SOURCE, "translated")])
    document.direction = "ja-zh"
    session.commit()
    approve_segment(session, reviewer, document.segments[0].id, 1)
    assert [(pair.zh, pair.ja) for pair in pairs(session)] == [(SOURCE, TARGET)]


def test_the_memory_finds_it_at_once_exactly_and_nearly_and_forgets_it_when_it_is_returned(
    session, add_document, reviewer
):
    document = add_document(session, [(SOURCE, TARGET, "translated")])
    near = "抵押权自登记之时设立。"
    assert search_memory(session, near, Direction.ZH_JA) == []
    row = approve_segment(session, reviewer, document.segments[0].id, 1)
    [exact], [fuzzy] = (search_memory(session, text, Direction.ZH_JA) for text in (SOURCE, near))
    assert (exact.target, exact.score, exact.origin, exact.document) == (TARGET, 1.0, document.name, document.name)
    assert fuzzy.target == TARGET
    assert 0.7 < fuzzy.score < 1.0
    row = approve_segment(session, reviewer, row.id, row.version, CORRECTED)
    assert [hit.target for hit in search_memory(session, near, Direction.ZH_JA)] == [CORRECTED]
    assert [hit.target for hit in search_memory(session, CORRECTED, Direction.JA_ZH)] == [SOURCE]
    return_segment(session, reviewer, row.id, row.version, "違う")
    assert search_memory(session, near, Direction.ZH_JA) == []


def test_a_pair_that_the_corpus_held_is_linked_and_outlives_the_segment(session, add_document, reviewer):
    add_pairs(session, [NewPair(SOURCE, TARGET, area="contract")], SourceInfo("法令.tmx", "1" * 64, "CC0", "王"))
    document = add_document(session, [(SOURCE, TARGET, "translated")])
    row = approve_segment(session, reviewer, document.segments[0].id, 1)
    [held] = pairs(session)
    assert linked(session, document) == [held.id]
    assert (held.source.name, held.area) == ("法令.tmx", "contract")
    approve_segment(session, reviewer, row.id, row.version, CORRECTED)
    assert [pair.ja for pair in pairs(session)] == [TARGET, CORRECTED]
    assert linked(session, document) == [pairs(session)[1].id]


def test_a_pair_that_another_segment_of_the_document_says_too_stays(session, add_document, reviewer):
    document = add_document(session, [(SOURCE, TARGET, "translated"), (SOURCE, TARGET, "translated")])
    first, second = (approve_segment(session, reviewer, segment.id, 1) for segment in document.segments)
    [pair] = pairs(session)
    assert linked(session, document) == [pair.id, pair.id]
    return_segment(session, reviewer, first.id, first.version, "違う")
    assert [pair.position for pair in pairs(session)] == [1]
    return_segment(session, reviewer, second.id, second.version, "違う")
    assert pairs(session) == []


def test_a_pair_that_another_document_says_too_comes_from_there_henceforth(session, add_document, reviewer):
    document = add_document(session, [(SOURCE, TARGET, "translated")])
    other = add_document(
        session, [("甲方", "甲", "new"), (SOURCE, TARGET, "translated")], "质押合同.docx", area="contract"
    )
    first = approve_segment(session, reviewer, document.segments[0].id, 1)
    second = approve_segment(session, reviewer, other.segments[1].id, 1)
    return_segment(session, reviewer, first.id, first.version, "違う")
    [pair] = pairs(session)
    assert (pair.source.name, pair.document, pair.area, pair.position) == (other.name, other.name, "contract", 1)
    return_segment(session, reviewer, second.id, second.version, "違う")
    assert pairs(session) == []


@pytest.mark.parametrize("attempt", range(3))
def test_a_pair_approved_in_one_document_while_it_is_withdrawn_in_another_stays(
    each_database, session, add_document, reviewer, attempt
):
    document = add_document(session, [(SOURCE, TARGET, "translated")])
    other = add_document(session, [(SOURCE, TARGET, "translated")], "质押合同.docx")
    row = approve_segment(session, reviewer, document.segments[0].id, 1)
    barrier = Barrier(2)

    def withdraw() -> None:
        with each_database() as own:
            barrier.wait()
            return_segment(own, reviewer, row.id, row.version, "違う")

    def approve() -> None:
        with each_database() as own:
            barrier.wait()
            approve_segment(own, reviewer, other.segments[0].id, 1)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(withdraw), pool.submit(approve)]:
            done.result()
    [pair] = pairs(session)
    assert (pair.source.name, pair.document) == (other.name, other.name)
    assert (linked(session, document), linked(session, other)) == ([None], [pair.id])


def test_documents_of_one_name_are_sources_of_their_own(session, add_document, reviewer):
    for target in (TARGET, CORRECTED):
        document = add_document(session, [(SOURCE, target, "translated")])
        approve_segment(session, reviewer, document.segments[0].id, 1)
    first, second = pairs(session)
    assert first.document == second.document
    assert first.source_id != second.source_id


def test_what_cannot_be_a_pair_is_approved_without_one(session, add_document, reviewer):
    document = add_document(session, [(SOURCE, "\u200b", "translated")])
    row = approve_segment(session, reviewer, document.segments[0].id, 1)
    assert row.status == "approved"
    assert pairs(session) == []
