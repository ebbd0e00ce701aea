"""Editing a segment: each save stands when it returns, and what was approved is a reviewer's to change."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from corpus.database import open_database
from corpus.settings import Settings
from corpus.tables import Segment, SegmentRevision
from glossary.terms import Term
from glossary.workflow import add_term
from service.accounts import Person, Role
from service.errors import ServiceError
from service.workbench.documents import load_document
from service.workbench.editing import confirm_target, restore_revision, save_target
from service.workbench.history import segment_history
from service.workbench.records import ConflictError, DocumentStatus, SegmentStatus
from service.workbench.review import approve_segment
from service.workbench.revisions import AUTOSAVE_MERGE
from service.workbench.segments import load_segment, load_segments

LI = Person("李", Role.TRANSLATOR)
SOURCE, TARGET = "合同自成立时生效。", "契約は、成立の時に効力を生ずる。"


@pytest.fixture
def row(each_database, add_document):
    with each_database() as session:
        document = add_document(session, [(SOURCE, "合意は成立する。", "machine", {"origin": "engine"})], status="open")
        session.scalars(select(SegmentRevision)).one().action = "machine"
        session.commit()
        return load_segments(session, document.id)[0]


def test_a_save_stands_for_every_other_session(each_database, row, translator):
    with each_database() as session:
        saved = save_target(session, translator, row.id, row.version, TARGET, seconds=2.5)
    assert (saved.target, saved.status, saved.origin) == (TARGET, SegmentStatus.DRAFT, "person")
    assert (saved.seconds, saved.updated_by, saved.draft) == (2.5, "王", "合意は成立する。")
    with each_database() as session:
        assert load_segment(session, row.id) == saved


def test_an_outdated_version_saves_nothing_and_shows_what_stands(each_database, row, translator):
    with each_database() as session:
        now = save_target(session, LI, row.id, row.version, "李の案。")
        with pytest.raises(ConflictError, match="李 changed this segment") as conflict:
            save_target(session, translator, row.id, row.version, TARGET)
        assert conflict.value.current == now
        with pytest.raises(ConflictError):
            confirm_target(session, translator, row.id, row.version, TARGET)
        assert load_segment(session, row.id) == now


def test_a_save_repeated_because_its_answer_was_lost_is_no_conflict(each_database, row, translator):
    with each_database() as session:
        saved = save_target(session, translator, row.id, row.version, TARGET)
        assert save_target(session, translator, row.id, row.version, TARGET) == saved
        with pytest.raises(ConflictError):  # somebody else's same words are somebody else's
            save_target(session, LI, row.id, row.version, TARGET)


def test_looking_without_changing_leaves_the_machines_draft_what_it_is(each_database, row, translator):
    with each_database() as session:
        seen = save_target(session, translator, row.id, row.version, row.target, seconds=4.0)
        assert (seen.status, seen.version, seen.seconds) == (SegmentStatus.MACHINE, row.version, 4.0)
        assert len(segment_history(session, row.id)) == 1


@pytest.mark.parametrize("seconds", [-5.0, float("nan"), float("inf")])
def test_time_that_cannot_be_is_not_counted(each_database, row, translator, seconds):
    with each_database() as session:
        assert save_target(session, translator, row.id, row.version, TARGET, seconds).seconds == 0.0


def test_saves_in_a_row_are_one_state_until_somebody_else_writes_or_time_passes(each_database, row, translator):
    with each_database() as session:
        for text in ("契", "契約", "契約は"):
            row = save_target(session, translator, row.id, row.version, text)
        assert [state.target for state in segment_history(session, row.id)] == ["合意は成立する。", "契約は"]
        row = save_target(session, LI, row.id, row.version, "合意は")
        row = save_target(session, translator, row.id, row.version, "契約は、")
        assert [state.target for state in segment_history(session, row.id)][1:] == ["契約は", "合意は", "契約は、"]
        newest = session.scalars(select(SegmentRevision).order_by(SegmentRevision.id.desc())).first()
        newest.created_at -= AUTOSAVE_MERGE
        session.commit()
        save_target(session, translator, row.id, row.version, TARGET)
        assert [state.target for state in segment_history(session, row.id)][3:] == ["契約は、", TARGET]


def test_confirmed_with_or_without_a_change(each_database, row, translator):
    with each_database() as session:
        confirmed = confirm_target(session, translator, row.id, row.version, row.target)
        assert (confirmed.status, confirmed.origin) == (SegmentStatus.TRANSLATED, "engine")
        assert confirm_target(session, translator, row.id, confirmed.version, row.target) == confirmed
        changed = confirm_target(session, translator, row.id, confirmed.version, TARGET)
        assert (changed.status, changed.origin) == (SegmentStatus.TRANSLATED, "person")
        assert [state.action for state in segment_history(session, row.id)][1:] == ["confirm", "confirm"]
        with pytest.raises(ServiceError, match="no translation to confirm"):
            confirm_target(session, translator, row.id, changed.version, " ")


def test_warnings_are_those_of_the_text_as_it_stands(each_database, row, translator, reviewer):
    with each_database() as session:
        add_term(session, Term("合同", "契約", ja_forbidden=("合意",)), "田中")
        row = save_target(session, translator, row.id, row.version, "合意は、成立の時に効力を生ずる。")
        assert row.warnings == ("forbidden_term",)
        row = save_target(session, translator, row.id, row.version, TARGET)
        assert row.warnings == ()
        assert save_target(session, translator, row.id, row.version, "").warnings == ()


class TestApproved:
    @pytest.fixture
    def approved(self, each_database, row, reviewer):
        with each_database() as session:
            return approve_segment(session, reviewer, row.id, row.version, TARGET)

    def test_a_translator_is_sent_to_a_reviewer(self, each_database, approved, translator):
        with each_database() as session:
            for change in (save_target, confirm_target):
                with pytest.raises(ServiceError, match="ask a reviewer to return it") as refused:
                    change(session, translator, approved.id, approved.version, "別の訳。")
                assert refused.value.code == "forbidden"
            assert load_segment(session, approved.id) == approved

    def test_a_reviewers_change_is_a_draft_and_takes_the_pair_back(self, each_database, approved, reviewer):
        with each_database() as session:
            assert load_document(session, approved.document_id).status is DocumentStatus.DONE
            changed = save_target(session, reviewer, approved.id, approved.version, "別の訳。")
            assert changed.status is SegmentStatus.DRAFT
            assert load_document(session, approved.document_id).status is DocumentStatus.IN_REVIEW
            assert session.scalar(select(Segment.pair_id)) is None

    def test_confirming_it_as_it_is_keeps_the_approval(self, each_database, approved, translator):
        with each_database() as session:
            kept = confirm_target(session, translator, approved.id, approved.version, TARGET)
            assert kept.status is SegmentStatus.APPROVED


def test_an_earlier_text_comes_back_as_a_draft(each_database, row, translator):
    with each_database() as session:
        changed = confirm_target(session, translator, row.id, row.version, TARGET)
        first = segment_history(session, row.id)[0]
        restored = restore_revision(session, translator, row.id, changed.version, first.id)
        assert (restored.target, restored.status) == ("合意は成立する。", SegmentStatus.DRAFT)
        assert segment_history(session, row.id)[-1].action == "restore"
        with pytest.raises(ServiceError, match="no earlier text"):
            restore_revision(session, translator, row.id, restored.version, 999)


@pytest.mark.parametrize("text", ["契約\0は", "契約\ud800は", "契" * 100_001])
def test_what_cannot_be_kept_is_refused_in_one_sentence(each_database, row, translator, text):
    with each_database() as session:
        with pytest.raises(ServiceError):
            save_target(session, translator, row.id, row.version, text)
        assert load_segment(session, row.id) == row


def test_a_segment_that_is_gone_is_told(each_database, translator):
    with each_database() as session, pytest.raises(ServiceError, match="no segment 7 any more"):
        save_target(session, translator, 7, 1, "訳")


KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.database import open_database
from corpus.settings import Settings
from service.accounts import Person, Role
from service.workbench.editing import save_target
from service.workbench.segments import load_segments

sessions = open_database(Settings(data_dir=Path(sys.argv[1]), database_url=""))
with sessions() as session:
    row = load_segments(session, int(sys.argv[2]))[0]
    for turn in range(5):
        row = save_target(session, Person("王", Role.TRANSLATOR), row.id, row.version, f"王の案{turn}。")
        print(row.target, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow  # a Python process of its own imports the database layer
def test_a_killed_process_loses_nothing_that_a_call_returned_for(sessions, add_document):
    with sessions() as session:
        document = add_document(session, [(SOURCE, "", "new")], status="open")
        folder = Path(session.get_bind().url.database).parent
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    command = [sys.executable, "-c", KILLED, str(folder), str(document.id)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with open_database(Settings(data_dir=folder, database_url=""))() as session:
        assert load_segments(session, document.id)[0].target == done.stdout.splitlines()[-1] == "王の案4。"
