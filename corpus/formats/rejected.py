"""What a reader yields in place of a pair where the file is malformed at one place only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line or unit that holds no pair, and why; `line` is 1-based in its file."""

    line: int
    message: str
