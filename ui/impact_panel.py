"""The question before a change of the glossary: what it would do to texts, and whether to make it."""

import streamlit as st

from ui.glossary_state import answer_no, answer_yes, glossary_desk
from ui.governance_view import changes_html, impact_html
from ui.messages import Say
from ui.render import literal


def show_question(place: str, say: Say) -> bool:
    """Draw the question that this panel asked; whether there is one."""
    question = glossary_desk().question
    if question is None or question.place != place:
        return False
    with st.container(key="panel_glossary_question"):
        if changed := changes_html(question.changes, say):  # a new term has no former state
            st.html(changed)
        if question.impacts:
            st.html(impact_html(question.impacts, say))
        wrong = sum(impact.newly_violated for impact in question.impacts)
        if wrong:
            st.session_state.setdefault("glossary_with_tasks", True)
            more = "≥ " if any(impact.at_least for impact in question.impacts) else ""
            st.checkbox(say("impact_tasks", count=f"{more}{wrong:,}"), key="glossary_with_tasks")
        else:
            st.session_state.pop("glossary_with_tasks", None)
        with st.container(horizontal=True, key="glossary_question"):
            st.button(say("glossary_confirm"), type="primary", key="glossary_confirm", on_click=answer_yes, args=(say,))
            st.button(say("confirm_cancel"), key="glossary_cancel", on_click=answer_no)
    return True


def show_message() -> None:
    """Draw what came of the last change."""
    message = glossary_desk().message
    if message is not None:
        with st.container(key="glossary_message"):  # stays in sight, however far down the button was
            (st.success if message[0] == "done" else st.warning)(literal(message[1]))
