"""The page for whoever is not signed in: name and password, the firm's identity provider, a first own password."""

import streamlit as st

from corpus.settings import Settings
from service.accounts.accounts import has_accounts
from service.accounts.signing_in import sign_in
from ui.failures import report
from ui.messages import Say
from ui.people import Visit, account_sessions, enter, has_left, provider_configured, provider_person, was_here
from ui.person_menu import show_password_form
from ui.render import literal, plain_html

_NAME, _PASSWORD = "sign_in_name", "sign_in_password"
_MESSAGE = "sign_in_message"


def show(visit: Visit, say: Say) -> None:
    """Draw the form; after signing in, the page that was open is shown, with what was typed there."""
    _left, middle, _right = st.columns([1, 1.2, 1])
    with middle, st.container(key="sign_in", border=True):
        if visit.how == "must_change":
            st.html(plain_html(say("first_password_title"), "en", "hy-title"))
            st.html(plain_html(say("first_password_note"), "en", "hy-empty"))
            show_password_form(say("first_password_current"), say)
            return
        st.html(plain_html(say("sign_in_title"), "en", "hy-title"))
        _enter_by_provider(say)
        _show_notice(say)
        _show_form(say)
        if provider_configured():
            st.html(plain_html(say("sign_in_or"), "en", "hy-meta"))
            st.button(say("sign_in_provider"), key="sign_in_provider", on_click=_ask_provider, width="stretch")


def _enter_by_provider(say: Say) -> None:
    try:
        entered = provider_person()
    except Exception as error:  # a person sees one sentence, the log the rest
        st.warning(literal(report(error, say)))
        return
    if entered:
        st.rerun()


def _show_notice(say: Say) -> None:
    if message := st.session_state.get(_MESSAGE):
        st.warning(literal(message))
    elif has_left():
        st.info(say("signed_out"))
    elif was_here():
        st.info(literal(say("session_ended", name=was_here())))
    elif not _anybody():
        st.warning(say("no_accounts"))


def _show_form(say: Say) -> None:
    with st.form("sign_in_form", border=False):
        # A value in the session's state instead would be set over a name that a browser fills in at once.
        st.text_input(say("sign_in_name"), was_here(), key=_NAME, autocomplete="username")
        st.text_input(say("sign_in_password"), key=_PASSWORD, type="password", autocomplete="current-password")
        st.form_submit_button(
            say("sign_in"), type="primary", key="sign_in_submit", on_click=_sign_in, args=(say,), width="stretch"
        )


def _sign_in(say: Say) -> None:
    state = st.session_state
    name, password = str(state[_NAME]), str(state[_PASSWORD])
    state[_PASSWORD] = ""
    try:
        with account_sessions()() as session:
            entered = sign_in(session, Settings(), name, password)
    except Exception as error:  # a person sees one sentence, the log the rest
        state[_MESSAGE] = report(error, say)
    else:
        state.pop(_MESSAGE, None)
        enter(entered)


def _ask_provider() -> None:
    st.session_state.pop(_MESSAGE, None)
    st.login()


def _anybody() -> bool:
    with account_sessions()() as session:
        return has_accounts(session)
