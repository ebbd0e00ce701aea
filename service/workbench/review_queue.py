"""What awaits a reviewer, by document or by the machine's uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from corpus.database import failures_told, url_of
from corpus.languages import Direction
from corpus.tables import Comment, Document, Segment
from service.workbench.records import DocumentStatus, SegmentRow, SegmentStatus, row_of

QueueOrder = Literal["document", "uncertainty"]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A segment that awaits review, with what a reviewer needs to know of its document."""

    row: SegmentRow
    document_name: str
    direction: Direction
    area: str
    document_status: DocumentStatus


@dataclass(frozen=True, slots=True)
class QueuedDocument:
    """How much of a document awaits review; `uncertainty` is the mean of the machine's, None where it gave none."""

    document_id: int
    name: str
    direction: Direction
    area: str
    status: DocumentStatus
    waiting: int
    uncertainty: float | None
    updated_at: datetime


def review_queue(
    session: Session,
    order: QueueOrder = "document",
    document_id: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[QueueItem]:
    """The segments that await review, of one document where it is given; `limit` of them after the first `offset`.

    A segment awaits review once its translator confirmed it, and in a document that was submitted also where it is
    still the machine's draft or a person's; a returned one awaits its translator. By document: the older document
    first, in the order of the text. By uncertainty: what the machine was least sure of first, what it gave no
    uncertainty for last.
    """
    keys: list[ColumnElement[Any]] = [Segment.document_id.asc(), Segment.position.asc()]
    if order == "uncertainty":
        keys = [Segment.uncertainty.is_(None).asc(), Segment.uncertainty.desc(), *keys]
    with failures_told(url_of(session)):
        # The page is found first, so that the texts of no other segment are read or sorted.
        page = select(Segment.id).join(Document).where(_waiting(document_id)).order_by(*keys)
        return _items(session, session.scalars(page.limit(limit).offset(offset)).all())


def count_queue(session: Session) -> list[QueuedDocument]:
    """The documents of which something awaits review, older first."""
    counted = (
        select(Document, func.count(), func.avg(Segment.uncertainty))
        .join(Segment)
        .where(_waiting(None))
        .group_by(Document.id)
        .order_by(Document.id)
        .execution_options(populate_existing=True)
    )
    with failures_told(url_of(session)):
        found = session.execute(counted).all()
        return [
            QueuedDocument(
                document_id=document.id,
                name=document.name,
                direction=Direction(document.direction),
                area=document.area or "",
                status=DocumentStatus(document.status),
                waiting=waiting,
                uncertainty=uncertainty,
                updated_at=document.updated_at,
            )
            for document, waiting, uncertainty in found
        ]


def _waiting(document_id: int | None) -> ColumnElement[bool]:
    """The segments, joined to their documents, that await review."""
    confirmed = Segment.status == SegmentStatus.TRANSLATED.value
    drafted = Segment.status.in_([SegmentStatus.MACHINE.value, SegmentStatus.DRAFT.value])
    submitted = Document.status != DocumentStatus.OPEN.value
    waiting = and_(or_(confirmed, and_(drafted, submitted)), Segment.target != "")
    return waiting if document_id is None else and_(waiting, Segment.document_id == document_id)


def _items(session: Session, ids: Sequence[int]) -> list[QueueItem]:
    other = aliased(Segment)
    comments = select(func.count()).where(Comment.segment_id == Segment.id).scalar_subquery()
    alike = (other.document_id == Segment.document_id, other.source_key == Segment.source_key, other.id != Segment.id)
    repetitions = select(func.count()).select_from(other).where(*alike).scalar_subquery()
    found: dict[int, QueueItem] = {}
    for start in range(0, len(ids), 500):  # as many as a statement takes on every SQLite
        query = (
            select(Segment, Document, comments, repetitions)
            .join(Document, Segment.document_id == Document.id)
            .where(Segment.id.in_(ids[start : start + 500]))
            .execution_options(populate_existing=True)
        )
        for segment, document, commented, repeated in session.execute(query):
            found[segment.id] = QueueItem(
                row=row_of(segment, commented, repeated),
                document_name=document.name,
                direction=Direction(document.direction),
                area=document.area or "",
                document_status=DocumentStatus(document.status),
            )
    return [found[segment_id] for segment_id in ids if segment_id in found]
