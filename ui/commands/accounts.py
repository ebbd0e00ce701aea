"""`hoyaku accounts`: who may sign in at the page, and the first administrator."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.commands.terminal import (
    Author,
    Json,
    acting_person,
    load_settings,
    open_session,
    print_record,
    print_table,
)

if TYPE_CHECKING:
    from corpus.settings import Settings
    from service.accounts.account import Account

app = typer.Typer(help="Show, add and change the accounts of people who sign in at the page.", no_args_is_help=True)

RoleName = Literal["translator", "reviewer", "admin"]
Name = Annotated[str, typer.Argument(help="The account's name, however it is written.")]


@app.command("list")
def list_all(json: Json = False) -> None:
    """List the accounts with role and state."""
    from service.accounts.accounts import list_accounts

    with open_session() as session:
        records = [account_record(account) for account in list_accounts(session, acting_person(None))]
    if json:
        for record in records:
            print_record(record)
    else:
        columns = ["name", "role", "active", "password", "locked until", "last seen", "created"]
        print_table(columns, [[record[column.replace(" ", "_")] for column in columns] for record in records])


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What stands as author beside the person's work; with OIDC the e-mail.")],
    role: Annotated[RoleName, typer.Option(help="What the person may do.")] = "translator",
    no_password: Annotated[bool, typer.Option("--no-password", help="Only the identity provider opens it.")] = False,
    author: Author = None,
    json: Json = False,
) -> None:
    """Add an account and print its one-time password, which is to be changed at the first sign-in."""
    from service.accounts import Role
    from service.accounts.accounts import create_account

    with open_session() as session:
        password = create_account(session, acting_person(author), name, Role(role), with_password=not no_password)
    _print_password(name, password, json)


@app.command()
def role(name: Name, role: RoleName, author: Author = None, json: Json = False) -> None:
    """Give an account another role; it holds at once."""
    from service.accounts import Role
    from service.accounts.accounts import change_role

    with open_session() as session:
        _print_account(change_role(session, acting_person(author), name, Role(role)), json)


@app.command()
def reset(name: Name, author: Author = None, json: Json = False) -> None:
    """Give an account a new one-time password, sign it out everywhere, and unlock it."""
    from service.accounts.accounts import reset_password

    with open_session() as session:
        password = reset_password(session, acting_person(author), name)
    _print_password(name, password, json)


@app.command()
def deactivate(name: Name, author: Author = None, json: Json = False) -> None:
    """Let an account no longer sign in, and sign it out everywhere."""
    from service.accounts.accounts import deactivate_account

    with open_session() as session:
        _print_account(deactivate_account(session, acting_person(author), name), json)


@app.command()
def activate(name: Name, author: Author = None, json: Json = False) -> None:
    """Let an account sign in again, also one that is locked after wrong passwords."""
    from service.accounts.accounts import activate_account

    with open_session() as session:
        _print_account(activate_account(session, acting_person(author), name), json)


@app.command()
def events(
    name: Annotated[str, typer.Argument(help="An account; all of them where absent.", show_default=False)] = "",
    json: Json = False,
) -> None:
    """Show who did what to an account, and its sign-ins, newest first."""
    from service.accounts.accounts import account_events

    with open_session() as session:
        found = account_events(session, acting_person(None), name)
    if json:
        for event in found:
            print_record({"at": event.at.isoformat(), "name": event.name, "action": event.action, "by": event.author})
    else:
        rows = [(f"{event.at:%Y-%m-%d %H:%M} UTC", event.name, event.action, event.author) for event in found]
        print_table(["time", "name", "action", "author"], rows)


def tell_first_admin(settings: "Settings", tell: Callable[[str], None] = print) -> None:
    """Make the first administrator where there is no account yet, and tell the one-time password."""
    from corpus.database import open_database
    from service.accounts.accounts import FIRST_ADMIN, create_first_admin, first_admin_shut_out

    with open_database(settings)() as session:
        password = create_first_admin(session)
        shut_out = first_admin_shut_out(session, settings)
    if password:
        tell(f"The first administrator: name {FIRST_ADMIN}, one-time password {password}")
        hours = f"{settings.one_time_password_hours:g}"
        tell(f"It is printed only now, opens the account for {hours} hours, and is to be changed at the first sign-in.")
    if shut_out:
        tell(f"The one-time password of {FIRST_ADMIN} has expired: hoyaku accounts reset {FIRST_ADMIN} prints another.")


def account_record(account: "Account") -> dict[str, object]:
    """An account as `--json` prints it; password is "own", "one-time", "expired" (a one-time one) or "none"."""
    from corpus.tables import now
    from service.accounts.account import one_time_until

    password = "none" if not account.has_password else "one-time" if account.must_change else "own"
    until = one_time_until(load_settings(), account)
    if until is not None and until <= now():
        password = "expired"
    return {
        "name": account.name,
        "role": str(account.role),
        "active": account.active,
        "password": password,
        "password_until": _time(until),
        "locked_until": _time(account.locked_until),
        "last_seen": _time(account.last_seen_at),
        "created": _time(account.created_at),
    }


def _print_account(account: "Account", json: bool) -> None:
    if json:
        print_record(account_record(account))
    else:
        state = "active" if account.active else "deactivated"
        print(f"{account.name}: {account.role}, {state}.")


def _print_password(name: str, password: str, json: bool) -> None:
    hours = load_settings().one_time_password_hours
    if json:
        print_record({"name": name, "one_time_password": password or None, "hours": hours if password else None})
    elif password:
        print(f"{name}: one-time password {password} (for {hours:g} hours)")
    else:
        print(f"{name}: opened by the identity provider only.")


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
