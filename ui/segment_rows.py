"""The rows of the translate page: a segment, its translation and what can be done with them."""

from math import ceil

import streamlit as st

from ui.messages import Say
from ui.people import leave_if_signed_out
from ui.render import (
    copy_button,
    memory_html,
    meta_html,
    notices_html,
    numbered_html,
    percent,
    plain_html,
    source_html,
    target_html,
)
from ui.session import AREAS, desk
from ui.translation import choose, edit_key, propose, save_edit, toggle
from ui.workspace import Row, Show, Workspace, choices, page_of

ROWS_PER_PAGE = 20
_SHOWS: tuple[Show, ...] = ("all", "attention", "edited")


def show_rows(workspace: Workspace, say: Say) -> None:
    """Draw the rows of the chosen kind, a page of them at a time."""
    count = len(workspace.shown("all"))
    with st.container(key="rows_head", horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="hy-heading">{say("segments", count=count)}</div>', width="content")
        shown = st.segmented_control(
            say("show"),
            _SHOWS,
            default="all",
            required=True,
            format_func=lambda show: say(f"show_{show}"),
            key="show",
            label_visibility="collapsed",
        )
    indices = workspace.shown(shown or "all")
    pages = max(1, ceil(len(indices) / ROWS_PER_PAGE))
    page_key = f"page_{desk().current}_{shown}"  # a page number of its own for each translation
    page = min(st.session_state.get(page_key, 1), pages)
    if not indices:
        st.caption(say("nothing_to_show"))
    numbers = {index: number for number, index in enumerate(workspace.shown("all"), start=1)}
    here = desk()
    here.drawing = True
    try:
        for index in page_of(indices, page, ROWS_PER_PAGE):
            _show_row(index, numbers[index], say)
    finally:
        here.drawing = False
    if pages > 1:
        st.pagination(pages, key=page_key)


@st.fragment
def _show_row(index: int, number: int, say: Say) -> None:
    """A row is a fragment: a click in it redraws only the row, unless it changed more than the row."""
    here = desk()
    if not here.drawing:
        leave_if_signed_out()
    if here.redraw or (here.pending and not here.drawing):
        st.rerun()
    workspace = here.workspace
    if workspace is None or index >= len(workspace.rows):
        return
    row, direction = workspace.rows[index], workspace.direction
    panel = desk().panels.get((desk().current or 0, index))
    with st.container(key=f"row_{desk().current}_{index}", gap="small"):
        left, right = st.columns(2, gap="medium")
        with left:
            st.html(numbered_html(number, source_html(row, index, direction, say)))
        with right:
            if panel == "edit":
                _show_edit(row, index, number, say)
            else:
                st.html(target_html(row, index, direction, say))
            if notices := notices_html(row, direction, say):
                st.html(notices)
            _show_tools(row, index, say)
        if panel == "alternatives":
            _show_alternatives(workspace, index, say)
        elif panel == "memory":
            _show_memory(workspace, index, say)
        elif panel == "term":
            _show_term_form(workspace, index, say)


def _show_edit(row: Row, index: int, number: int, say: Say) -> None:
    if st.session_state.get(edit_key(index)) != row.text:  # it was closed, or the row has a new translation
        st.session_state[edit_key(index)] = row.text
    st.text_area(
        say("edit_label", number=number),
        key=edit_key(index),
        height="content",
        on_change=save_edit,
        args=(index,),
        label_visibility="collapsed",
        persist_state="session",
    )


def _show_tools(row: Row, index: int, say: Say) -> None:
    panel = desk().panels.get((desk().current or 0, index))
    with st.container(key=f"tools_{index}", horizontal=True, vertical_alignment="center"):
        _tool(say("done") if panel == "edit" else say("edit"), "edit", index)
        if others := choices(row):
            _tool(f"{say('alternatives')} {len(others)}", "alternatives", index)
        if row.machine.memory:
            _tool(say("memory_best", score=percent(row.machine.memory[0].score)), "memory", index)
        _tool(say("new_term"), "term", index)
        st.html(copy_button(row.text, say("copy")), width="content")
        st.space("stretch")
        hint = plain_html(say("edit_hint"), "en", "hy-meta")
        st.html(hint if panel == "edit" else meta_html(row, say), width="content")
    if row.machine_newer:
        with st.container(key=f"newer_{index}", horizontal=True, vertical_alignment="center"):
            st.caption(say("machine_newer"))
            st.button(say("use_machine"), key=f"renew_{index}", on_click=choose, args=(index, row.machine.translation))


def _tool(label: str, panel: str, index: int) -> None:
    st.button(label, key=f"{panel}_{index}", type="tertiary", on_click=toggle, args=(index, panel))


def _show_alternatives(workspace: Workspace, index: int, say: Say) -> None:
    with st.container(key=f"panel_alternatives_{index}"):
        for place, (kind, text) in enumerate(choices(workspace.rows[index])):
            body, use = st.columns([6, 1], vertical_alignment="center")
            body.html(
                plain_html(text, workspace.direction.target, "hy-text hy-small")
                + plain_html(say(kind), "en", "hy-meta")
            )
            use.button(say("use"), key=f"choose_{index}_{place}", on_click=choose, args=(index, text))


def _show_memory(workspace: Workspace, index: int, say: Say) -> None:
    row = workspace.rows[index]
    with st.container(key=f"panel_memory_{index}"):
        for place, hit in enumerate(row.machine.memory):
            source, target = memory_html(hit, row.source, workspace.direction, say)
            left, right = st.columns(2, gap="medium")
            left.html(source)
            right.html(target)
            right.button(say("use"), key=f"remember_{index}_{place}", on_click=choose, args=(index, hit.target))


def _show_term_form(workspace: Workspace, index: int, say: Say) -> None:
    state = st.session_state
    for key in ("term_zh", "term_ja", "term_note", "term_error"):
        state.setdefault(key, "")
    state.setdefault("term_area", workspace.options.area)
    with st.container(key=f"panel_term_{index}"):
        st.html(f'<div class="hy-heading">{say("term_title")}</div><div class="hy-meta">{say("term_hint")}</div>')
        sides = ("zh", "ja") if workspace.direction.source == "zh" else ("ja", "zh")
        for column, side in zip(st.columns(2), sides, strict=True):
            column.text_input(say(f"term_{side}"), key=f"term_{side}", persist_state="session")
        area, note = st.columns([1, 2])
        area.selectbox(
            say("area"),
            AREAS,
            format_func=lambda area: say(f"area_{area or 'any'}"),
            key="term_area",
            persist_state="session",
        )
        note.text_input(say("term_note"), key="term_note", persist_state="session")
        if state["term_error"]:
            st.warning(state["term_error"])
        with st.container(horizontal=True, key=f"term_buttons_{index}"):
            st.button(say("term_save"), type="primary", key=f"propose_{index}", on_click=propose, args=(index, say))
            st.button(say("close"), type="tertiary", key=f"close_term_{index}", on_click=toggle, args=(index, "term"))
