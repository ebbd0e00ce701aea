"""A document as an OmegaT project: for translators who work in OmegaT, with all that the workbench would show them."""

import secrets
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.documents import FileSegment, write_tmx
from corpus.documents.omegat import OmegatProject, ProjectSegment, project_files
from corpus.languages import Direction
from corpus.memory import search_memory
from corpus.tables import Comment, Document, DocumentFile, Segment
from glossary.exchange import write_omegat
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.inspection import Inspector
from service.workbench.records import SegmentStatus
from service.workbench.revisions import inspector_of, note_event
from service.workbench.transactions import lock_document, transaction

MATCHES = 5  # of the memory for each segment

_FINISHED = (SegmentStatus.TRANSLATED, SegmentStatus.APPROVED)
_BY_PEOPLE = (SegmentStatus.DRAFT, SegmentStatus.RETURNED)


def omegat_project(
    session: Session,
    person: Person,
    document_id: int,
    memory_threshold: float = 0.7,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, bytes]:
    """The project's files by their path in its folder (`corpus.documents.omegat.write_folder`).

    Confirmed and approved translations are the project's own; whatever is unfinished is proposed by translation
    memories, so that OmegaT counts it as untranslated and stops there: `tm/mt/machine.tmx` has the machine's drafts,
    which OmegaT marks as such, `tm/drafts.tmx` those of people, and `tm/memory.tmx` the pairs of the corpus that are
    at least `memory_threshold` similar to a segment, MATCHES each. The glossary has the terms that occur. `progress`
    is told the numbers of texts looked up and in all. ServiceError where there is no such document.
    """
    require(person, Action.EXPORT_DOCUMENT)
    with failures_told(url_of(session)):
        document = session.get(Document, document_id, populate_existing=True)
        digest = session.scalar(select(DocumentFile.digest).where(DocumentFile.document_id == document_id))
        if document is None or digest is None:
            raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
        query = select(Segment).where(Segment.document_id == document_id).order_by(Segment.position)
        segments = session.scalars(query.execution_options(populate_existing=True)).all()
        direction = Direction(document.direction)
        project = OmegatProject(
            secrets.token_hex(4),
            document_id,
            digest,
            document.name,
            direction,
            _project_segments(session, segments),
            {
                "mt/machine.tmx": _tmx(_drafts(segments, (SegmentStatus.MACHINE,), ("engine",)), direction),
                "drafts.tmx": _tmx(_drafts(segments, _BY_PEOPLE), direction),
                "memory.tmx": _memory(session, segments, direction, memory_threshold, progress),
            },
            _glossary(inspector_of(session, document), segments),
        )
    files = project_files(project)
    with transaction(session):
        lock_document(session, document_id, touch=False)
        note_event(session, document_id, "export", person.name, f"omegat, project {project.project}")
    return files


def _project_segments(session: Session, segments: Sequence[Segment]) -> tuple[ProjectSegment, ...]:
    remarks: dict[int, list[str]] = {}
    if segments:
        told = select(Comment.segment_id, Comment.author, Comment.text).join(Segment, Comment.segment_id == Segment.id)
        for row in session.execute(told.where(Segment.document_id == segments[0].document_id).order_by(Comment.id)):
            remarks.setdefault(row.segment_id, []).append(f"{row.author}: {row.text}")
    return tuple(
        ProjectSegment(
            segment.id,
            segment.version,
            segment.source,
            segment.target if segment.status in _FINISHED else "",
            segment.updated_by,
            segment.updated_at,
            tuple(remarks.get(segment.id, ())),
        )
        for segment in segments
    )


def _drafts(
    segments: Iterable[Segment], statuses: Sequence[SegmentStatus], origins: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """The texts of the segments of these states, and of these origins where any are given."""
    return [
        (segment.source, segment.target)
        for segment in segments
        if segment.status in statuses and (not origins or segment.origin in origins)
    ]


def _tmx(texts: Iterable[tuple[str, str]], direction: Direction) -> bytes:
    return write_tmx([FileSegment(0, source, target=target) for source, target in texts], direction, "")


def _memory(
    session: Session,
    segments: Sequence[Segment],
    direction: Direction,
    threshold: float,
    progress: Callable[[int, int], None] | None,
) -> bytes:
    """The pairs that are similar to a segment, and those that were taken as drafts, each once.

    Nothing tells where they come from, because documents of other clients have names. Pairs that say what the
    project's own memory says are left out.
    """
    sources = list(dict.fromkeys(segment.source for segment in segments))
    own = {(segment.source, segment.target) for segment in segments if segment.status in _FINISHED}
    found = dict.fromkeys(_drafts(segments, (SegmentStatus.MACHINE,), ("memory",)))
    for number, source in enumerate(sources, start=1):
        for hit in search_memory(session, source, direction, threshold, MATCHES):
            if (hit.source, hit.target) not in own:
                found[hit.source, hit.target] = None
        if progress is not None:
            progress(number, len(sources))
    return _tmx(found, direction)


def _glossary(inspector: Inspector, segments: Iterable[Segment]) -> bytes:
    texts = dict.fromkeys(segment.source for segment in segments)
    matches = [finding.match for source in texts for finding in inspector.terms(source, "")]
    return write_omegat(matches, inspector.direction.target)
