"""The claims of an identity provider's token: whose they are, and which open nothing."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from service.accounts import Person, Role
from service.accounts.accounts import account_events, create_account, deactivate_account, list_accounts
from service.accounts.oidc import sign_in_with_claims
from service.accounts.sessions import find_signed_in
from service.errors import ServiceError

Sessions = sessionmaker[Session]


@pytest.fixture
def claims(clock) -> dict[str, object]:
    return {"email": "Mori@Example.jp", "email_verified": True, "iat": int(clock().timestamp()), "sub": "248289761001"}


def refused(session: Session, settings: Settings, claims: dict[str, object], clock) -> str:
    with pytest.raises(ServiceError) as told:
        sign_in_with_claims(session, settings, claims, clock=clock)
    return told.value.code


def test_the_account_with_the_verified_address_is_signed_in(
    each_database: Sessions, settings: Settings, admin: Person, claims: dict[str, object], clock
) -> None:
    with each_database() as session:
        create_account(session, admin, "mori@example.jp", Role.REVIEWER, with_password=False, clock=clock)
        entered = sign_in_with_claims(session, settings, claims, clock=clock)
        assert entered.person == Person("mori@example.jp", Role.REVIEWER)
        found = find_signed_in(session, settings, entered.secret, clock=clock)
        assert found is not None
        assert not found.must_change


@pytest.mark.parametrize(
    "wrong",
    [
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email_verified": 1},
        {"email": None},
        {"email": ""},
        {"email": "mori"},
        {"email": ["mori@example.jp"]},
    ],
)
def test_an_address_that_nobody_verified_opens_nothing(
    sessions: Sessions, settings: Settings, admin: Person, claims: dict[str, object], clock, wrong: dict[str, object]
) -> None:
    with sessions() as session:
        create_account(session, admin, "mori@example.jp", Role.ADMIN, clock=clock)
        create_account(session, admin, "mori", Role.ADMIN, clock=clock)
        assert refused(session, settings, claims | wrong, clock) == "oidc_unverified"


@pytest.mark.parametrize("issued", [-301, 61, 10**12, float("nan"), float("inf"), None, "now"])
def test_a_token_of_another_time_opens_nothing(
    sessions: Sessions, settings: Settings, admin: Person, claims: dict[str, object], clock, issued: object
) -> None:
    moment = clock().timestamp() + issued if isinstance(issued, int | float) else issued
    with sessions() as session:
        create_account(session, admin, "mori@example.jp", Role.ADMIN, clock=clock)
        assert refused(session, settings, claims | {"iat": moment}, clock) == "oidc_stale"


def test_a_stranger_gets_no_account_unless_the_settings_give_it_a_role(
    each_database: Sessions, settings: Settings, admin: Person, claims: dict[str, object], clock
) -> None:
    with each_database() as session:
        assert refused(session, settings, claims, clock) == "oidc_unknown"
        assert list_accounts(session, admin) == []
        open_to_all = Settings(oidc_role="translator")
        for _ in range(2):
            entered = sign_in_with_claims(session, open_to_all, claims, clock=clock)
            assert entered.person == Person("Mori@Example.jp", Role.TRANSLATOR)
        [account] = list_accounts(session, admin)
        assert not account.has_password
        assert [event.action for event in account_events(session, admin)] == [
            "signed_in",
            "signed_in",
            "role_translator",
            "created",
        ]


def test_a_deactivated_account_stays_out(
    each_database: Sessions, settings: Settings, admin: Person, claims: dict[str, object], clock
) -> None:
    with each_database() as session:
        create_account(session, admin, "mori@example.jp", Role.TRANSLATOR, clock=clock)
        deactivate_account(session, admin, "mori@example.jp", clock=clock)
        assert refused(session, Settings(oidc_role="translator"), claims, clock) == "oidc_unknown"
