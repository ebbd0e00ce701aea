"""Every change of the glossary that a person makes: whether they may, the change, and what follows from it.

What follows: tasks for the texts that the change made wrong, where they are wanted, and the tasks that it settles.
A translator proposes, and edits their own proposal as long as it is one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.orm import Session

from corpus.tables import Comment
from glossary import accepted_conflicts, candidates, tasks, workflow
from glossary.conflicts import Conflict
from glossary.exchange import ImportGroup, TermImportReport, apply_import
from glossary.history import revert_term, term_before
from glossary.impact import Impact, PlannedChange, assess
from glossary.lookup import term_history
from glossary.resolution import Resolution, resolve
from glossary.store import load_term
from glossary.terms import Term, TermStatus
from glossary.workflow import TermEdit, change_terms
from service.accounts import Action, Person, may, require
from service.errors import ServiceError
from service.workbench.inspection import reinspect

Decision = Literal["approve", "reject", "retire", "restore"]
TASKED = 50_000  # texts of a kind that are looked at for tasks: all of them, in any corpus of this size
COMMENT_LENGTH = 2_000
_OUTCOMES: dict[Decision, tuple[str, TermStatus]] = {
    "approve": ("approved", TermStatus.APPROVED),
    "reject": ("rejected", TermStatus.RETIRED),
    "retire": ("retired", TermStatus.RETIRED),
    "restore": ("restored", TermStatus.APPROVED),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """The terms as they are now, the number of tasks that were opened and of those that the change settled."""

    terms: tuple[Term, ...]
    opened: int = 0
    settled: int = 0


def propose(session: Session, person: Person, term: Term, reason: str = "") -> Term:
    """The term as proposed."""
    require(person, Action.PROPOSE_TERM)
    return workflow.propose_term(session, term, person.name, reason)


def add(session: Session, person: Person, term: Term, reason: str, with_tasks: bool = False) -> Changed:
    """The term as added and approved at once."""
    require(person, Action.DECIDE_TERM)
    impacts = _impacts(session, [PlannedChange(None, replace(term, status=TermStatus.APPROVED))], with_tasks)
    added = workflow.add_term(session, term, person.name, reason)
    return _follow(session, person, [], [added], impacts, reason)


def may_edit(session: Session, person: Person, term: Term) -> bool:
    """Whether the person may edit this term: a reviewer any, everybody their own proposal while it is one."""
    if may(person, Action.EDIT_TERM):
        return True
    if term.status is not TermStatus.PROPOSED or term.id is None or not may(person, Action.PROPOSE_TERM):
        return False
    first = term_history(session, term.id)[:1]
    return bool(first) and first[0].action == "proposed" and first[0].author == person.name


def edit(session: Session, person: Person, edits: Sequence[TermEdit], reason: str, with_tasks: bool = False) -> Changed:
    """The terms as edited, all or none, with one reason."""
    if not may(person, Action.PROPOSE_TERM):  # whoever proposes may edit some, which only the terms themselves tell
        require(person, Action.EDIT_TERM)
    former = [load_term(session, one.term_id) for one in edits]
    if not all(may_edit(session, person, term) for term in former):
        require(person, Action.EDIT_TERM)
    if any(one.action != "edited" or "status" in one.changes for one in edits):
        raise ServiceError("An edit does not change a term's status; decide on it instead.")
    planned = [planned_edit(term, one.changes) for term, one in zip(former, edits, strict=True)]
    impacts = _impacts(session, planned, with_tasks)
    changed = change_terms(session, edits, person.name, reason)
    return _follow(session, person, former, changed, impacts, reason)


def decide(
    session: Session,
    person: Person,
    decision: Decision,
    term_id: int,
    reason: str,
    expected: Term | None = None,
    with_tasks: bool = False,
) -> Changed:
    """The term approved, rejected, retired or restored."""
    require(person, Action.DECIDE_TERM)
    action, status = _OUTCOMES[decision]
    before = load_term(session, term_id)
    impacts = _impacts(session, [PlannedChange(before, replace(before, status=status))], with_tasks)
    changed = change_terms(session, [TermEdit(term_id, {"status": status}, action, expected)], person.name, reason)
    return _follow(session, person, [before], changed, impacts, reason)


def revert(
    session: Session,
    person: Person,
    term_id: int,
    event_id: int,
    reason: str,
    expected: Term | None = None,
    with_tasks: bool = False,
) -> Changed:
    """The term as it was before that event of its history."""
    require(person, Action.EDIT_TERM)
    before, former = load_term(session, term_id), term_before(session, term_id, event_id)
    if before.status is not former.status:
        require(person, Action.DECIDE_TERM)
    impacts = _impacts(session, [PlannedChange(before, former)], with_tasks)
    reverted = revert_term(session, term_id, event_id, person.name, reason, expected)
    return _follow(session, person, [before], [reverted], impacts, reason)


def settle_conflict(session: Session, person: Person, conflict: Conflict, chosen: Resolution, reason: str) -> Changed:
    """The terms that this way out of the conflict changed."""
    require(person, Action.EDIT_TERM)
    require(person, Action.DECIDE_TERM)
    changed = resolve(session, conflict, chosen, person.name, reason)
    return _follow(session, person, conflict.terms, changed, [], reason)


def accept_conflict(session: Session, person: Person, conflict: Conflict, reason: str) -> None:
    """Takes the conflict off the list, as one that is meant."""
    require(person, Action.EDIT_TERM)
    require(person, Action.DECIDE_TERM)
    accepted_conflicts.accept_conflict(session, conflict, person.name, reason)


def reopen_conflict(session: Session, person: Person, conflict: Conflict, reason: str) -> None:
    """Puts a conflict that was accepted back on the list."""
    require(person, Action.EDIT_TERM)
    require(person, Action.DECIDE_TERM)
    accepted_conflicts.reopen_conflict(session, conflict, person.name, reason)


def import_file(
    session: Session,
    person: Person,
    path: Path | str,
    reason: str,
    groups: Collection[ImportGroup],
    version: str = "",
) -> TermImportReport:
    """What became of the terms of the file, of which these groups were taken."""
    require(person, Action.IMPORT_TERMS)
    report = apply_import(session, path, person.name, reason, groups, version)
    _after_change(session, person, [*report.additions, *(term for pair in report.changes for term in pair)])
    return report


def accept_candidate(session: Session, person: Person, term: Term, reason: str) -> Term:
    """The candidate as a term: approved where the person may decide, proposed otherwise."""
    if may(person, Action.DECIDE_TERM):
        return add(session, person, term, reason).terms[0]
    return propose(session, person, term, reason)


def dismiss_candidate(session: Session, person: Person, zh: str, ja: str) -> None:
    """Sees to it that the candidate is not proposed again."""
    require(person, Action.DISMISS_CANDIDATE)
    candidates.dismiss_candidate(session, zh, ja, person.name)


def readmit_candidate(session: Session, person: Person, zh: str, ja: str) -> None:
    """Takes the dismissal of a candidate back."""
    require(person, Action.DISMISS_CANDIDATE)
    candidates.readmit_candidate(session, zh, ja)


def dismiss_task(session: Session, person: Person, task_id: int, reason: str) -> None:
    """Closes a task whose text stays as it is."""
    require(person, Action.SETTLE_TASK)
    tasks.dismiss_task(session, task_id, person.name, reason)


def settle_mended(session: Session, person: Person) -> int:
    """Closes the tasks whose texts keep to the glossary now, and returns how many."""
    require(person, Action.SETTLE_TASK)
    return tasks.settle_mended(session, person.name)


def comment(session: Session, person: Person, term_id: int, text: str) -> None:
    """Adds the person's remark to a term."""
    require(person, Action.COMMENT)
    text = text.strip()
    if not text or len(text) > COMMENT_LENGTH:
        raise ServiceError(
            f"A comment has 1 to {COMMENT_LENGTH:,} characters; write or shorten it.",
            case="comment_length",
            limit=COMMENT_LENGTH,
        )
    load_term(session, term_id)
    session.add(Comment(term_id=term_id, author=person.name, text=text))
    session.commit()


def planned_edit(term: Term, changes: Mapping[str, Any]) -> PlannedChange:
    """The edit of a term, for `glossary.impact.assess`."""
    return PlannedChange(term, replace(term, **changes))


def _impacts(session: Session, changes: Sequence[PlannedChange], wanted: bool) -> list[Impact]:
    return assess(session, changes, TASKED) if wanted else []


def _follow(
    session: Session,
    person: Person,
    former: Sequence[Term],
    changed: Sequence[Term],
    impacts: Sequence[Impact],
    reason: str,
) -> Changed:
    """What follows from a change, once it is made."""
    opened = 0
    for term, impact in zip(changed, impacts, strict=False):
        if term.id is not None:
            opened += tasks.create_tasks(session, impact, term.id, person.name, reason)
    return Changed(tuple(changed), opened, _after_change(session, person, [*former, *changed]))


def _after_change(session: Session, person: Person, terms: Sequence[Term]) -> int:
    """What follows from any change of the glossary; `terms` are the ones concerned, as they were and as they are.

    The warnings of open segments that have one of them are refreshed. Returns the number of tasks that it settled.
    """
    reinspect(session, term=terms)
    tasked = tasks.tasked_terms(session) & {term.id for term in terms}
    return sum(tasks.settle_mended(session, person.name, number) for number in tasked)
