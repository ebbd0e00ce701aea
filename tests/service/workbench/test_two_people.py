"""Two people on one document, each in a thread and on a connection of their own: nobody overwrites anybody unseen.

Each test runs the same race many times; whoever is second is told, or their change comes after the first's.
"""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.tables import Segment, SegmentRevision
from service.accounts import Person, Role
from service.errors import ServiceError
from service.results import SegmentTranslation
from service.workbench.editing import confirm_target, save_target
from service.workbench.inspection import reinspect
from service.workbench.pretranslation import pretranslate
from service.workbench.records import ConflictError, SegmentStatus
from service.workbench.repetition import propagate
from service.workbench.restructuring import merge_segments, split_segment
from service.workbench.searching import apply_replacement, preview_replacement
from service.workbench.segments import load_segment, load_segments

WANG, LI = Person("王", Role.TRANSLATOR), Person("李", Role.TRANSLATOR)
ROUNDS = 8
Step = Callable[[Session], object]


def race(sessions: sessionmaker[Session], *steps: Step) -> list[object]:
    """What each step returned or the ServiceError it raised; all begin at once. Anything else it raises fails."""
    outcomes: list[object] = [None] * len(steps)
    gate = threading.Barrier(len(steps))

    def run(place: int, step: Step) -> None:
        with sessions() as session:
            gate.wait()
            try:
                outcomes[place] = step(session)
            except ServiceError as refused:
                outcomes[place] = refused
            except BaseException as failure:  # such as "database is locked"
                outcomes[place] = failure

    threads = [threading.Thread(target=run, args=(place, step)) for place, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    failures = [found for found in outcomes if isinstance(found, Exception) and not isinstance(found, ServiceError)]
    assert failures == []
    return outcomes


def history(session: Session, segment_id: int) -> list[str]:
    query = select(SegmentRevision.target).where(SegmentRevision.segment_id == segment_id).order_by(SegmentRevision.id)
    return list(session.scalars(query))


@pytest.fixture
def document_id(each_database, add_document) -> int:
    segments = [
        ("合同自成立时生效。", "契約。", "draft"),
        ("但书。", "但書。", "draft"),
        ("合同自成立时生效。", "", "new"),
    ]
    with each_database() as session:
        return add_document(session, segments, status="open").id


def test_of_two_saves_of_one_version_one_is_refused_and_sees_the_other(each_database, document_id):
    for turn in range(ROUNDS):
        with each_database() as session:
            row = load_segments(session, document_id)[0]
        texts = f"王の案{turn}", f"李の案{turn}"
        outcomes = race(
            each_database,
            lambda session, row=row, texts=texts: save_target(session, WANG, row.id, row.version, texts[0]),
            lambda session, row=row, texts=texts: save_target(session, LI, row.id, row.version, texts[1]),
        )
        [refused] = [found for found in outcomes if isinstance(found, ConflictError)]
        [saved] = [found for found in outcomes if not isinstance(found, ConflictError)]
        assert refused.current == saved
        assert saved.target in texts
        with each_database() as session:
            assert load_segment(session, row.id) == saved


def test_saves_of_different_segments_both_stand(each_database, document_id):
    for turn in range(ROUNDS):
        with each_database() as session:
            rows = load_segments(session, document_id)[:2]
        outcomes = race(
            each_database,
            *(
                lambda session, row=row, turn=turn, who=who: save_target(session, who, row.id, row.version, f"案{turn}")
                for row, who in zip(rows, (WANG, LI), strict=True)
            ),
        )
        with each_database() as session:
            assert load_segments(session, document_id)[:2] == outcomes


def test_a_save_and_a_split_of_the_same_version_do_not_both_happen(each_database, document_id):
    for turn in range(ROUNDS):
        with each_database() as session:
            row = load_segments(session, document_id)[0]
        saved, split = race(
            each_database,
            lambda session, row=row, turn=turn: save_target(session, WANG, row.id, row.version, f"王の案{turn}。"),
            lambda session, row=row: split_segment(session, LI, row.id, row.version, 2, 1),
        )
        assert isinstance(saved, ConflictError) != isinstance(split, ConflictError)
        with each_database() as session:
            rows = load_segments(session, document_id)
            assert "".join(found.source for found in rows) == "合同自成立时生效。但书。合同自成立时生效。"
            assert [found.position for found in rows] == list(range(len(rows)))
            if isinstance(saved, ConflictError):
                merge_segments(session, LI, rows[0].id, rows[0].version, rows[1].id, rows[1].version)


def test_a_save_into_a_segment_that_is_joined_away_is_told_and_not_lost_silently(each_database, document_id):
    for turn in range(ROUNDS):
        with each_database() as session:
            first, second = load_segments(session, document_id)[:2]
        text = f"王の案{turn}。"
        saved, joined = race(
            each_database,
            lambda session, row=second, text=text: save_target(session, WANG, row.id, row.version, text),
            lambda session, a=first, b=second: merge_segments(session, LI, a.id, a.version, b.id, b.version),
        )
        assert isinstance(saved, ServiceError) != isinstance(joined, ConflictError)
        with each_database() as session:
            rows = load_segments(session, document_id)
            assert "".join(found.source for found in rows) == "合同自成立时生效。但书。合同自成立时生效。"
            if not isinstance(joined, ConflictError):
                split_segment(session, LI, rows[0].id, rows[0].version, 9, 3)


def test_what_is_taken_over_never_lands_on_what_somebody_just_wrote(each_database, document_id):
    for turn in range(ROUNDS):
        with each_database() as session:
            first, _, third = load_segments(session, document_id)
            confirm_target(session, WANG, first.id, first.version, f"契約の訳{turn}。")
        saved, _ = race(
            each_database,
            lambda session, row=third, turn=turn: save_target(session, LI, row.id, row.version, f"李の案{turn}。"),
            lambda session, row=first: propagate(session, WANG, row.id),
        )
        with each_database() as session:
            now = load_segment(session, third.id)
            if isinstance(saved, ConflictError):
                assert now.target == f"契約の訳{turn}。"
                save_target(session, LI, now.id, now.version, "李の下書き。")
            else:
                assert now == saved  # another person's draft is not confirmed over their head


def test_what_is_replaced_is_what_was_previewed(each_database, document_id):
    for turn in range(ROUNDS):
        with each_database() as session:
            row = load_segments(session, document_id)[0]
            row = save_target(session, WANG, row.id, row.version, f"契約{turn}。")
            previewed = preview_replacement(session, document_id, "契約", "約束")
        saved, replaced = race(
            each_database,
            lambda session, row=row, turn=turn: save_target(session, WANG, row.id, row.version, f"契約書{turn}。"),
            lambda session, found=previewed: apply_replacement(session, LI, found),
        )
        with each_database() as session:
            now = load_segment(session, row.id)
        if isinstance(saved, ConflictError):
            assert (replaced.changed, now.target) == (1, f"約束{turn}。")
        else:
            assert (replaced.changed, replaced.conflicts, now) == (0, (now,), saved)


class SlowTranslator:
    """Translates everything alike, and waits in between for somebody to write."""

    def __init__(self, began: threading.Event, go_on: threading.Event) -> None:
        self.began, self.go_on = began, go_on

    def translate_segments(self, sources, options):
        self.began.set()
        assert self.go_on.wait(60)
        return [SegmentTranslation(source, "機械の訳文。", "fast") for source in sources]


def test_the_machine_drafts_nothing_that_somebody_wrote_while_it_was_at_work(each_database, document_id):
    began, go_on = threading.Event(), threading.Event()
    with each_database() as session:
        third = load_segments(session, document_id)[2]

    def write(session):
        assert began.wait(60)
        try:
            return save_target(session, LI, third.id, third.version, "李の案。")
        finally:
            go_on.set()

    saved, result = race(
        each_database,
        write,
        lambda _: pretranslate(each_database, SlowTranslator(began, go_on), WANG, document_id),
    )
    assert (result.translated, result.changed_meanwhile) == (0, 1)
    with each_database() as session:
        assert load_segment(session, third.id) == saved


def test_many_writers_of_all_kinds_wait_for_each_other(each_database, document_id):
    """Every writer at once, over and over: only conflicts are told, and every text that was saved is in the history."""
    kept: list[tuple[int, str]] = []

    def save(session):
        for turn in range(ROUNDS):
            for row in load_segments(session, document_id)[:2]:
                try:
                    text = f"王の案{turn}。"
                    save_target(session, WANG, row.id, row.version, text)
                    kept.append((row.id, text))
                except ServiceError:
                    pass

    def restructure(session):
        for _ in range(ROUNDS):
            row = load_segments(session, document_id)[-1]
            try:
                one, other = split_segment(session, LI, row.id, row.version, 2, 1)
                merge_segments(session, LI, one.id, one.version, other.id, other.version)
            except ServiceError:
                pass

    def replace(session):
        for turn in range(ROUNDS):
            apply_replacement(session, LI, preview_replacement(session, document_id, f"{turn}", f"{turn}・"))
            reinspect(session, [document_id])

    race(each_database, save, restructure, replace)
    with each_database() as session:
        rows = load_segments(session, document_id)
        assert "".join(row.source for row in rows) == "合同自成立时生效。但书。合同自成立时生效。"
        assert {row.status for row in rows} <= {SegmentStatus.DRAFT, SegmentStatus.NEW}
        assert session.scalars(select(Segment.position).order_by(Segment.position)).all() == [0, 1, 2]
        for segment_id, text in kept:
            # One person's saves in a row are one state, so the last of a row stands for it.
            assert any(target.startswith("王の案") for target in history(session, segment_id)), text
