"""The queue of proposed terms, each to be approved or rejected with a reason."""

from dataclasses import replace

import streamlit as st
from sqlalchemy.orm import Session

from glossary.impact import PlannedChange
from glossary.lookup import list_terms, related_terms, term_history
from glossary.terms import Term, TermStatus
from service.accounts import Action, Person, may
from service.glossary_changes import Changed, Decision, decide
from ui.glossary_state import ask, open_term, typed_reason
from ui.governance_view import side_by_side_html
from ui.impact_panel import show_question
from ui.messages import Say
from ui.term_view import term_html

_SHOWN = 20


def show_proposals(session: Session, person: Person, say: Say) -> None:
    """Draw the proposals, oldest first."""
    page = list_terms(session, statuses=(TermStatus.PROPOSED,), limit=_SHOWN)
    if not page.terms:
        st.caption(say("proposals_none"))
        return
    deciding = may(person, Action.DECIDE_TERM)
    if not deciding:
        st.caption(say("proposals_wait"))
    for term in page.terms:
        with st.container(key=f"row_proposal_{term.id}"):
            _show_proposal(session, term, deciding, say)
    if page.total > _SHOWN:
        st.caption(say("list_more", count=f"{page.total - _SHOWN:,}"))


def _show_proposal(session: Session, term: Term, deciding: bool, say: Say) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(term_html(term, say))
        first = term_history(session, term.id or 0)[:1]
        for event in first:
            when = f"{event.at.astimezone():%Y-%m-%d %H:%M}"
            st.caption(" · ".join(part for part in (event.author, when, event.reason) if part))
        st.html(term_html(term, say, details=True))
        if related := related_terms(session, term):
            st.html(side_by_side_html([term, *related], term, say))
    with right:
        if show_question(f"proposal {term.id}", say):
            return
        if deciding:
            st.text_input(say("reason"), key=_reason(term), persist_state="session")
        with st.container(horizontal=True, key=f"proposal_buttons_{term.id}"):
            if deciding:
                st.button(
                    say("approve"),
                    type="primary",
                    key=f"approve_{term.id}",
                    icon=":material/check:",
                    on_click=_ask,
                    args=(term, "approve", say),
                )
                st.button(
                    say("reject"),
                    key=f"reject_{term.id}",
                    icon=":material/close:",
                    on_click=_ask,
                    args=(term, "reject", say),
                )
            st.button(say("open_term"), key=f"open_{term.id}", type="tertiary", on_click=open_term, args=(term.id,))


def _ask(term: Term, decision: Decision, say: Say) -> None:
    status = TermStatus.APPROVED if decision == "approve" else TermStatus.RETIRED

    def planned(_: Session) -> list[PlannedChange]:
        typed_reason(_reason(term))
        return [PlannedChange(term, replace(term, status=status))]

    def change(session: Session, person: Person, with_tasks: bool) -> Changed:
        return decide(session, person, decision, term.id or 0, typed_reason(_reason(term)), term, with_tasks)

    ask(say, f"proposal {term.id}", planned, change)


def _reason(term: Term) -> str:
    return f"proposal_reason_{term.id}"
