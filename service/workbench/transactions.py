"""How the workbench writes: one document's writers one after the other, each on the version that it has seen."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.tables import Comment, Document, Segment, now
from service.errors import ServiceError
from service.workbench.records import ConflictError, SegmentRow, row_of


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commits what the block wrote, all of it or nothing. Raises CorpusError where the database fails."""
    try:
        with failures_told(url_of(session)):
            yield
            session.commit()
    except BaseException:
        session.rollback()
        raise


def lock_document(session: Session, document_id: int, touch: bool = True) -> Document:
    """The document as it stands; whoever else wants to change it waits until the transaction ends.

    It counts as changed now, unless not to be touched. Raises ServiceError where there is none. The lock is an
    update, which is what both databases have in common: it locks the row on PostgreSQL, and on SQLite begins the
    write transaction, so that what is read after it is fresh.
    """
    changed_at = now() if touch else Document.updated_at
    session.execute(update(Document).where(Document.id == document_id).values(updated_at=changed_at))
    found = session.get(Document, document_id, populate_existing=True)
    if found is None:
        raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
    return found


def lock_segment(session: Session, segment_id: int, version: int | None = None) -> tuple[Document, Segment]:
    """The segment as it stands with its document, both locked until the transaction ends.

    Raises ConflictError where the segment has another version than the one given, ServiceError where it is gone.
    """
    document_id = session.scalar(select(Segment.document_id).where(Segment.id == segment_id))
    document = None if document_id is None else lock_document(session, document_id)
    segment = session.get(Segment, segment_id, populate_existing=True, with_for_update=True)
    if document is None or segment is None:
        raise ServiceError(f"There is no segment {segment_id} any more; open the document anew.", code="missing")
    if version is not None and segment.version != version:
        raise ConflictError(counted_row(session, segment))
    return document, segment


def fresh_segments(session: Session, segment_ids: Sequence[int]) -> list[Segment]:
    """Those of the segments that there still are, as they stand, in order; their document is to be locked before."""
    query = select(Segment).where(Segment.id.in_(segment_ids)).order_by(Segment.position)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def counted_row(session: Session, segment: Segment) -> SegmentRow:
    """The view of a segment with the number of its comments and repetitions."""
    comments = select(func.count()).where(Comment.segment_id == segment.id)
    alike = (Segment.document_id == segment.document_id, Segment.source_key == segment.source_key)
    repetitions = select(func.count()).select_from(Segment).where(*alike, Segment.id != segment.id)
    return row_of(segment, session.scalar(comments) or 0, session.scalar(repetitions) or 0)
