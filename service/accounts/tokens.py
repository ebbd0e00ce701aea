"""Tokens with which programs act for a person: 256 random bits, of which only the SHA-256 is kept.

A token does what its owner may do at the moment of each request: whoever loses a role, loses it there too.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.tables import AccountEvent, ApiToken, User, now
from service.accounts.account import get_user
from service.accounts.permissions import Action, require
from service.accounts.person import Person, Role
from service.errors import ServiceError

Clock = Callable[[], datetime]
PREFIX = "hoyaku_"  # so that a token is recognised where it does not belong
NAME_LENGTH = 100  # characters
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed, without what opens anything."""

    id: int
    owner: str
    name: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a request's token speaks for, and which token it is."""

    person: Person
    token_id: int


def add_token(
    session: Session, person: Person, owner: str, name: str, expires_at: datetime | None = None, *, clock: Clock = now
) -> tuple[Token, str]:
    """A new token for the account `owner` and its secret, which nobody can read again (committed).

    Everybody makes their own, an administrator anybody's. ServiceError where the name is empty, long or taken, or the
    account is not there or not active.
    """
    _require_own(person, owner)
    name = name.strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise ServiceError(f"A token needs a name of at most {NAME_LENGTH} characters; say what it is for.")
    at = clock()
    if expires_at is not None and expires_at <= at:
        raise ServiceError("The token would have expired already; choose a later day.")
    user = get_user(session, owner)
    if not user.active:
        raise ServiceError(f"The account {user.name} is not active; an administrator can activate it.")
    if session.scalars(select(ApiToken.id).where(ApiToken.user_id == user.id, ApiToken.name == name)).first():
        raise ServiceError(f"{user.name} has a token {name} already; choose another name, or revoke that one.")
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    row = ApiToken(user_id=user.id, name=name, digest=digest(secret), created_at=at, expires_at=expires_at)
    session.add(row)
    session.add(AccountEvent(name=user.name, action="token_added", author=person.name, created_at=at))
    session.commit()
    return _token(row, user), secret


def list_tokens(session: Session, person: Person, owner: str = "") -> list[Token]:
    """The tokens of an account, of all accounts where it is "", oldest first; others' for administrators only."""
    _require_own(person, owner)
    query = select(ApiToken, User).join(User, User.id == ApiToken.user_id).order_by(ApiToken.id)
    if owner:
        query = query.where(User.id == get_user(session, owner).id)
    return [_token(row, user) for row, user in session.execute(query)]


def revoke_token(session: Session, person: Person, owner: str, name: str, *, clock: Clock = now) -> Token:
    """The token that opens nothing any more, from the next request on (committed); ServiceError where there is none."""
    _require_own(person, owner)
    user = get_user(session, owner)
    row = session.scalars(select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.name == name)).first()
    if row is None:
        raise ServiceError(f"{user.name} has no token {name}; hoyaku tokens list shows them.", code="missing")
    revoked = _token(row, user)
    session.delete(row)
    session.add(AccountEvent(name=user.name, action="token_revoked", author=person.name, created_at=clock()))
    session.commit()
    return revoked


def find_bearer(session: Session, secret: str, *, clock: Clock = now) -> Bearer | None:
    """Who the token speaks for, with the role of this moment.

    None where it is unknown, revoked or expired, or its owner no longer active.
    """
    query = select(ApiToken, User).join(User, User.id == ApiToken.user_id).where(ApiToken.digest == digest(secret))
    with failures_told(url_of(session)):
        found = session.execute(query).first()
    if found is None:
        return None
    token, user = found
    if not user.active or (token.expires_at is not None and token.expires_at <= clock()):
        return None
    return Bearer(Person(user.name, Role(user.role)), token.id)


def digest(secret: str) -> str:
    """The SHA-256 of the secret; it is random, so that it needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _require_own(person: Person, owner: str) -> None:
    if owner != person.name:
        require(person, Action.CHANGE_ACCOUNTS)


def _token(row: ApiToken, user: User) -> Token:
    return Token(row.id, user.name, row.name, row.created_at, row.expires_at)
