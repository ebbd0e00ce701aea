"""Whether a translation keeps its constraints, and whether it is a translation at all."""

from service.checks.repetition import find_repetitions
from service.constraints import Constraints, Forbidden, Required
from service.markup import CONTROL_PIECES
from service.placement import occurrences

_UNKNOWN = ("<unk>", "⁇", "\N{REPLACEMENT CHARACTER}")  # how tokenizers write what they do not know


def keeps(text: str, constraints: Constraints) -> bool:
    """Whether every required group has an alternative in the text and no forbidden string stands
    outside the required alternatives."""
    return not missing(text, constraints) and not forbidden(text, constraints)


def missing(text: str, constraints: Constraints) -> list[Required]:
    """The required groups of which no alternative is in the text."""
    return [group for group in constraints.required if not any(form in text for form in group.alternatives)]


def forbidden(text: str, constraints: Constraints) -> list[Forbidden]:
    """The forbidden strings that stand somewhere outside the required alternatives."""
    right = [span for group in constraints.required for form in group.alternatives for span in occurrences(text, form)]
    return [
        unwanted
        for unwanted in constraints.forbidden
        if any(
            not any(start <= wrong[0] and wrong[1] <= end for start, end in right)
            for wrong in occurrences(text, unwanted.text)
        )
    ]


def is_degenerate(source: str, text: str) -> bool:
    """Whether the text is empty, carries pieces that are no text, or repeats itself where the source does not."""
    if not text.strip():
        return bool(source.strip())
    if any(piece in text and piece not in source for piece in (*CONTROL_PIECES, *_UNKNOWN)):
        return True
    return bool(find_repetitions(text)) and not find_repetitions(source)
