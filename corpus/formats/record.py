"""The fields of a pair as the formats write them, and the pair that read fields make."""

from collections.abc import Mapping
from typing import Protocol

from corpus.formats.rejected import RejectedLine
from corpus.pairs import NewPair
from corpus.reasons import Reason

FIELDS = ("zh", "ja", "genre", "area", "document", "position")
_LAST_POSITION = 2**31 - 1  # what the database's integer holds


class WritablePair(Protocol):
    """What the formats write: `corpus.pairs.NewPair` and `corpus.tables.Pair` both are such."""

    @property
    def zh(self) -> str: ...
    @property
    def ja(self) -> str: ...
    @property
    def genre(self) -> str | None: ...
    @property
    def area(self) -> str | None: ...
    @property
    def document(self) -> str | None: ...
    @property
    def position(self) -> int | None: ...


def pair_of(fields: Mapping[str, str], line: int) -> NewPair | RejectedLine:
    """The pair with these fields, of which zh and ja are present and others may be missing or empty; rejected
    where the position is not a number.
    """
    position = fields.get("position", "").strip()
    if position and not _is_position(position):
        shown = shortened(position)
        text = f"the position {shown!r} is not a whole number from 0 on"
        return RejectedLine(line, Reason(text, case="row_position", position=shown))
    return NewPair(
        fields["zh"],
        fields["ja"],
        fields.get("genre", "").strip() or None,
        fields.get("area", "").strip() or None,
        fields.get("document", "").strip() or None,
        int(position) if position else None,
        line,
    )


def _is_position(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= _LAST_POSITION


def shortened(text: str) -> str:
    """The text, or its beginning where it is too long to stand in a message."""
    return text if len(text) <= 30 else text[:30] + "…"
