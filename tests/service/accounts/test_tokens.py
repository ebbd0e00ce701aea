"""Tokens: shown once, kept as a digest, ended by their day, their owner or an administrator."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.tables import AccountEvent, ApiToken, User
from service.accounts import Person, Role
from service.accounts.tokens import add_token, find_bearer, list_tokens, revoke_token
from service.errors import ServiceError

ADMIN = Person("管理者", Role.ADMIN)
SATO = Person("佐藤", Role.TRANSLATOR)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def accounts(each_database: sessionmaker[Session]) -> sessionmaker[Session]:
    with each_database() as session:
        for name, role in (("佐藤", "translator"), ("王", "reviewer")):
            session.add(User(name=name, role=role, password_hash=""))
        session.commit()
    return each_database


def test_a_token_speaks_for_its_owner_and_only_its_digest_is_kept(accounts: sessionmaker[Session]) -> None:
    with accounts() as session:
        token, secret = add_token(session, SATO, "佐藤", "OmegaT")
        assert secret.startswith("hoyaku_")
        bearer = find_bearer(session, secret)
        assert bearer is not None
        assert (bearer.person, bearer.token_id) == (SATO, token.id)
        assert find_bearer(session, secret[:-1]) is None
        stored = session.scalars(select(ApiToken)).one()
        assert secret not in (stored.digest, stored.name)
        assert session.scalars(select(AccountEvent.action)).all() == ["token_added"]


def test_an_expired_token_opens_nothing(accounts: sessionmaker[Session]) -> None:
    with accounts() as session:
        _, secret = add_token(session, SATO, "佐藤", "OmegaT", NOON + timedelta(days=1), clock=lambda: NOON)
        assert find_bearer(session, secret, clock=lambda: NOON + timedelta(hours=23)) is not None
        assert find_bearer(session, secret, clock=lambda: NOON + timedelta(days=1)) is None
        with pytest.raises(ServiceError, match="choose a later day"):
            add_token(session, SATO, "佐藤", "late", NOON, clock=lambda: NOON)


def test_a_token_has_its_owners_role_of_the_moment_and_ends_with_the_account(accounts: sessionmaker[Session]) -> None:
    with accounts() as session:
        _, secret = add_token(session, ADMIN, "王", "Weblate")
        user = session.scalars(select(User).where(User.name == "王")).one()
        user.role = "translator"
        session.commit()
        bearer = find_bearer(session, secret)
        assert bearer is not None
        assert bearer.person.role is Role.TRANSLATOR
        user.active = False
        session.commit()
        assert find_bearer(session, secret) is None
        with pytest.raises(ServiceError, match="is not active"):
            add_token(session, ADMIN, "王", "another")


def test_a_revoked_token_opens_nothing_and_its_name_is_free(accounts: sessionmaker[Session]) -> None:
    with accounts() as session:
        _, secret = add_token(session, SATO, "佐藤", "OmegaT")
        with pytest.raises(ServiceError, match="has a token OmegaT already"):
            add_token(session, SATO, "佐藤", "OmegaT")
        revoke_token(session, SATO, "佐藤", "OmegaT")
        assert find_bearer(session, secret) is None
        with pytest.raises(ServiceError, match="has no token OmegaT"):
            revoke_token(session, SATO, "佐藤", "OmegaT")
        add_token(session, SATO, "佐藤", "OmegaT")


def test_others_tokens_are_an_administrators_business(accounts: sessionmaker[Session]) -> None:
    with accounts() as session:
        add_token(session, ADMIN, "王", "Weblate")
        add_token(session, SATO, "佐藤", "OmegaT")
        assert [token.name for token in list_tokens(session, ADMIN)] == ["Weblate", "OmegaT"]
        assert [token.name for token in list_tokens(session, SATO, "佐藤")] == ["OmegaT"]
        for forbidden in (
            lambda: list_tokens(session, SATO),
            lambda: list_tokens(session, SATO, "王"),
            lambda: add_token(session, SATO, "王", "mine"),
            lambda: revoke_token(session, SATO, "王", "Weblate"),
        ):
            with pytest.raises(ServiceError, match="ask a admin"):
                forbidden()


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
def test_a_token_needs_a_name_that_can_be_listed(sessions: sessionmaker[Session], name: str) -> None:
    with sessions() as session, pytest.raises(ServiceError, match="needs a name"):
        add_token(session, SATO, "佐藤", name)
