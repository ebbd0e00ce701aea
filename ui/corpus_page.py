"""The corpus page: look pairs up, import and align, count, export."""

import streamlit as st

from ui.align_panel import show_align
from ui.messages import Say
from ui.pair_export_panel import show_export
from ui.pair_import_panel import show_import
from ui.pair_search_panel import leave_pair, show_search
from ui.places import asked_number
from ui.statistics_panel import show_statistics

_VIEWS = {
    "search": show_search,
    "import": show_import,
    "align": show_align,
    "statistics": show_statistics,
    "export": show_export,
}


def show(say: Say) -> None:
    """Draw the part of the page that was chosen."""
    if asked_number("pair") is not None:
        st.session_state["corpus_view"] = "search"
    st.session_state.setdefault("corpus_view", "search")
    view = st.segmented_control(
        say("page_corpus"),
        list(_VIEWS),
        format_func=lambda one: say(f"corpus_view_{one}"),
        key="corpus_view",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
        on_change=leave_pair,
    )
    _VIEWS[view or "search"](say)
