"""The glossary page: browse and edit, one term in full, proposals, conflicts, candidates, tasks, files."""

import streamlit as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.tables import TermRow
from glossary.tasks import count_tasks
from glossary.terms import TermStatus
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


def show(say: Say) -> None:
    """Draw the choice of views and the one that was chosen."""
    person = current_person()
    with open_page_translator().sessions() as session:
        view = _choose_view(session, say)
        show_message()
        if view == "term":
            show_term(session, person, say)
        elif view == "proposals":
            show_proposals(session, person, say)
        elif view == "conflicts":
            show_conflicts(session, person, say)
        elif view == "candidates":
            show_candidates(session, person, say)
        elif view == "tasks":
            show_tasks(session, person, say)
        elif view == "exchange":
            show_exchange(session, person, say)
        else:
            show_grid(session, person, say)


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
