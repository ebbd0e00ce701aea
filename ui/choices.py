"""The choice of direction and area of law, as the pages have it."""

import streamlit as st

from corpus.languages import Direction
from ui.messages import Say
from ui.session import AREAS


def choose_direction_and_area(say: Say, prefix: str = "") -> None:
    """Both inputs, side by side in the container around them; their values are under their keys, `prefix` first."""
    st.segmented_control(
        say("direction"),
        [direction.value for direction in Direction],
        format_func=lambda value: say(f"direction_{value}"),
        key=f"{prefix}direction",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    st.selectbox(
        say("area"),
        AREAS,
        format_func=lambda area: say(f"area_{area or 'any'}"),
        key=f"{prefix}area",
        label_visibility="collapsed",
        persist_state="session",
        width=210,
    )
