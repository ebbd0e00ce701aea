"""A reviewer approves, corrects or returns; the document and the corpus follow, and nobody overwrites anybody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.pairs import count_pairs
from corpus.tables import Comment, Document, DocumentEvent, Pair, Segment, SegmentRevision
from service.accounts import Person, Role
from service.errors import ServiceError
from service.workbench.editing import save_target
from service.workbench.records import ConflictError, SegmentRow, SegmentStatus
from service.workbench.review import approve_segment, approve_without_warnings, return_segment

ONE = [("抵押权自登记时设立。", "抵当権は登記の時に設定される。", "translated")]
TWO = [*ONE, ("本合同自签订之日起生效。", "本契約は締結の日から効力を生じる。", "machine")]
CORRECTED = "抵当権は、登記の時に成立する。"


@pytest.fixture
def session(each_database):
    with each_database() as opened:
        yield opened


def revisions(session: Session, segment_id: int) -> list[tuple[str, str, str, str]]:
    query = select(SegmentRevision).where(SegmentRevision.segment_id == segment_id).order_by(SegmentRevision.id)
    return [(state.action, state.status, state.target, state.author) for state in session.scalars(query)]


def status_of(session: Session, document: Document) -> str:
    return session.scalars(select(Document.status).where(Document.id == document.id)).one()


def test_an_approved_segment_says_who_approved_it_and_is_a_pair(session, add_document, reviewer):
    [segment] = add_document(session, ONE).segments
    row = approve_segment(session, reviewer, segment.id, segment.version, seconds=12.5)
    assert (row.status, row.updated_by, row.version, row.seconds) == (SegmentStatus.APPROVED, "田中", 2, 12.5)
    assert revisions(session, segment.id)[-1] == ("approve", "approved", ONE[0][1], "田中")
    assert session.scalars(select(Pair.ja)).all() == [ONE[0][1]]


def test_a_correction_is_approved_in_one_step_and_becomes_the_pair(session, add_document, reviewer):
    [segment] = add_document(session, ONE).segments
    row = approve_segment(session, reviewer, segment.id, segment.version, f" {CORRECTED} ")
    assert (row.target, row.status, row.origin) == (CORRECTED, SegmentStatus.APPROVED, "person")
    assert revisions(session, segment.id) == [
        ("edit", "translated", ONE[0][1], "王"),
        ("approve", "approved", CORRECTED, "田中"),
    ]
    assert session.scalars(select(Pair.ja)).all() == [CORRECTED]


def test_approving_what_is_approved_changes_nothing(session, add_document, reviewer):
    [segment] = add_document(session, ONE).segments
    first = approve_segment(session, reviewer, segment.id, segment.version)
    again = approve_segment(session, Person("佐藤", Role.ADMIN), segment.id, first.version)
    assert again == first
    assert len(revisions(session, segment.id)) == 2


def test_a_reviewer_may_approve_what_they_translated_themselves(session, add_document):
    [segment] = add_document(session, ONE).segments
    assert approve_segment(session, Person("王", Role.REVIEWER), segment.id, segment.version).status == "approved"


def test_a_returned_segment_has_the_comment_and_no_pair_any_more(session, add_document, reviewer):
    document = add_document(session, ONE)
    approved = approve_segment(session, reviewer, document.segments[0].id, 1)
    row = return_segment(session, reviewer, approved.id, approved.version, " 「成立」ではないか。 ")
    assert (row.status, row.target, row.comments) == (SegmentStatus.RETURNED, ONE[0][1], 1)
    assert session.scalars(select(Comment.text)).all() == ["「成立」ではないか。"]
    assert revisions(session, row.id)[-1] == ("return", "returned", ONE[0][1], "田中")
    assert count_pairs(session) == 0


@pytest.mark.parametrize("comment", ["", " \n"])
def test_nothing_is_returned_without_a_comment(session, add_document, reviewer, comment):
    [segment] = add_document(session, ONE).segments
    with pytest.raises(ServiceError, match="say what its translator is to change"):
        return_segment(session, reviewer, segment.id, segment.version, comment)
    assert revisions(session, segment.id) == [("edit", "translated", ONE[0][1], "王")]


@pytest.mark.parametrize("target", [None, "", " \n"])
def test_nothing_is_approved_without_a_text(session, add_document, reviewer, target):
    [segment] = add_document(session, [("合同", "", "new")]).segments
    with pytest.raises(ServiceError, match="no translation yet"):
        approve_segment(session, reviewer, segment.id, segment.version, target)
    assert count_pairs(session) == 0


def test_a_segment_that_is_gone_is_named(session, add_document, reviewer):
    for change in (approve_segment, lambda *given: return_segment(*given, "違う")):
        with pytest.raises(ServiceError, match=r"no segment 99 any more; open the document anew\."):
            change(session, reviewer, 99, 1)
    with pytest.raises(ServiceError, match="no document 99"):
        approve_without_warnings(session, reviewer, 99)


def test_a_reviewer_who_edits_an_approved_segment_takes_the_approval_and_the_pair_back(
    session, add_document, reviewer, translator
):
    document = add_document(session, ONE)
    row = approve_segment(session, reviewer, document.segments[0].id, 1)
    with pytest.raises(ServiceError, match="ask a reviewer to return it"):
        save_target(session, translator, row.id, row.version, CORRECTED)
    assert (status_of(session, document), count_pairs(session)) == ("done", 1)
    assert save_target(session, reviewer, row.id, row.version, CORRECTED).status == "draft"
    assert (status_of(session, document), count_pairs(session)) == ("in_review", 0)


def test_the_warnings_of_an_approved_segment_are_those_of_its_text(session, add_document, reviewer):
    [segment] = add_document(session, [("支付100元。", "百元を支払う。", "translated")]).segments
    wrong = approve_segment(session, reviewer, segment.id, 1, "200元を支払う。")
    assert wrong.warnings == ("sums",)  # a reviewer may know better
    assert approve_segment(session, reviewer, segment.id, wrong.version, "100元を支払う。").warnings == ()


def test_a_translator_decides_nothing(session, add_document, translator):
    document = add_document(session, ONE)
    [segment] = document.segments
    decisions: list[Callable[[], object]] = [
        lambda: approve_segment(session, translator, segment.id, 1),
        lambda: return_segment(session, translator, segment.id, 1, "違う"),
        lambda: approve_without_warnings(session, translator, document.id),
    ]
    for decide in decisions:
        with pytest.raises(ServiceError) as refused:
            decide()
        assert refused.value.code == "forbidden"
    assert revisions(session, segment.id) == [("edit", "translated", ONE[0][1], "王")]


def test_a_document_is_done_with_its_last_segment_and_not_before(session, add_document, reviewer):
    document = add_document(session, TWO)
    first, second = document.segments
    approve_segment(session, reviewer, first.id, 1)
    assert status_of(session, document) == "in_review"
    approved = approve_segment(session, reviewer, second.id, 1)
    assert status_of(session, document) == "done"
    return_segment(session, reviewer, second.id, approved.version, "違う")
    assert status_of(session, document) == "in_review"
    events = session.scalars(select(DocumentEvent).order_by(DocumentEvent.id))
    assert [(event.action, event.author) for event in events] == [("done", "田中"), ("in_review", "田中")]


def test_a_decision_on_an_earlier_version_is_told_what_stands_now(session, add_document, reviewer):
    [segment] = add_document(session, ONE).segments
    approve_segment(session, reviewer, segment.id, 1, CORRECTED)
    late = Person("佐藤", Role.REVIEWER)
    with pytest.raises(ConflictError, match="田中 changed this segment") as refused:
        return_segment(session, late, segment.id, 1, "違う")
    current = refused.value.current
    assert (current.target, current.status, current.version, current.updated_by) == (CORRECTED, "approved", 2, "田中")
    assert session.scalars(select(Comment)).all() == []
    assert count_pairs(session) == 1


def at_once(*changes: Callable[[], SegmentRow]) -> list[SegmentRow | ConflictError]:
    """What came of changes that were started in the same moment."""
    barrier = Barrier(len(changes))

    def run(change: Callable[[], SegmentRow]) -> SegmentRow | ConflictError:
        barrier.wait()
        try:
            return change()
        except ConflictError as conflict:
            return conflict

    with ThreadPoolExecutor(len(changes)) as pool:
        return list(pool.map(run, changes))


@pytest.mark.parametrize("attempt", range(3))
def test_of_an_edit_and_several_decisions_at_once_exactly_one_stands(
    each_database: sessionmaker[Session], add_document, attempt: int
) -> None:
    with each_database() as session:
        [segment] = add_document(session, ONE).segments

    def approve(name: str, target: str | None) -> Callable[[], SegmentRow]:
        def change() -> SegmentRow:
            with each_database() as own:
                return approve_segment(own, Person(name, Role.REVIEWER), segment.id, 1, target)

        return change

    def give_back() -> SegmentRow:
        with each_database() as own:
            return return_segment(own, Person("返", Role.REVIEWER), segment.id, 1, "違う")

    def edit() -> SegmentRow:
        with each_database() as own:
            return save_target(own, Person("訳", Role.TRANSLATOR), segment.id, 1, "書きかけ")

    outcomes = at_once(approve("甲", None), approve("乙", CORRECTED), give_back, edit)
    [winner] = [outcome for outcome in outcomes if isinstance(outcome, SegmentRow)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, ConflictError)]
    assert [conflict.current for conflict in lost] == [winner] * 3
    with each_database() as session:
        stored = session.scalars(select(Segment)).one()
        assert (stored.target, stored.status, stored.version) == (winner.target, winner.status, winner.version)
        assert len(revisions(session, segment.id)) == 2
        assert count_pairs(session) == (1 if winner.status == "approved" else 0)


@pytest.mark.parametrize("attempt", range(3))
def test_two_people_who_approve_the_last_two_segments_at_once_finish_the_document(
    each_database: sessionmaker[Session], add_document, attempt: int
) -> None:
    with each_database() as session:
        document = add_document(session, TWO)
        segments = [segment.id for segment in document.segments]

    def approve(segment_id: int) -> Callable[[], SegmentRow]:
        def change() -> SegmentRow:
            with each_database() as own:
                return approve_segment(own, Person("甲", Role.REVIEWER), segment_id, 1)

        return change

    outcomes = at_once(*map(approve, segments))
    assert [outcome.status for outcome in outcomes if isinstance(outcome, SegmentRow)] == ["approved", "approved"]
    with each_database() as session:
        assert status_of(session, document) == "done"
        assert count_pairs(session) == 2
