"""Documents that programs send to be translated: each is a document of the workbench and a row that a worker takes on.

What a worker has done stands in the database chunk by chunk. A worker that is not heard of for `SILENT` loses what it
had to the next one, which goes on where it stopped; so that killing a worker loses no document.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import CursorResult, and_, func, or_, select, update
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.languages import Direction
from corpus.tables import Document, DocumentJob, Segment, TokenGlossary, now
from service.accounts import Person, Role
from service.errors import ServiceError
from service.workbench.documents import upload_document

SILENT = timedelta(seconds=15)  # after which a worker counts as dead
MAX_ATTEMPTS = 5  # workers that a document may outlive


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How far a document is."""

    id: str
    document_id: int
    name: str
    direction: Direction
    status: str  # queued, translating, done, error
    error: str
    characters: int
    done: int  # segments
    total: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class JobTask:
    """What a worker that has taken a job on needs to know."""

    id: int
    document_id: int
    direction: Direction
    person: Person
    token_id: int | None
    glossary: str  # its public number; "" for none
    characters: int
    attempts: int


def accept_document(
    session: Session,
    person: Person,
    token_id: int | None,
    name: str,
    data: bytes,
    direction: Direction,
    area: str = "",
    glossary: str = "",
) -> tuple[JobStatus, str]:
    """The job and the key that opens it, for a document that is from now on not lost (committed).

    Raises ServiceError and CorpusError as `upload_document`, and ServiceError where there is no such glossary.
    """
    glossary_id = _glossary_id(session, token_id, glossary, direction) if glossary else None
    document_id = upload_document(session, person, name, data, direction, area)
    key = secrets.token_hex(32)
    with failures_told(url_of(session)):
        counted = select(func.count(Segment.id), func.coalesce(func.sum(func.length(Segment.source)), 0))
        total, characters = session.execute(counted.where(Segment.document_id == document_id)).one()
        job = DocumentJob(
            public_id=uuid4().hex.upper(),
            key_digest=_digest(key),
            document_id=document_id,
            token_id=token_id,
            glossary_id=glossary_id,
            author=person.name,
            role=person.role.value,
            characters=characters,
            total=total,
        )
        session.add(job)
        session.commit()
    return find_job(session, token_id, job.public_id), key


def find_job(session: Session, token_id: int | None, public_id: str, key: str | None = None) -> JobStatus:
    """The job of this token; ServiceError, code "missing", where there is none or the key is not its own."""
    owned = DocumentJob.token_id.is_(None) if token_id is None else DocumentJob.token_id == token_id
    query = select(DocumentJob, Document).join(Document, Document.id == DocumentJob.document_id)
    with failures_told(url_of(session)):
        found = session.execute(query.where(DocumentJob.public_id == public_id, owned)).first()
    if found is None or (key is not None and not secrets.compare_digest(found[0].key_digest, _digest(key))):
        raise ServiceError("There is no such document of this token; send it again.", code="missing")
    job, document = found
    return JobStatus(
        id=job.public_id,
        document_id=job.document_id,
        name=document.name,
        direction=Direction(document.direction),
        status=job.status,
        error=job.error,
        characters=job.characters,
        done=job.done,
        total=job.total,
        created_at=job.created_at,
    )


def claim_job(session: Session, worker: str) -> JobTask | None:
    """The oldest job that nobody has, or whose worker is silent; from now on this worker's (committed)."""
    with failures_told(url_of(session)):
        waiting = or_(
            DocumentJob.status == "queued",
            and_(DocumentJob.status == "translating", DocumentJob.alive_at < now() - SILENT),
        )
        for number in session.scalars(select(DocumentJob.id).where(waiting).order_by(DocumentJob.id).limit(8)).all():
            taken = update(DocumentJob).where(DocumentJob.id == number, waiting)
            values = {
                "status": "translating",
                "worker": worker,
                "alive_at": now(),
                "attempts": DocumentJob.attempts + 1,
            }
            if _rows(session, taken.values(**values)):
                session.commit()
                return _task(session, number)
        session.rollback()
    return None


def keep_alive(session: Session, worker: str, job: int, done: int | None = None) -> bool:
    """Tells that the worker lives, and how many segments are done; False where the job is another's by now."""
    values: dict[str, Any] = {"alive_at": now()} | ({} if done is None else {"done": done})
    return _change(session, worker, job, values)


def finish_job(session: Session, worker: str, job: int, error: str = "") -> bool:
    """Ends the job, with a sentence where it failed; False where it is another worker's by now."""
    values: dict[str, Any] = {"status": "error" if error else "done", "error": error}
    return _change(session, worker, job, values if error else values | {"done": DocumentJob.total})


def release_job(session: Session, worker: str, job: int) -> bool:
    """Gives the job back, so that another worker takes it on at once; that was no attempt."""
    return _change(session, worker, job, {"status": "queued", "attempts": DocumentJob.attempts - 1})


def _change(session: Session, worker: str, job: int, values: dict[str, Any]) -> bool:
    own = (DocumentJob.id == job, DocumentJob.worker == worker, DocumentJob.status == "translating")
    with failures_told(url_of(session)):
        changed = _rows(session, update(DocumentJob).where(*own).values(**values))
        session.commit()
    return bool(changed)


def _rows(session: Session, statement: Any) -> int:
    """How many rows the update changed."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


def _task(session: Session, number: int) -> JobTask:
    query = (
        select(DocumentJob, Document.direction, TokenGlossary.public_id)
        .join(Document, Document.id == DocumentJob.document_id)
        .outerjoin(TokenGlossary, TokenGlossary.id == DocumentJob.glossary_id)
        .where(DocumentJob.id == number)
        .execution_options(populate_existing=True)
    )
    job, direction, glossary = session.execute(query).one()
    return JobTask(
        id=job.id,
        document_id=job.document_id,
        direction=Direction(direction),
        person=Person(job.author, Role(job.role)),
        token_id=job.token_id,
        glossary=glossary or "",
        characters=job.characters,
        attempts=job.attempts,
    )


def _glossary_id(session: Session, token_id: int | None, glossary: str, direction: Direction) -> int:
    owned = TokenGlossary.token_id.is_(None) if token_id is None else TokenGlossary.token_id == token_id
    found = session.scalars(select(TokenGlossary).where(TokenGlossary.public_id == glossary, owned)).first()
    if found is None:
        raise ServiceError(f"There is no glossary {glossary[:36]} of this token; list those that there are.", "missing")
    if found.direction != direction.value:
        raise ServiceError(f"The glossary {found.name} goes {found.direction}, not {direction}; take another one.")
    return found.id


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
