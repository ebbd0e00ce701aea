"""Finding terms and their history for people: search, lists by the page, the audit trail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from corpus.normalisation import normalise, to_simplified
from corpus.tables import TermEvent, TermForm, TermRow
from glossary.snapshots import term_of_snapshot
from glossary.store import load_term, select_terms
from glossary.terms import Term, TermStatus

_LIVING = (TermStatus.APPROVED, TermStatus.PROPOSED)
TermOrder = Literal["entered", "changed", "shortest"]
_ORDERS: dict[TermOrder, tuple[Any, ...]] = {
    "entered": (),
    "changed": (TermRow.updated_at.desc(),),
    "shortest": (func.length(TermRow.zh), TermRow.zh),
}


@dataclass(frozen=True, slots=True)
class TermPage:
    """Some of the terms that were asked for, and how many there are in all."""

    terms: tuple[Term, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TermChange:
    """One event of a term's audit trail; `before` is None for its first, `id` is what `history.revert_term` takes."""

    action: str
    author: str
    reason: str
    at: datetime
    before: Term | None
    after: Term | None
    id: int = 0


def find_terms(
    session: Session,
    text: str,
    area: str | None = None,
    statuses: Sequence[TermStatus] = _LIVING,
    limit: int = 100,
) -> list[Term]:
    """The terms with the text in their Chinese or Japanese form or a variant, the nearest first.

    Chinese is found by traditional characters too. Empty text finds nothing.
    """
    texts = _spellings(text)
    if not texts:
        return []
    found = select_terms(session, _contains(texts) & _filter(area, statuses))

    def distance(term: Term) -> tuple[int, int, int]:
        forms = [form.lower() for form in (*term.forms("zh"), *term.forms("ja"))]
        rank = min(0 if f in texts else 1 if f.startswith(tuple(texts)) else 2 for f in forms)
        return rank, len(term.zh), term.id or 0

    return sorted(found, key=distance)[:limit]


def list_terms(
    session: Session,
    *,
    text: str = "",
    area: str | None = None,
    statuses: Sequence[TermStatus] = _LIVING,
    changed_since: datetime | None = None,
    noted: bool = False,
    ids: Collection[int] | None = None,
    order: TermOrder = "entered",
    offset: int = 0,
    limit: int = 50,
) -> TermPage:
    """A page of the terms that pass the filters: text in a form, area (None is any), status, a change since a time,
    a note, being among these ids.

    entered: oldest first; changed: last changed first; shortest: by length of the Chinese form.
    """
    wanted = _filter(area, statuses)
    if text.strip():
        wanted &= _contains(_spellings(text))
    if changed_since is not None:
        wanted &= TermRow.updated_at >= changed_since
    if noted:
        wanted &= TermRow.note != ""
    if ids is not None:
        wanted &= TermRow.id.in_(ids)
    total = session.scalar(select(func.count(TermRow.id)).where(wanted)) or 0
    page = select(TermRow.id).where(wanted).order_by(*_ORDERS[order], TermRow.id)
    chosen = session.scalars(page.offset(max(0, offset)).limit(max(0, limit))).all()
    terms = {term.id: term for term in select_terms(session, TermRow.id.in_(chosen))}
    return TermPage(tuple(terms[number] for number in chosen), total)


def related_terms(session: Session, term: Term) -> list[Term]:
    """The other terms that have one of this one's Chinese forms as their headword, in whatever area and status."""
    same = TermRow.zh.in_(term.forms("zh"))
    return [other for other in select_terms(session, same) if other.id != term.id]


def term_history(session: Session, term_id: int) -> list[TermChange]:
    """Every change of the term, oldest first; GlossaryError where there is no such term."""
    load_term(session, term_id)
    events = session.scalars(select(TermEvent).where(TermEvent.term_id == term_id).order_by(TermEvent.id))
    return [
        TermChange(
            event.action,
            event.author,
            event.reason,
            event.created_at,
            None if event.before is None else term_of_snapshot(event.before, term_id),
            None if event.after is None else term_of_snapshot(event.after, term_id),
            event.id,
        )
        for event in events
    ]


def _spellings(text: str) -> list[str]:
    """The text as terms are stored, and with simplified characters, in lower case; none if blank."""
    written = [normalise(text, "ja").strip(), normalise(to_simplified(text), "zh").strip()]
    return [spelling.lower() for spelling in dict.fromkeys(written) if spelling]


def _filter(area: str | None, statuses: Sequence[TermStatus]) -> ColumnElement[bool]:
    wanted = TermRow.status.in_([status.value for status in statuses])
    return wanted & (true() if area is None else TermRow.area == area)


def _contains(texts: Sequence[str]) -> ColumnElement[bool]:
    in_form = select(TermForm.term_id).where(
        TermForm.kind == "variant", or_(*(TermForm.text.icontains(text, autoescape=True) for text in texts))
    )
    columns = (TermRow.zh, TermRow.ja)
    in_row = [column.icontains(text, autoescape=True) for column in columns for text in texts]
    return or_(*in_row, TermRow.id.in_(in_form))
