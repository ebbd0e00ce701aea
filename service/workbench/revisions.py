"""Changing a segment's text and status, and keeping every state that it ever had.

Each function here is part of a transaction, on a segment whose document is locked (`service.workbench.transactions`).
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.tables import Document, DocumentEvent, Segment, SegmentRevision, now
from service.accounts import Person
from service.workbench.approved_pairs import withdraw_pair
from service.workbench.completion import settle_status
from service.workbench.history import RevisionAction
from service.workbench.inspection import Inspector
from service.workbench.records import SegmentStatus

AUTOSAVE_MERGE = timedelta(minutes=5)  # one person's saves within it are one entry of the history


def change_segment(
    session: Session,
    document: Document,
    segment: Segment,
    action: RevisionAction,
    person: Person,
    *,
    target: str,
    status: SegmentStatus,
    warnings: Sequence[str],
    note: str = "",
) -> None:
    """Gives the segment its text and status, and its history the state; `warnings` are those of the new target.

    A segment that is approved no longer withdraws its pair, and its document is not done any more.
    """
    lost = segment.status == SegmentStatus.APPROVED and status is not SegmentStatus.APPROVED
    segment.target, segment.status, segment.warnings = target, status.value, list(warnings)
    segment.updated_by, segment.updated_at = person.name, now()
    record(session, segment, action, person.name, note)
    if lost:
        withdraw_pair(session, document, segment)
        settle_status(session, document, person)


def record(session: Session, segment: Segment, action: RevisionAction, author: str, note: str = "") -> None:
    """Keeps the segment's state as it is now.

    Saves by one person are one state for AUTOSAVE_MERGE after the first, unless anything else happened in between.
    """
    if action is RevisionAction.EDIT and (held := _open_save(session, segment.id, author)) is not None:
        held.target, held.status = segment.target, segment.status
        return
    session.add(
        SegmentRevision(
            segment_id=segment.id,
            target=segment.target,
            status=segment.status,
            action=action.value,
            author=author,
            note=note,
            created_at=now(),
        )
    )


def note_event(session: Session, document_id: int, action: str, author: str, note: str = "") -> None:
    """Keeps what was done to a document as a whole."""
    session.add(DocumentEvent(document_id=document_id, action=action, author=author, note=note, created_at=now()))


def inspector_of(session: Session, document: Document) -> Inspector:
    """The inspector for a document's direction and area."""
    return Inspector(session, document.direction, document.area or "")


def _open_save(session: Session, segment_id: int, author: str) -> SegmentRevision | None:
    """The newest state, where it is a recent save by the same person."""
    newest = select(SegmentRevision).where(SegmentRevision.segment_id == segment_id)
    held = session.scalars(newest.order_by(SegmentRevision.id.desc()).limit(1)).first()
    if held is None or held.action != RevisionAction.EDIT or held.author != author:
        return None
    return held if now() - held.created_at < AUTOSAVE_MERGE else None
