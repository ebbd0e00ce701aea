"""What changes accounts, for the table of test_writing_functions.py."""

from types import SimpleNamespace

from service.accounts import Person, Role
from service.accounts import accounts as made


def _with_mori(stage: SimpleNamespace) -> None:
    made.create_account(stage.session, Person("setup", Role.ADMIN), "mori", Role.TRANSLATOR)


def _list(stage: SimpleNamespace, person: Person) -> None:
    made.list_accounts(stage.session, person)


def _events(stage: SimpleNamespace, person: Person) -> None:
    made.account_events(stage.session, person)


def _create(stage: SimpleNamespace, person: Person) -> None:
    made.create_account(stage.session, person, "li", Role.TRANSLATOR)


def _change_role(stage: SimpleNamespace, person: Person) -> None:
    made.change_role(stage.session, person, "mori", Role.REVIEWER)


def _deactivate(stage: SimpleNamespace, person: Person) -> None:
    made.deactivate_account(stage.session, person, "mori")


def _activate(stage: SimpleNamespace, person: Person) -> None:
    made.activate_account(stage.session, person, "mori")


def _reset(stage: SimpleNamespace, person: Person) -> None:
    made.reset_password(stage.session, person, "mori")


ROWS = [
    ("service.accounts.accounts.list_accounts", "admin", None, _list),
    ("service.accounts.accounts.account_events", "admin", None, _events),
    ("service.accounts.accounts.create_account", "admin", None, _create),
    ("service.accounts.accounts.change_role", "admin", _with_mori, _change_role),
    ("service.accounts.accounts.deactivate_account", "admin", _with_mori, _deactivate),
    ("service.accounts.accounts.activate_account", "admin", _with_mori, _activate),
    ("service.accounts.accounts.reset_password", "admin", _with_mori, _reset),
]
