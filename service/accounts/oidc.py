"""Signing in through the firm's identity provider: the claims of its ID token become a person.

OpenID Connect Core 1.0; the token itself is fetched and verified by Streamlit's login (Authlib).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import now
from service.accounts.account import find_user, lock_accounts
from service.accounts.accounts import Clock, add_user
from service.accounts.names import account_name
from service.accounts.person import Role
from service.accounts.sessions import NewSession, let_in
from service.errors import ServiceError

# The page's own sessions end; the provider's cookie of the page, which lasts for weeks, must not open new ones.
FRESH = timedelta(minutes=5)
_SKEW = timedelta(minutes=1)  # between the provider's clock and ours


def sign_in_with_claims(
    session: Session, settings: Settings, claims: Mapping[str, object], *, clock: Clock = now
) -> NewSession:
    """A new session for the account whose name is the verified e-mail address of the claims (committed).

    Where there is none it is made, if the settings give such accounts a role. ServiceError with the code
    "oidc_unverified" (no address that the provider has verified), "oidc_stale" (the token was issued some time ago) or
    "oidc_unknown" (no account, or one that was deactivated).
    """
    email = claims.get("email")
    verified = claims.get("email_verified")
    if not isinstance(email, str) or "@" not in email or not (verified is True or verified == "true"):
        raise ServiceError(
            "The identity provider gave no verified e-mail address; let its administrator send the claims email and "
            "email_verified.",
            code="oidc_unverified",
        )
    at = clock()
    issued = claims.get("iat")
    if not isinstance(issued, int | float) or not _just_issued(float(issued), at):
        raise ServiceError("That was some time ago; sign in with the identity provider again.", code="oidc_stale")
    user = find_user(session, email)
    if user is None and settings.oidc_role:
        name = account_name(email)
        lock_accounts(session)
        user = find_user(session, name) or add_user(session, name, Role(settings.oidc_role), "", name, at)
    if user is None or not user.active:
        session.rollback()
        raise ServiceError(f"There is no active account {email}; ask an administrator.", code="oidc_unknown")
    return let_in(session, settings, user, at)


def _just_issued(issued: float, at: datetime) -> bool:
    try:
        moment = datetime.fromtimestamp(issued, UTC)
    except (OverflowError, ValueError, OSError):
        return False
    return -_SKEW <= at - moment <= FRESH
