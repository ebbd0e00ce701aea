"""Segments cut in two and joined again, where the file's own division does not suit the translation.

A unit of the file (a paragraph, a row) keeps its text character for character: white space at the cut goes to the
`after` of the first part and the `before` of the second, and comes back when they are joined.
"""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from corpus.languages import Direction
from corpus.normalisation import key
from corpus.tables import Comment, Document, Segment, SegmentRevision, TermTask
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.approved_pairs import withdraw_pair
from service.workbench.completion import settle_status
from service.workbench.editing import refuse_approved
from service.workbench.history import RevisionAction
from service.workbench.inspection import Inspector
from service.workbench.records import ConflictError, SegmentRow, SegmentStatus
from service.workbench.revisions import change_segment, inspector_of
from service.workbench.transactions import counted_row, lock_segment, transaction

_JOINED = "of the segment that was joined to this one"


@dataclass(frozen=True, slots=True)
class _Halves:
    """A text cut in two, with the white space that stood at the cut."""

    first: str
    after: str
    before: str
    second: str


def split_segment(
    session: Session, person: Person, segment_id: int, version: int, source_at: int, target_at: int
) -> tuple[SegmentRow, SegmentRow]:
    """Cuts the segment before the source's character `source_at` and the target's character `target_at`.

    The second part is a new segment behind the first. Comments and the time spent stay with the first; what a person
    wrote is a draft in both, a part without a translation is new. ServiceError where the place leaves a part of the
    source blank.
    """
    require(person, Action.EDIT_SEGMENT)
    with transaction(session):
        document, segment = lock_segment(session, segment_id, version)
        refuse_approved(person, segment)
        source, target = _cut(segment.source, source_at), _cut(segment.target, target_at)
        if not source.first or not source.second:
            raise ServiceError(
                "Choose a place inside the source text, with text on both sides.", code="empty", case="split_place"
            )
        inspector, note = inspector_of(session, document), _former(segment)
        _move_behind(session, document.id, segment.position, 1)
        drafted = segment.draft == segment.target
        status = _status(segment)
        second = _second_part(segment, document, source, target.second if drafted else "")
        session.add(second)
        session.flush()
        _restart(segment, document, source.first, target.first if drafted else "")
        segment.after = source.after
        for part, text in ((segment, target.first), (second, target.second)):
            _settle(session, document, part, person, RevisionAction.SPLIT, text, status, inspector, note)
        session.flush()
        rows = counted_row(session, segment), counted_row(session, second)
    return rows


def merge_segments(
    session: Session, person: Person, first_id: int, first_version: int, second_id: int, second_version: int
) -> SegmentRow:
    """Joins the second segment to the first, its predecessor in the same unit of the file.

    Comments, tasks and the history of the second go to the first. Texts that the machine made stay its draft;
    anything else is a person's draft. ServiceError where the two are not neighbours in one unit, ConflictError where
    either has another version.
    """
    require(person, Action.EDIT_SEGMENT)
    with transaction(session):
        document, first = lock_segment(session, first_id, first_version)
        second = session.get(Segment, second_id, populate_existing=True)
        if second is None:
            raise ServiceError(f"There is no segment {second_id} any more; open the document anew.", code="missing")
        if second.version != second_version:
            raise ConflictError(counted_row(session, second))
        if (second.document_id, second.unit, second.position) != (document.id, first.unit, first.position + 1):
            raise ServiceError(
                "Only neighbours in one paragraph of the file can be joined; choose two such segments.",
                case="no_neighbours",
            )
        refuse_approved(person, first)
        refuse_approved(person, second)
        _join(session, document, first, second, person)
        session.flush()
        row = counted_row(session, first)
    return row


def _cut(text: str, place: int) -> _Halves:
    place = min(max(place, 0), len(text))
    head, tail = text[:place], text[place:]
    first, second = head.rstrip(), tail.lstrip()
    return _Halves(first, head[len(first) :], tail[: len(tail) - len(second)], second)


def _second_part(segment: Segment, document: Document, source: _Halves, draft: str) -> Segment:
    return Segment(
        document_id=document.id,
        position=segment.position + 1,
        unit=segment.unit,
        source=source.second,
        source_key=key(source.second, Direction(document.direction).source),
        before=source.before,
        after=segment.after,
        status=SegmentStatus.NEW.value,
        origin=segment.origin,
        draft=draft,
        uncertainty=segment.uncertainty,
        model_version_id=segment.model_version_id,
        alternatives=[],
        warnings=[],
    )


def _restart(segment: Segment, document: Document, source: str, draft: str) -> None:
    """Another source: what the machine and the memory said of the former one does not hold of it."""
    segment.source, segment.source_key = source, key(source, Direction(document.direction).source)
    segment.draft, segment.alternatives, segment.memory_score = draft, [], None


def _status(*segments: Segment) -> SegmentStatus:
    """Of the parts or the whole of these segments: the machine's text stays the machine's, a person's is a draft."""
    machine = all(segment.status in (SegmentStatus.NEW, SegmentStatus.MACHINE) for segment in segments)
    return SegmentStatus.MACHINE if machine else SegmentStatus.DRAFT


def _settle(
    session: Session,
    document: Document,
    part: Segment,
    person: Person,
    action: RevisionAction,
    target: str,
    status: SegmentStatus,
    inspector: Inspector,
    note: str,
) -> None:
    if not target:
        status, part.origin, part.uncertainty = SegmentStatus.NEW, "", None
    warnings = inspector.warnings(part.source, target)
    change_segment(session, document, part, action, person, target=target, status=status, warnings=warnings, note=note)


def _move_behind(session: Session, document_id: int, position: int, by: int) -> None:
    """Moves what stands behind the position, in two steps, as no two segments may share a place.

    Versions stay as they are: where a segment stands is nobody's text.
    """
    behind = (Segment.document_id == document_id, Segment.position > position)
    aside = (Segment.document_id == document_id, Segment.position < 0)
    for where, place in ((behind, -(Segment.position + by)), (aside, -Segment.position)):
        statement = update(Segment).where(*where).values(position=place)
        session.execute(statement.execution_options(synchronize_session=False))


def _join(session: Session, document: Document, first: Segment, second: Segment, person: Person) -> None:
    inspector, note = inspector_of(session, document), f"{_former(first)}\n{_former(second)}"
    status, approved = _status(first, second), second.status == SegmentStatus.APPROVED
    between = first.after + second.before
    target = _joined(first.target, between, second.target)
    drafted = first.draft == first.target and second.draft == second.target
    uncertain = [part.uncertainty for part in (first, second) if part.uncertainty is not None]
    if approved:
        withdraw_pair(session, document, second)
    _hand_over(session, second, first)
    session.expunge(second)
    session.execute(delete(Segment).where(Segment.id == second.id).execution_options(synchronize_session=False))
    _move_behind(session, document.id, second.position, -1)
    _restart(first, document, first.source + between + second.source, target if drafted else "")
    first.after, first.seconds = second.after, first.seconds + second.seconds
    first.uncertainty = max(uncertain, default=None)
    first.origin = first.origin or second.origin
    _settle(session, document, first, person, RevisionAction.MERGE, target, status, inspector, note)
    if approved:
        settle_status(session, document, person)


def _joined(first: str, between: str, second: str) -> str:
    return first + between + second if first and second else first + second


def _hand_over(session: Session, second: Segment, first: Segment) -> None:
    """Gives the first what people said and did about the second."""
    held = select(TermTask.term_id).where(TermTask.segment_id == first.id)
    for statement in (
        update(Comment).where(Comment.segment_id == second.id).values(segment_id=first.id),
        update(TermTask)
        .where(TermTask.segment_id == second.id, TermTask.term_id.not_in(held))
        .values(segment_id=first.id),
        update(SegmentRevision)
        .where(SegmentRevision.segment_id == second.id)
        .values(segment_id=first.id, note=_JOINED),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _former(segment: Segment) -> str:
    return f"{segment.source} → {segment.target}" if segment.target else segment.source
