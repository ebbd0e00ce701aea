"""Browsers that are signed in: a random secret each, of which only the digest is kept, for a limited time."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import User, UserSession, now
from service.accounts.account import record
from service.accounts.accounts import Clock
from service.accounts.person import Person, Role

SECRET_BYTES = 32
_RENEWED_AFTER = timedelta(minutes=5)  # so that not every click is a write


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person whose browser is signed in.

    `must_change` is set while the password is one that somebody else gave: nothing may be done before it is changed.
    """

    person: Person
    must_change: bool
    has_password: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewSession:
    """Somebody who has just signed in, and the secret that their browser keeps."""

    person: Person
    secret: str


def let_in(session: Session, settings: Settings, user: User, at: datetime) -> NewSession:
    """A new session for the account, with a secret of 256 bits (committed); its expired sessions are removed."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.execute(delete(UserSession).where(UserSession.user_id == user.id, UserSession.expires_at <= at))
    session.add(
        UserSession(user_id=user.id, digest=digest(secret), created_at=at, expires_at=_expiry(settings, at, at))
    )
    user.last_seen_at = at
    forgive(user)
    record(session, user.name, "signed_in", user.name, at)
    session.commit()
    return NewSession(Person(user.name, Role(user.role)), secret)


def forgive(user: User) -> None:
    """Forget the wrong passwords (not committed)."""
    user.failures, user.locked_until = 0, None


def find_signed_in(
    session: Session, settings: Settings, secret: str, *, renew: bool = True, clock: Clock = now
) -> SignedIn | None:
    """Who the secret belongs to, with the role of this moment; None where it is unknown, expired, or deactivated.

    The time without use begins anew, unless `renew` is False; the session as a whole ends all the same.
    """
    at = clock()
    found = _find(session, secret, at)
    if found is None:
        return None
    browser, user = found
    expires = _expiry(settings, at, browser.created_at)
    if renew and expires - browser.expires_at >= _RENEWED_AFTER:
        with suppress(OperationalError):  # something long writes; the next click renews it
            browser.expires_at, user.last_seen_at = expires, at
            session.commit()
    signed_in = SignedIn(
        Person(user.name, Role(user.role)), user.must_change, bool(user.password_hash), browser.expires_at
    )
    session.rollback()
    return signed_in


def find_session_user(session: Session, secret: str, at: datetime) -> User | None:
    """The active account whose session that is; None where it has expired or there is none."""
    found = _find(session, secret, at)
    return None if found is None else found[1]


def end_browser_session(session: Session, secret: str) -> None:
    """Sign this browser out (committed)."""
    session.execute(delete(UserSession).where(UserSession.digest == digest(secret)))
    session.commit()


def digest(secret: str) -> str:
    """The SHA-256 of the secret; it is random, so that it needs no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _find(session: Session, secret: str, at: datetime) -> tuple[UserSession, User] | None:
    found = session.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.digest == digest(secret), UserSession.expires_at > at, User.active)
    ).first()
    return None if found is None else (found[0], found[1])


def _expiry(settings: Settings, at: datetime, opened: datetime) -> datetime:
    idle = at + timedelta(hours=settings.session_idle_hours)
    return min(idle, opened + timedelta(days=settings.session_days))
