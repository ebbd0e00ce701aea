"""Taking back a change of a term: it becomes what it was before, and the trail says so."""

from dataclasses import fields, replace

from sqlalchemy.orm import Session

from corpus.tables import TermEvent
from glossary.errors import GlossaryError
from glossary.snapshots import term_of_snapshot
from glossary.store import load_term
from glossary.terms import Term, TermStatus
from glossary.workflow import TermEdit, change_terms


def term_before(session: Session, term_id: int, event_id: int) -> Term:
    """The term as it was before that event of its trail; before its first it was not there, which is: retired.

    GlossaryError where the term has no such event.
    """
    event = session.get(TermEvent, event_id)
    if event is None or event.term_id != term_id:
        raise GlossaryError(f"Term {term_id} has no change {event_id}; look its history up again.")
    if event.before is None:
        first = load_term(session, term_id) if event.after is None else term_of_snapshot(event.after, term_id)
        return replace(first, status=TermStatus.RETIRED)
    return term_of_snapshot(event.before, term_id)


def revert_term(
    session: Session, term_id: int, event_id: int, author: str, reason: str, expected: Term | None = None
) -> Term:
    """The term as it was before that event, whatever came after it; commits, and leaves a "reverted" event.

    Reverting a reversion brings back what it took away. GlossaryError where the reason is empty, the term has no
    such event, is as it was already, differs from `expected`, or would no longer be taken by the glossary.
    """
    former = term_before(session, term_id, event_id)
    if former == load_term(session, term_id):
        raise GlossaryError(
            f"{former.zh} is already as it was before that change; there is nothing to take back.",
            case="term_same",
            zh=former.zh,
        )
    changes = {field.name: getattr(former, field.name) for field in fields(Term) if field.name != "id"}
    [reverted] = change_terms(session, [TermEdit(term_id, changes, "reverted", expected)], author, reason)
    return reverted
