"""Who did what: every state of a segment, and everything that happened in a document."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.tables import Document, DocumentEvent, Segment, SegmentRevision
from service.errors import ServiceError
from service.workbench.differences import Span, difference_spans
from service.workbench.records import SegmentStatus


class RevisionAction(StrEnum):
    """What made a segment what it is in a revision."""

    UPLOAD = "upload"  # the file held a translation
    MACHINE = "machine"
    MEMORY = "memory"
    EDIT = "edit"
    CONFIRM = "confirm"
    PROPAGATE = "propagate"
    REPLACE = "replace"
    SPLIT = "split"
    MERGE = "merge"
    RESTORE = "restore"
    APPROVE = "approve"
    RETURN = "return"
    REDRAFT = "redraft"
    TAKE_BACK = "take_back"  # from another program; the note says which and whose text it is


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of a segment; `differences` lead to its target from that of the revision before."""

    id: int
    action: str
    author: str
    at: datetime
    status: SegmentStatus
    target: str
    note: str
    differences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done to a document (`segment_id` is None) or to one of its segments."""

    at: datetime
    author: str
    action: str
    note: str
    segment_id: int | None
    position: int | None  # of the segment, as it is now
    target: str  # of the segment after it


def segment_history(session: Session, segment_id: int) -> list[Revision]:
    """Every state of the segment, oldest first; the last one is the one that stands.

    Raises ServiceError where there is no such segment.
    """
    with failures_told(url_of(session)):
        if session.scalar(select(Segment.id).where(Segment.id == segment_id)) is None:
            raise ServiceError(f"There is no segment {segment_id} any more; open the document anew.", code="missing")
        query = select(SegmentRevision).where(SegmentRevision.segment_id == segment_id).order_by(SegmentRevision.id)
        states = session.scalars(query.execution_options(populate_existing=True)).all()
    former = ["", *(state.target for state in states)]
    return [
        Revision(
            id=state.id,
            action=state.action,
            author=state.author,
            at=state.created_at,
            status=SegmentStatus(state.status),
            target=state.target,
            note=state.note,
            differences=difference_spans(before, state.target),
        )
        for before, state in zip(former, states, strict=False)
    ]


def document_history(session: Session, document_id: int, limit: int = 500, offset: int = 0) -> list[Happening]:
    """What was done to the document and to its segments, newest first, `limit` of it after the first `offset`.

    Raises ServiceError where there is no such document.
    """
    of_document = select(
        DocumentEvent.created_at,
        DocumentEvent.author,
        DocumentEvent.action,
        DocumentEvent.note,
        null().label("segment_id"),
        null().label("position"),
        literal("").label("target"),
        DocumentEvent.id,
    ).where(DocumentEvent.document_id == document_id)
    of_segments = (
        select(
            SegmentRevision.created_at,
            SegmentRevision.author,
            SegmentRevision.action,
            SegmentRevision.note,
            SegmentRevision.segment_id,
            Segment.position,
            SegmentRevision.target,
            SegmentRevision.id,
        )
        .join(Segment, SegmentRevision.segment_id == Segment.id)
        .where(Segment.document_id == document_id)
    )
    both = union_all(of_document, of_segments).subquery()
    # Within a moment, an event of the document follows from what was done to its segments.
    newest = select(both).order_by(both.c.created_at.desc(), both.c.segment_id.is_(None).desc(), both.c.id.desc())
    with failures_told(url_of(session)):
        if session.scalar(select(Document.id).where(Document.id == document_id)) is None:
            raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
        rows = session.execute(newest.limit(limit).offset(offset)).all()
    return [
        Happening(row.created_at, row.author, row.action, row.note, row.segment_id, row.position, row.target)
        for row in rows
    ]
