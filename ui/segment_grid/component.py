"""The grid as a Streamlit component: its scripts and style sheet are plain files beside this module."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ui.segment_grid.sent_lines import Line, SentLines

_FOLDER = Path(__file__).parent
# In the order in which they need one another.
_SCRIPTS = ("elements.js", "outbox.js", "held_lines.js", "rows.js", "panel.js", "grid.js")


@st.cache_resource(show_spinner=False)
def _component() -> Any:  # the type is Streamlit's own and not public
    script = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    css = (_FOLDER / "grid.css").read_text(encoding="utf-8")
    # Its style is not isolated, so that the page's typefaces and colours hold in it.
    return st.components.v2.component("hoyaku_segment_grid", js=script, css=css, isolate_styles=False)


def mount(key: str, lines: Sequence[Line], data: Mapping[str, object]) -> None:
    """Draw the grid with these lines; what it reports is read with `reported` at the next run."""
    _component()(
        key=key,
        data={**data, "lines": _sent_lines(key).draw(lines, _report(key).get("held"))},
        default={"report": {}},
        on_report_change=_nothing,
    )


def reported(key: str) -> tuple[Sequence[Mapping[str, Any]], int | None]:
    """The events that the grid has had no answer to, and the segment that is open in it, if it said so."""
    report = _report(key)
    active = report.get("active")
    return report.get("events") or (), None if active is None else int(active)


def _report(key: str) -> Mapping[str, Any]:
    return (st.session_state.get(key) or {}).get("report") or {}


def _sent_lines(key: str) -> SentLines:
    """What was sent to the grid that is open; what an earlier one held is gone with it, and is forgotten."""
    kept: tuple[str, SentLines] | None = st.session_state.get("grid_sent_lines")
    if kept is None or kept[0] != key:
        kept = st.session_state["grid_sent_lines"] = (key, SentLines())
    return kept[1]


def _nothing() -> None:
    """Streamlit keeps only values that have a callback; the page reads them as it is drawn."""
