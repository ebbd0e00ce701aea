"""Texts in XML or HTML as CAT tools send them to DeepL: entities, and tags around the whole text, are kept.

Tags inside of a sentence are refused, for where they belong in the translation nobody here can say.
"""

import html
import re
from dataclasses import dataclass

from service.errors import ServiceError

_TAG = r"<[!/?]?[A-Za-z][^<>]*>"
_HEAD = re.compile(rf"(?:\s*{_TAG})*\s*")
_TAIL = re.compile(rf"\s*(?:{_TAG}\s*)*\Z")
_ANY = re.compile(_TAG)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Plain text, and the markup that stands before and after it."""

    before: str
    text: str
    after: str

    def around(self, translation: str) -> str:
        """The translation in the same markup."""
        return self.before + html.escape(translation, quote=False) + self.after


def unwrap(marked: str) -> MarkedText:
    """The text without its markup; ServiceError where tags stand inside of it."""
    head = _HEAD.match(marked)
    start = head.end() if head else 0
    tail = _TAIL.search(marked, start)
    end = tail.start() if tail else len(marked)
    inside = marked[start:end]
    if tag := _ANY.search(inside):
        raise ServiceError(
            f"The tag {tag.group()[:30]} stands inside of a text, which is not handled; send the text without it.",
            "markup",
        )
    return MarkedText(marked[:start], html.unescape(inside), marked[end:])
