"""What is left of a deleted document: its name and size, and who deleted it, when and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.languages import Direction
from corpus.tables import DeletedDocument, Document, DocumentFile, Segment
from service.accounts import Action, Person, require


@dataclass(frozen=True, slots=True)
class Deletion:
    """A document that is gone; `digest` is the SHA-256 of its file, in hexadecimal digits, "" where it had none."""

    document_id: int
    name: str
    direction: Direction
    segments: int
    digest: str
    created_by: str
    created_at: datetime
    deleted_by: str
    deleted_at: datetime
    reason: str


def list_deletions(session: Session, person: Person, limit: int = 200) -> list[Deletion]:
    """The documents that were deleted, the last one first, `limit` of them; for administrators only."""
    require(person, Action.READ_DELETIONS)
    with failures_told(url_of(session)):
        rows = session.scalars(select(DeletedDocument).order_by(DeletedDocument.id.desc()).limit(limit)).all()
    return [
        Deletion(
            document_id=row.document_id,
            name=row.name,
            direction=Direction(row.direction),
            segments=row.segments,
            digest=row.digest,
            created_by=row.created_by,
            created_at=row.created_at,
            deleted_by=row.deleted_by,
            deleted_at=row.deleted_at,
            reason=row.reason,
        )
        for row in rows
    ]


def note_deletion(session: Session, document: Document, author: str, reason: str) -> None:
    """Keeps what is to be known of a document that is about to be deleted (not committed)."""
    segments = select(func.count(Segment.id)).where(Segment.document_id == document.id)
    digest = select(DocumentFile.digest).where(DocumentFile.document_id == document.id)
    session.add(
        DeletedDocument(
            document_id=document.id,
            name=document.name,
            direction=document.direction,
            segments=session.scalar(segments) or 0,
            digest=session.scalar(digest) or "",
            created_by=document.created_by,
            created_at=document.created_at,
            deleted_by=author,
            reason=reason,
        )
    )
