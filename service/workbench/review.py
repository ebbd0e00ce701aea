"""Review: a reviewer approves a segment, corrects it while doing so, or returns it with a comment.

Each decision names the version that was read; where somebody else was there first, ConflictError has what stands now
and nothing is saved. An approved segment is a pair of the corpus from that moment on, a returned one no longer.
"""

from sqlalchemy.orm import Session

from corpus.tables import Comment
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.approved_pairs import record_pair
from service.workbench.bulk_approval import ApprovalResult, approve_without_warnings
from service.workbench.completion import settle_status
from service.workbench.editing import MAX_SECONDS
from service.workbench.history import RevisionAction
from service.workbench.ratings import Rating, list_ratings, rate_segment
from service.workbench.records import SegmentRow, SegmentStatus
from service.workbench.review_queue import QueuedDocument, QueueItem, QueueOrder, count_queue, review_queue
from service.workbench.revisions import change_segment, inspector_of
from service.workbench.texts import clean_text
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
        text = segment.target if target is None else clean_text(target, "translation").strip()
        if not text.strip():
            raise ServiceError(
                "The segment has no translation yet; write one before approving it.",
                code="empty",
                case="no_translation",
            )
        corrected = text != segment.target
        if not corrected and segment.status == SegmentStatus.APPROVED and segment.pair_id is not None:
            return counted_row(session, segment)
        warnings = inspector_of(session, document).warnings(segment.source, text)
        if corrected:
            segment.origin = "person"
        segment.seconds += min(max(0.0, seconds), MAX_SECONDS)
        change_segment(
            session,
            document,
            segment,
            RevisionAction.APPROVE,
            person,
            target=text,
            status=SegmentStatus.APPROVED,
            warnings=warnings,
        )
        record_pair(session, document, segment, person)
        settle_status(session, document, person)
        row = counted_row(session, segment)
    return row


def return_segment(session: Session, person: Person, segment_id: int, version: int, comment: str) -> SegmentRow:
    """The segment as returned to its translator, with the comment that says why; it is no pair any more.

    A document that was done is in review again. Raises ServiceError without a comment, ConflictError where somebody
    else changed the segment.
    """
    require(person, Action.RETURN_SEGMENT)
    reason = clean_text(comment, "comment").strip()
    if not reason:
        raise ServiceError(
            "A segment is returned with a comment; say what its translator is to change.",
            code="empty",
            case="no_comment",
        )
    with transaction(session):
        document, segment = lock_segment(session, segment_id, version)
        session.add(Comment(segment_id=segment.id, author=person.name, text=reason))
        change_segment(
            session,
            document,
            segment,
            RevisionAction.RETURN,
            person,
            target=segment.target,
            status=SegmentStatus.RETURNED,
            warnings=segment.warnings,
            note=reason,
        )
        session.flush()
        row = counted_row(session, segment)
    return row
