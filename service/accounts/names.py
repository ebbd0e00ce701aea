"""Names of accounts: how they are written, and when two of them are the same."""

import unicodedata

from service.errors import ServiceError

MAX_LENGTH = 100
# Controls, invisible and unassigned characters; a line or paragraph separator.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def account_name(typed: str) -> str:
    """The name as it is kept and shown (NFKC, single spaces); ServiceError where it cannot be one."""
    name = " ".join(unicodedata.normalize("NFKC", typed[: 4 * MAX_LENGTH]).split())
    if not name or len(name) > MAX_LENGTH or any(unicodedata.category(character) in _UNSEEN for character in name):
        raise ServiceError(
            f"An account's name has 1 to {MAX_LENGTH} visible characters; write another one.", code="name_unfit"
        )
    return name


def name_key(name: str) -> str:
    """What two names have in common that are the same: Ｍｏｒｉ, mori and MORI are (Unicode's NFKC case folding)."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())
