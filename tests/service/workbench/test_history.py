"""Every state of a segment and everything that happened in a document, with who did it."""

import pytest

from corpus.tables import DocumentEvent
from service.errors import ServiceError
from service.workbench.differences import Span
from service.workbench.history import document_history, segment_history
from service.workbench.review import approve_segment, return_segment

SOURCE, TARGET = "抵押权自登记时设立。", "抵当権は登記の時に設定される。"
CORRECTED = "抵当権は、登記の時に設定される。"


@pytest.fixture
def session(each_database):
    with each_database() as opened:
        yield opened


@pytest.fixture
def reviewed(session, add_document, reviewer):
    """A document whose only segment was returned and then approved with a correction."""
    document = add_document(session, [(SOURCE, TARGET, "translated")])
    row = return_segment(session, reviewer, document.segments[0].id, 1, "読点を。")
    approve_segment(session, reviewer, row.id, row.version, CORRECTED)
    return document


def test_every_state_has_its_author_its_reason_and_its_difference_from_the_one_before(session, reviewed):
    first, returned, approved = segment_history(session, reviewed.segments[0].id)
    assert (first.action, first.author, first.status, first.target) == ("edit", "王", "translated", TARGET)
    assert first.differences == (Span("insert", "", TARGET),)
    assert (returned.action, returned.author, returned.status, returned.note) == (
        "return",
        "田中",
        "returned",
        "読点を。",
    )
    assert returned.differences == (Span("equal", TARGET, TARGET),)
    assert (approved.action, approved.status, approved.target) == ("approve", "approved", CORRECTED)
    assert [span for span in approved.differences if span.kind != "equal"] == [Span("insert", "", "、")]
    assert first.at <= returned.at <= approved.at


def test_a_document_tells_what_was_done_to_it_and_to_its_segments_newest_first(session, reviewed):
    session.add(DocumentEvent(document_id=reviewed.id, action="export", author="王", note="docx"))
    session.commit()
    found = document_history(session, reviewed.id)
    assert [(one.action, one.author, one.position) for one in found] == [
        ("export", "王", None),
        ("done", "田中", None),
        ("approve", "田中", 0),
        ("return", "田中", 0),
        ("edit", "王", 0),
    ]
    assert (found[2].segment_id, found[2].target) == (reviewed.segments[0].id, CORRECTED)
    assert found[0].at.utcoffset() is not None
    assert document_history(session, reviewed.id, limit=2, offset=1) == found[1:3]


def test_another_documents_history_is_not_mixed_in(session, reviewed, add_document):
    other = add_document(session, [(SOURCE, TARGET, "draft")], "别的.docx")
    assert [one.action for one in document_history(session, other.id)] == ["edit"]


def test_what_is_not_there_is_named(session):
    with pytest.raises(ServiceError, match="no segment 9"):
        segment_history(session, 9)
    with pytest.raises(ServiceError, match="no document 9"):
        document_history(session, 9)
