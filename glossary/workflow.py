"""Changing the glossary: every change has an author, a time and a reason, and can be looked up.

Each function commits. A change is refused where the term is no longer as the caller saw it
(`expected`), so that of two reviewers who edit at once the second is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.tables import TermEvent, TermRow
from glossary.errors import GlossaryError
from glossary.lookup import find_terms, list_terms, term_history
from glossary.store import insert_terms, load_term, lock_glossary, select_terms, update_terms
from glossary.terms import Term, TermStatus
from glossary.validation import clean, validate

__all__ = [
    "TermEdit",
    "add_term",
    "approve_term",
    "change_terms",
    "edit_term",
    "find_terms",
    "list_terms",
    "propose_term",
    "reject_term",
    "restore_term",
    "retire_term",
    "signature",
    "term_history",
]

PERSON_LENGTH = 100  # characters of an author's name
REASON_LENGTH = 2000


def add_term(
    session: Session, term: Term, author: str, reason: str = "", status: TermStatus = TermStatus.APPROVED
) -> Term:
    """The term as added, with its number; approved unless said otherwise.

    GlossaryError where the term is invalid, or zh, area and ja are in the glossary already. Another
    rendering of the same zh in the same area is taken; `find_conflicts` reports it.
    """
    new = replace(clean(term), status=status, id=None)
    validate(new)
    author, reason = signature(author, reason, needed=False)
    try:
        lock_glossary(session)
        _refuse_duplicate(session, new)
        action = "proposed" if status is TermStatus.PROPOSED else "added"
        [added] = insert_terms(session, [new], action, author, reason)
    except BaseException:
        session.rollback()
        raise
    session.commit()
    return added


def propose_term(session: Session, term: Term, author: str, reason: str = "") -> Term:
    """The term as proposed: in the glossary, but not used until a reviewer approves it."""
    return add_term(session, term, author, reason, status=TermStatus.PROPOSED)


def edit_term(
    session: Session,
    term_id: int,
    *,
    author: str,
    reason: str,
    expected: Term | None = None,
    zh: str | None = None,
    ja: str | None = None,
    area: str | None = None,
    zh_variants: Sequence[str] | None = None,
    ja_variants: Sequence[str] | None = None,
    zh_forbidden: Sequence[str] | None = None,
    ja_forbidden: Sequence[str] | None = None,
    definition: str | None = None,
    note: str | None = None,
) -> Term:
    """The term as edited; what is None stays. A call that changes nothing writes no event.

    GlossaryError where the reason is empty, the result invalid or a duplicate, or the term differs
    from `expected`.
    """
    forms = {
        "zh_variants": zh_variants,
        "ja_variants": ja_variants,
        "zh_forbidden": zh_forbidden,
        "ja_forbidden": ja_forbidden,
    }
    changes: dict[str, Any] = {"zh": zh, "ja": ja, "area": area, "definition": definition, "note": note}
    changes |= {name: None if form is None else tuple(form) for name, form in forms.items()}
    given = {name: value for name, value in changes.items() if value is not None}
    return _change(session, term_id, "edited", given, author, reason, expected)


def approve_term(session: Session, term_id: int, author: str, reason: str = "", expected: Term | None = None) -> Term:
    """The proposed term, approved; GlossaryError where it is not a proposal."""
    return _move(session, term_id, "approved", TermStatus.APPROVED, author, reason, expected)


def reject_term(session: Session, term_id: int, author: str, reason: str, expected: Term | None = None) -> Term:
    """The proposed term, retired unused; GlossaryError where it is not a proposal."""
    return _move(session, term_id, "rejected", TermStatus.RETIRED, author, reason, expected)


def retire_term(session: Session, term_id: int, author: str, reason: str, expected: Term | None = None) -> Term:
    """The approved term, retired: no longer used, still in the glossary with its history."""
    return _move(session, term_id, "retired", TermStatus.RETIRED, author, reason, expected)


def restore_term(session: Session, term_id: int, author: str, reason: str, expected: Term | None = None) -> Term:
    """The retired term, approved again."""
    return _move(session, term_id, "restored", TermStatus.APPROVED, author, reason, expected)


_FROM = {
    "approved": TermStatus.PROPOSED,
    "rejected": TermStatus.PROPOSED,
    "retired": TermStatus.APPROVED,
    "restored": TermStatus.RETIRED,
}


def _move(
    session: Session, term_id: int, action: str, status: TermStatus, author: str, reason: str, expected: Term | None
) -> Term:
    return _change(session, term_id, action, {"status": status}, author, reason, expected)


@dataclass(frozen=True, slots=True)
class TermEdit:
    """What is to become of one term: the new values of its fields, by name, and the action that the trail names.

    `expected` is the term as it was seen when the change was decided; None takes it as it is.
    """

    term_id: int
    changes: Mapping[str, Any]
    action: str = "edited"
    expected: Term | None = None


def change_terms(session: Session, edits: Sequence[TermEdit], author: str, reason: str) -> list[Term]:
    """The terms as changed, all of them or none, each with its own event.

    An edit that changes nothing writes no event. GlossaryError, and no change at all, where the reason is empty,
    a result is invalid or a duplicate, or a term is not as `expected`.
    """
    author, reason = signature(author, reason)
    try:
        lock_glossary(session)
        changed = [_apply(session, edit, author, reason) for edit in edits]
    except BaseException:
        session.rollback()
        raise
    session.commit()
    return changed


def _change(
    session: Session,
    term_id: int,
    action: str,
    changes: dict[str, Any],
    author: str,
    reason: str,
    expected: Term | None,
) -> Term:
    author, reason = signature(author, reason, needed=action != "approved")
    try:
        lock_glossary(session)
        after = _apply(session, TermEdit(term_id, changes, action, expected), author, reason)
    except BaseException:
        session.rollback()
        raise
    session.commit()
    return after


def _apply(session: Session, edit: TermEdit, author: str, reason: str) -> Term:
    """The term as changed, in a transaction that has the lock and is not committed here."""
    before = load_term(session, edit.term_id)
    _refuse_stale(session, before, edit.expected)
    if edit.action in _FROM and before.status is not _FROM[edit.action]:
        raise GlossaryError(
            f"{before.zh} is {before.status}, so it cannot be {edit.action}; only a {_FROM[edit.action]} term can."
        )
    after = clean(replace(before, **edit.changes))
    if after != before:
        if after.status is not TermStatus.RETIRED:
            validate(after)
            _refuse_duplicate(session, after)
        update_terms(session, [(before, after)], edit.action, author, reason)
    return after


def signature(author: str, reason: str, needed: bool = True) -> tuple[str, str]:
    """Author and reason, trimmed; GlossaryError where one is missing or too long."""
    author, reason = author.strip(), reason.strip()
    if not author or len(author) > PERSON_LENGTH:
        raise GlossaryError(f"A change needs its author's name, of at most {PERSON_LENGTH} characters; give it.")
    if needed and not reason:
        raise GlossaryError("A change to the glossary needs a reason; say why in a few words.", case="no_reason")
    if len(reason) > REASON_LENGTH:
        raise GlossaryError(
            f"The reason has {len(reason):,} characters; shorten it to {REASON_LENGTH:,}.",
            case="reason_long",
            limit=REASON_LENGTH,
        )
    return author, reason


def _refuse_duplicate(session: Session, term: Term) -> None:
    same = (TermRow.zh == term.zh) & (TermRow.ja == term.ja) & (TermRow.area == term.area)
    for other in select_terms(session, same):
        if other.id != term.id:
            remedy = "restore that one" if other.status is TermStatus.RETIRED else "edit that one"
            raise GlossaryError(
                f"{term.zh} = {term.ja} is already in the glossary as {other.status} term {other.id}; {remedy}.",
                case="term_retired" if other.status is TermStatus.RETIRED else "term_known",
                zh=term.zh,
                ja=term.ja,
            )


def _refuse_stale(session: Session, current: Term, expected: Term | None) -> None:
    if expected is None or current == expected:
        return
    latest = session.scalars(
        select(TermEvent).where(TermEvent.term_id == current.id).order_by(TermEvent.id.desc()).limit(1)
    ).first()
    who = f"by {latest.author} " if latest is not None else ""
    raise GlossaryError(
        f"{current.zh} was changed {who}in the meantime; look at it again and repeat your change.",
        case="term_changed",
        zh=current.zh,
    )
