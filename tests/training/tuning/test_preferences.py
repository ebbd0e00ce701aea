"""What reviewers changed: approved text against the draft it replaced."""

import pytest

from corpus.languages import Direction
from corpus.tables import Document, Segment, SegmentRevision
from service.accounts import Person, Role
from service.workbench.history import RevisionAction
from service.workbench.records import SegmentStatus
from service.workbench.review import approve_segment
from service.workbench.revisions import change_segment
from service.workbench.transactions import transaction
from training.tuning.partition import read_pairs
from training.tuning.preferences import Preference, read_preferences

BOTH = tuple(Direction)


@pytest.fixture
def session(sessions):
    with sessions() as opened:
        yield opened


def reviewed(session, segments, direction="zh-ja", area="contract"):
    """A document of (source, target, status, earlier (text, status) ...) segments."""
    document = Document(name="租赁合同.docx", direction=direction, area=area, created_by="王")
    for position, (source, target, status, *earlier) in enumerate(segments):
        revisions = [SegmentRevision(target=text, status=stage, author="田中") for text, stage in earlier]
        segment = Segment(position=position, source=source, target=target, status=status, revisions=revisions)
        document.segments.append(segment)
    session.add(document)
    session.commit()
    return document


def test_an_approved_segment_prefers_its_text_to_the_machine_draft(session):
    reviewed(session, [("合同成立。", "契約は、成立する。", "approved", ("合同が成立。", "machine"))])
    assert list(read_preferences(session, BOTH)) == [
        Preference("合同成立。", "契約は、成立する。", "合同が成立。", Direction.ZH_JA, "contract", "租赁合同.docx")
    ]


def test_the_last_machine_draft_counts_and_what_people_wrote_between_does_not(session):
    earlier = [("最初", "machine"), ("次", "machine"), ("人の案", "translated"), ("戻した案", "returned")]
    reviewed(session, [("草案", "成案", "approved", *earlier)])
    assert [edit.rejected for edit in read_preferences(session, BOTH)] == ["次"]


@pytest.mark.parametrize(
    "segment",
    [
        ("合同", "契約", "translated", ("合同書", "machine")),
        ("合同", "契約", "returned", ("合同書", "machine")),
        ("合同", "契約", "approved"),
        ("合同", "契約", "approved", ("合同書", "draft")),
        ("合同", "契約（１）", "approved", ("契約（1）", "machine")),
        ("合同", "契約", "approved", ("", "machine")),
    ],
    ids=["not approved", "returned", "no earlier text", "no machine draft", "the same to a reader", "an empty draft"],
)
def test_what_is_no_edit_of_a_reviewer_gives_nothing(session, segment):
    reviewed(session, [segment])
    assert list(read_preferences(session, BOTH)) == []


def test_what_the_memory_proposed_is_not_the_machines_draft(session):
    document = reviewed(session, [("合同", "契約", "approved", ("合同書", "machine"), ("契約書", "machine"))])
    document.segments[0].revisions[1].action = "memory"
    session.commit()
    assert [edit.rejected for edit in read_preferences(session, BOTH)] == ["合同書"]


def test_the_drafts_and_approvals_of_the_workbench_are_read(session):
    document = reviewed(session, [("合同成立。", "合同が成立。", "machine")])
    person = Person("田中", Role.REVIEWER)
    segment = document.segments[0]
    with transaction(session):
        change_segment(
            session,
            document,
            segment,
            RevisionAction.MACHINE,
            person,
            target="合同が成立。",
            status=SegmentStatus.MACHINE,
            warnings=(),
        )
    approve_segment(session, person, segment.id, segment.version, "契約は、成立する。")
    [edit] = read_preferences(session, BOTH)
    assert (edit.chosen, edit.rejected) == ("契約は、成立する。", "合同が成立。")
    [pair] = read_pairs(session)
    assert (pair.ja, pair.unit, pair.area) == (edit.chosen, "document/租赁合同.docx/租赁合同.docx", "contract")


def test_the_same_edit_twice_is_one_preference(session):
    edit = ("合同", "契約", "approved", ("合同書", "machine"))
    reviewed(session, [edit, edit])
    reviewed(session, [edit])
    assert len(list(read_preferences(session, BOTH))) == 1


def test_only_the_directions_asked_for_are_read(session):
    reviewed(session, [("合同", "契約", "approved", ("合同書", "machine"))])
    reviewed(session, [("契約", "合同", "approved", ("契约", "machine"))], "ja-zh")
    assert [edit.source for edit in read_preferences(session, [Direction.JA_ZH])] == ["契約"]
    assert [edit.source for edit in read_preferences(session, BOTH)] == ["合同", "契約"]
