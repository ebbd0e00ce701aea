"""Browsing: a page of terms with search and filters, to be opened, or edited in place and saved with one reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from glossary.impact import PlannedChange
from glossary.lookup import TermPage, list_terms
from glossary.store import glossary_version
from glossary.terms import Term, TermStatus
from glossary.usage import texts_version, unused_terms
from glossary.workflow import TermEdit
from service.accounts import Action, Person, may
from service.glossary_changes import Changed, edit
from ui.glossary_edits import COLUMNS, collect, row_of
from ui.glossary_state import ask, glossary_desk, open_term, typed_reason
from ui.governance_view import changes_html
from ui.impact_panel import show_question
from ui.messages import Say
from ui.proposals import FormError
from ui.session import AREAS
from ui.term_view import FIELD_KEYS

SIZES = (50, 100, 200, 500)
RECENT = timedelta(days=7)
_STATUSES = ("", *(status.value for status in TermStatus))
_SHOWS = ("all", "changed", "noted", "unused")
_HEIGHT, _ROW = 560, 33  # pixels; of the whole table at most, and of a row as the grid draws it
_REASON = "glossary_grid_reason"


def show_grid(session: Session, person: Person, say: Say) -> None:
    """Draw the filters, the page of terms, and what is to be saved."""
    page, signature = _search(session, say)
    editing = may(person, Action.EDIT_TERM) and bool(st.session_state.get("glossary_editing"))
    _show_heading(page, person, say)
    if not page.terms:
        st.caption(say("glossary_none"))
    elif editing:
        _show_editor(page.terms, signature, say)
    else:
        _show_table(page.terms, say)
    _show_pager(page.total, say)
    _show_pending(say)


def _search(session: Session, say: Say) -> tuple[TermPage, tuple[object, ...]]:
    """The page that the filters ask for, and what it depends on."""
    with st.container(horizontal=True, key="glossary_filters", vertical_alignment="bottom"):
        text = st.text_input(
            say("glossary_search"),
            key="glossary_search",
            placeholder=say("glossary_search_placeholder"),
            persist_state="session",
            icon=":material/search:",
            label_visibility="collapsed",
            width="stretch",
            on_change=_first_page,
        )
        area = _choice("area", AREAS, lambda area: say(f"area_{area or 'any'}"), say)
        status = _choice("status", _STATUSES, lambda status: say(f"status_{status or 'any'}"), say)
        shown = _choice("show", _SHOWS, lambda shown: say(f"glossary_show_{shown}"), say)
    size = st.session_state.setdefault("glossary_size", SIZES[1])
    number = st.session_state.setdefault("glossary_number", 1)
    version = glossary_version(session)
    page = list_terms(
        session,
        text=text,
        area=area or None,
        statuses=(TermStatus(status),) if status else tuple(TermStatus),
        changed_since=datetime.now(UTC) - RECENT if shown == "changed" else None,
        noted=shown == "noted",
        ids=_unused(str(session.get_bind().engine.url), version, texts_version(session), session)
        if shown == "unused"
        else None,
        order="changed" if shown == "changed" else "shortest" if text.strip() else "entered",
        offset=(number - 1) * size,
        limit=size,
    )
    if not page.terms and page.total:
        st.session_state["glossary_number"] = 1
        st.rerun()
    return page, (text, area, status, shown, size, number, version)


def _choice(name: str, options: Sequence[str], named: Any, say: Say) -> str:
    chosen: str = st.selectbox(
        say(name if name != "show" else "glossary_show"),
        options,
        format_func=named,
        key=f"glossary_{name}",
        persist_state="session",
        label_visibility="collapsed",
        width=165,
        on_change=_first_page,
    )
    return chosen


def _first_page() -> None:
    st.session_state["glossary_number"] = 1


@st.cache_data(show_spinner=False, max_entries=4)
def _unused(database: str, version: str, texts: str, _session: Session) -> frozenset[int]:
    """The unused terms, read anew when the glossary or the texts change."""
    return frozenset(unused_terms(_session))


def _show_heading(page: TermPage, person: Person, say: Say) -> None:
    with st.container(horizontal=True, key="glossary_heading", vertical_alignment="center"):
        st.caption(say("glossary_count", count=f"{page.total:,}"), width="content")
        st.space("stretch")
        if may(person, Action.EDIT_TERM):
            st.toggle(say("glossary_editing"), key="glossary_editing", persist_state="session")
        st.button(say("new_term"), key="glossary_new", icon=":material/add:", on_click=open_term, args=(None,))


def _columns(say: Say) -> dict[str, Any]:
    columns: dict[str, Any] = {
        name: st.column_config.TextColumn(say(FIELD_KEYS[name]), width="medium" if name in ("zh", "ja") else None)
        for name in COLUMNS
    }
    columns["area"] = st.column_config.SelectboxColumn(
        say("area"), options=list(AREAS), format_func=lambda area: say(f"area_{area or 'any'}"), required=False
    )
    return columns


def _height(rows: int) -> int:
    return min(_HEIGHT, _ROW * rows + 36)


def _show_table(terms: Sequence[Term], say: Say) -> None:
    rows = [row_of(term, say) for term in terms]
    shown = [{**row, "area": say(f"area_{row['area'] or 'any'}")} for row in rows]
    columns = _columns(say) | {"area": st.column_config.TextColumn(say("area"))}
    key = f"glossary_table_{hash(tuple(term.id for term in terms))}"

    def chosen() -> None:
        places = st.session_state[key]["selection"]["rows"]
        if places:
            open_term(terms[places[0]].id)

    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        height=_height(len(rows)),
        column_config=columns,
        column_order=COLUMNS,
        on_select=chosen,
        selection_mode="single-row",
        placeholder="",
        alt=say("glossary_table"),
    )
    st.caption(say("glossary_open_hint"))


def _show_editor(terms: Sequence[Term], signature: tuple[object, ...], say: Say) -> None:
    desk = glossary_desk()
    if desk.signature != (*signature, say("area")):
        # Other rows, or the same ones changed by somebody: what was typed so far is laid over them.
        desk.signature = (*signature, say("area"))
        desk.generation += 1
        known = {number: changes for number, (_, changes) in desk.pending.items()}
        desk.rows = (tuple(terms), [row_of(term, say, known.get(term.id or 0)) for term in terms])
    fixed, rows = desk.rows
    key = f"glossary_editor_{desk.generation}"
    st.data_editor(
        rows,
        key=key,
        hide_index=True,
        height=_height(len(rows)),
        column_config=_columns(say),
        column_order=COLUMNS,
        disabled=["status"],
        num_rows="fixed",
        placeholder="",
        alt=say("glossary_table"),
    )
    desk.pending = collect(fixed, rows, st.session_state[key]["edited_rows"], desk.pending)
    st.caption(say("glossary_edit_hint"))


def _show_pager(total: int, say: Say) -> None:
    size = st.session_state["glossary_size"]
    pages = max(1, -(-total // size))
    if total <= SIZES[0]:
        return
    with st.container(horizontal=True, key="glossary_pager", vertical_alignment="center"):
        number = st.session_state["glossary_number"]
        st.button(
            say("page_before"),
            key="glossary_before",
            icon=":material/chevron_left:",
            disabled=number <= 1,
            on_click=_turn,
            args=(-1,),
        )
        st.caption(say("page_number", number=f"{number:,}", pages=f"{pages:,}"), width="content")
        st.button(
            say("page_after"),
            key="glossary_after",
            icon=":material/chevron_right:",
            disabled=number >= pages,
            on_click=_turn,
            args=(1,),
        )
        st.space("stretch")
        st.selectbox(
            say("page_size"),
            SIZES,
            format_func=lambda size: say("page_rows", count=size),
            key="glossary_size",
            persist_state="session",
            label_visibility="collapsed",
            width=140,
            on_change=_first_page,
        )


def _turn(step: int) -> None:
    st.session_state["glossary_number"] += step


def _show_pending(say: Say) -> None:
    """What was typed into rows and is not saved, and the way to save it."""
    desk = glossary_desk()
    if not desk.pending:
        return
    st.html(f'<div class="hy-heading">{say("pending_count", count=len(desk.pending))}</div>')
    if show_question("grid", say):
        return
    st.html(changes_html(_planned(), say))
    st.text_input(say("reason"), key=_REASON, persist_state="session")
    with st.container(horizontal=True, key="glossary_pending"):
        st.button(say("save"), type="primary", key="glossary_save_all", on_click=_ask, args=(say,))
        st.button(say("pending_discard"), key="glossary_discard", on_click=_forget)


def _planned() -> list[PlannedChange]:
    return [
        PlannedChange(term, replace(term, **changes))  # type: ignore[arg-type]  # by field
        for term, changes in glossary_desk().pending.values()
    ]


def _ask(say: Say) -> None:
    pending = dict(glossary_desk().pending)

    def planned(_: Session) -> list[PlannedChange]:
        typed_reason(_REASON)
        if not pending:
            raise FormError("no_change")
        return _planned()

    def change(session: Session, person: Person, with_tasks: bool) -> Changed:
        edits = [TermEdit(number, changes, expected=term) for number, (term, changes) in pending.items()]
        return edit(session, person, edits, typed_reason(_REASON), with_tasks)

    ask(say, "grid", planned, change, _saved)


def _saved() -> None:
    _forget()
    st.session_state[_REASON] = ""


def _forget() -> None:
    desk = glossary_desk()
    desk.pending, desk.question, desk.signature = {}, None, ()
