"""One term in full: its renderings by area side by side, a form, its history with undo, comments."""

from dataclasses import replace

import streamlit as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.tables import Comment
from glossary.history import term_before
from glossary.impact import PlannedChange
from glossary.lookup import related_terms, term_history
from glossary.store import load_term
from glossary.terms import Term, TermStatus
from glossary.workflow import TermEdit
from service import glossary_changes as changes
from service.accounts import Action, Person, may
from service.glossary_changes import Changed, Decision
from ui.failures import report
from ui.glossary_state import ask, carry_out, glossary_desk, open_view, typed_reason
from ui.governance_view import comment_html, side_by_side_html
from ui.impact_panel import show_question
from ui.messages import Say
from ui.proposals import FormError
from ui.render import literal
from ui.term_form import draw_form, form_key, typed_changes
from ui.term_view import event_html, term_html

_DECISIONS: dict[TermStatus, tuple[Decision, ...]] = {
    TermStatus.PROPOSED: ("approve", "reject"),
    TermStatus.APPROVED: ("retire",),
    TermStatus.RETIRED: ("restore",),
}
_AFTER = {
    "approve": TermStatus.APPROVED,
    "reject": TermStatus.RETIRED,
    "retire": TermStatus.RETIRED,
    "restore": TermStatus.APPROVED,
}
_NEW = Term(zh="", ja="")


def show_term(session: Session, person: Person, say: Say) -> None:
    """Draw the open term; an empty form for a new one where none is."""
    number = glossary_desk().term
    st.button(
        say("back_to_list"),
        key="glossary_back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=open_view,
        args=("browse",),
    )
    if number is None:
        _show_new(person, say)
        return
    try:
        term = load_term(session, number)
    except Exception as error:  # the database was exchanged, or the term came from a stale page
        st.warning(literal(report(error, say)))
        return
    st.html(term_html(term, say))
    related = related_terms(session, term)
    if related:
        st.html(f'<div class="hy-heading">{say("renderings_by_area")}</div>')
        st.html(side_by_side_html([term, *related], term, say))
    form, history, remarks = st.tabs([say("tab_term"), say("tab_history"), say("tab_comments")])
    with form:
        _show_form(session, person, term, say)
    with history:
        _show_history(session, person, term, say)
    with remarks:
        _show_comments(session, person, term, say)


def _show_form(session: Session, person: Person, term: Term, say: Say) -> None:
    editable = changes.may_edit(session, person, term)
    decisions = _DECISIONS[term.status] if may(person, Action.DECIDE_TERM) else ()
    if not editable:
        st.html(term_html(term, say, details=True))
        st.caption(say("term_read_only"))
        return
    draw_form(term, say)
    if show_question("term", say):
        return
    st.text_input(say("reason"), key=form_key(term, "reason"), persist_state="session")
    with st.container(horizontal=True, key="glossary_buttons"):
        st.button(say("save"), type="primary", key="glossary_save", on_click=_ask_edit, args=(term, say))
        for decision in decisions:
            st.button(say(decision), key=f"glossary_{decision}", on_click=_ask_decision, args=(term, decision, say))


def _ask_edit(term: Term, say: Say) -> None:
    reason = form_key(term, "reason")

    def planned(_: Session) -> list[PlannedChange]:
        typed_reason(reason)
        typed = typed_changes(term)
        if not typed:
            raise FormError("no_change")
        return [PlannedChange(term, replace(term, **typed))]  # type: ignore[arg-type]  # by field

    def change(session: Session, person: Person, with_tasks: bool) -> Changed:
        edits = [TermEdit(_id(term), typed_changes(term), expected=term)]
        return changes.edit(session, person, edits, typed_reason(reason), with_tasks)

    ask(say, "term", planned, change, lambda: _clear(reason))


def _ask_decision(term: Term, decision: Decision, say: Say) -> None:
    reason = form_key(term, "reason")

    def planned(_: Session) -> list[PlannedChange]:
        typed_reason(reason)
        return [PlannedChange(term, replace(term, status=_AFTER[decision]))]

    def change(session: Session, person: Person, with_tasks: bool) -> Changed:
        return changes.decide(session, person, decision, _id(term), typed_reason(reason), term, with_tasks)

    ask(say, "term", planned, change, lambda: _clear(reason))


def _clear(key: str) -> None:
    st.session_state[key] = ""


def _show_new(person: Person, say: Say) -> None:
    st.html(f'<div class="hy-title">{say("new_term")}</div>')
    draw_form(_NEW, say)
    if show_question("new", say):
        return
    st.text_input(say("reason"), key=form_key(_NEW, "reason"), persist_state="session")
    with st.container(horizontal=True, key="glossary_new_buttons"):
        if may(person, Action.DECIDE_TERM):
            st.button(say("term_add"), type="primary", key="glossary_add", on_click=_ask_new, args=(True, say))
        st.button(say("term_propose"), key="glossary_propose", on_click=_ask_new, args=(False, say))


def _ask_new(approved: bool, say: Say) -> None:
    reason = form_key(_NEW, "reason")
    status = TermStatus.APPROVED if approved else TermStatus.PROPOSED

    def typed() -> Term:
        term = replace(_NEW, **typed_changes(_NEW), status=status)  # type: ignore[arg-type]  # by field
        if not term.zh or not term.ja:
            raise FormError("term_blank")
        return term

    def planned(_: Session) -> list[PlannedChange]:
        typed_reason(reason)
        return [PlannedChange(None, typed())]

    def change(session: Session, person: Person, with_tasks: bool) -> Changed:
        if approved:
            return changes.add(session, person, typed(), typed_reason(reason), with_tasks)
        return Changed((changes.propose(session, person, typed(), typed_reason(reason)),))

    def done() -> None:
        for key in [key for key in st.session_state if str(key).startswith("glossary_form_new_")]:
            del st.session_state[key]

    ask(say, "new", planned, change, done)


def _show_history(session: Session, person: Person, term: Term, say: Say) -> None:
    events = term_history(session, _id(term))
    if not events:
        st.caption(say("history_none"))
        return
    undoing = may(person, Action.EDIT_TERM) and may(person, Action.DECIDE_TERM)
    if show_question("history", say):
        undoing = False
    elif undoing:
        st.text_input(say("reason_undo"), key=form_key(term, "undo"), persist_state="session")
    for event in reversed(events):
        left, right = st.columns([5, 1], vertical_alignment="center")
        left.html(event_html(event, say))
        if undoing and event.before != event.after:
            right.button(
                say("undo"),
                key=f"undo_{event.id}",
                icon=":material/undo:",
                help=say("undo_help"),
                width="stretch",
                on_click=_ask_undo,
                args=(term, event.id, say),
            )


def _ask_undo(term: Term, event_id: int, say: Say) -> None:
    reason = form_key(term, "undo")

    def planned(session: Session) -> list[PlannedChange]:
        typed_reason(reason)
        former = term_before(session, _id(term), event_id)
        if former == term:
            raise FormError("undo_nothing")
        return [PlannedChange(term, former)]

    def change(session: Session, person: Person, with_tasks: bool) -> Changed:
        return changes.revert(session, person, _id(term), event_id, typed_reason(reason), term, with_tasks)

    ask(say, "history", planned, change, lambda: _clear(reason))


def _show_comments(session: Session, person: Person, term: Term, say: Say) -> None:
    rows = session.scalars(select(Comment).where(Comment.term_id == term.id).order_by(Comment.id)).all()
    if not rows:
        st.caption(say("comments_none"))
    for row in rows:
        st.html(comment_html(row.author, f"{row.created_at.astimezone():%Y-%m-%d %H:%M}", row.text))
    key = form_key(term, "comment")
    st.text_area(say("comment"), key=key, height=90, persist_state="session")
    st.button(
        say("comment_add"),
        key="glossary_comment",
        icon=":material/add_comment:",
        on_click=_comment,
        args=(term, key, say),
    )


def _comment(term: Term, key: str, say: Say) -> None:
    def work(session: Session, person: Person) -> str:
        changes.comment(session, person, _id(term), st.session_state[key])
        return say("comment_added")

    if carry_out(say, work):
        _clear(key)


def _id(term: Term) -> int:
    assert term.id is not None  # it came from the database
    return term.id
