"""What awaits a reviewer, in the order of the documents or of the machine's uncertainty."""

import pytest

from corpus.tables import Comment
from service.workbench.review import approve_segment, count_queue, review_queue

SEGMENTS = [
    ("甲", "甲訳", "machine", {"uncertainty": 0.2}),
    ("乙", "乙訳", "translated", {"uncertainty": 0.9}),
    ("丙", "丙訳", "returned", {"uncertainty": 1.0}),
    ("丁", "", "new"),
    ("戊", "戊訳", "draft"),
    ("己", "己訳", "approved", {"uncertainty": 1.0}),
    ("甲", "甲訳", "machine", {"uncertainty": 0.5}),
]


@pytest.fixture
def session(each_database):
    with each_database() as opened:
        yield opened


def sources(items) -> str:
    return "".join(item.row.source for item in items)


def test_a_submitted_document_waits_with_all_that_has_a_text_and_is_not_decided(session, add_document):
    add_document(session, SEGMENTS)
    assert sources(review_queue(session)) == "甲乙戊甲"


def test_an_open_document_waits_with_what_its_translator_confirmed(session, add_document):
    add_document(session, SEGMENTS, status="open")
    assert sources(review_queue(session)) == "乙"


def test_the_least_sure_comes_first_by_uncertainty_and_what_has_none_last(session, add_document):
    add_document(session, SEGMENTS)
    add_document(session, [("庚", "庚訳", "machine", {"uncertainty": 0.7})], "质押合同.docx")
    found = review_queue(session, "uncertainty")
    assert [item.row.uncertainty for item in found] == [0.9, 0.7, 0.5, 0.2, None]
    assert [item.document_name for item in found][:2] == ["抵押合同.docx", "质押合同.docx"]


def test_one_document_and_one_page_of_it_can_be_asked_for(session, add_document):
    add_document(session, [("庚", "庚訳", "machine")], "质押合同.docx")
    document = add_document(session, SEGMENTS)
    assert sources(review_queue(session, document_id=document.id)) == "甲乙戊甲"
    assert sources(review_queue(session, limit=2, offset=1)) == "甲乙"
    assert sources(review_queue(session, "uncertainty", document.id, limit=1, offset=1)) == "甲"


def test_an_item_says_what_a_reviewer_needs_to_know(session, add_document):
    document = add_document(session, SEGMENTS)
    session.add(Comment(segment_id=document.segments[0].id, author="王", text="確認"))
    session.commit()
    first = review_queue(session)[0]
    assert (first.document_name, first.direction, first.area, first.document_status) == (
        document.name,
        "zh-ja",
        "property",
        "in_review",
    )
    assert (first.row.draft, first.row.target, first.row.comments, first.row.repetitions) == ("甲訳", "甲訳", 1, 1)


def test_what_is_approved_leaves_the_queue(session, add_document, reviewer):
    add_document(session, SEGMENTS)
    first = review_queue(session)[0].row
    approve_segment(session, reviewer, first.id, first.version)
    assert sources(review_queue(session)) == "乙戊甲"


def test_documents_are_counted_with_how_sure_the_machine_was(session, add_document):
    add_document(session, SEGMENTS)
    add_document(session, [("庚", "庚訳", "translated")], "质押合同.docx", status="open")
    add_document(session, [("辛", "辛訳", "approved")], "完.docx", status="done")
    found = [(queued.name, queued.status, queued.waiting, queued.uncertainty) for queued in count_queue(session)]
    assert found == [
        ("抵押合同.docx", "in_review", 4, pytest.approx((0.2 + 0.9 + 0.5) / 3)),
        ("质押合同.docx", "open", 1, None),
    ]
