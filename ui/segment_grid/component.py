"""The grid as a Streamlit component: its scripts and style sheet are plain files beside this module."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

_FOLDER = Path(__file__).parent
_SCRIPTS = ("elements.js", "outbox.js", "rows.js", "panel.js", "grid.js")  # in the order in which they need one another


@st.cache_resource(show_spinner=False)
def _component() -> Any:  # the type is Streamlit's own and not public
    script = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    css = (_FOLDER / "grid.css").read_text(encoding="utf-8")
    # Its style is not isolated, so that the page's typefaces and colours hold in it.
    return st.components.v2.component("hoyaku_segment_grid", js=script, css=css, isolate_styles=False)


def mount(key: str, data: Mapping[str, object]) -> None:
    """Draw the grid; what it reports is read with `reported` at the next run."""
    _component()(
        key=key,
        data=data,
        default={"outbox": [], "active": None},
        on_outbox_change=_nothing,
        on_active_change=_nothing,
    )


def reported(key: str) -> tuple[Sequence[Mapping[str, Any]], int | None]:
    """The events that the grid has had no answer to, and the segment that is open in it, if it said so."""
    state = st.session_state.get(key)
    if state is None:
        return (), None
    active = state.get("active")
    return state.get("outbox") or (), None if active is None else int(active)


def _nothing() -> None:
    """Streamlit keeps only values that have a callback; the page reads them as it is drawn."""
