"""Where the required alternatives stand in a finished text."""

from service.constraints import Constraints

Span = tuple[int, int]


def locate(text: str, constraints: Constraints) -> tuple[Span, ...]:
    """The character span of each required group in the text, in the groups' order.

    Longer alternatives choose first and groups take places of their own as far as there are any, so that
    契約 is found outside 保証契約 where the text has both. Every group must occur in the text.
    """
    order = sorted(range(len(constraints.required)), key=lambda index: -_longest(text, constraints, index))
    spans: dict[int, Span] = {}
    for index in order:
        found = [span for form in constraints.required[index].alternatives for span in _occurrences(text, form.strip())]
        free = [span for span in found if all(_apart(span, other) for other in spans.values())]
        spans[index] = min(free or found, key=lambda span: (span[0], -span[1]))
    return tuple(spans[index] for index in range(len(constraints.required)))


def _occurrences(text: str, form: str) -> list[Span]:
    return [(start, start + len(form)) for start in range(len(text)) if text.startswith(form, start)]


def _longest(text: str, constraints: Constraints, index: int) -> int:
    forms = (form.strip() for form in constraints.required[index].alternatives)
    return max((len(form) for form in forms if form in text), default=0)


def _apart(span: Span, other: Span) -> bool:
    return span[1] <= other[0] or other[1] <= span[0]
