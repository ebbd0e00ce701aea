"""All without warnings are approved at once; what somebody objects to or still writes is left."""

import pytest
from sqlalchemy import select

from corpus.tables import Document, Pair, Segment
from glossary.terms import Term
from glossary.workflow import add_term
from service.workbench import bulk_approval
from service.workbench.bulk_approval import ApprovalResult
from service.workbench.review import approve_without_warnings


@pytest.fixture
def session(each_database):
    with each_database() as opened:
        yield opened


def statuses(session) -> list[str]:
    return list(session.scalars(select(Segment.status).order_by(Segment.position)))


def test_drafts_and_confirmed_translations_without_warnings_are_approved(session, add_document, reviewer):
    document = add_document(
        session,
        [
            ("甲", "甲訳", "machine"),
            ("乙", "乙訳", "translated"),
            ("支付100元。", "200元を支払う。", "machine"),
            ("丁", "丁訳", "draft"),
            ("戊", "戊訳", "returned"),
            ("己", "", "new"),
        ],
    )
    assert approve_without_warnings(session, reviewer, document.id) == ApprovalResult(2, 4)
    assert statuses(session) == ["approved", "approved", "machine", "draft", "returned", "new"]
    assert session.scalars(select(Pair.ja).order_by(Pair.id)).all() == ["甲訳", "乙訳"]
    assert session.scalars(select(Segment.warnings).where(Segment.position == 2)).one() == ["sums"]
    assert approve_without_warnings(session, reviewer, document.id) == ApprovalResult(0, 4)


def test_what_the_glossary_as_it_is_now_objects_to_is_left(session, add_document, reviewer):
    document = add_document(session, [("合同成立。", "契約は成立する。", "machine"), ("甲", "甲訳", "machine")])
    add_term(session, Term(zh="合同", ja="契約書"), "王")
    assert approve_without_warnings(session, reviewer, document.id) == ApprovalResult(1, 1)
    assert statuses(session) == ["machine", "approved"]
    assert session.scalars(select(Segment.warnings).where(Segment.position == 0)).one() == ["missing_term"]


def test_a_document_without_any_warning_is_done_and_progress_is_told(session, add_document, reviewer, monkeypatch):
    monkeypatch.setattr(bulk_approval, "CHUNK", 3)
    document = add_document(session, [(f"第{place}条", f"第{place}条の訳", "machine") for place in range(7)])
    told: list[int] = []
    assert approve_without_warnings(session, reviewer, document.id, told.append) == ApprovalResult(7, 0)
    assert told == [3, 6, 7]
    assert session.scalars(select(Document.status)).all() == ["done"]


def test_what_was_approved_before_an_interruption_stays_approved(session, add_document, reviewer, monkeypatch):
    monkeypatch.setattr(bulk_approval, "CHUNK", 2)
    document = add_document(session, [(f"第{place}条", f"第{place}条の訳", "machine") for place in range(5)])

    def interrupt(looked_at: int) -> None:
        if looked_at == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        approve_without_warnings(session, reviewer, document.id, interrupt)
    assert statuses(session) == ["approved"] * 4 + ["machine"]
    assert approve_without_warnings(session, reviewer, document.id) == ApprovalResult(1, 0)


def test_what_is_changed_meanwhile_is_judged_as_it_then_stands(
    each_database, session, add_document, reviewer, monkeypatch
):
    monkeypatch.setattr(bulk_approval, "CHUNK", 1)
    document = add_document(session, [("甲", "甲訳", "machine"), ("乙", "乙訳", "machine")])

    def edit_the_second(looked_at: int) -> None:
        if looked_at == 1:
            with each_database() as other:
                second = other.scalars(select(Segment).where(Segment.position == 1)).one()
                second.target, second.status = "書きかけ", "draft"
                other.commit()

    assert approve_without_warnings(session, reviewer, document.id, edit_the_second) == ApprovalResult(1, 1)
    assert session.scalars(select(Segment.target).where(Segment.position == 1)).one() == "書きかけ"
