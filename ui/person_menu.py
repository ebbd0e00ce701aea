"""The menu at the top right: who is signed in, their password, signing out."""

import streamlit as st

from corpus.settings import Settings
from service.accounts.signing_in import change_password
from service.errors import ServiceError
from ui.failures import report
from ui.messages import Say
from ui.people import Visit, account_sessions, current_secret, enter, leave, provider_configured
from ui.render import literal, plain_html

_FIELDS = ("password_current", "password_new", "password_again")
_MESSAGE = "password_message"  # ("done" or "lacking", sentence)
_AWAY = "provider_away"  # the identity provider is to be told too


def show_person_menu(visit: Visit, say: Say) -> None:
    """Draw the menu; nothing where nobody is signed in."""
    if visit.person is None:
        return
    single = visit.how == "single"
    label = say("single_user") if single else literal(visit.person.name)
    icon = ":material/computer:" if single else ":material/person:"
    with st.container(key="person_menu", width="content"), st.popover(label, icon=icon):
        if single:
            st.html(plain_html(say("single_user_note"), "en", "hy-empty"))
            return
        st.html(
            plain_html(visit.person.name, "en", "hy-title")
            + plain_html(say(f"role_{visit.person.role}"), "en", "hy-meta")
        )
        if visit.has_password:
            with st.expander(say("password_change")):
                show_password_form(say("password_current"), say)
        st.button(say("sign_out"), key="sign_out", icon=":material/logout:", on_click=_leave, width="stretch")


def show_password_form(current: str, say: Say) -> None:
    """Draw the form for a new password; `current` is how the field for the present one is called."""
    found = st.session_state.get(_MESSAGE)
    if found:
        (st.success if found[0] == "done" else st.warning)(literal(found[1]))
    with st.form("password_form", border=False):
        st.text_input(current, key=_FIELDS[0], type="password", autocomplete="current-password")
        st.text_input(
            say("password_new"), key=_FIELDS[1], type="password", autocomplete="new-password", help=say("password_rule")
        )
        st.text_input(say("password_again"), key=_FIELDS[2], type="password", autocomplete="new-password")
        st.form_submit_button(say("password_save"), type="primary", key="password_save", on_click=_change, args=(say,))


def tell_provider() -> None:
    """After a sign-out: end the identity provider's session of this page too, which leads the browser there."""
    if st.session_state.pop(_AWAY, False):
        st.logout()


def _change(say: Say) -> None:
    state = st.session_state
    current, new, again = (str(state[field]) for field in _FIELDS)
    if new != again:
        state[_MESSAGE] = ("lacking", say("password_differs"))
        return
    try:
        with account_sessions()() as session:
            entered = change_password(session, Settings(), current_secret(), current, new)
    except Exception as error:  # a person sees one sentence, the log the rest
        state[_MESSAGE] = ("lacking", report(error, say))
        if isinstance(error, ServiceError) and error.code == "current_password":
            state[_FIELDS[0]] = ""
    else:
        enter(entered)
        for field in _FIELDS:
            state[field] = ""
        state[_MESSAGE] = ("done", say("password_changed"))


def _leave() -> None:
    away = provider_configured() and bool(st.user.is_logged_in)
    leave()
    st.session_state[_AWAY] = away
