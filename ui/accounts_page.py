"""The accounts page, for administrators: who may sign in, in which role, and what happened to each account."""

from collections.abc import Callable, Sequence

import streamlit as st
from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import now
from service.accounts import Person, Role
from service.accounts import accounts as service
from service.accounts.account import Account, one_time_until
from service.accounts.accounts import AccountChange, account_events, list_accounts
from ui.failures import report
from ui.messages import Say
from ui.model_view import moment
from ui.people import account_sessions, current_person, provider_configured
from ui.render import literal, plain_html

_ROLES = tuple(Role)
_CHOSEN = "accounts_chosen"
_MESSAGE = "accounts_message"  # ("done" or "lacking", sentence)
_PASSWORD = "accounts_password"  # (account's name, one-time password), shown until the next action

_Change = Callable[[Session, Person], tuple[str, str] | None]  # gives (account's name, one-time password) or nothing


def show(say: Say) -> None:
    """Draw the table, a form for a new account, and below them the account of the selected row."""
    person = current_person()
    with account_sessions()() as session:
        accounts = list_accounts(session, person)
        table, form = st.columns([3, 1], gap="large")
        with table:
            chosen = _show_table(accounts, say)
        with form:
            _show_form(say)
        _show_message(say)
        if chosen is not None:
            _show_account(session, person, chosen, say)


def _show_table(accounts: Sequence[Account], say: Say) -> Account | None:
    """The account of the selected row."""
    names = [account.name for account in accounts]
    remembered = st.session_state.get(_CHOSEN, names[0] if names else "")
    rows = [
        {
            say("account_name"): account.name,
            say("account_role"): say(f"role_{account.role}"),
            say("account_state"): say(f"account_{_state(account)}"),
            say("account_seen"): moment(account.last_seen_at) if account.last_seen_at else "",
            say("account_created"): moment(account.created_at),
        }
        for account in accounts
    ]
    selected = st.dataframe(
        rows,
        key=f"accounts_table_{len(names)}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [names.index(remembered) if remembered in names else 0]}},
        placeholder="",
        alt=say("page_accounts"),
    )
    places = selected["selection"]["rows"]
    if not places or places[0] >= len(accounts):
        return None
    chosen = accounts[places[0]]
    st.session_state[_CHOSEN] = chosen.name
    return chosen


def _state(account: Account) -> str:
    if not account.active:
        return "inactive"
    if account.locked_until is not None and account.locked_until > now():
        return "locked"
    if account.must_change:
        until = one_time_until(Settings(), account)
        return "expired" if until is not None and until <= now() else "new"
    return "active" if account.has_password else "provider"


def _show_form(say: Say) -> None:
    st.html(plain_html(say("account_add"), "en", "hy-heading"))
    with st.form("account_form", border=False):
        st.text_input(say("account_name"), key="account_name", help=say("account_name_help"), autocomplete="off")
        st.selectbox(say("account_role"), _ROLES, format_func=lambda role: say(f"role_{role}"), key="account_role")
        if provider_configured():
            st.checkbox(say("account_by_provider"), key="account_by_provider")
        st.form_submit_button(
            say("account_create"), type="primary", key="account_create", on_click=_create, args=(say,)
        )


def _show_message(say: Say) -> None:
    if found := st.session_state.get(_MESSAGE):
        (st.success if found[0] == "done" else st.warning)(literal(found[1]))
    if given := st.session_state.get(_PASSWORD):
        with st.container(key="account_password", border=True):
            st.html(
                plain_html(
                    say("account_password", name=given[0], hours=f"{Settings().one_time_password_hours:g}"),
                    "en",
                    "hy-empty",
                )
            )
            st.code(given[1], language=None)
            st.button(say("account_password_noted"), key="account_password_noted", on_click=_forget_password)


def _show_account(session: Session, person: Person, account: Account, say: Say) -> None:
    st.html(plain_html(account.name, "en", "hy-title"))
    left, right = st.columns([1, 2], gap="large")
    with left:
        key = f"account_role_{account.name}"
        st.session_state[key] = account.role
        st.selectbox(
            say("account_role"),
            _ROLES,
            format_func=lambda role: say(f"role_{role}"),
            key=key,
            on_change=_change_role,
            args=(account, say),
        )
        st.html(plain_html(say(f"role_{account.role}_may"), "en", "hy-empty"))
        with st.container(horizontal=True, key="account_buttons"):
            st.button(say("account_reset"), key="account_reset", on_click=_reset, args=(account, say))
            if account.active:
                st.button(
                    say("account_deactivate"), key="account_deactivate", on_click=_deactivate, args=(account, say)
                )
            if _state(account) in ("inactive", "locked"):
                label = say("account_activate" if not account.active else "account_unlock")
                st.button(label, key="account_activate", on_click=_activate, args=(account, say))
    with right:
        st.html(plain_html(say("account_events"), "en", "hy-heading"))
        _show_events(account_events(session, person, account.name), say)


def _show_events(events: Sequence[AccountChange], say: Say) -> None:
    with st.container(key="account_events", height=320, border=False):
        for event in events:
            author = f" · {event.author}" if event.author else ""
            text = f"{moment(event.at)} · {say(f'account_event_{event.action}')}{author}"
            st.html(plain_html(text, "en", "hy-small"))


def _create(say: Say) -> None:
    state = st.session_state
    name, by_provider = str(state["account_name"]), bool(state.get("account_by_provider"))

    def change(session: Session, person: Person) -> tuple[str, str]:
        role = Role(state["account_role"])
        return name, service.create_account(session, person, name, role, with_password=not by_provider)

    if _change(change, say("account_created_done", name=name), say):
        state["account_name"] = ""
        state[_CHOSEN] = name


def _reset(account: Account, say: Say) -> None:
    _change(
        lambda session, person: (account.name, service.reset_password(session, person, account.name)),
        say("account_reset_done", name=account.name),
        say,
    )


def _change_role(account: Account, say: Say) -> None:
    role = Role(st.session_state[f"account_role_{account.name}"])

    def change(session: Session, person: Person) -> None:
        service.change_role(session, person, account.name, role)

    _change(change, say("account_role_done", name=account.name, role=say(f"role_{role}")), say)


def _deactivate(account: Account, say: Say) -> None:
    def change(session: Session, person: Person) -> None:
        service.deactivate_account(session, person, account.name)

    _change(change, say("account_deactivated_done", name=account.name), say)


def _activate(account: Account, say: Say) -> None:
    def change(session: Session, person: Person) -> None:
        service.activate_account(session, person, account.name)

    _change(change, say("account_activated_done", name=account.name), say)


def _forget_password() -> None:
    st.session_state.pop(_PASSWORD, None)
    st.session_state.pop(_MESSAGE, None)


def _change(change: _Change, done: str, say: Say) -> bool:
    """Whether the change was made; a one-time password that it gives is shown."""
    state = st.session_state
    _forget_password()
    try:
        with account_sessions()() as session:
            given = change(session, current_person())
    except Exception as error:  # a person sees one sentence, the log the rest
        state[_MESSAGE] = ("lacking", report(error, say))
        return False
    state[_MESSAGE] = ("done", done)
    if given is not None and given[1]:
        state[_PASSWORD] = given
    return True
