"""Glossaries that programs bring along: each belongs to a token and is laid over the approved glossary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.languages import Direction
from corpus.tables import TokenGlossary, TokenGlossaryEntry, now
from glossary.terms import Term
from glossary.validation import clean, form_faults
from service.errors import ServiceError

MAX_ENTRIES = 5000  # of one glossary
MAX_GLOSSARIES = 100  # of one token
NAME_LENGTH = 200  # characters


@dataclass(frozen=True, slots=True)
class GlossaryInfo:
    """A glossary without its entries; `id` is what programs call it by."""

    id: str
    name: str
    direction: Direction
    created_at: datetime
    entries: int


def create_glossary(
    session: Session, token_id: int | None, name: str, direction: Direction, entries: Mapping[str, str]
) -> GlossaryInfo:
    """The new glossary of these renderings by source term (committed).

    ServiceError where name or entries are empty, too many, or an entry is none that a translation can be held to.
    """
    name = name.strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise ServiceError(f"A glossary needs a name of at most {NAME_LENGTH} characters; give it one.")
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise ServiceError(f"A glossary has 1 to {MAX_ENTRIES:,} entries, and this one {len(entries):,}; divide it.")
    terms = _terms(direction, list(entries.items()))
    with failures_told(url_of(session)):
        have = session.scalar(select(func.count(TokenGlossary.id)).where(_owned(token_id)))
        if (have or 0) >= MAX_GLOSSARIES:
            raise ServiceError(f"There are {have} glossaries of this token already; delete one of them.")
        row = TokenGlossary(
            public_id=str(uuid4()), token_id=token_id, name=name, direction=direction.value, created_at=now()
        )
        session.add(row)
        session.flush()
        pairs = [(term.zh, term.ja) if direction is Direction.ZH_JA else (term.ja, term.zh) for term in terms]
        columns = [{"glossary_id": row.id, "source": source, "target": target} for source, target in pairs]
        if len({column["source"] for column in columns}) < len(columns):
            session.rollback()
            raise ServiceError("Two entries have the same source term but for its width; remove one of them.")
        session.execute(insert(TokenGlossaryEntry), columns)
        session.commit()
    return GlossaryInfo(row.public_id, name, direction, row.created_at, len(columns))


def list_glossaries(session: Session, token_id: int | None) -> list[GlossaryInfo]:
    """The glossaries of this token, oldest first."""
    number = func.count(TokenGlossaryEntry.id)
    query = select(TokenGlossary, number).outerjoin(TokenGlossaryEntry).where(_owned(token_id))
    with failures_told(url_of(session)):
        found = session.execute(query.group_by(TokenGlossary.id).order_by(TokenGlossary.id)).all()
    return [GlossaryInfo(row.public_id, row.name, Direction(row.direction), row.created_at, n) for row, n in found]


def find_glossary(session: Session, token_id: int | None, glossary_id: str) -> GlossaryInfo:
    """The glossary; ServiceError, code "missing", where this token has none of that name."""
    for found in list_glossaries(session, token_id):
        if found.id == glossary_id:
            return found
    raise ServiceError(f"There is no glossary {glossary_id[:36]} of this token; list those that there are.", "missing")


def glossary_entries(session: Session, token_id: int | None, glossary_id: str) -> list[tuple[str, str]]:
    """Source term and rendering of each entry, in order; ServiceError where there is no such glossary."""
    find_glossary(session, token_id, glossary_id)
    query = select(TokenGlossaryEntry.source, TokenGlossaryEntry.target).join(
        TokenGlossary, TokenGlossary.id == TokenGlossaryEntry.glossary_id
    )
    found = session.execute(query.where(TokenGlossary.public_id == glossary_id).order_by(TokenGlossaryEntry.id))
    return [(source, target) for source, target in found]


def glossary_terms(session: Session, token_id: int | None, glossary_id: str, direction: Direction) -> tuple[Term, ...]:
    """The entries as terms that win over the approved ones.

    ServiceError where there is no such glossary of this token, or it is of the other direction.
    """
    info = find_glossary(session, token_id, glossary_id)
    if info.direction is not direction:
        raise ServiceError(f"The glossary {info.name} goes {info.direction}, not {direction}; take another one.")
    entries = glossary_entries(session, token_id, glossary_id)
    return tuple(_term(direction, source, target) for source, target in entries)


def delete_glossary(session: Session, token_id: int | None, glossary_id: str) -> None:
    """Deletes the glossary (committed); ServiceError where this token has none of that name."""
    find_glossary(session, token_id, glossary_id)
    with failures_told(url_of(session)):
        session.execute(delete(TokenGlossary).where(TokenGlossary.public_id == glossary_id))
        session.commit()


def _owned(token_id: int | None) -> ColumnElement[bool]:
    return TokenGlossary.token_id.is_(None) if token_id is None else TokenGlossary.token_id == token_id


def _terms(direction: Direction, entries: Sequence[tuple[str, str]]) -> list[Term]:
    terms = [clean(_term(direction, source, target)) for source, target in entries]
    for term in terms:
        for fault in form_faults(term):
            raise ServiceError(fault)
    return terms


def _term(direction: Direction, source: str, target: str) -> Term:
    return Term(zh=source, ja=target) if direction is Direction.ZH_JA else Term(zh=target, ja=source)
