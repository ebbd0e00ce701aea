"""Terms in the database, read and written as immutable snapshots.

Every write leaves an event beside it; nothing here commits.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, delete, func, insert, select, true, update
from sqlalchemy import text as statement
from sqlalchemy.orm import Session

from corpus.database import failures_told
from corpus.tables import TermEvent, TermForm, TermRow, now
from glossary.errors import GlossaryError
from glossary.snapshots import form_values, row_values, snapshot
from glossary.terms import Term, TermStatus


def load_terms(session: Session, statuses: Sequence[TermStatus] = (TermStatus.APPROVED,)) -> list[Term]:
    """The terms of these statuses, oldest first."""
    return select_terms(session, TermRow.status.in_([status.value for status in statuses]))


def load_term(session: Session, term_id: int) -> Term:
    """The term of this number; GlossaryError where there is none."""
    found = select_terms(session, TermRow.id == term_id)
    if not found:
        raise GlossaryError(f"There is no term {term_id}; search for it by its text.", case="term_gone")
    return found[0]


def select_terms(session: Session, wanted: ColumnElement[bool] | None = None) -> list[Term]:
    """The terms whose `terms` row meets the condition (all without one), oldest first."""
    wanted = true() if wanted is None else wanted
    columns = (TermRow.id, TermRow.zh, TermRow.ja, TermRow.area, TermRow.status, TermRow.definition, TermRow.note)
    # Columns rather than objects: the whole glossary is read again after every change.
    rows = session.execute(select(*columns).where(wanted).order_by(TermRow.id))
    forms: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    kinds = select(TermForm.term_id, TermForm.language, TermForm.kind, TermForm.text)
    for term_id, language, kind, text in session.execute(kinds.join(TermRow).where(wanted).order_by(TermForm.id)):
        forms[term_id, language, kind].append(text)
    return [
        Term(
            zh=zh,
            ja=ja,
            area=area,
            zh_variants=tuple(forms.get((term_id, "zh", "variant"), ())),
            ja_variants=tuple(forms.get((term_id, "ja", "variant"), ())),
            zh_forbidden=tuple(forms.get((term_id, "zh", "forbidden"), ())),
            ja_forbidden=tuple(forms.get((term_id, "ja", "forbidden"), ())),
            status=TermStatus(status),
            definition=definition,
            note=note,
            id=term_id,
        )
        for term_id, zh, ja, area, status, definition, note in rows
    ]


def glossary_version(session: Session) -> str:
    """A string that differs after any change to any term, whichever process made it.

    The events are counted as well as their highest number, because on PostgreSQL a change with a
    lower number may be committed after one with a higher.
    """
    events = session.execute(select(func.count(TermEvent.id), func.max(TermEvent.id))).one()
    terms = session.execute(select(func.count(TermRow.id), func.max(TermRow.updated_at))).one()
    return "-".join(str(value) for value in (*events, terms[0], terms[1].isoformat() if terms[1] else ""))


def lock_glossary(session: Session) -> None:
    """Makes other writers wait until this transaction ends, so that what it checks stays true.

    CorpusError where another writer does not finish in time.
    """
    bind = session.get_bind()
    with failures_told(bind.engine.url):
        if bind.dialect.name == "postgresql":
            session.execute(statement("LOCK TABLE terms IN SHARE ROW EXCLUSIVE MODE"))
        else:  # the first write of a SQLite transaction takes the file's write lock
            session.execute(update(TermRow).where(TermRow.id < 0).values(note=TermRow.note))


def insert_terms(session: Session, terms: Sequence[Term], action: str, author: str, reason: str) -> list[Term]:
    """The terms as they are in the database now, each with an event."""
    if not terms:
        return []
    ids = session.scalars(
        insert(TermRow).returning(TermRow.id, sort_by_parameter_order=True), [row_values(term) for term in terms]
    ).all()
    stored = [replace(term, id=term_id) for term, term_id in zip(terms, ids, strict=True)]
    _insert_forms(session, stored)
    _insert_events(session, [(None, term) for term in stored], action, author, reason)
    return stored


def update_terms(session: Session, changes: Sequence[tuple[Term, Term]], action: str, author: str, reason: str) -> None:
    """Replaces the first of each pair by the second, with an event; both bear the term's number."""
    for _, after in changes:
        values = row_values(after) | {"updated_at": now()}
        session.execute(update(TermRow).where(TermRow.id == after.id).values(**values))
        session.execute(delete(TermForm).where(TermForm.term_id == after.id))
    _insert_forms(session, [after for _, after in changes])
    _insert_events(session, changes, action, author, reason)
    session.expire_all()  # rows that the session already holds are stale now


def _insert_forms(session: Session, terms: Sequence[Term]) -> None:
    if forms := [values for term in terms for values in form_values(term)]:
        session.execute(insert(TermForm), forms)


def note_events(session: Session, terms: Sequence[Term], action: str, author: str, reason: str) -> None:
    """An event in the trail of each term, for what was decided about it and changes nothing of it."""
    _insert_events(session, [(term, term) for term in terms], action, author, reason)


def _insert_events(
    session: Session, changes: Sequence[tuple[Term | None, Term]], action: str, author: str, reason: str
) -> None:
    if not changes:
        return
    session.execute(
        insert(TermEvent),
        [
            {
                "term_id": after.id,
                "action": action,
                "author": author,
                "reason": reason,
                "before": None if before is None else snapshot(before),
                "after": snapshot(after),
            }
            for before, after in changes
        ],
    )
