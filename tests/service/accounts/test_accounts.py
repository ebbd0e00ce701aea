"""Accounts are made and changed by administrators, one of whom always remains; every change is an event."""

import threading

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from corpus.tables import User
from service.accounts import Person, Role
from service.accounts.accounts import (
    account_events,
    activate_account,
    change_role,
    create_account,
    create_first_admin,
    deactivate_account,
    has_accounts,
    list_accounts,
    reset_password,
)
from service.accounts.sessions import find_signed_in
from service.accounts.signing_in import sign_in
from service.errors import ServiceError

Sessions = sessionmaker[Session]


def code_of(call) -> str:
    with pytest.raises(ServiceError) as told:
        call()
    return told.value.code


def test_the_first_start_makes_an_administrator_once(each_database: Sessions, settings: Settings) -> None:
    with each_database() as session:
        assert not has_accounts(session)
        password = create_first_admin(session)
        assert has_accounts(session)
        assert create_first_admin(session) == ""
        entered = sign_in(session, settings, "admin", password)
        assert entered.person == Person("admin", Role.ADMIN)
        found = find_signed_in(session, settings, entered.secret)
        assert found is not None
        assert found.must_change


def test_an_account_is_listed_without_anything_that_opens_it(each_database: Sessions, admin: Person, clock) -> None:
    with each_database() as session:
        password = create_account(session, admin, "  Ｍｏｒｉ　花子 ", Role.TRANSLATOR, clock=clock)
        assert create_account(session, admin, "li@example.cn", Role.REVIEWER, with_password=False, clock=clock) == ""
        first, second = list_accounts(session, admin)
        stored = session.query(User).filter_by(name="Mori 花子").one()
    assert (first.name, first.role, first.has_password, first.must_change) == (
        "li@example.cn",
        Role.REVIEWER,
        False,
        False,
    )
    assert (second.name, second.active, second.must_change, second.created_at) == ("Mori 花子", True, True, clock())
    assert password not in stored.password_hash
    assert stored.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize("other", ["mori", "MORI", "Ｍｏｒｉ", " mori ", "ﬁnn"])
def test_names_that_look_the_same_are_the_same(each_database: Sessions, admin: Person, other: str) -> None:
    with each_database() as session:
        create_account(session, admin, "Mori", Role.TRANSLATOR)
        create_account(session, admin, "Finn", Role.TRANSLATOR)
        assert code_of(lambda: create_account(session, admin, other, Role.TRANSLATOR)) == "name_taken"
        assert len(list_accounts(session, admin)) == 2


@pytest.mark.parametrize("name", ["", "  ", "mo\u200bri", "mo\x00ri", "\u202eirom", "x" * 101, "\ud800"])
def test_a_name_is_visible_and_short(sessions: Sessions, admin: Person, name: str) -> None:
    with sessions() as session:
        assert code_of(lambda: create_account(session, admin, name, Role.TRANSLATOR)) == "name_unfit"


def test_the_last_active_administrator_stays_one(each_database: Sessions, admin: Person) -> None:
    with each_database() as session:
        create_account(session, admin, "one", Role.ADMIN)
        create_account(session, admin, "two", Role.ADMIN)
        deactivate_account(session, admin, "two")
        assert code_of(lambda: deactivate_account(session, admin, "one")) == "last_admin"
        assert code_of(lambda: change_role(session, admin, "one", Role.REVIEWER)) == "last_admin"
        activate_account(session, admin, "two")
        assert change_role(session, admin, "one", Role.REVIEWER).role == Role.REVIEWER
        assert code_of(lambda: change_role(session, admin, "two", Role.TRANSLATOR)) == "last_admin"


def test_two_administrators_who_demote_each_other_at_once_do_not_both_succeed(
    each_database: Sessions, admin: Person
) -> None:
    with each_database() as session:
        for name in ("one", "two"):
            create_account(session, admin, name, Role.ADMIN)
    start, refused = threading.Barrier(2), []

    def demote(name: str) -> None:
        with each_database() as session:
            start.wait()
            try:
                change_role(session, admin, name, Role.TRANSLATOR)
            except ServiceError as error:
                refused.append(error.code)

    threads = [threading.Thread(target=demote, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with each_database() as session:
        roles = sorted(account.role for account in list_accounts(session, admin))
    assert (roles, refused) == ([Role.ADMIN, Role.TRANSLATOR], ["last_admin"])


def test_two_that_are_made_at_once_are_not_both_made(each_database: Sessions, admin: Person) -> None:
    start, refused = threading.Barrier(2), []

    def make(name: str) -> None:
        with each_database() as session:
            start.wait()
            try:
                create_account(session, admin, name, Role.TRANSLATOR)
            except ServiceError as error:
                refused.append(error.code)

    threads = [threading.Thread(target=make, args=(name,)) for name in ("Mori", "mori")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["name_taken"]


def test_an_account_that_is_not_there_is_told(sessions: Sessions, admin: Person) -> None:
    with sessions() as session:
        for change in (deactivate_account, activate_account, reset_password):
            assert code_of(lambda change=change: change(session, admin, "nobody")) == "no_account"
        assert code_of(lambda: change_role(session, admin, "nobody", Role.ADMIN)) == "no_account"


def test_every_change_is_an_event_with_author_and_time(each_database: Sessions, admin: Person, clock) -> None:
    with each_database() as session:
        create_account(session, admin, "mori", Role.TRANSLATOR, clock=clock)
        clock.pass_(hours=1)
        change_role(session, admin, "MORI", Role.REVIEWER, clock=clock)
        change_role(session, admin, "mori", Role.REVIEWER, clock=clock)  # as it is
        reset_password(session, admin, "mori", clock=clock)
        deactivate_account(session, admin, "mori", clock=clock)
        deactivate_account(session, admin, "mori", clock=clock)
        activate_account(session, admin, "mori", clock=clock)
        create_account(session, admin, "li", Role.ADMIN, clock=clock)
        events = account_events(session, admin, "Mori")
        assert len(account_events(session, admin)) == len(events) + 2
    assert [event.action for event in events][::-1] == [
        "created",
        "role_translator",
        "role_reviewer",
        "reset",
        "deactivated",
        "activated",
    ]
    assert {event.author for event in events} == {"佐藤"}
    assert events[0].at == clock()


def test_a_reset_password_is_new_signs_out_and_unlocks(
    each_database: Sessions, admin: Person, settings: Settings, clock
) -> None:
    with each_database() as session:
        first = create_account(session, admin, "mori", Role.TRANSLATOR, clock=clock)
        entered = sign_in(session, settings, "mori", first, clock=clock)
        for _ in range(settings.lockout_failures):
            assert code_of(lambda: sign_in(session, settings, "mori", "wrong", clock=clock)) == "sign_in"
        second = reset_password(session, admin, "mori", clock=clock)
        assert second != first
        assert find_signed_in(session, settings, entered.secret, clock=clock) is None
        assert code_of(lambda: sign_in(session, settings, "mori", first, clock=clock)) == "sign_in"
        assert sign_in(session, settings, "mori", second, clock=clock).person.name == "mori"
