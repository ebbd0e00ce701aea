"""Making and changing accounts; each change is an event with its author."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import AccountEvent, User, UserSession, now
from service.accounts.account import Account, account_of, find_user, get_user, lock_accounts, one_time_until, record
from service.accounts.names import account_name
from service.accounts.passwords import hash_password, one_time_password
from service.accounts.permissions import Action, require
from service.accounts.person import Person, Role
from service.errors import ServiceError

Clock = Callable[[], datetime]
FIRST_ADMIN = "admin"
_EVENTS = 200  # the newest, as many as a person reads


@dataclass(frozen=True, slots=True)
class AccountChange:
    """One event of an account; `author` is "" where nobody was signed in."""

    name: str
    action: str
    author: str
    at: datetime


def list_accounts(session: Session, person: Person) -> list[Account]:
    """All accounts by name; for administrators only."""
    require(person, Action.CHANGE_ACCOUNTS)
    return sorted(map(account_of, session.scalars(select(User))), key=lambda account: account.name.casefold())


def account_events(session: Session, person: Person, name: str = "") -> list[AccountChange]:
    """The newest events of the account of this name, of all accounts where it is "", newest first."""
    require(person, Action.CHANGE_ACCOUNTS)
    chosen = select(AccountEvent).order_by(AccountEvent.id.desc()).limit(_EVENTS)
    if name:
        user = find_user(session, name)
        chosen = chosen.where(AccountEvent.name == (user.name if user is not None else name))
    return [
        AccountChange(event.name, event.action, event.author, event.created_at) for event in session.scalars(chosen)
    ]


def create_account(
    session: Session, person: Person, name: str, role: Role, *, with_password: bool = True, clock: Clock = now
) -> str:
    """Make an account and return its one-time password, which nobody can read again (committed).

    Without a password only the identity provider opens it, and "" is returned. ServiceError where the name is taken,
    also by one that differs in case or width of letters only, or cannot be one.
    """
    require(person, Action.CHANGE_ACCOUNTS)
    shown = account_name(name)
    password = one_time_password() if with_password else ""
    digest = hash_password(password) if with_password else ""
    lock_accounts(session)
    add_user(session, shown, role, digest, person.name, clock())
    session.commit()
    return password


def create_first_admin(session: Session, *, clock: Clock = now) -> str:
    """The one-time password of the account `admin`, made where there is no account yet; "" where there is one."""
    if has_accounts(session):
        return ""
    password = one_time_password()
    digest = hash_password(password)
    lock_accounts(session)
    if has_accounts(session):  # made by another start meanwhile
        session.rollback()
        return ""
    add_user(session, FIRST_ADMIN, Role.ADMIN, digest, "hoyaku", clock())
    session.commit()
    return password


def first_admin_shut_out(session: Session, settings: Settings, *, clock: Clock = now) -> bool:
    """Whether the one-time password of the first administrator has expired, with nobody else to give another one."""
    user = find_user(session, FIRST_ADMIN)
    until = None if user is None else one_time_until(settings, user)
    if user is None or until is None or until > clock():
        return False
    others = select(func.count(User.id)).where(User.role == Role.ADMIN, User.active, User.id != user.id)
    return user.active and not session.scalar(others)


def has_accounts(session: Session) -> bool:
    """Whether anybody may sign in, or once might."""
    return bool(session.scalar(select(func.count(User.id))))


def change_role(session: Session, person: Person, name: str, role: Role, *, clock: Clock = now) -> Account:
    """Give the account another role, which holds from its next action on (committed)."""
    require(person, Action.CHANGE_ACCOUNTS)
    lock_accounts(session)
    user = get_user(session, name)
    if user.role != role:
        _keep_an_admin(session, user, becoming=role)
        user.role = role
        record(session, user.name, f"role_{role}", person.name, clock())
    session.commit()
    return account_of(user)


def deactivate_account(session: Session, person: Person, name: str, *, clock: Clock = now) -> Account:
    """Let the account no longer sign in, and sign it out everywhere (committed); what it wrote keeps its name."""
    require(person, Action.CHANGE_ACCOUNTS)
    lock_accounts(session)
    user = get_user(session, name)
    if user.active:
        _keep_an_admin(session, user, becoming=None)
        user.active = False
        end_sessions(session, user)
        record(session, user.name, "deactivated", person.name, clock())
    session.commit()
    return account_of(user)


def activate_account(session: Session, person: Person, name: str, *, clock: Clock = now) -> Account:
    """Let the account sign in (again), also where it was locked after wrong passwords (committed)."""
    require(person, Action.CHANGE_ACCOUNTS)
    lock_accounts(session)
    user = get_user(session, name)
    if not user.active or user.locked_until is not None or user.failures:
        user.active, user.failures, user.locked_until = True, 0, None
        record(session, user.name, "activated", person.name, clock())
    session.commit()
    return account_of(user)


def reset_password(session: Session, person: Person, name: str, *, clock: Clock = now) -> str:
    """A new one-time password for the account, which is signed out everywhere and no longer locked (committed)."""
    require(person, Action.CHANGE_ACCOUNTS)
    password = one_time_password()
    digest = hash_password(password)
    lock_accounts(session)
    user = get_user(session, name)
    at = clock()
    user.password_hash, user.must_change, user.password_given_at = digest, True, at
    user.failures, user.locked_until = 0, None
    end_sessions(session, user)
    record(session, user.name, "reset", person.name, at)
    session.commit()
    return password


def add_user(session: Session, name: str, role: Role, password_hash: str, author: str, at: datetime) -> User:
    """The row of a new account (not committed); ServiceError where the name is taken."""
    if find_user(session, name) is not None:
        session.rollback()
        raise ServiceError(f"There is an account {name} already; choose another name.", code="name_taken")
    user = User(
        name=name,
        role=role,
        password_hash=password_hash,
        must_change=bool(password_hash),
        password_given_at=at if password_hash else None,
        created_at=at,
    )
    session.add(user)
    session.flush()
    record(session, name, "created", author, at)
    record(session, name, f"role_{role}", author, at)
    return user


def end_sessions(session: Session, user: User) -> None:
    """Sign the account out of every browser."""
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))


def _keep_an_admin(session: Session, user: User, becoming: Role | None) -> None:
    """ServiceError where no active administrator would be left."""
    if user.role != Role.ADMIN or not user.active or becoming == Role.ADMIN:
        return
    others = select(func.count(User.id)).where(User.role == Role.ADMIN, User.active, User.id != user.id)
    if not session.scalar(others):
        session.rollback()
        raise ServiceError(
            f"{user.name} is the last active administrator; make somebody else one first.", code="last_admin"
        )
