"""Approving at once what no check has anything against."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.tables import Segment, SegmentRevision, now
from service.accounts import Action, Person, require
from service.workbench.approved_pairs import record_pairs
from service.workbench.completion import settle_status
from service.workbench.history import RevisionAction
from service.workbench.records import SegmentStatus
from service.workbench.transactions import lock_document, transaction

CHUNK = 200  # segments a transaction: what others wait for, and what an interruption can lose
# What somebody is still writing and what a reviewer objected to is decided segment by segment.
APPROVABLE = (SegmentStatus.MACHINE, SegmentStatus.TRANSLATED)
_APPROVED = SegmentStatus.APPROVED.value


@dataclass(frozen=True, slots=True)
class ApprovalResult:
    """How many segments were approved now, and how many of the document are not."""

    approved: int
    left: int


def approve_without_warnings(
    session: Session, person: Person, document_id: int, progress: Callable[[int], None] | None = None
) -> ApprovalResult:
    """Approves the document's machine drafts and confirmed translations that have a text and no open warning.

    Commits every CHUNK segments, so that others can work meanwhile and what is done stays done; a segment that
    somebody changes before its turn is judged as it then stands. `progress` is told the number of segments looked
    at. Raises ServiceError where there is no such document.
    """
    require(person, Action.APPROVE_SEGMENT)
    approved = looked_at = 0
    last = -1  # position; where segments are split or joined meanwhile, some may be left, none is done twice
    while True:
        with transaction(session):
            document = lock_document(session, document_id)
            segments = session.scalars(
                select(Segment)
                .where(Segment.document_id == document_id, Segment.position > last)
                .order_by(Segment.position)
                .limit(CHUNK)
                .with_for_update()
                .execution_options(populate_existing=True)
            ).all()
            chosen = [segment for segment in segments if _is_approvable(segment)]
            for segment in chosen:
                segment.status, segment.updated_by, segment.updated_at = _APPROVED, person.name, now()
                session.add(
                    SegmentRevision(
                        segment_id=segment.id,
                        target=segment.target,
                        status=segment.status,
                        action=RevisionAction.APPROVE.value,
                        author=person.name,
                        note="",
                    )
                )
            if chosen:
                record_pairs(session, document, chosen, person)
                settle_status(session, document, person)
        approved += len(chosen)
        looked_at += len(segments)
        if progress is not None:
            progress(looked_at)
        if len(segments) < CHUNK:
            break
        last = segments[-1].position
    unapproved = select(func.count()).where(Segment.document_id == document_id, Segment.status != _APPROVED)
    return ApprovalResult(approved, session.scalar(unapproved) or 0)


def _is_approvable(segment: Segment) -> bool:
    return segment.status in APPROVABLE and bool(segment.target.strip()) and not segment.warnings
