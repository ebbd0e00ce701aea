"""The glossary page: browse and edit, one term in full, proposals, conflicts, candidates, tasks, files."""

from collections.abc import Callable

import streamlit as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.tables import TermRow
from glossary.tasks import count_tasks
from glossary.terms import TermStatus
from service.accounts import Person
from ui.candidates_panel import show_candidates
from ui.conflicts_panel import show_conflicts
from ui.exchange_panel import show_exchange
from ui.glossary_grid import show_grid
from ui.glossary_state import VIEW, VIEWS, View, open_view
from ui.impact_panel import show_message
from ui.messages import Say
from ui.people import current_person
from ui.proposals_panel import show_proposals
from ui.session import open_page_translator
from ui.tasks_panel import show_tasks
from ui.term_panel import show_term

_PANELS: dict[View, Callable[[Session, Person, Say], None]] = {
    "browse": show_grid,
    "term": show_term,
    "proposals": show_proposals,
    "conflicts": show_conflicts,
    "candidates": show_candidates,
    "tasks": show_tasks,
    "exchange": show_exchange,
}


def show(say: Say) -> None:
    """Draw the choice of views and the one that was chosen."""
    person = current_person()
    with open_page_translator().sessions() as session:
        view = _choose_view(session, say)
        show_message()
        with st.container(key="glossary_page"):
            _PANELS[view](session, person, say)


def _choose_view(session: Session, say: Say) -> View:
    proposed = select(func.count(TermRow.id)).where(TermRow.status == TermStatus.PROPOSED.value)
    waiting = {"proposals": session.scalar(proposed) or 0, "tasks": count_tasks(session)}

    def label(view: View) -> str:
        count = waiting.get(view, 0)
        return say(f"view_{view}") + (f" ({count:,})" if count else "")

    st.session_state.setdefault(VIEW, VIEWS[0])
    view = st.segmented_control(
        say("page_glossary"),
        VIEWS,
        format_func=label,
        key=VIEW,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
        on_change=_moved,
    )
    return view or VIEWS[0]


def _moved() -> None:
    open_view(st.session_state[VIEW])
