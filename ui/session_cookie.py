"""The browser's side of the session cookie: a ticket sent to the server, or the cookie given back."""

import streamlit as st

from ui.session_route import SESSION_PATH, cookie_name, tickets

_TICKET = "session_ticket"
_LEAVING = "session_leaving"

_SCRIPT = """
export default function (component) {
  const { ticket, leaving, path } = component.data;
  const done = (window.__hoyakuSession ??= { ticket: '', leaving: '' });
  const ask = (method, body) =>
    fetch(path, { method, body, credentials: 'same-origin', keepalive: true }).catch(() => {});
  if (leaving && leaving !== done.leaving) {
    done.leaving = leaving;
    Object.keys(sessionStorage).filter((key) => key.startsWith('hoyaku-draft'))
      .forEach((key) => sessionStorage.removeItem(key));
    ask('DELETE');
  }
  if (ticket && ticket !== done.ticket) {
    done.ticket = ticket;
    ask('POST', JSON.stringify({ ticket }));
  }
}
"""

_connect = st.components.v2.component("hoyaku_session", js=_SCRIPT, isolate_styles=False)


def connect_cookie() -> None:
    """Mount the script; it acts once on each ticket and on each sign-out."""
    state = st.session_state
    data = {"ticket": state.get(_TICKET, ""), "leaving": state.get(_LEAVING, ""), "path": SESSION_PATH}
    _connect(key="hoyaku_page_session", data=data)


def kept_secret() -> str:
    """The secret in the browser's cookie when it connected; "" for none."""
    return st.context.cookies.get(cookie_name(st.get_option("server.port")), "")


def give_cookie(secret: str) -> None:
    """Let the browser keep the secret, over a reload and for its other tabs."""
    st.session_state[_TICKET] = tickets().issue(secret)
    st.session_state[_LEAVING] = ""


def take_cookie(secret: str) -> None:
    """Let the browser forget the secret, and what was being typed."""
    st.session_state[_TICKET] = ""
    st.session_state[_LEAVING] = secret[:8]
