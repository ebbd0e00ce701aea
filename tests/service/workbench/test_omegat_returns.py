"""What was translated in OmegaT comes back, and nobody's work here is lost by it."""

from pathlib import Path

import pytest
from sqlalchemy import update

from corpus.documents.omegat import read_folder, read_project, write_folder
from corpus.languages import Direction
from corpus.tables import DocumentFile, Segment
from service.errors import ServiceError
from service.workbench.documents import upload_document
from service.workbench.editing import confirm_target, save_target
from service.workbench.history import document_history, segment_history
from service.workbench.omegat_projects import omegat_project
from service.workbench.omegat_returns import OmegatReturn, preview_return, take_return
from service.workbench.records import SegmentStatus
from service.workbench.restructuring import merge_segments, split_segment
from service.workbench.review import approve_segment
from service.workbench.segments import load_segments
from service.workbench.statistics import document_statistics
from tests.corpus.documents.omegat_editor import OmegaT

LINES = [
    "第一条",
    "本合同自双方签字之日起生效，但是另有约定的除外。",
    "甲方应当支付300元。",
    "第一条",
    "乙方应当交付货物。",
]
CONTRACT = "本契約は、双方が署名した日から効力を生ずる。ただし、別段の定めがある場合は、この限りでない。"


@pytest.fixture
def document_id(each_database, translator) -> int:
    """A document whose third segment is confirmed and whose fifth is the machine's."""
    with each_database() as session:
        number = upload_document(session, translator, "合同.txt", "\n".join(LINES).encode(), Direction.ZH_JA)
        rows = load_segments(session, number)
        confirm_target(session, translator, rows[2].id, rows[2].version, "甲は、300元を支払わなければならない。")
        machine = {"target": "乙は、貨物を引き渡さなければならない。", "status": "machine", "origin": "engine"}
        session.execute(update(Segment).where(Segment.id == rows[4].id).values(**machine))
        session.commit()
        return number


@pytest.fixture
def folder(each_database, document_id, translator, tmp_path) -> Path:
    with each_database() as session:
        write_folder(tmp_path / "project", omegat_project(session, translator, document_id))
    return tmp_path / "project"


@pytest.fixture
def omegat(folder) -> OmegaT:
    return OmegaT(folder)


@pytest.fixture
def take(each_database, folder, translator):
    """Saves the project in OmegaT and takes it back."""

    def take(opened: OmegaT, person=translator) -> OmegatReturn:
        opened.save()
        with each_database() as session:
            return take_return(session, person, read_project(read_folder(folder)))

    return take


@pytest.fixture
def rows(each_database, document_id):
    """The segments as they stand."""

    def load():
        with each_database() as session:
            return load_segments(session, document_id)

    return load


def counts(result: OmegatReturn) -> tuple[int, int, int, int, int]:
    texts = len(result.taken), len(result.conflicts), len(result.approved)
    return (*texts, result.unchanged, result.untranslated)


@pytest.mark.parametrize("version", [5, 6])
def test_what_was_translated_there_is_translated_here(folder, take, rows, version):
    opened = OmegaT(folder, version)
    opened.translate(2, CONTRACT)
    opened.translate(3, "甲は、金300元を支払うものとする。")
    result = take(opened)
    assert counts(result) == (2, 0, 0, 0, 3)
    assert [(row.target, row.status) for row in rows()][1:3] == [
        (CONTRACT, SegmentStatus.TRANSLATED),
        ("甲は、金300元を支払うものとする。", SegmentStatus.TRANSLATED),
    ]
    assert rows()[1].origin == "person"


def test_its_history_names_who_translated_it_where_and_when(each_database, omegat, take, rows, document_id):
    omegat.translate(2, CONTRACT)
    take(omegat)
    with each_database() as session:
        state = segment_history(session, rows()[1].id)[-1]
        assert (state.action, state.author, state.target) == ("take_back", "王", CONTRACT)
        project = read_project(read_folder(omegat.folder)).project
        assert state.note == f"OmegaT project {project}, sato, 2026-11-30 08:15 UTC"
        taken, *_, written = [event for event in document_history(session, document_id) if event.segment_id is None][:2]
        assert taken.note == f"OmegaT project {project}: 1 taken, 0 changed here meanwhile, 0 approved here"
        assert written.note == f"omegat, project {project}"
        assert document_statistics(session, document_id).people


def test_taking_it_again_changes_nothing(each_database, omegat, take, rows):
    omegat.translate(2, CONTRACT)
    omegat.translate(1, "第1条")
    assert counts(take(omegat)) == (3, 0, 0, 1, 1)
    before = rows()
    assert counts(take(omegat)) == (0, 0, 0, 4, 1)
    assert rows() == before


def test_a_repeated_segment_has_the_default_and_an_alternative_stays_with_its_own(omegat, take, rows):
    omegat.translate(1, "第1条")
    take(omegat)
    assert [rows()[place].target for place in (0, 3)] == ["第1条", "第1条"]
    omegat.translate(4, "第一箇条", alternative=True)
    take(omegat)
    assert [rows()[place].target for place in (0, 3)] == ["第1条", "第一箇条"]


def test_the_translator_may_go_on_and_it_may_be_taken_back_again(each_database, omegat, take, rows, reviewer):
    omegat.translate(2, "この契約は")
    take(omegat)
    omegat.translate(2, CONTRACT)
    assert counts(take(omegat))[:2] == (1, 0)
    assert rows()[1].target == CONTRACT
    with each_database() as session:
        save_target(session, reviewer, rows()[1].id, rows()[1].version, "当該契約は")
    omegat.translate(2, f"{CONTRACT}以上")
    assert counts(take(omegat))[:2] == (0, 1)


def test_of_two_projects_the_second_does_not_overwrite_the_first(
    each_database, document_id, translator, folder, omegat, take, rows, tmp_path
):
    with each_database() as session:
        write_folder(tmp_path / "other", omegat_project(session, translator, document_id))
    omegat.translate(2, CONTRACT)
    take(omegat)
    other = OmegaT(tmp_path / "other")
    other.translate(2, "この契約は")
    other.save()
    with each_database() as session:
        result = take_return(session, translator, read_project(read_folder(tmp_path / "other")))
    assert counts(result)[:2] == (0, 1)
    assert rows()[1].target == CONTRACT


def test_a_machine_draft_that_was_confirmed_unchanged_is_translated(omegat, take, rows):
    omegat.translate(5, "乙は、貨物を引き渡さなければならない。")
    assert counts(take(omegat)) == (1, 0, 0, 1, 3)
    assert (rows()[4].status, rows()[4].origin) == (SegmentStatus.TRANSLATED, "engine")


def test_what_somebody_changed_here_meanwhile_stays_and_is_told(each_database, omegat, take, rows, reviewer):
    with each_database() as session:
        save_target(session, reviewer, rows()[1].id, rows()[1].version, "この契約は")
    omegat.translate(2, CONTRACT)
    omegat.translate(5, "乙は、貨物を引き渡す。")
    result = take(omegat)
    assert counts(result) == (1, 1, 0, 1, 2)
    [conflict] = result.conflicts
    assert (conflict.row.target, conflict.row.updated_by, conflict.target) == ("この契約は", "田中", CONTRACT)
    assert (rows()[1].target, rows()[1].status) == ("この契約は", SegmentStatus.DRAFT)


def test_a_change_here_that_omegat_did_not_touch_is_no_conflict(each_database, omegat, take, rows, reviewer):
    with each_database() as session:
        row = rows()[2]
        confirm_target(session, reviewer, row.id, row.version, "甲は、300元を支払う。")
    assert counts(take(omegat)) == (0, 0, 0, 1, 4)
    assert rows()[2].target == "甲は、300元を支払う。"


def test_both_writing_the_same_is_no_conflict(each_database, omegat, take, rows, reviewer):
    with each_database() as session:
        confirm_target(session, reviewer, rows()[1].id, rows()[1].version, CONTRACT)
    omegat.translate(2, CONTRACT)
    assert counts(take(omegat)) == (0, 0, 0, 2, 3)


def test_a_draft_of_a_machine_made_meanwhile_gives_way_to_a_persons_text(each_database, omegat, take, rows):
    with each_database() as session:
        later = {"target": "機械訳", "status": "machine", "origin": "engine", "version": 9}
        session.execute(update(Segment).where(Segment.id == rows()[1].id).values(**later))
        session.commit()
    omegat.translate(2, CONTRACT)
    assert counts(take(omegat))[0] == 1
    assert rows()[1].target == CONTRACT


def test_a_draft_of_a_person_is_not_replaced_by_what_was_taken_over_there(
    each_database, document_id, translator, rows, reviewer, tmp_path
):
    """OmegaT shows the confirmed 第1条 in both places, though somebody drafts the second otherwise."""
    with each_database() as session:
        first, second = rows()[0], rows()[3]
        confirm_target(session, translator, first.id, first.version, "第1条")
        save_target(session, reviewer, second.id, second.version, "第一条")
        write_folder(tmp_path / "p", omegat_project(session, translator, document_id))
        opened = OmegaT(tmp_path / "p")
        assert opened.shown()[3] == "第1条"
        opened.save()
        take_return(session, translator, read_project(read_folder(tmp_path / "p")))
    assert (rows()[3].target, rows()[3].status) == ("第一条", SegmentStatus.DRAFT)


def test_approved_segments_stay_for_whoever_takes_it_back(each_database, omegat, take, rows, reviewer):
    with each_database() as session:
        row = rows()[2]
        approve_segment(session, reviewer, row.id, row.version)
    omegat.translate(3, "甲は、300元を支払う。")
    result = take(omegat, reviewer)
    assert counts(result) == (0, 0, 1, 0, 4)
    assert result.approved[0].target == "甲は、300元を支払う。"
    assert rows()[2].status is SegmentStatus.APPROVED


def test_segments_that_were_split_or_joined_here_meanwhile_stay(each_database, omegat, take, rows, translator):
    place = LINES[1].index("但是")
    with each_database() as session:
        first, second = split_segment(session, translator, rows()[1].id, rows()[1].version, place, 0)
    omegat.translate(2, CONTRACT)
    assert counts(take(omegat)) == (0, 1, 0, 1, 3)
    with each_database() as session:
        merge_segments(session, translator, first.id, first.version, second.id, second.version)
    assert counts(take(omegat)) == (1, 0, 0, 1, 3)  # the segment is again what was written


def test_a_segment_that_is_gone_is_counted(each_database, translator, tmp_path):
    with each_database() as session:
        number = upload_document(session, translator, "a.txt", f"{LINES[1]}{LINES[2]}".encode(), Direction.ZH_JA)
        write_folder(tmp_path / "p", omegat_project(session, translator, number))
        first, second = load_segments(session, number)
        merge_segments(session, translator, first.id, first.version, second.id, second.version)
        opened = OmegaT(tmp_path / "p")
        opened.translate(2, "甲は、300元を支払う。")
        opened.save()
        result = take_return(session, translator, read_project(read_folder(tmp_path / "p")))
    assert (result.gone, counts(result)) == (1, (0, 0, 0, 0, 1))


def test_a_preview_tells_the_same_and_changes_nothing(each_database, omegat, folder, rows):
    omegat.translate(2, CONTRACT)
    omegat.save()
    before = rows()
    with each_database() as session:
        result = preview_return(session, read_project(read_folder(folder)))
    assert counts(result) == (1, 0, 0, 1, 3)
    assert (result.taken[0].row, result.taken[0].target) == (before[1], CONTRACT)
    assert rows() == before


def test_warnings_are_those_of_the_new_text(omegat, take, rows):
    omegat.translate(3, "甲は、200元を支払わなければならない。")
    take(omegat)
    assert "sums" in rows()[2].warnings


def test_a_project_of_another_document_is_refused(each_database, omegat, folder, translator, document_id):
    omegat.save()
    with each_database() as session:
        session.execute(update(DocumentFile).where(DocumentFile.document_id == document_id).values(digest="0" * 64))
        session.commit()
        for step in (
            lambda: take_return(session, translator, read_project(read_folder(folder))),
            lambda: preview_return(session, read_project(read_folder(folder))),
        ):
            with pytest.raises(ServiceError, match=r"of 合同\.txt, which is no document here any more"):
                step()


def test_a_text_that_is_too_long_is_refused_before_anything_is_saved(omegat, take, rows):
    before = rows()
    omegat.translate(2, CONTRACT)
    omegat.translate(5, "乙" * 100_001)
    with pytest.raises(ServiceError, match="translation of segment 5 has 100,001 characters"):
        take(omegat)
    assert rows() == before
