"""Where the required alternatives stand in a finished text."""

from collections.abc import Iterator

from service.constraints import Constraints

Span = tuple[int, int]


def locate(text: str, constraints: Constraints) -> tuple[Span, ...]:
    """The character span of each required group in the text, in the groups' order.

    Longer alternatives choose first and groups take places of their own as far as there are any, so that
    契約 is found outside 保証契約 where the text has both. A group that does not occur has the span (0, 0).
    """
    order = sorted(range(len(constraints.required)), key=lambda index: -_longest(text, constraints, index))
    spans: dict[int, Span] = {}
    for index in order:
        found = [span for form in constraints.required[index].alternatives for span in occurrences(text, form.strip())]
        free = [span for span in found if all(_apart(span, other) for other in spans.values())]
        spans[index] = min(free or found, key=lambda span: (span[0], -span[1]), default=(0, 0))
    return tuple(spans[index] for index in range(len(constraints.required)))


def occurrences(text: str, form: str) -> Iterator[Span]:
    """All places of the form, overlapping ones included; none for an empty form."""
    start = text.find(form) if form else -1
    while start >= 0:
        yield start, start + len(form)
        start = text.find(form, start + 1)


def _longest(text: str, constraints: Constraints, index: int) -> int:
    forms = (form.strip() for form in constraints.required[index].alternatives)
    return max((len(form) for form in forms if form in text), default=0)


def _apart(span: Span, other: Span) -> bool:
    return span[1] <= other[0] or other[1] <= span[0]
