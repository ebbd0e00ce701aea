"""A person's work on one segment: every keystroke's worth is saved, and nobody's text is overwritten unseen.

Each function commits before it returns, and returns the segment as it stands then. `version` is the one that was read
with the segment: where another stands now, ConflictError is raised and nothing is saved.
"""

import math

from sqlalchemy import update
from sqlalchemy.orm import Session

from corpus.tables import Segment, SegmentRevision
from service.accounts import Action, Person, may, require
from service.errors import ServiceError
from service.workbench.history import RevisionAction
from service.workbench.records import ConflictError, SegmentRow, SegmentStatus
from service.workbench.revisions import change_segment, inspector_of
from service.workbench.segments import load_segment
from service.workbench.texts import clean_text
from service.workbench.transactions import counted_row, lock_segment, transaction

MAX_SECONDS = 3600.0  # of editing that one save may add


def save_target(
    session: Session, person: Person, segment_id: int, version: int, target: str, seconds: float = 0.0
) -> SegmentRow:
    """Saves what the person has typed; a text that differs from the one that stood is a draft.

    `seconds` is the time spent since the last save. An approved segment is changed by a reviewer only, and is a draft
    then. Saving the text that the same person saved last is no conflict, so a save may be repeated when its answer
    was lost.
    """
    return _save(session, person, segment_id, version, target, seconds, RevisionAction.EDIT)


def confirm_target(
    session: Session, person: Person, segment_id: int, version: int, target: str, seconds: float = 0.0
) -> SegmentRow:
    """Saves the text as translated, ready for review; ServiceError, code "empty", where it is blank.

    An approved segment that is confirmed as it is stays approved.
    """
    require(person, Action.EDIT_SEGMENT)
    if not target.strip():
        raise ServiceError("There is no translation to confirm: write one first.", code="empty", case="no_translation")
    return _save(session, person, segment_id, version, target, seconds, RevisionAction.CONFIRM)


def restore_revision(session: Session, person: Person, segment_id: int, version: int, revision_id: int) -> SegmentRow:
    """Puts the text of an earlier state back, as a draft; ServiceError where the segment had no such state."""
    require(person, Action.EDIT_SEGMENT)
    with transaction(session):
        document, segment = lock_segment(session, segment_id, version)
        revision = session.get(SegmentRevision, revision_id, populate_existing=True)
        if revision is None or revision.segment_id != segment_id:
            raise ServiceError(f"The segment has no earlier text {revision_id}; reload its history.")
        refuse_approved(person, segment)
        segment.origin = "person"
        change_segment(
            session,
            document,
            segment,
            RevisionAction.RESTORE,
            person,
            target=revision.target,
            status=SegmentStatus.DRAFT,
            warnings=inspector_of(session, document).warnings(segment.source, revision.target),
            note=f"{revision.author}, {revision.created_at:%Y-%m-%d %H:%M} UTC",
        )
    return load_segment(session, segment_id)


def refuse_approved(person: Person, segment: Segment | SegmentRow) -> None:
    """ServiceError, code "forbidden", where the segment is approved and the person may not approve."""
    if segment.status == SegmentStatus.APPROVED and not may(person, Action.APPROVE_SEGMENT):
        raise ServiceError(
            "This segment is approved; ask a reviewer to return it before you change it.", "forbidden", case="approved"
        )


def _save(
    session: Session,
    person: Person,
    segment_id: int,
    version: int,
    target: str,
    seconds: float,
    action: RevisionAction,
) -> SegmentRow:
    require(person, Action.EDIT_SEGMENT)
    target = clean_text(target, "translation")
    confirmed = action is RevisionAction.CONFIRM
    with transaction(session):
        document, segment = lock_segment(session, segment_id)
        if segment.version != version:
            if not _saved_already(person, segment, target, confirmed):
                raise ConflictError(counted_row(session, segment))
        elif _is_change(segment, target, confirmed):
            refuse_approved(person, segment)
            if target != segment.target:
                segment.origin = "person"
            segment.seconds += _counted(seconds)
            change_segment(
                session,
                document,
                segment,
                action,
                person,
                target=target,
                status=SegmentStatus.TRANSLATED if confirmed else SegmentStatus.DRAFT,
                warnings=inspector_of(session, document).warnings(segment.source, target),
            )
        elif _counted(seconds):  # time alone is no new version: nobody else's work is outdated by it
            longer = update(Segment).where(Segment.id == segment_id).values(seconds=Segment.seconds + _counted(seconds))
            session.execute(longer.execution_options(synchronize_session=False))
    return load_segment(session, segment_id)


def _is_change(segment: Segment, target: str, confirmed: bool) -> bool:
    if target != segment.target:
        return True
    return confirmed and segment.status not in (SegmentStatus.TRANSLATED, SegmentStatus.APPROVED)


def _saved_already(person: Person, segment: Segment, target: str, confirmed: bool) -> bool:
    if segment.target != target or segment.updated_by != person.name:
        return False
    return not confirmed or segment.status in (SegmentStatus.TRANSLATED, SegmentStatus.APPROVED)


def _counted(seconds: float) -> float:
    return min(max(seconds, 0.0), MAX_SECONDS) if math.isfinite(seconds) else 0.0
