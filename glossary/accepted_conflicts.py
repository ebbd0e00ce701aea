"""Conflicts that are meant: accepted by a reviewer, for a reason, until one of their terms changes.

An acceptance holds for the conflict as it was seen: the terms with their forms, area and status, and what they are at
odds about. Where one of these changes, the conflict is open again; a definition or a note does not matter. The history
of each term tells when a conflict of it was accepted and when that was taken back.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from corpus.tables import AcceptedConflict
from glossary.conflicts import Conflict
from glossary.errors import GlossaryError
from glossary.snapshots import snapshot
from glossary.store import load_term, lock_glossary, note_events
from glossary.workflow import signature

_IRRELEVANT = frozenset({"definition", "note"})


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A conflict that was accepted, by whom, when and why."""

    conflict: Conflict
    author: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Divided:
    """The conflicts that are to be settled, and those that were accepted, each in the order in which they came."""

    open: tuple[Conflict, ...]
    accepted: tuple[Acceptance, ...]


def divide_conflicts(session: Session, found: Sequence[Conflict]) -> Divided:
    """The conflicts, as `find_conflicts` gave them, with those told apart that were accepted as they are."""
    rows = {row.digest: row for row in session.scalars(select(AcceptedConflict))}
    digests = [_digest(conflict) for conflict in found] if rows else [""] * len(found)
    known = [(conflict, rows.get(digest)) for conflict, digest in zip(found, digests, strict=True)]
    return Divided(
        tuple(conflict for conflict, row in known if row is None),
        tuple(Acceptance(conflict, row.author, row.created_at, row.reason) for conflict, row in known if row),
    )


def accept_conflict(session: Session, conflict: Conflict, author: str, reason: str) -> None:
    """Accepts the conflict as it is; commits.

    GlossaryError where the reason is empty, it was accepted already, or one of the terms has changed since the
    conflict was found.
    """
    author, reason = signature(author, reason)
    try:
        lock_glossary(session)
        _refuse_stale(session, conflict)
        digest = _digest(conflict)
        if session.scalar(select(AcceptedConflict.id).where(AcceptedConflict.digest == digest)) is not None:
            raise GlossaryError(
                f"The conflict about {conflict.text} is accepted already; look at the list again.", case="conflict_gone"
            )
        session.add(AcceptedConflict(digest=digest, author=author, reason=reason))
        note_events(session, conflict.terms, "accepted", author, f"{conflict.text}: {reason}")
    except BaseException:
        session.rollback()
        raise
    session.commit()


def reopen_conflict(session: Session, conflict: Conflict, author: str, reason: str) -> None:
    """Takes the acceptance back, so that the conflict is to be settled again; commits.

    GlossaryError where the reason is empty or the conflict, as it is, is not accepted (any more).
    """
    author, reason = signature(author, reason)
    try:
        lock_glossary(session)
        removed = session.execute(delete(AcceptedConflict).where(AcceptedConflict.digest == _digest(conflict)))
        if not removed.rowcount:  # type: ignore[attr-defined]  # of a DELETE there always is one
            raise GlossaryError(
                f"The conflict about {conflict.text} is not accepted any more; look at the list again.",
                case="conflict_gone",
            )
        note_events(session, conflict.terms, "contested", author, f"{conflict.text}: {reason}")
    except BaseException:
        session.rollback()
        raise
    session.commit()


def _refuse_stale(session: Session, conflict: Conflict) -> None:
    for term in conflict.terms:
        if term.id is None or load_term(session, term.id) != term:
            raise GlossaryError(
                f"{term.zh} was changed in the meantime; look at the conflict again.", case="term_changed", zh=term.zh
            )


def _digest(conflict: Conflict) -> str:
    """The SHA-256 of what is accepted: kind, text, and what each term is as far as translations obey it."""
    terms = [
        {"id": term.id, **{name: value for name, value in snapshot(term).items() if name not in _IRRELEVANT}}
        for term in sorted(conflict.terms, key=lambda term: term.id or 0)
    ]
    content = json.dumps([conflict.kind, conflict.text, terms], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
