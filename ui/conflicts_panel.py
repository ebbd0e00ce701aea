"""Terms that contradict one another, with a button for each way out, and those that do so on purpose."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from sqlalchemy.orm import Session

from corpus.languages import Area
from glossary.accepted_conflicts import Acceptance, divide_conflicts
from glossary.conflicts import Conflict, find_conflicts
from glossary.resolution import Resolution, resolutions
from glossary.store import glossary_version
from service.accounts import Action, Person, may
from service.glossary_changes import accept_conflict, reopen_conflict, settle_conflict
from ui.glossary_state import carry_out, changed_sentence, open_term, typed_reason
from ui.governance_view import acceptance_html, conflict_html, resolution_label
from ui.messages import Say

_SHOWN = 20
_REASON = "conflict_reason"


def show_conflicts(session: Session, person: Person, say: Say) -> None:
    """Draw the conflicts, for a reviewer to settle or to accept with a reason, and below those that were accepted."""
    divided = divide_conflicts(session, _found(str(session.get_bind().engine.url), glossary_version(session), session))
    found, settling = divided.open, may(person, Action.EDIT_TERM) and may(person, Action.DECIDE_TERM)
    st.caption(say("conflicts_count", count=f"{len(found):,}") if found else say("conflicts_none"))
    if settling and (found or divided.accepted):
        st.text_input(say("reason"), key=_REASON, placeholder=say("conflict_reason_hint"), persist_state="session")
    for place, conflict in enumerate(found[:_SHOWN]):
        with st.container(key=f"row_conflict_{place}"):
            st.html(conflict_html(conflict, say))
            _show_ways(place, conflict, settling, say)
    if len(found) > _SHOWN:
        st.caption(say("list_more", count=f"{len(found) - _SHOWN:,}"))
    if divided.accepted:
        _show_accepted(divided.accepted, settling, say)


@st.cache_data(show_spinner=False, max_entries=2)
def _found(database: str, version: str, _session: Session) -> list[Conflict]:
    """The conflicts, looked for again when the glossary has changed."""
    return find_conflicts(_session)


def _show_ways(place: int, conflict: Conflict, settling: bool, say: Say) -> None:
    with st.container(horizontal=True, key=f"conflict_ways_{place}", vertical_alignment="bottom"):
        ways = resolutions(conflict) if settling else []
        for number, way in enumerate(ways):
            if way.kind != "restrict":
                st.button(
                    resolution_label(conflict, way, say),
                    key=f"resolve_{place}_{number}",
                    on_click=_settle,
                    args=(conflict, way, say),
                )
        if settling:
            st.button(
                say("conflict_accept"),
                key=f"conflict_accept_{place}",
                icon=":material/check:",
                help=say("conflict_accept_help"),
                on_click=_accept,
                args=(conflict, say),
            )
        for term in conflict.terms:
            st.button(
                f"{term.zh} → {term.ja}",
                key=f"conflict_term_{place}_{term.id}",
                type="tertiary",
                icon=":material/open_in_new:",
                help=say("open_term"),
                on_click=open_term,
                args=(term.id,),
            )
    restricting = [(number, way) for number, way in enumerate(ways) if way.kind == "restrict"]
    if restricting:
        with st.container(horizontal=True, key=f"conflict_areas_{place}", vertical_alignment="bottom"):
            st.selectbox(
                say("area"),
                [area.value for area in Area],
                format_func=lambda area: say(f"area_{area}"),
                key=f"conflict_area_{place}",
                label_visibility="collapsed",
                width=180,
            )
            for number, way in restricting:
                st.button(
                    resolution_label(conflict, way, say),
                    key=f"resolve_{place}_{number}",
                    on_click=_restrict,
                    args=(place, conflict, way, say),
                )


def _show_accepted(accepted: Sequence[Acceptance], settling: bool, say: Say) -> None:
    """The conflicts that are meant, each with who says so and why."""
    with st.expander(say("conflicts_accepted", count=f"{len(accepted):,}"), icon=":material/check:"):
        for place, one in enumerate(accepted):
            with st.container(key=f"row_accepted_{place}"):
                st.html(acceptance_html(one, say))
                if settling:
                    st.button(
                        say("conflict_reopen"),
                        key=f"conflict_reopen_{place}",
                        help=say("conflict_reopen_help"),
                        on_click=_reopen,
                        args=(one.conflict, say),
                    )


def _accept(conflict: Conflict, say: Say) -> None:
    def work(session: Session, person: Person) -> str:
        accept_conflict(session, person, conflict, typed_reason(_REASON))
        return say("conflict_accepted_now", text=conflict.text)

    if carry_out(say, work):
        st.session_state[_REASON] = ""


def _reopen(conflict: Conflict, say: Say) -> None:
    def work(session: Session, person: Person) -> str:
        reopen_conflict(session, person, conflict, typed_reason(_REASON))
        return say("conflict_reopened_now", text=conflict.text)

    if carry_out(say, work):
        st.session_state[_REASON] = ""


def _restrict(place: int, conflict: Conflict, way: Resolution, say: Say) -> None:
    _settle(conflict, replace(way, area=st.session_state[f"conflict_area_{place}"]), say)


def _settle(conflict: Conflict, way: Resolution, say: Say) -> None:
    reason = str(st.session_state.get(_REASON, "")).strip() or say("conflict_reason_default", text=conflict.text)

    def work(session: Session, person: Person) -> str:
        changed = settle_conflict(session, person, conflict, way, reason)
        return f"{changed_sentence(changed, say)} {say('conflict_undo')}"

    carry_out(say, work)
