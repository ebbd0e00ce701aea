"""The translate page: source on the left, translation on the right, then segment by segment."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from corpus.settings import Settings
from service.source_text import MAX_CHARACTERS
from ui.choices import choose_direction_and_area
from ui.downloads import DOCX_TYPE, as_docx, as_docx_table, as_tsv, as_txt, file_name
from ui.failures import sentence
from ui.messages import Say
from ui.render import copy_button, heading_html, literal, plain_html, summary_html
from ui.segment_rows import show_rows
from ui.session import Pending, chosen_direction, chosen_options, desk, warm_up
from ui.translation import (
    cancel,
    clear_source,
    forget_term,
    reopen,
    reopen_draft,
    settle,
    translate,
    turn_round,
    use_example,
)
from ui.workspace import Workspace, describe

_HEIGHT = 230  # pixels of the source field and of the translation beside it


def show(say: Say) -> None:
    """Draw the page; where a translation is under way, wait for it while the page stays usable."""
    here = desk()
    here.redraw = False
    _show_choices(say)
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="source_side"):
        _show_source(say)
    with right, st.container(key="result_side"):
        bar = _show_progress(here.pending, say) if here.pending else None
        if bar is None:
            _show_result(here.workspace, say)
        _show_result_tools(here.workspace, say)
    _show_messages(say)
    if here.workspace:
        show_rows(here.workspace, say)
    if here.pending and bar is not None:
        _wait(here.pending, bar, say)


def _show_choices(say: Say) -> None:
    with st.container(key="choices", horizontal=True, vertical_alignment="center"):
        choose_direction_and_area(say)
        st.space("stretch")
        with st.popover(say("options"), icon=":material/tune:"):
            _show_options(say)
        with st.popover(say("session_terms"), icon=":material/bookmark:"):
            _show_session_terms(say)
        with st.popover(say("history"), icon=":material/history:"):
            _show_history(say)


def _show_options(say: Say) -> None:
    st.toggle(say("option_constrain"), key="constrain", help=say("option_constrain_help"), persist_state="session")
    st.slider(say("option_beam"), 1, 10, key="beam", help=say("option_beam_help"), persist_state="session")
    st.slider(say("option_alternatives"), 1, 10, key="alternatives", persist_state="session")
    st.slider(say("option_threshold"), 50, 100, key="threshold", persist_state="session")
    st.slider(
        say("option_length_penalty"),
        0.2,
        2.0,
        step=0.1,
        key="length_penalty",
        help=say("option_length_penalty_help"),
        persist_state="session",
    )
    st.slider(say("option_max_length"), 1.0, 6.0, step=0.5, key="max_length", persist_state="session")


def _show_session_terms(say: Say) -> None:
    here = desk()
    if not here.terms:
        st.caption(say("session_terms_empty"))
    for number, term in enumerate(here.terms):
        with st.container(horizontal=True, vertical_alignment="center", key=f"session_term_{number}"):
            st.text(f"{term.zh} = {term.ja}")
            st.button(
                "",
                icon=":material/close:",
                type="tertiary",
                key=f"forget_{number}",
                help=say("remove_term", zh=term.zh),
                on_click=forget_term,
                args=(term,),
            )


def _show_history(say: Say) -> None:
    here = desk()
    if not here.history and not here.drafts:
        st.caption(say("history_empty"))
    for index, workspace in reversed(list(enumerate(here.history))):
        now = f" · {say('history_current')}" if index == here.current else ""
        label = f"{workspace.opened:%H:%M} · {describe(workspace)}{now}"
        st.button(literal(label), key=f"history_{index}", type="tertiary", on_click=reopen, args=(index,))
    if here.drafts:
        st.caption(say("history_drafts"))
    for index, draft in enumerate(here.drafts):
        label = literal(" ".join(draft.split())[:28])
        st.button(label, key=f"draft_{index}", type="tertiary", on_click=reopen_draft, args=(index,))


def _show_source(say: Say) -> None:
    direction = chosen_direction()
    language = say(f"language_{direction.source}")
    st.html(heading_html(say("source"), language))
    text = st.text_area(
        say("source"),
        key="source_text",
        height=_HEIGHT,
        placeholder=say("source_placeholder", language=language),
        label_visibility="collapsed",
        persist_state="session",
    )
    with st.container(key="source_tools", horizontal=True, vertical_alignment="center"):
        st.button(say("translate"), type="primary", key="translate", shortcut="Ctrl+Enter", on_click=translate)
        if text:
            st.button(say("clear"), type="tertiary", key="clear", on_click=clear_source)
        else:
            st.button(say("example"), type="tertiary", key="example", on_click=use_example)
        st.space("stretch")
        counted = say("characters", count=f"{len(text or ''):,}", limit=f"{MAX_CHARACTERS:,}")
        st.html(plain_html(counted, "en", "hy-meta"), width="content")


def _show_result(workspace: Workspace | None, say: Say) -> None:
    direction = workspace.direction if workspace else chosen_direction()
    st.html(heading_html(say("translation"), say(f"language_{direction.target}")))
    with st.container(key="result", border=True, height=_HEIGHT):
        if workspace:
            st.html(plain_html(workspace.text, direction.target))
        else:
            st.html(plain_html(say("translation_placeholder"), "en", "hy-empty"))


def _show_progress(pending: Pending, say: Say) -> DeltaGenerator:
    st.html(heading_html(say("translation"), say(f"language_{pending.direction.target}")))
    with st.container(key="result", border=True, height=_HEIGHT):
        bar = st.progress(0.0, text=_progress_text(pending, say))
        st.button(say("cancel"), key="cancel", on_click=cancel)
    return bar


def _show_result_tools(workspace: Workspace | None, say: Say) -> None:
    with st.container(key="result_tools", horizontal=True, vertical_alignment="center"):
        if workspace is None:
            return
        st.html(summary_html(workspace, say), width="content")
        st.space("stretch")
        st.html(copy_button(workspace.text, say("copy_translation")), width="content")
        with st.popover(say("download"), icon=":material/download:"):
            _show_downloads(workspace, say)


def _show_downloads(workspace: Workspace, say: Say) -> None:
    heading = (say(f"language_{workspace.direction.source}"), say(f"language_{workspace.direction.target}"))
    files = (
        ("download_txt", lambda: as_txt(workspace), "txt", "text/plain"),
        ("download_docx", lambda: as_docx(workspace), "docx", DOCX_TYPE),
        ("download_docx_table", lambda: as_docx_table(workspace, heading), "docx", DOCX_TYPE),
        ("download_tsv", lambda: as_tsv(workspace), "tsv", "text/tab-separated-values"),
    )
    for key, content, extension, kind in files:
        name = file_name(workspace, extension)
        st.download_button(
            say(key), content, name, kind, key=key, type="tertiary", on_click="ignore", icon=":material/download:"
        )


def _show_messages(say: Say) -> None:
    here = desk()
    if here.failure:
        st.error(literal(sentence(here.failure, say, here.failed_direction)))
        if getattr(here.failure, "code", "") == "reversed":
            st.button(say("turn_round"), key="turn_round", on_click=turn_round)
    if here.notice:
        key, values = here.notice
        st.info(literal(say(key, **values)))
    if here.workspace and (failures := here.workspace.endpoint_failures()):
        told = say("endpoint_failed", host=Settings().endpoint_host, count=len(failures), reason=failures[0])
        st.warning(literal(told))
    stale = here.workspace and (
        here.workspace.source != st.session_state["source_text"] or here.workspace.options != chosen_options()
    )
    if stale and not here.pending and not here.failure:
        st.caption(say("source_changed"))


def _wait(pending: Pending, bar: DeltaGenerator, say: Say) -> None:
    """Follow the translation until it ends; a click meanwhile reruns the page, not the work."""
    job = pending.job
    while not job.wait(0.1):
        bar.progress(min(1.0, job.done / max(1, job.total)), text=_progress_text(pending, say))
    settle(pending)
    st.rerun()


def _progress_text(pending: Pending, say: Say) -> str:
    job = pending.job
    if job.total:
        return say("progress", done=job.done, total=job.total)
    return say("progress_first") if warm_up().wait(0) else say("preparing")
