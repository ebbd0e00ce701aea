"""Whether a translation keeps its constraints, and whether it is a translation at all."""

from collections.abc import Iterator

from service.checks.finding import Span
from service.checks.repetition import find_repetitions
from service.constraints import Constraints
from service.markup import CONTROL_PIECES

_UNKNOWN = ("<unk>", "⁇")  # how tokenizers write what they do not know


def keeps(text: str, constraints: Constraints) -> bool:
    """Whether every required group has an alternative in the text and no forbidden string stands
    outside the required alternatives."""
    if not all(any(form in text for form in group.alternatives) for group in constraints.required):
        return False
    right = [span for group in constraints.required for form in group.alternatives for span in occurrences(text, form)]
    return all(
        any(start <= wrong[0] and wrong[1] <= end for start, end in right)
        for forbidden in constraints.forbidden
        for wrong in occurrences(text, forbidden.text)
    )


def is_degenerate(source: str, text: str) -> bool:
    """Whether the text is empty, carries pieces that are no text, or repeats itself where the source does not."""
    if not text.strip():
        return bool(source.strip())
    if any(piece in text and piece not in source for piece in (*CONTROL_PIECES, *_UNKNOWN)):
        return True
    return bool(find_repetitions(text)) and not find_repetitions(source)


def place_required(text: str, constraints: Constraints) -> tuple[Span, ...]:
    """Where each required group's first alternative found stands in the text, for a text that keeps them all."""
    return tuple(
        min((span for form in group.alternatives for span in occurrences(text, form)), default=(0, 0))
        for group in constraints.required
    )


def occurrences(text: str, form: str) -> Iterator[Span]:
    """All places of the form, overlapping ones included."""
    start = text.find(form) if form else -1
    while start >= 0:
        yield start, start + len(form)
        start = text.find(form, start + 1)
