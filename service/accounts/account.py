"""An account as others see it, and its row found by name."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import AccountEvent, User
from service.accounts.names import name_key
from service.accounts.person import Person, Role
from service.errors import ServiceError


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in, without what opens the account."""

    name: str
    role: Role
    active: bool
    has_password: bool  # otherwise the identity provider alone opens it
    must_change: bool  # the password was given by somebody else
    password_given_at: datetime | None  # when that was
    locked_until: datetime | None
    last_seen_at: datetime | None
    created_at: datetime

    @property
    def person(self) -> Person:
        return Person(self.name, self.role)


def account_of(user: User) -> Account:
    """The account of the row."""
    return Account(
        name=user.name,
        role=Role(user.role),
        active=user.active,
        has_password=bool(user.password_hash),
        must_change=user.must_change,
        password_given_at=user.password_given_at,
        locked_until=user.locked_until,
        last_seen_at=user.last_seen_at,
        created_at=user.created_at,
    )


def one_time_until(settings: Settings, account: Account | User) -> datetime | None:
    """Until when the one-time password opens the account; None where it has none (any more)."""
    if not account.must_change or account.password_given_at is None:
        return None
    return account.password_given_at + timedelta(hours=settings.one_time_password_hours)


def find_user(session: Session, name: str) -> User | None:
    """The row of this name, however it is written; None where there is none.

    Names are folded here and not by the database, whose two kinds fold differently; a firm has some dozens.
    """
    key = name_key(name[:1000])
    found = [number for number, known in session.execute(select(User.id, User.name)) if name_key(known) == key]
    return session.get(User, found[0], populate_existing=True) if found else None


def get_user(session: Session, name: str) -> User:
    """The row of this name; ServiceError where there is none."""
    user = find_user(session, name)
    if user is None:
        raise ServiceError(f"There is no account {name}; hoyaku accounts list shows them.", code="no_account")
    return user


def lock_accounts(session: Session) -> None:
    """Let nobody else change accounts until this transaction ends.

    Two administrators who demote each other at the same time must not both see the other one.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"))
    else:
        session.execute(update(User).where(User.id < 0).values(active=True))  # begins a writing transaction
    session.expire_all()


def record(session: Session, name: str, action: str, author: str, at: datetime) -> None:
    """Note what happened to the account; kept also where the account is not."""
    session.add(AccountEvent(name=name, action=action, author=author, created_at=at))
