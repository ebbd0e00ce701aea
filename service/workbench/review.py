"""Review: a reviewer approves a segment, corrects it while doing so, or returns it with a comment.

Each decision names the version that was read; where somebody else was there first, ConflictError has what stands now
and nothing is saved. An approved segment is a pair of the corpus from that moment on, a returned one no longer.
"""

from sqlalchemy.orm import Session

from corpus.tables import Comment, Segment, SegmentRevision, now
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.approved_pairs import record_pair, withdraw_pair
from service.workbench.bulk_approval import ApprovalResult, approve_without_warnings
from service.workbench.completion import settle_status
from service.workbench.history import RevisionAction
from service.workbench.ratings import Rating, list_ratings, rate_segment
from service.workbench.records import SegmentRow, SegmentStatus
from service.workbench.review_queue import QueuedDocument, QueueItem, QueueOrder, count_queue, review_queue
from service.workbench.transactions import counted_row, lock_segment, transaction

__all__ = [
    "ApprovalResult",
    "QueueItem",
    "QueueOrder",
    "QueuedDocument",
    "Rating",
    "approve_segment",
    "approve_without_warnings",
    "count_queue",
    "list_ratings",
    "rate_segment",
    "return_segment",
    "review_queue",
]


def approve_segment(
    session: Session, person: Person, segment_id: int, version: int, target: str | None = None, seconds: float = 0.0
) -> SegmentRow:
    """The segment as approved, with `target` in place of its text where one is given; it is a pair now.

    `seconds` are added to the time that people spent on it. Approving what is approved already changes nothing. A
    document whose last segment this was is done. Raises ServiceError where there is no text to approve, ConflictError
    where somebody else changed the segment.
    """
    require(person, Action.APPROVE_SEGMENT)
    with transaction(session):
        document, segment = lock_segment(session, segment_id, version)
        text = segment.target if target is None else target.strip()
        if not text.strip():
            raise ServiceError("The segment has no translation yet; write one before approving it.", code="empty")
        corrected = text != segment.target
        if corrected or segment.status != SegmentStatus.APPROVED or segment.pair_id is None:
            if corrected:
                segment.target, segment.origin = text, "person"
            _decide(session, person, segment, SegmentStatus.APPROVED, RevisionAction.APPROVE, "", seconds)
            record_pair(session, document, segment, person)
            settle_status(session, document, person)
        row = counted_row(session, segment)
    return row


def return_segment(session: Session, person: Person, segment_id: int, version: int, comment: str) -> SegmentRow:
    """The segment as returned to its translator, with the comment that says why; its pair is withdrawn.

    A document that was done is in review again. Raises ServiceError without a comment, ConflictError where somebody
    else changed the segment.
    """
    require(person, Action.RETURN_SEGMENT)
    reason = comment.strip()
    if not reason:
        raise ServiceError("A segment is returned with a comment; say what its translator is to change.", code="empty")
    with transaction(session):
        document, segment = lock_segment(session, segment_id, version)
        session.add(Comment(segment_id=segment.id, author=person.name, text=reason))
        _decide(session, person, segment, SegmentStatus.RETURNED, RevisionAction.RETURN, reason)
        withdraw_pair(session, document, segment)
        settle_status(session, document, person)
        row = counted_row(session, segment)
    return row


def _decide(
    session: Session,
    person: Person,
    segment: Segment,
    status: SegmentStatus,
    action: RevisionAction,
    note: str,
    seconds: float = 0.0,
) -> None:
    segment.status, segment.updated_by, segment.updated_at = status.value, person.name, now()
    segment.seconds += max(0.0, seconds)
    session.add(
        SegmentRevision(
            segment_id=segment.id,
            target=segment.target,
            status=status.value,
            action=action.value,
            author=person.name,
            note=note,
        )
    )
