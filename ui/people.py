"""Who is at the page: the person of the browser's session, or whoever sits at a machine of their own."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st
from sqlalchemy.orm import Session, sessionmaker
from streamlit.errors import StreamlitSecretNotFoundError

from corpus.database import open_database
from corpus.settings import Settings
from service.accounts import Person, Role
from service.accounts.mode import accounts_required, comes_from_elsewhere
from service.accounts.oidc import sign_in_with_claims
from service.accounts.sessions import NewSession, SignedIn, end_browser_session, find_signed_in
from service.errors import ServiceError
from ui.session_cookie import give_cookie, kept_secret, take_cookie

_SECRET = "session_secret"
_WHOSE = "session_person"  # whose work lies in this session's state
_LEFT = "session_left"  # somebody signed out here
_KEPT = ("lang", "session_ticket", "session_leaving", _SECRET, _WHOSE, _LEFT)

How = Literal["single", "signed_in", "must_change", "signed_out"]


@dataclass(frozen=True, slots=True)
class Visit:
    """How somebody is at the page; `person` only where they may do something: "single" or "signed_in"."""

    how: How
    person: Person | None = None
    has_password: bool = False


def current_person() -> Person:
    """The person whose page is being drawn, with the role of this moment; on a machine of one's own, its user.

    ServiceError with the code "signed_out" where the session has ended, or the password is still to be changed.
    """
    person = current_visit().person
    if person is None:
        raise ServiceError("You are signed out; sign in again, nothing that you typed is lost.", code="signed_out")
    return person


def current_visit() -> Visit:
    """How somebody is at the page at this moment."""
    if not sign_in_needed():
        return Visit("single", Person(Settings().user, Role.ADMIN))
    found = _find()
    if found is None:
        return Visit("signed_out")
    if found.must_change:
        return Visit("must_change", has_password=True)
    return Visit("signed_in", found.person, found.has_password)


def sign_in_needed() -> bool:
    """Whether people must sign in: as the settings say, and where the page is reached from elsewhere after all."""
    settings = Settings()
    if accounts_required(settings, st.get_option("server.address")):
        return True
    return settings.accounts == "auto" and comes_from_elsewhere(st.context.headers.to_dict())


def leave_if_signed_out() -> None:
    """Draw the whole page anew where the session has ended: for the parts of a page that are drawn by themselves.

    It is no use of the session, so that a part that renews itself does not keep it from ending.
    """
    if sign_in_needed() and _find(renew=False) is None:
        st.rerun()


def enter(new: NewSession) -> None:
    """Let this browser be signed in; what another person left in it is cleared away."""
    _make_room(new.person.name)
    st.session_state[_SECRET] = new.secret
    st.session_state.pop(_LEFT, None)
    give_cookie(new.secret)


def leave() -> None:
    """Sign this browser out, on the server and in its cookie."""
    for secret in _secrets():
        with account_sessions()() as session:
            end_browser_session(session, secret)
        take_cookie(secret)
    st.session_state.pop(_SECRET, None)
    _make_room("")
    st.session_state[_LEFT] = True


def was_here() -> str:
    """Who was signed in here until the session ended by itself; "" for nobody."""
    return str(st.session_state.get(_WHOSE, ""))


def has_left() -> bool:
    """Whether somebody signed out here, and nobody has signed in since."""
    return bool(st.session_state.get(_LEFT))


def current_secret() -> str:
    """The secret of the session that is valid here; "" for none."""
    for secret in _secrets():
        if _look(secret, renew=False) is not None:
            return secret
    return ""


def provider_configured() -> bool:
    """Whether Streamlit's secrets name an identity provider."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def provider_person() -> bool:
    """Whether the identity provider has just said who this is and they may come in; ServiceError where not.

    False where it said nothing, or some time ago.
    """
    if has_left() or not provider_configured() or not st.user.is_logged_in:
        return False
    try:
        with account_sessions()() as session:
            enter(sign_in_with_claims(session, Settings(), st.user.to_dict()))
    except ServiceError as error:
        if error.code == "oidc_stale":
            return False
        raise
    return True


@st.cache_resource(show_spinner=False)
def account_sessions() -> sessionmaker[Session]:
    """The database by itself: to sign in, nobody waits for the translator."""
    return open_database(Settings())


def _find(renew: bool = True) -> SignedIn | None:
    for secret in _secrets():
        found = _look(secret, renew)
        if found is not None:
            _make_room(found.person.name)
            st.session_state[_SECRET] = secret
            return found
    return None


def _secrets() -> list[str]:
    """The secrets to try: of this tab, then that of the browser's cookie when it connected."""
    return [secret for secret in dict.fromkeys((st.session_state.get(_SECRET, ""), kept_secret())) if secret]


def _look(secret: str, renew: bool) -> SignedIn | None:
    with account_sessions()() as session:
        return find_signed_in(session, Settings(), secret, renew=renew)


def _make_room(name: str) -> None:
    """Clear away what somebody else than this person left in the session's state."""
    state = st.session_state
    if was_here() != name:
        if _WHOSE in state:
            for key in [key for key in state if key not in _KEPT]:
                del state[key]
        state[_WHOSE] = name
