"""What the glossary page keeps between reruns: the term that is open, what came of the last change, the question
that waits for an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

import streamlit as st
from sqlalchemy.orm import Session

from glossary.errors import GlossaryError
from glossary.impact import EXAMINED, Impact, PlannedChange, assess
from glossary.terms import Term, TermStatus
from glossary.validation import clean, validate
from service.accounts import Person
from service.glossary_changes import Changed
from ui.failures import report, sentence
from ui.messages import Say
from ui.people import current_person
from ui.proposals import FormError
from ui.session import open_page_translator

View = Literal["browse", "term", "proposals", "conflicts", "candidates", "tasks", "exchange"]
VIEWS: tuple[View, ...] = ("browse", "term", "proposals", "conflicts", "candidates", "tasks", "exchange")
VIEW = "glossary_view"
_FEWEST = 200  # texts looked at for each of many changes
_SAVED = {TermStatus.PROPOSED: "term_saved_proposed", TermStatus.RETIRED: "term_saved_retired"}
Change = Callable[[Session, Person, bool], Changed]  # the last: whether tasks are to be made


@dataclass(slots=True)
class Question:
    """A change that waits for a yes, and what it would do; `place` is the panel that shows it."""

    place: str
    changes: tuple[PlannedChange, ...]
    impacts: tuple[Impact, ...]
    change: Change
    done: Callable[[], None]


@dataclass(slots=True)
class GlossaryDesk:
    """One session's work at the glossary."""

    term: int | None = None
    message: tuple[Literal["done", "lacking"], str] | None = None
    question: Question | None = None
    pending: dict[int, tuple[Term, dict[str, object]]] = field(default_factory=dict)  # in the grid, by term
    generation: int = 0  # of the grid's rows; a new one forgets what its cells were given
    signature: tuple[object, ...] = ()
    rows: tuple[tuple[Term, ...], list[dict[str, object]]] = ((), [])


def glossary_desk() -> GlossaryDesk:
    """This session's."""
    if "glossary_desk" not in st.session_state:
        st.session_state["glossary_desk"] = GlossaryDesk()
    return cast(GlossaryDesk, st.session_state["glossary_desk"])


def open_term(term_id: int | None) -> None:
    """Show this term in the term view."""
    desk = glossary_desk()
    desk.term, desk.message, desk.question = term_id, None, None
    st.session_state[VIEW] = "term"


def open_view(view: View) -> None:
    """Show this view."""
    desk = glossary_desk()
    desk.message = desk.question = None
    st.session_state[VIEW] = view


def carry_out(say: Say, work: Callable[[Session, Person], str]) -> bool:
    """Do the work and keep the sentence that it returns, or what it failed for; whether it succeeded."""
    desk = glossary_desk()
    try:
        with open_page_translator().sessions() as session:
            desk.message = ("done", work(session, current_person()))
    except FormError as error:
        desk.message = ("lacking", say(error.key, **error.values))
    except Exception as error:  # a person sees one sentence, the log the rest
        desk.message = ("lacking", report(error, say))
    else:
        return True
    return False


def typed_reason(key: str) -> str:
    """The reason in that field; FormError where there is none."""
    reason = str(st.session_state.get(key, "")).strip()
    if not reason:
        raise FormError("reason_missing")
    return reason


def ask(
    say: Say,
    place: str,
    planned: Callable[[Session], Sequence[PlannedChange]],
    change: Change,
    done: Callable[[], None] = lambda: None,
) -> None:
    """Find out what a change would do and let the panel ask for a yes; a FormError of `planned` is told."""
    desk = glossary_desk()
    desk.question = desk.message = None
    try:
        with open_page_translator().sessions() as session:
            changes = planned(session)
            _refuse_faults(changes, say)
            impacts = assess(session, changes, max(_FEWEST, EXAMINED // max(1, len(changes))))
    except FormError as error:
        desk.message = ("lacking", say(error.key, **error.values))
    except Exception as error:  # a person sees one sentence, the log the rest
        desk.message = ("lacking", report(error, say))
    else:
        desk.question = Question(place, tuple(changes), tuple(impacts), change, done)


def _refuse_faults(changes: Sequence[PlannedChange], say: Say) -> None:
    """Raises the first fault of a term as it would be; as a FormError that names the term where several change."""
    for term in (change.after for change in changes):
        if term is None or term.status is TermStatus.RETIRED:
            continue
        try:
            validate(clean(term))
        except GlossaryError as error:
            if len(changes) == 1:
                raise
            raise FormError("term_fault", term=term.zh, reason=sentence(error, say)) from error


def answer_yes(say: Say) -> None:
    """Make the change that was asked about."""
    desk = glossary_desk()
    question, desk.question = desk.question, None
    if question is None:
        return
    with_tasks = bool(st.session_state.get("glossary_with_tasks", False))

    def work(session: Session, person: Person) -> str:
        return changed_sentence(question.change(session, person, with_tasks), say)

    if carry_out(say, work):
        question.done()
    else:
        desk.question = question


def answer_no() -> None:
    """Leave everything as it is."""
    glossary_desk().question = None


def changed_sentence(changed: Changed, say: Say) -> str:
    """What came of a change: a proposal, or a term that is retired, is not what the next translation obeys."""
    statuses = {term.status for term in changed.terms}
    parts = [say(_SAVED.get(statuses.pop(), "term_changed") if len(statuses) == 1 else "term_changed")]
    if changed.opened:
        parts.append(say("tasks_opened", count=f"{changed.opened:,}"))
    if changed.settled:
        parts.append(say("tasks_settled", count=f"{changed.settled:,}"))
    return " ".join(parts)
