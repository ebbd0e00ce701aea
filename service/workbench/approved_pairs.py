"""Approved segments are pairs of the corpus: they feed the memory at once, and training when it is next started.

A pair knows where it came from: its source is the document ("document", its number and its file's digest), and it has
the document's name, area and the segment's position. A pair that the corpus held already is linked to, not doubled.
"""

import hashlib
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.languages import Direction
from corpus.pairs import NewPair, SourceInfo, hold_pairs, hold_source
from corpus.tables import Document, DocumentFile, Pair, Segment, Source
from service.accounts import Person

APPROVAL_LOCK = 0x617070726F76  # "approv": two documents that approve the same pairs must not lock each other out


def record_pair(session: Session, document: Document, segment: Segment, person: Person) -> None:
    """Makes an approved segment a pair; see `record_pairs`."""
    record_pairs(session, document, [segment], person)


def record_pairs(session: Session, document: Document, segments: Sequence[Segment], person: Person) -> None:
    """Makes approved segments of a document pairs and links the segments to them; nothing is committed.

    A pair that came from a segment's former text goes, unless another segment says the same (see `withdraw_pair`). A
    segment whose text cannot be a pair (no text but white space on a side) is left without one.
    """
    pairs = [_new_pair(document, segment) for segment in segments]
    former: list[int] = []
    with session.no_autoflush:  # so that a segment is written once and its version counts one change
        _one_at_a_time(session)
        outcomes = hold_pairs(session, pairs, _source_of(session, document, person))
        for segment, outcome in zip(segments, outcomes, strict=True):
            pair_id = outcome if isinstance(outcome, int) else None
            if segment.pair_id is not None and segment.pair_id != pair_id:
                former.append(segment.pair_id)
            segment.pair_id = pair_id
    session.flush()
    for pair_id in former:
        _release(session, document, pair_id)


def withdraw_pair(session: Session, document: Document, segment: Segment) -> None:
    """Takes back the pair of a segment that is approved no longer; nothing is committed.

    It goes from the corpus where it came from this document and no other segment says the same; where one does, the
    pair stays and henceforth comes from there. A pair that the corpus held before is only let go.
    """
    pair_id, segment.pair_id = segment.pair_id, None
    session.flush()
    if pair_id is not None:
        _one_at_a_time(session)
        _release(session, document, pair_id)


def source_digest(session: Session, document: Document) -> str:
    """The digest of the source that the pairs of a document have, a SHA-256 in hexadecimal."""
    file = session.scalar(select(DocumentFile.digest).where(DocumentFile.document_id == document.id))
    return hashlib.sha256(f"document {document.id} {file or ''}".encode()).hexdigest()


def _one_at_a_time(session: Session) -> None:
    """Lets approvals wait for each other until the transaction ends; on SQLite all writers do."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(APPROVAL_LOCK)))


def _release(session: Session, document: Document, pair_id: int) -> None:
    """Removes the pair that came from the document, or hands it to the first other segment that is linked to it."""
    # The lock waits for whoever is about to link the pair, so that the next query sees their segment.
    pair = session.get(Pair, pair_id, populate_existing=True, with_for_update=True)
    if pair is None:
        return
    made_by = session.scalars(select(Source).where(Source.id == pair.source_id)).one()
    if made_by.digest != source_digest(session, document):
        return
    others = select(Segment, Document).join(Document).where(Segment.pair_id == pair_id).order_by(Segment.id).limit(1)
    heir = session.execute(others).first()
    if heir is None:
        session.delete(pair)
        session.flush()
        return
    segment, other = heir
    if other.id != document.id:
        info = SourceInfo(other.name, source_digest(session, other), "", segment.updated_by)
        pair.source_id = hold_source(session, info)
    pair.document, pair.area, pair.position = other.name, other.area or None, segment.position


def _new_pair(document: Document, segment: Segment) -> NewPair:
    chinese_first = Direction(document.direction) is Direction.ZH_JA
    zh, ja = (segment.source, segment.target) if chinese_first else (segment.target, segment.source)
    return NewPair(zh, ja, area=document.area, document=document.name, position=segment.position)


def _source_of(session: Session, document: Document, person: Person) -> SourceInfo:
    return SourceInfo(document.name, source_digest(session, document), "", person.name)
