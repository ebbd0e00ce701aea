"""When a document is done: its status follows the approvals of its segments."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.tables import Document, DocumentEvent, Segment
from service.accounts import Person
from service.workbench.records import DocumentStatus, SegmentStatus


def settle_status(session: Session, document: Document, person: Person) -> None:
    """Makes a document done once all its segments are approved, and puts one that lost an approval back in review.

    To be called with the document locked, after the change of the segments and before the commit.
    """
    session.flush()
    unapproved = select(func.count()).where(
        Segment.document_id == document.id, Segment.status != SegmentStatus.APPROVED.value
    )
    if not session.scalar(unapproved):
        status = DocumentStatus.DONE
    elif document.status == DocumentStatus.DONE:
        status = DocumentStatus.IN_REVIEW
    else:
        return
    if document.status != status:
        document.status = status.value
        session.add(DocumentEvent(document_id=document.id, action=status.value, author=person.name))
