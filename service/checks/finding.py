"""What a check reports."""

from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One doubt about a translation; spans are (start, end) characters of the source and of the translation."""

    name: str  # of the check
    message: str  # one sentence, in English
    source_span: Span | None = None
    target_span: Span | None = None
    severity: Literal["warning", "error"] = "warning"
