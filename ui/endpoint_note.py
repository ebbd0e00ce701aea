"""Where text is sent, said on every page while the settings name an endpoint, and the switch that keeps it here."""

import streamlit as st

from corpus.settings import Settings
from ui.messages import Say
from ui.render import literal, plain_html


def show_endpoint(say: Say) -> None:
    """Draw the switch and what it means; nothing where the settings name no endpoint."""
    settings = Settings()
    host = settings.endpoint_host
    if not host:
        return
    with st.container(key="endpoint", horizontal=True, vertical_alignment="center"):
        st.toggle(
            literal(say("endpoint_send", host=host)),
            key="send",
            help=say("endpoint_send_help"),
            persist_state="session",
            width="content",
        )
        sent = say("endpoint_told", host=host, model=settings.endpoint_model)
        st.html(plain_html(sent if sends() else say("endpoint_kept"), "en", "hy-meta"))


def sends() -> bool:
    """Whether this session's translations may go to the endpoint of the settings."""
    return bool(st.session_state.get("send", True))
