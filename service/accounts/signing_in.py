"""Signing in with a password, changing one's own, and the lock after repeated failures."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import User, now
from service.accounts.account import find_user, one_time_until, record
from service.accounts.accounts import Clock, end_sessions
from service.accounts.passwords import hash_password, matches, outdated, refuse_weak, waste
from service.accounts.sessions import NewSession, find_session_user, forgive, let_in
from service.errors import ServiceError

LONGEST_LOCK = timedelta(days=1)


def sign_in(session: Session, settings: Settings, name: str, password: str, *, clock: Clock = now) -> NewSession:
    """A new session for whoever knows the password (committed).

    ServiceError with the code "sign_in", the same in every case and after the same work: no such account, wrong
    password, locked, deactivated, or one that has no password. Only who knows a one-time password learns that it
    has expired, with the code "one_time_expired".
    """
    user = find_user(session, name)
    opens = user is not None and user.active and bool(user.password_hash)
    if user is None or not opens or not _take_attempt(session, settings, user, clock()):
        session.rollback()
        waste(password)
        raise _refusal()
    checked = user.password_hash
    if not matches(checked, password):
        _record_failure(session, user, clock())
        raise _refusal()
    renewed = hash_password(password) if outdated(checked) else checked
    session.refresh(user)
    if not user.active or user.password_hash != checked:  # changed while the password was checked
        raise _refusal()
    _refuse_expired(session, settings, user, clock())
    user.password_hash = renewed
    return let_in(session, settings, user, clock())


def change_password(
    session: Session, settings: Settings, secret: str, current: str, new: str, *, clock: Clock = now
) -> NewSession:
    """Give the person of this session another password, and this browser a new session (committed).

    Every other browser is signed out. ServiceError where the current password is wrong (which counts as a failed
    sign-in) or a one-time one that has expired, or the new one is the same or weak.
    """
    user = find_session_user(session, secret, clock())
    if user is None:
        raise ServiceError("You are signed out; sign in again.", code="signed_out")
    refuse_weak(user.name, new)
    allowed = _take_attempt(session, settings, user, clock())
    if not allowed or not matches(user.password_hash, current):
        if allowed:
            _record_failure(session, user, clock())
        raise ServiceError(
            "The current password is wrong, or the account is locked for a while after repeated failures; try again.",
            code="current_password",
        )
    _refuse_expired(session, settings, user, clock())
    if matches(user.password_hash, new):
        forgive(user)
        session.commit()
        raise ServiceError("This is the current password; choose another one.", code="password_same")
    user.password_hash, user.must_change, user.password_given_at = hash_password(new), False, None
    end_sessions(session, user)
    record(session, user.name, "password", user.name, clock())
    return let_in(session, settings, user, clock())


def _refuse_expired(session: Session, settings: Settings, user: User, at: datetime) -> None:
    """ServiceError where the password, which was right, is a one-time password whose time is over (committed)."""
    until = one_time_until(settings, user)
    if until is None or at < until:
        return
    forgive(user)
    end_sessions(session, user)
    record(session, user.name, "expired", "", at)
    session.commit()
    raise ServiceError(
        f"This one-time password has expired; ask an administrator for another (hoyaku accounts reset {user.name}).",
        code="one_time_expired",
    )


def _take_attempt(session: Session, settings: Settings, user: User, at: datetime) -> bool:
    """Whether a password may be tried now; it counts as a failure until it has proved right (committed).

    Counted before the check, and in one statement, so that many tried at once are not more than in a row. Every
    failure from the limit on locks the account, each for twice as long as the one before.
    """
    open_now = or_(User.locked_until.is_(None), User.locked_until <= at)
    counted = session.execute(
        update(User).where(User.id == user.id, open_now).values(failures=User.failures + 1),
        execution_options={"synchronize_session": False},
    )
    if not counted.rowcount:  # type: ignore[attr-defined]  # of an UPDATE there always is one
        return False
    session.refresh(user)
    beyond = user.failures - settings.lockout_failures
    if beyond >= 0:
        user.locked_until = at + min(timedelta(minutes=settings.lockout_minutes) * 2 ** min(beyond, 20), LONGEST_LOCK)
    session.commit()
    return True


def _record_failure(session: Session, user: User, at: datetime) -> None:
    session.refresh(user)
    record(session, user.name, "failed" if user.locked_until is None else "locked", "", at)
    session.commit()


def _refusal() -> ServiceError:
    return ServiceError(
        "The name or the password is wrong, or the account is locked for a while after repeated failures; "
        "try again later, or ask an administrator.",
        code="sign_in",
    )
