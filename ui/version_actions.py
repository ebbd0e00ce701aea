"""Promoting and retiring a version on the models page: with a reason, and only after a second click."""

from typing import Literal

import streamlit as st

from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.accounts import Action as Permission
from service.accounts import Person, may
from service.registry import find_version
from ui.failures import report
from ui.messages import Say
from ui.people import current_person
from ui.proposals import FormError
from ui.render import literal
from ui.session import open_page_translator

Action = Literal["promote", "retire"]
_ASKED = "models_asked"  # (action, version's name) that waits for the second click
_AGREED = "models_agreed"
_MESSAGE = "models_message"  # (version's name, "done" or "lacking", sentence)


def show_actions(version: ModelVersion, say: Say) -> None:
    """Draw the fields and buttons, the question before a change, and what came of the last one."""
    _show_message(version, say)
    if not may(current_person(), Permission.CHANGE_MODEL):
        st.caption(say("admins_only"))
        return
    st.text_input(say("reason"), key=_reason_key(version), persist_state="session")
    asked = st.session_state.get(_ASKED)
    if asked is not None and asked[1] == version.name:
        _show_question(version, asked[0], say)
        return
    with st.container(horizontal=True, key="model_buttons"):
        if version.status != "serving":
            st.button(say("promote"), type="primary", key="promote", on_click=_ask, args=("promote", version, say))
        if version.status != "retired":
            st.button(say("retire_version"), key="retire", on_click=_ask, args=("retire", version, say))


def _show_message(version: ModelVersion, say: Say) -> None:
    found = st.session_state.get(_MESSAGE)
    if found is not None and found[0] == version.name:
        (st.success if found[1] == "done" else st.warning)(literal(found[2]))


def _show_question(version: ModelVersion, action: Action, say: Say) -> None:
    question = "confirm_promote" if action == "promote" else "confirm_retire"
    st.warning(literal(say(question, name=version.name)))
    with st.container(horizontal=True, key="model_question"):
        st.button(say("confirm"), type="primary", key="confirm", on_click=_agree)
        st.button(say("confirm_cancel"), key="confirm_cancel", on_click=_forget)
    if st.session_state.get(_AGREED):  # kept until it is done: any other click meanwhile begins the page anew
        with st.spinner(say("promoting")):
            _change(version, action, say)
        st.rerun()


def _ask(action: Action, version: ModelVersion, say: Say) -> None:
    try:
        _reason(version)
    except FormError as error:
        st.session_state[_MESSAGE] = (version.name, "lacking", say(error.key))
        return
    st.session_state.pop(_MESSAGE, None)
    st.session_state.pop(_AGREED, None)
    st.session_state[_ASKED] = (action, version.name)


def _agree() -> None:
    st.session_state[_AGREED] = True


def _forget() -> None:
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_AGREED, None)


def _reason(version: ModelVersion) -> str:
    """The reason that every change needs; FormError where it is missing."""
    reason = str(st.session_state[_reason_key(version)]).strip()
    if not reason:
        raise FormError("reason_missing_version")
    return reason


def _change(version: ModelVersion, action: Action, say: Say) -> None:
    """Make the change; where it fails, what was typed stays and the reason is told in a sentence."""
    _forget()
    try:
        change_version(version.name, action, current_person(), _reason(version))
    except FormError as error:
        st.session_state[_MESSAGE] = (version.name, "lacking", say(error.key))
    except Exception as error:  # a person sees one sentence, the log the rest
        st.session_state[_MESSAGE] = (version.name, "lacking", report(error, say))
    else:
        done = "version_promoted" if action == "promote" else "version_retired"
        st.session_state[_MESSAGE] = (version.name, "done", say(done, name=version.name))


def change_version(name: str, action: Action, person: Person, reason: str) -> None:
    """Promote or retire the version of this name; ModelError where its files do not let it serve."""
    from service.promotion import promote, retire  # the engines' libraries take seconds to import

    with open_page_translator().sessions() as session:
        version = find_version(session, name)
        if action == "promote":
            promote(session, Settings(), version, person, reason)
        else:
            retire(session, version, person, reason)


def _reason_key(version: ModelVersion) -> str:
    return f"models_reason_{version.id}"
