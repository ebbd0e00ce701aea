"""Passwords: hashed with Argon2id, checked in constant work, and refused where they are easily guessed."""

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from service.accounts.names import name_key
from service.errors import ServiceError

# The second recommended option of RFC 9106, section 4: Argon2id, 3 passes over 64 MiB in 4 lanes, a salt of 128 and a
# tag of 256 bits; the first takes 2 GiB for each sign-in.
HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
MIN_LENGTH = 12  # code points; NIST SP 800-63B asks for 8 at least
MAX_LENGTH = 1024  # NIST SP 800-63B: at least 64 must be allowed
_DISTINCT = 5  # characters, so that aaaaaaaaaaaa and 121212121212 are none
_BESIDE_NAME = 8  # characters that a password has besides the person's name
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
# Each check takes 64 MiB, so that many strangers signing in at once must wait for one another.
_AT_ONCE = threading.BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The Argon2id hash in the PHC string format, with its salt and parameters."""
    with _AT_ONCE:
        return HASHER.hash(_normalised(password))


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password of the hash; False for "" and for what is no hash, in the same time."""
    if not password_hash or len(password) > MAX_LENGTH:
        return waste(password)
    try:
        with _AT_ONCE:
            return HASHER.verify(password_hash, _normalised(password))
    except InvalidHashError:
        return waste(password)
    except VerificationError:
        return False


def waste(password: str) -> bool:
    """False, after as much work as a check takes, so that the time does not tell whether there is such an account."""
    hash_password(password[:MAX_LENGTH])
    return False


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than those of now."""
    return HASHER.check_needs_rehash(password_hash)


def refuse_weak(name: str, password: str) -> None:
    """ServiceError where this may not be the person's password: too short or long, their name, or a repetition.

    After NIST SP 800-63B, section 5.1.1.2: length counts, and no rules about kinds of characters.
    """
    if len(password) > MAX_LENGTH:
        raise ServiceError(f"A password has at most {MAX_LENGTH} characters; choose a shorter one.", "password_long")
    text = _normalised(password)
    if len(text) < MIN_LENGTH:
        raise ServiceError(f"A password has at least {MIN_LENGTH} characters; choose a longer one.", "password_short")
    own, folded = name_key(name), name_key(text)
    local = own.partition("@")[0]  # of an e-mail address
    if any(len(folded.replace(part, "")) < _BESIDE_NAME for part in (own, local) if part in folded):
        raise ServiceError("The password is little more than the name; choose another one.", "password_name")
    if len(set(folded)) < _DISTINCT:
        raise ServiceError("The password repeats a few characters; choose another one.", "password_simple")


def one_time_password() -> str:
    """A random password of 99 bits to be typed once: four groups of five letters and digits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _normalised(password: str) -> str:
    """The same characters typed on another keyboard give the same password (NFKC, as NIST SP 800-63B advises)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
