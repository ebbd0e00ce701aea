"""Segments of a document that say the same: translated once, taken over everywhere."""

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.normalisation import key
from corpus.tables import Segment
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.history import RevisionAction
from service.workbench.records import SegmentRow, SegmentStatus
from service.workbench.revisions import change_segment, inspector_of
from service.workbench.segments import load_rows, load_segment
from service.workbench.transactions import fresh_segments, lock_document, transaction

CHUNK = 200  # segments changed between two commits
_FINISHED = (SegmentStatus.TRANSLATED, SegmentStatus.APPROVED)


def identical_segments(session: Session, segment_id: int) -> list[SegmentRow]:
    """The other segments of the document whose source is the same to a reader, in order.

    ServiceError where there is no such segment.
    """
    with failures_told(url_of(session)):
        row = load_segment(session, segment_id)
        return load_rows(session, [number for number in _alike(session, segment_id) if number != row.id])


def propagate(session: Session, person: Person, segment_id: int, only_unconfirmed: bool = True) -> int:
    """Takes the translation of a confirmed segment over into the segments with the same source; how many changed.

    They are translated then. Approved ones stay as they are, and unless `only_unconfirmed` is off so do those that
    somebody confirmed and the drafts of other people. ServiceError where the segment itself is not confirmed.
    """
    require(person, Action.EDIT_SEGMENT)
    with failures_told(url_of(session)):
        row = load_segment(session, segment_id)
        if row.status not in _FINISHED:
            raise ServiceError(
                "Confirm this segment first; then its translation can be taken over.", case="unconfirmed"
            )
        numbers = iter([number for number in _alike(session, segment_id) if number != segment_id])
    changed = 0
    while chunk := list(islice(numbers, CHUNK)):
        with transaction(session):
            changed += _take_over(session, person, row, chunk, only_unconfirmed)
    return changed


def _alike(session: Session, segment_id: int) -> list[int]:
    """The segment's own number and those of its repetitions, in the order of the document."""
    this = select(Segment.document_id, Segment.source_key).where(Segment.id == segment_id).subquery()
    same = (Segment.document_id == this.c.document_id, Segment.source_key == this.c.source_key)
    return list(session.scalars(select(Segment.id).join(this, same[0] & same[1]).order_by(Segment.position)))


def _take_over(
    session: Session, person: Person, row: SegmentRow, numbers: Sequence[int], only_unconfirmed: bool
) -> int:
    document = lock_document(session, row.document_id)
    inspector = inspector_of(session, document)
    source_key = key(row.source, inspector.direction.source)
    changed = 0
    for segment in fresh_segments(session, numbers):
        same = segment.source_key == source_key  # unless it was split or joined meanwhile
        if not same or not _may_change(segment, person, only_unconfirmed) or _has(segment, row.target):
            continue
        segment.origin = "person"
        change_segment(
            session,
            document,
            segment,
            RevisionAction.PROPAGATE,
            person,
            target=row.target,
            status=SegmentStatus.TRANSLATED,
            warnings=inspector.warnings(segment.source, row.target),
            note=f"as segment {row.position + 1}",
        )
        changed += 1
    return changed


def _may_change(segment: Segment, person: Person, only_unconfirmed: bool) -> bool:
    if segment.status == SegmentStatus.APPROVED:
        return False
    if not only_unconfirmed:
        return True
    others_draft = segment.status == SegmentStatus.DRAFT and segment.updated_by != person.name
    return segment.status != SegmentStatus.TRANSLATED and not others_draft


def _has(segment: Segment, target: str) -> bool:
    return segment.target == target and segment.status == SegmentStatus.TRANSLATED
