"""Documents: taking them in, listing them, handing them to review, deleting them."""

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, case, delete, func, insert, select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.documents import FileContent, FileSegment, read_document
from corpus.languages import Area, Direction
from corpus.normalisation import key
from corpus.tables import Document, DocumentFile, Segment, SegmentRevision, now
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.source_language import refuse_wrong_language
from service.workbench.deleted_documents import note_deletion
from service.workbench.history import RevisionAction
from service.workbench.inspection import Inspector, reinspect_document
from service.workbench.records import DocumentStatus, DocumentSummary, SegmentStatus
from service.workbench.revisions import inspector_of, note_event
from service.workbench.texts import clean_text
from service.workbench.transactions import lock_document, transaction

MAX_SEGMENTS = 20_000  # of one document
NAME_LENGTH = 200  # characters
REASON_LENGTH = 2_000  # characters
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\\/:*?"<>|]')


def upload_document(
    session: Session, person: Person, name: str, data: bytes, direction: Direction, area: str = ""
) -> int:
    """Takes a file in and returns the document's number; translations that the file holds already are kept.

    ServiceError, with a code, for a file without text ("empty"), with over MAX_SEGMENTS segments ("too_long"), in
    another language ("wrong_language") or of the other direction ("reversed"); CorpusError for one that cannot be read.
    """
    require(person, Action.UPLOAD_DOCUMENT)
    name = clean_name(name)
    _refuse_area(area)
    content = read_document(name, data, direction)
    _refuse_content(name, content, direction)
    with transaction(session):
        inspector = Inspector(session, direction, area)
        rows = [_row(place, segment, inspector, person.name) for place, segment in enumerate(content.segments)]
        document = Document(
            name=name,
            format=content.format.value,
            direction=direction.value,
            area=area or None,
            status=DocumentStatus.OPEN.value,
            created_by=person.name,
            file=DocumentFile(content=data, digest=hashlib.sha256(data).hexdigest()),
        )
        session.add(document)
        session.flush()
        ids = session.scalars(
            insert(Segment).returning(Segment.id, sort_by_parameter_order=True),
            [{**row, "document_id": document.id} for row in rows],
        ).all()
        _keep_translations(session, ids, rows, person.name)
        held = sum(bool(row["target"]) for row in rows)
        note_event(session, document.id, "upload", person.name, f"{len(rows)} segments, {held} of them translated")
    return document.id


def list_documents(session: Session, status: DocumentStatus | None = None) -> list[DocumentSummary]:
    """The documents with their segments counted, those of this status where given, newest first."""
    query = _summaries() if status is None else _summaries().where(Document.status == status.value)
    return _summarised(session, query)


def load_document(session: Session, document_id: int) -> DocumentSummary:
    """The document; ServiceError where there is none."""
    found = _summarised(session, _summaries().where(Document.id == document_id))
    if not found:
        raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
    return found[0]


def delete_document(session: Session, person: Person, document_id: int, reason: str) -> None:
    """Deletes the document with its file, segments and their history; its approved pairs stay in the corpus.

    That it was deleted, by whom and why, stays on record: see service.workbench.deleted_documents.
    """
    require(person, Action.DELETE_DOCUMENT)
    reason = clean_text(reason.strip(), "reason", REASON_LENGTH)
    if not reason:
        raise ServiceError("Say why the document is deleted.", case="no_reason")
    with transaction(session):
        note_deletion(session, lock_document(session, document_id), person.name, reason)
        session.flush()
        session.execute(delete(Document).where(Document.id == document_id).execution_options(synchronize_session=False))


def submit_document(session: Session, person: Person, document_id: int) -> None:
    """Hands an open document to review; ServiceError where it is not open."""
    require(person, Action.SUBMIT_DOCUMENT)
    _move(session, person, document_id, "submit", (DocumentStatus.OPEN,), DocumentStatus.IN_REVIEW)


def reopen_document(session: Session, person: Person, document_id: int) -> None:
    """Takes a document back from review; ServiceError where it is open."""
    require(person, Action.SUBMIT_DOCUMENT)
    _move(session, person, document_id, "reopen", (DocumentStatus.IN_REVIEW, DocumentStatus.DONE), DocumentStatus.OPEN)


def set_area(session: Session, person: Person, document_id: int, area: str) -> None:
    """Sets the area of law ("" for none), which decides between terms, and inspects the open segments anew."""
    require(person, Action.EDIT_SEGMENT)
    _refuse_area(area)
    with transaction(session):
        document = lock_document(session, document_id)
        note_event(session, document_id, "area", person.name, f"{document.area or '-'} → {area or '-'}")
        document.area = area or None
    with failures_told(url_of(session)):
        reinspect_document(session, document_id, inspector_of(session, document))


def clean_name(name: str) -> str:
    """The file's name without folders and without what no file system takes; ServiceError where nothing is left."""
    bare = _UNSAFE.sub("", re.split(r"[\\/]", name)[-1]).strip(" .")
    if not bare:
        raise ServiceError("The file has no name; give it one.", code="empty", case="file_nameless")
    if len(bare) > NAME_LENGTH:
        stem, point, ending = bare.rpartition(".")
        bare = f"{stem[: NAME_LENGTH - len(ending) - 1]}{point}{ending}" if stem else bare[:NAME_LENGTH]
    return bare


def _refuse_area(area: str) -> None:
    if area and area not in tuple(Area):
        raise ServiceError(f"There is no area {area!r}; choose one of {', '.join(Area)}, or none.")


def _refuse_content(name: str, content: FileContent, direction: Direction) -> None:
    if not content.segments:
        raise ServiceError(
            f"There is no text to translate in {name}; choose another file.",
            code="empty",
            case="file_no_text",
            name=name,
        )
    if len(content.segments) > MAX_SEGMENTS:
        raise ServiceError(
            f"{name} has {len(content.segments):,} segments and may have {MAX_SEGMENTS:,}: divide it.",
            code="too_long",
            case="file_segments",
            name=name,
            limit=MAX_SEGMENTS,
        )
    if content.direction is not None and content.direction is not direction:
        raise ServiceError(
            f"{name} says of itself that it goes {content.direction}: choose that direction.",
            code="reversed",
            case="file_direction",
            name=name,
        )
    refuse_wrong_language("\n".join(segment.source for segment in content.segments), direction)


def _row(position: int, segment: FileSegment, inspector: Inspector, author: str) -> dict[str, Any]:
    """The columns of a segment but for its document."""
    target = segment.target.strip()
    status = SegmentStatus.NEW
    if target:
        status = SegmentStatus.TRANSLATED if segment.state else SegmentStatus.DRAFT
    return {
        "position": position,
        "unit": segment.unit,
        "source": segment.source,
        "source_key": key(segment.source, inspector.direction.source),
        "before": segment.before,
        "after": segment.after,
        "target": target,
        "status": status.value,
        "origin": "file" if target else "",
        "draft": target,
        "alternatives": [],
        "warnings": list(inspector.warnings(segment.source, target)),
        "seconds": 0.0,
        "updated_by": author if target else "",
        "updated_at": now(),
        "version": 1,
    }


def _keep_translations(session: Session, ids: Sequence[int], rows: Sequence[dict[str, Any]], author: str) -> None:
    """The first state of the segments that the file held a translation of; the others have no history yet."""
    kept = [
        {
            "segment_id": segment_id,
            "target": row["target"],
            "status": row["status"],
            "action": RevisionAction.UPLOAD.value,
            "author": author,
            "note": "",
            "created_at": row["updated_at"],
        }
        for segment_id, row in zip(ids, rows, strict=True)
        if row["target"]
    ]
    if kept:
        session.execute(insert(SegmentRevision), kept)


def _move(
    session: Session,
    person: Person,
    document_id: int,
    action: str,
    froms: Sequence[DocumentStatus],
    to: DocumentStatus,
) -> None:
    with transaction(session):
        document = lock_document(session, document_id)
        if document.status not in [status.value for status in froms]:
            state = DocumentStatus(document.status).replace("_", " ")
            raise ServiceError(f"The document is {state} already; reload it.", code="conflict", case="document_moved")
        document.status = to.value
        note_event(session, document_id, action, person.name)


def _summaries() -> Any:
    """Documents newest first, a row for each status of their segments: number of segments and of those warned."""
    columns = (
        Document.id,
        Document.name,
        Document.format,
        Document.direction,
        Document.area,
        Document.status.label("document_status"),
        Document.created_by,
        Document.created_at,
        Document.updated_at,
    )
    # What a reviewer approved with its warning is settled.
    open_warnings = (func.json_array_length(Segment.warnings) > 0) & (Segment.status != SegmentStatus.APPROVED)
    warned = func.sum(case((open_warnings, 1), else_=0))
    return (
        select(*columns, Segment.status, func.count(Segment.id).label("number"), warned.label("warned"))
        .outerjoin(Segment, Segment.document_id == Document.id)
        .group_by(Document.id, Segment.status)
        .order_by(Document.id.desc())
    )


def _summarised(session: Session, query: Any) -> list[DocumentSummary]:
    with failures_told(url_of(session)):
        rows = session.execute(query).all()
    by_document: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_document.setdefault(row.id, []).append(row)
    return [_summary(found) for found in by_document.values()]


def _summary(rows: Sequence[Row[Any]]) -> DocumentSummary:
    first = rows[0]
    return DocumentSummary(
        id=first.id,
        name=first.name,
        format=first.format,
        direction=Direction(first.direction),
        area=first.area or "",
        status=DocumentStatus(first.document_status),
        created_by=first.created_by,
        created_at=first.created_at,
        updated_at=first.updated_at,
        counts={SegmentStatus(row.status): row.number for row in rows if row.status is not None},
        warned=sum(int(row.warned or 0) for row in rows),
    )
