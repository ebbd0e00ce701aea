"""Terms read from the database as immutable snapshots."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.tables import TermEvent, TermForm, TermRow
from glossary.terms import Term, TermStatus


def load_terms(session: Session, statuses: Sequence[TermStatus] = (TermStatus.APPROVED,)) -> list[Term]:
    """The terms of these statuses, oldest first."""
    wanted = TermRow.status.in_([status.value for status in statuses])
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


def term_of(row: TermRow) -> Term:
    """The row and its forms as a term."""

    def forms(language: str, kind: str) -> tuple[str, ...]:
        return tuple(form.text for form in row.forms if (form.language, form.kind) == (language, kind))

    return Term(
        zh=row.zh,
        ja=row.ja,
        area=row.area,
        zh_variants=forms("zh", "variant"),
        ja_variants=forms("ja", "variant"),
        zh_forbidden=forms("zh", "forbidden"),
        ja_forbidden=forms("ja", "forbidden"),
        status=TermStatus(row.status),
        definition=row.definition,
        note=row.note,
        id=row.id,
    )
