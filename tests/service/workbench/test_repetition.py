"""What a document says twice is translated once; what people confirmed or are writing stays theirs."""

import pytest

from service.accounts import Person, Role
from service.errors import ServiceError
from service.workbench.comments import add_comment, list_comments
from service.workbench.editing import confirm_target, save_target
from service.workbench.history import segment_history
from service.workbench.records import SegmentStatus
from service.workbench.repetition import identical_segments, propagate
from service.workbench.review import approve_segment
from service.workbench.segments import load_segments

SOURCE, TARGET = "合同自成立时生效。", "契約は、成立の時に効力を生ずる。"


@pytest.fixture
def rows(each_database, add_document, reviewer):
    """The segment to be confirmed, and its repetitions: new, machine, somebody's draft, translated, approved."""
    segments = [
        (SOURCE, "案", "machine"),
        (SOURCE, "", "new"),
        ("合同自成立时生效 。", "機械", "machine"),
        (SOURCE, "", "new"),
        (SOURCE, "確定", "translated"),
        (SOURCE, "承認", "translated"),
        ("第300条", "第300条", "machine"),
        ("第301条", "第301条", "machine"),
    ]
    with each_database() as session:
        document = add_document(session, segments, status="open")
        others, approved = load_segments(session, document.id)[3], load_segments(session, document.id)[5]
        save_target(session, Person("李", Role.TRANSLATOR), others.id, others.version, "李の案")
        approve_segment(session, reviewer, approved.id, approved.version)
        return load_segments(session, document.id)


def targets(session, rows):
    return [row.target for row in load_segments(session, rows[0].document_id)]


def test_white_space_does_not_make_a_segment_another_and_numbers_do(each_database, rows):
    with each_database() as session:
        assert identical_segments(session, rows[0].id) == rows[1:6]
        assert [row.repetitions for row in rows] == [5] * 6 + [0, 0]
        assert identical_segments(session, rows[6].id) == []


def test_taken_over_where_nobody_confirmed_or_drafted_anything_else(each_database, rows, translator):
    with each_database() as session:
        confirm_target(session, translator, rows[0].id, rows[0].version, TARGET)
        assert propagate(session, translator, rows[0].id) == 2
        assert targets(session, rows)[:6] == [TARGET, TARGET, TARGET, "李の案", "確定", "承認"]
        assert load_segments(session, rows[0].document_id)[1].status is SegmentStatus.TRANSLATED
        assert segment_history(session, rows[1].id)[-1].action == "propagate"
        assert propagate(session, translator, rows[0].id) == 0


def test_taken_over_everywhere_but_where_it_is_approved(each_database, rows, translator):
    with each_database() as session:
        confirm_target(session, translator, rows[0].id, rows[0].version, TARGET)
        assert propagate(session, translator, rows[0].id, only_unconfirmed=False) == 4
        assert targets(session, rows)[:6] == [TARGET] * 5 + ["承認"]


def test_only_a_confirmed_translation_is_taken_over(each_database, rows, translator):
    with each_database() as session, pytest.raises(ServiceError, match="Confirm this segment first"):
        propagate(session, translator, rows[0].id)


def test_comments_are_listed_in_order_and_counted_and_change_no_version(each_database, rows, translator, reviewer):
    with each_database() as session:
        add_comment(session, translator, rows[0].id, " 「生効」の訳は？ ")
        add_comment(session, reviewer, rows[0].id, "効力を生ずる。")
        assert [(said.author, said.text) for said in list_comments(session, rows[0].id)] == [
            ("王", "「生効」の訳は？"),
            ("田中", "効力を生ずる。"),
        ]
        [now, *_] = load_segments(session, rows[0].document_id)
        assert (now.comments, now.version) == (2, rows[0].version)
        with pytest.raises(ServiceError, match="write one"):
            add_comment(session, translator, rows[0].id, " \n")
        with pytest.raises(ServiceError, match="no segment"):
            add_comment(session, Person("李", Role.TRANSLATOR), 999, "？")
