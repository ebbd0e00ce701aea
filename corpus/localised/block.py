"""A block of a document, as all formats give it."""

import re
from dataclasses import dataclass

_LINE_END = re.compile(r"[ \t]*\n\s*")
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_URL = re.compile(r"(?:https?|ftp)://[!-~]+|www\.[!-~]+")
_SPACES = re.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is heading1 and so on, item, cell, paragraph, or code and html, whose text is left out."""

    kind: str
    text: str = ""


def plain(text: str) -> str:
    """The text on one line without URLs; a line end between Chinese or Japanese characters is no space."""

    def joined(match: re.Match[str]) -> str:
        around = (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])
        return "" if all(_CJK.match(character) for character in around) else " "

    return _SPACES.sub(" ", _URL.sub("", _LINE_END.sub(joined, text))).strip()
