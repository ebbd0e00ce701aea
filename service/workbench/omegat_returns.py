"""Taking back what was translated in OmegaT, without a word of anybody else's being lost.

A text is taken where OmegaT has another one than when the project was written, and where it has one for a segment in
which no person has written here. A segment that a person changed here since then is a conflict: it stays, and both
texts are told. Approved segments stay as well. What was taken back from the same project before is nobody else's
change, so a translator may go on in OmegaT and the project may be taken back again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.documents.omegat import ReturnedProject, ReturnedSegment, same_text
from corpus.tables import Document, DocumentFile, Segment, SegmentRevision
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.history import RevisionAction
from service.workbench.inspection import Inspector
from service.workbench.records import SegmentRow, SegmentStatus, row_of
from service.workbench.revisions import change_segment, inspector_of, note_event
from service.workbench.texts import clean_text
from service.workbench.transactions import fresh_segments, lock_document, transaction

CHUNK = 200  # segments between two commits: what others wait for

_NOBODYS = (SegmentStatus.NEW, SegmentStatus.MACHINE)  # without a word of a person's
_FINISHED = (SegmentStatus.TRANSLATED, SegmentStatus.APPROVED)
_Outcome = Literal["taken", "unchanged", "untranslated", "conflict", "approved", "gone"]


@dataclass(frozen=True, slots=True)
class ReturnedText:
    """A translation of OmegaT's, and the segment as it stands here, or stood before it was taken."""

    row: SegmentRow
    target: str


@dataclass(frozen=True, slots=True)
class OmegatReturn:
    """What became of a project that came back, or what would.

    `taken` are translated then; `conflicts` were changed here meanwhile and `approved` are approved, neither was
    touched. `unchanged` is the number of segments of which OmegaT says nothing new, `untranslated` of those it has no
    translation of, `gone` of those that were joined to others here, and `strays` of translations that belong to no
    segment.
    """

    document: int
    taken: tuple[ReturnedText, ...]
    conflicts: tuple[ReturnedText, ...]
    approved: tuple[ReturnedText, ...]
    unchanged: int
    untranslated: int
    gone: int
    strays: int


def preview_return(session: Session, project: ReturnedProject) -> OmegatReturn:
    """What `take_return` would do as everything stands now; nothing is changed.

    ServiceError where the document is not here any more, or a translation is too long.
    """
    with failures_told(url_of(session)):
        _refuse_stranger(session, project)
        tally = _Tally()
        for chunk in _chunks(project):
            for found in _found(session, project, chunk):
                tally.count(found)
    return tally.result(project)


def take_return(
    session: Session,
    person: Person,
    project: ReturnedProject,
    progress: Callable[[int, int], None] | None = None,
) -> OmegatReturn:
    """Saves what was translated in OmegaT; the segments are translated then, as if they had been confirmed here.

    Commits every CHUNK segments, and tells `progress` then the numbers of segments looked at and in all. Their history
    names who translated them in OmegaT, and when; the document's, how many were taken. Taking the same project again
    changes nothing. ServiceError as for `preview_return`.
    """
    require(person, Action.EDIT_SEGMENT)
    with failures_told(url_of(session)):
        _refuse_stranger(session, project)
    tally, done = _Tally(), 0
    for chunk in _chunks(project):
        with transaction(session):
            document = lock_document(session, project.document)
            inspector = inspector_of(session, document)
            for found in _found(session, project, chunk):
                if tally.count(found) == "taken" and found.segment is not None:
                    _take(
                        session, document, found.segment, person, found.returned, _signature(project, found), inspector
                    )
        done += len(chunk)
        if progress is not None:
            progress(done, len(project.segments))
    result = tally.result(project)
    with transaction(session):
        lock_document(session, project.document, touch=False)
        note_event(session, project.document, "take_back", person.name, _note(project, result))
    return result


@dataclass(frozen=True, slots=True)
class _Found:
    """A segment that comes back, and as it stands here: None where it is gone; `changed` where somebody changed it
    since the project was written, other than by taking this project back."""

    returned: ReturnedSegment
    segment: Segment | None
    changed: bool


@dataclass(slots=True)
class _Tally:
    texts: dict[_Outcome, list[ReturnedText]] = field(default_factory=dict)
    numbers: dict[_Outcome, int] = field(default_factory=dict)

    def count(self, found: _Found) -> _Outcome:
        outcome = _outcome(found)
        self.numbers[outcome] = self.numbers.get(outcome, 0) + 1
        if found.segment is not None and outcome in ("taken", "conflict", "approved"):
            text = ReturnedText(row_of(found.segment), found.returned.target)
            self.texts.setdefault(outcome, []).append(text)
        return outcome

    def result(self, project: ReturnedProject) -> OmegatReturn:
        return OmegatReturn(
            project.document,
            taken=tuple(self.texts.get("taken", ())),
            conflicts=tuple(self.texts.get("conflict", ())),
            approved=tuple(self.texts.get("approved", ())),
            unchanged=self.numbers.get("unchanged", 0),
            untranslated=self.numbers.get("untranslated", 0),
            gone=self.numbers.get("gone", 0),
            strays=project.strays,
        )


def _outcome(found: _Found) -> _Outcome:
    returned, segment = found.returned, found.segment
    if not returned.target.strip():
        return "untranslated"
    if segment is None:
        return "gone"
    untouched = segment.status in _NOBODYS and segment.source == returned.written.source
    if not returned.changed and not untouched:
        return "unchanged"
    if segment.status in _FINISHED and same_text(segment.target, returned.target):
        return "unchanged"
    if segment.status == SegmentStatus.APPROVED:
        return "approved"
    return "conflict" if found.changed and not untouched else "taken"


def _take(
    session: Session,
    document: Document,
    segment: Segment,
    person: Person,
    returned: ReturnedSegment,
    note: str,
    inspector: Inspector,
) -> None:
    target = clean_text(returned.target, "translation")
    if target != segment.target:
        segment.origin = "person"
    change_segment(
        session,
        document,
        segment,
        RevisionAction.TAKE_BACK,
        person,
        target=target,
        status=SegmentStatus.TRANSLATED,
        warnings=inspector.warnings(segment.source, target),
        note=note,
    )


def _signature(project: ReturnedProject, found: _Found) -> str:
    returned = found.returned
    when = "" if returned.changed_at is None else f"{returned.changed_at:%Y-%m-%d %H:%M} UTC"
    return ", ".join(part for part in (_beginning(project), returned.author, when) if part)


def _beginning(project: ReturnedProject) -> str:
    """What the notes of all texts from this project begin with, and those of no other."""
    return f"OmegaT project {project.project}"


def _refuse_stranger(session: Session, project: ReturnedProject) -> None:
    """ServiceError where the project is of no document that is here, or holds what could not be saved."""
    digest = session.scalar(select(DocumentFile.digest).where(DocumentFile.document_id == project.document))
    if digest != project.digest:
        raise ServiceError(
            f"The project is of {project.name}, which is no document here any more; "
            "take it back where it was written, or upload the file and write a new project.",
            code="missing",
        )
    for returned in project.segments:
        clean_text(returned.target, f"translation of segment {returned.written.number}")


def _chunks(project: ReturnedProject) -> Iterator[list[ReturnedSegment]]:
    segments = iter(project.segments)
    while chunk := list(islice(segments, CHUNK)):
        yield chunk


def _found(session: Session, project: ReturnedProject, chunk: Sequence[ReturnedSegment]) -> Iterator[_Found]:
    standing = {segment.id: segment for segment in fresh_segments(session, [one.written.id for one in chunk])}
    written = {returned.written.id: returned.written.version for returned in chunk}
    other = {number for number, segment in standing.items() if segment.version != written[number]}
    changed = other - _from_here(session, project, other)
    for returned in chunk:
        number = returned.written.id
        yield _Found(returned, standing.get(number), number in changed)


def _from_here(session: Session, project: ReturnedProject, segment_ids: Iterable[int]) -> set[int]:
    """Those of the segments whose newest state was taken back from this project."""
    newest = (
        select(func.max(SegmentRevision.id))
        .where(SegmentRevision.segment_id.in_(list(segment_ids)))
        .group_by(SegmentRevision.segment_id)
    )
    query = select(SegmentRevision.segment_id).where(
        SegmentRevision.id.in_(newest),
        SegmentRevision.action == RevisionAction.TAKE_BACK.value,
        SegmentRevision.note.startswith(_beginning(project), autoescape=True),
    )
    return set(session.scalars(query))


def _note(project: ReturnedProject, result: OmegatReturn) -> str:
    return (
        f"{_beginning(project)}: {len(result.taken)} taken, {len(result.conflicts)} changed here meanwhile, "
        f"{len(result.approved)} approved here"
    )
