"""What a text must be to be kept: storable on both databases, with line ends of one kind, of bounded length."""

import re

from service.errors import ServiceError

MAX_CHARACTERS = 100_000  # of one text

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?")


def clean_text(text: str, what: str, longest: int = MAX_CHARACTERS) -> str:
    """The text with LF line ends; ServiceError where it is too long (code "too_long") or cannot be stored."""
    if _UNSTORABLE.search(text):
        raise ServiceError(
            f"The {what} holds a character that no database can store (NUL or half a surrogate pair); remove it.",
            case="text_unstorable",
        )
    if len(text) > longest:
        raise ServiceError(
            f"The {what} has {len(text):,} characters and may have {longest:,}: shorten it.",
            "too_long",
            case="text_long",
            limit=longest,
        )
    return _LINE_ENDS.sub("\n", text)
