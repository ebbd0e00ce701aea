"""What awaits a reviewer, by document or by the machine's uncertainty."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.languages import Direction
from corpus.tables import Comment, Document, Segment
from service.workbench.records import DocumentStatus, SegmentRow, SegmentStatus, row_of

QueueOrder = Literal["document", "uncertainty"]
_AT_ONCE = 500  # segments that one statement asks for


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
        return load_items(session, session.scalars(page.limit(limit).offset(offset)).all())


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


def load_items(session: Session, ids: Sequence[int]) -> list[QueueItem]:
    """The items of these segments, whether they still await review or not, in the order of the ids."""
    comments = select(func.count()).where(Comment.segment_id == Segment.id).scalar_subquery()
    found: dict[int, QueueItem] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = (
            select(Segment, Document, comments)
            .join(Document, Segment.document_id == Document.id)
            .where(Segment.id.in_(ids[start : start + _AT_ONCE]))
            .execution_options(populate_existing=True)
        )
        rows = session.execute(query).all()
        alike = _alike(session, {segment.source_key for segment, _, _ in rows})
        for segment, document, commented in rows:
            found[segment.id] = QueueItem(
                row=row_of(segment, commented, alike[segment.document_id, segment.source_key] - 1),
                document_name=document.name,
                direction=Direction(document.direction),
                area=document.area or "",
                document_status=DocumentStatus(document.status),
            )
    return [found[segment_id] for segment_id in ids if segment_id in found]


def _alike(session: Session, source_keys: Collection[str]) -> dict[tuple[int, str], int]:
    """How many segments have each source, by document.

    Asked by source only: by document too, SQLite would go through all segments of the document for each of them.
    """
    query = (
        select(Segment.document_id, Segment.source_key, func.count())
        .where(Segment.source_key.in_(source_keys))
        .group_by(Segment.document_id, Segment.source_key)
    )
    return {(document_id, key): times for document_id, key, times in session.execute(query)}
