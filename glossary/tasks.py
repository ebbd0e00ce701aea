"""The work that a change of the glossary leaves: texts it made wrong, each to be mended or dismissed.

A task is open until its text keeps to the glossary again, which `settle_mended` finds, or somebody dismisses it
with a reason.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from corpus.tables import Segment, TermRow, TermTask, now
from glossary.affected import Text, read_pairs, read_segments
from glossary.errors import GlossaryError
from glossary.impact import Impact, violates
from glossary.store import select_terms
from glossary.terms import Term
from glossary.workflow import signature

_PORTION = 500


@dataclass(frozen=True, slots=True)
class Task:
    """A text that a change of the term made wrong, as it reads now."""

    id: int
    term: Term
    text: Text
    reason: str
    status: Literal["open", "done", "dismissed"]
    created_by: str
    created_at: datetime
    settled_by: str
    settled_at: datetime | None


def create_tasks(session: Session, impact: Impact, term_id: int, author: str, reason: str, every: bool = False) -> int:
    """Makes a task of each text that the change newly violates (with `every`, of all that it leaves violated) and
    returns how many are open that were not. Commits.

    A text with a task for this term already has that one opened again.
    """
    author, reason = signature(author, reason, needed=False)
    wanted = [found.text for found in impact.violations if found.new or every]
    of_term = select(TermTask).where(TermTask.term_id == term_id)
    known = {(task.segment_id, task.pair_id): task for task in session.scalars(of_term)}
    values: list[dict[str, object]] = []
    opened = 0
    for text in wanted:
        subject = (None, text.id) if text.kind == "pair" else (text.id, None)
        task = known.get(subject)
        if task is None:
            segment_id, pair_id = subject
            values.append(
                {
                    "term_id": term_id,
                    "segment_id": segment_id,
                    "pair_id": pair_id,
                    "reason": reason,
                    "created_by": author,
                }
            )
        elif task.status != "open":
            task.status, task.reason, task.created_by, task.created_at = "open", reason, author, now()
            task.settled_by, task.settled_at = "", None
            opened += 1
    if values:
        session.execute(insert(TermTask), values)
    session.commit()
    return len(values) + opened


def list_tasks(
    session: Session,
    *,
    term_id: int | None = None,
    document_id: int | None = None,
    status: str = "open",
    offset: int = 0,
    limit: int = 100,
) -> list[Task]:
    """The tasks of this status, oldest first; of one term or one document where given."""
    wanted = _wanted(status, term_id, document_id).order_by(TermTask.id).offset(offset).limit(limit)
    return _tasks(session, session.scalars(wanted).all())


def count_tasks(
    session: Session, *, term_id: int | None = None, document_id: int | None = None, status: str = "open"
) -> int:
    """How many tasks `list_tasks` has in all."""
    wanted = _wanted(status, term_id, document_id).subquery()
    return session.scalar(select(func.count()).select_from(wanted)) or 0


def tasked_terms(session: Session) -> set[int]:
    """The terms that have an open task."""
    return set(session.scalars(select(TermTask.term_id).where(TermTask.status == "open").distinct()))


def settle_mended(session: Session, author: str, term_id: int | None = None) -> int:
    """Closes the open tasks whose text now keeps to the glossary, or has not the term any more, and returns how
    many; of one term where given. Commits."""
    author, _ = signature(author, "", needed=False)
    by_term: dict[int, list[TermTask]] = defaultdict(list)
    for task in session.scalars(_wanted("open", term_id, None).order_by(TermTask.id)):
        by_term[task.term_id].append(task)
    terms = {term.id: term for term in _terms(session, list(by_term))}
    mended: list[int] = []
    for number, tasks in by_term.items():
        texts = _texts(session, tasks)
        judged = violates(session, terms[number], [texts[task.id] for task in tasks])
        mended += [task.id for task, wrong in zip(tasks, judged, strict=True) if not wrong]
    for start in range(0, len(mended), _PORTION):
        portion = mended[start : start + _PORTION]
        settled = {"status": "done", "settled_by": author, "settled_at": now()}
        session.execute(update(TermTask).where(TermTask.id.in_(portion)).values(**settled))
    session.commit()
    return len(mended)


def dismiss_task(session: Session, task_id: int, author: str, reason: str) -> None:
    """Closes an open task whose text stays as it is; GlossaryError where the reason is empty or it is not open.
    Commits."""
    author, reason = signature(author, reason)
    task = session.get(TermTask, task_id)
    if task is None or task.status != "open":
        raise GlossaryError("This task is not open any more; look at the list again.", case="task_settled")
    task.status, task.settled_by, task.settled_at = "dismissed", author, now()
    task.reason = f"{task.reason} — {reason}" if task.reason else reason
    session.commit()


def _wanted(status: str, term_id: int | None, document_id: int | None) -> Select[TermTask]:
    wanted = select(TermTask).where(TermTask.status == status)
    if term_id is not None:
        wanted = wanted.where(TermTask.term_id == term_id)
    if document_id is not None:
        wanted = wanted.join(Segment).where(Segment.document_id == document_id)
    return wanted


def _tasks(session: Session, rows: Sequence[TermTask]) -> list[Task]:
    terms = {term.id: term for term in _terms(session, [row.term_id for row in rows])}
    texts = _texts(session, rows)
    return [
        Task(
            row.id,
            terms[row.term_id],
            texts[row.id],
            row.reason,
            cast(Literal["open", "done", "dismissed"], row.status),
            row.created_by,
            row.created_at,
            row.settled_by,
            row.settled_at,
        )
        for row in rows
    ]


def _terms(session: Session, ids: Sequence[int]) -> list[Term]:
    return select_terms(session, TermRow.id.in_(set(ids)))


def _texts(session: Session, rows: Sequence[TermTask]) -> dict[int, Text]:
    """The text of each task, by the task's id; the database removes a task together with its text."""
    texts: dict[tuple[bool, int], Text] = {}
    for start in range(0, len(rows), _PORTION):
        portion = rows[start : start + _PORTION]
        pairs = read_pairs(session, [row.pair_id for row in portion if row.pair_id is not None])
        segments = read_segments(session, [row.segment_id for row in portion if row.segment_id is not None])
        texts |= {(text.kind == "pair", text.id): text for text in (*pairs, *segments)}
    return {row.id: texts[row.pair_id is not None, row.pair_id or row.segment_id or 0] for row in rows}
