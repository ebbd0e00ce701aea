"""Reading the segments of a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from corpus.database import failures_told, url_of
from corpus.tables import Comment, Document, Segment
from glossary.folding import fold_width
from service.errors import ServiceError
from service.workbench.records import SegmentRow, SegmentStatus

# The fields of a SegmentRow in their order, but for the last two, which are counted.
_COLUMNS = (
    Segment.id,
    Segment.document_id,
    Segment.position,
    Segment.unit,
    Segment.source,
    Segment.target,
    Segment.status,
    Segment.origin,
    Segment.draft,
    Segment.alternatives,
    Segment.uncertainty,
    Segment.memory_score,
    Segment.warnings,
    Segment.seconds,
    Segment.updated_by,
    Segment.updated_at,
    Segment.version,
)
_PLACES = {column.key: place for place, column in enumerate(_COLUMNS)}
_STATUS, _ALTERNATIVES, _WARNINGS = _PLACES["status"], _PLACES["alternatives"], _PLACES["warnings"]
_COMMENTS = select(func.count(Comment.id)).where(Comment.segment_id == Segment.id).scalar_subquery()

Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class SegmentFilter:
    """Which segments to show; every condition given must hold.

    `warning` names one of `service.workbench.inspection.WARNINGS`; `text` stands in source or target, whatever its
    case and width.
    """

    statuses: frozenset[SegmentStatus] = frozenset()  # none: any
    warned: bool = False
    warning: str = ""
    commented: bool = False
    text: str = ""


ALL = SegmentFilter()


def load_segments(session: Session, document_id: int, chosen: SegmentFilter = ALL) -> list[SegmentRow]:
    """The document's segments in order, those of the filter; ServiceError where there is no such document."""
    alike = (
        select(Segment.source_key.label("key"), func.count().label("times"))
        .where(Segment.document_id == document_id)
        .group_by(Segment.source_key)
        .subquery()
    )
    query = (
        select(*_COLUMNS, _COMMENTS.label("comments"), (alike.c.times - 1).label("repetitions"))
        .join(alike, alike.c.key == Segment.source_key)
        .where(Segment.document_id == document_id)
        .order_by(Segment.position)
    )
    with failures_told(url_of(session)):
        rows = _rows(session, _filtered(query, chosen))
        if not rows and session.scalar(select(Document.id).where(Document.id == document_id)) is None:
            raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
    return [row for row in rows if _shown(row, chosen)]


def load_segment(session: Session, segment_id: int) -> SegmentRow:
    """The segment as it stands; ServiceError where there is none."""
    with failures_told(url_of(session)):
        rows = load_rows(session, [segment_id])
    if not rows:
        raise ServiceError(f"There is no segment {segment_id} any more; open the document anew.", code="missing")
    return rows[0]


def load_rows(session: Session, segment_ids: Iterable[int]) -> list[SegmentRow]:
    """Those of the segments that there are, by document and position."""
    other = aliased(Segment)
    repetitions = (
        select(func.count(other.id) - 1)
        .where(other.document_id == Segment.document_id, other.source_key == Segment.source_key)
        .scalar_subquery()
    )
    query = select(*_COLUMNS, _COMMENTS.label("comments"), repetitions.label("repetitions")).where(
        Segment.id.in_(list(segment_ids))
    )
    return _rows(session, query.order_by(Segment.document_id, Segment.position))


def _filtered(query: Query, chosen: SegmentFilter) -> Query:
    """The conditions that the database answers; `_shown` answers the others."""
    if chosen.statuses:
        query = query.where(Segment.status.in_([status.value for status in chosen.statuses]))
    if chosen.warned or chosen.warning:
        query = query.where(func.json_array_length(Segment.warnings) > 0)
    if chosen.commented:
        query = query.where(_COMMENTS > 0)
    return query


def _shown(row: SegmentRow, chosen: SegmentFilter) -> bool:
    if chosen.warning and chosen.warning not in row.warnings:
        return False
    wanted = fold_width(chosen.text).text
    return not wanted or wanted in fold_width(row.source).text or wanted in fold_width(row.target).text


def _rows(session: Session, query: Query) -> list[SegmentRow]:
    """Columns rather than objects, and by place: a document has thousands of segments and is read at every step."""
    rows = []
    for values in session.execute(query):
        fields = list(values)
        fields[_STATUS] = SegmentStatus(fields[_STATUS])
        fields[_ALTERNATIVES], fields[_WARNINGS] = tuple(fields[_ALTERNATIVES]), tuple(fields[_WARNINGS])
        rows.append(SegmentRow(*fields))
    return rows
