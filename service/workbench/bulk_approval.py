"""Approving at once what no check has anything against."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.tables import Document, Segment
from service.accounts import Action, Person, require
from service.workbench.approved_pairs import record_pairs
from service.workbench.completion import settle_status
from service.workbench.history import RevisionAction
from service.workbench.records import SegmentStatus
from service.workbench.revisions import change_segment, inspector_of
from service.workbench.transactions import lock_document, transaction

CHUNK = 200  # segments a transaction: what others wait for, and what an interruption can lose
# What somebody is still writing and what a reviewer objected to is decided segment by segment.
APPROVABLE = (SegmentStatus.MACHINE, SegmentStatus.TRANSLATED)


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
            segments = _after(session, document_id, last)
            chosen = _without_warnings(session, document, segments)
            _approve(session, person, document, chosen)
        approved += len(chosen)
        looked_at += len(segments)
        if progress is not None:
            progress(looked_at)
        if len(segments) < CHUNK:
            break
        last = segments[-1].position
    unapproved = select(func.count()).where(
        Segment.document_id == document_id, Segment.status != SegmentStatus.APPROVED.value
    )
    with failures_told(url_of(session)):
        return ApprovalResult(approved, session.scalar(unapproved) or 0)


def _after(session: Session, document_id: int, position: int) -> Sequence[Segment]:
    query = (
        select(Segment)
        .where(Segment.document_id == document_id, Segment.position > position)
        .order_by(Segment.position)
        .limit(CHUNK)
        .with_for_update()
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _without_warnings(session: Session, document: Document, segments: Sequence[Segment]) -> list[Segment]:
    """The segments to approve, inspected anew: the glossary may have changed since their warnings were stored."""
    inspector = inspector_of(session, document)
    chosen = []
    for segment in segments:
        if segment.status in APPROVABLE and segment.target.strip():
            segment.warnings = list(inspector.warnings(segment.source, segment.target))
            if not segment.warnings:
                chosen.append(segment)
    return chosen


def _approve(session: Session, person: Person, document: Document, segments: Sequence[Segment]) -> None:
    if not segments:
        return
    for segment in segments:
        change_segment(
            session,
            document,
            segment,
            RevisionAction.APPROVE,
            person,
            target=segment.target,
            status=SegmentStatus.APPROVED,
            warnings=(),
        )
    record_pairs(session, document, segments, person)
    settle_status(session, document, person)
