"""What the translation of one segment must and must not contain, as surface text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Required:
    """A group of alternatives, one of which must occur in the output; the first is preferred.

    `source_start` and `source_end` are the character span of the term in the source segment
    (equal where the constraint has no place there); `label` names the term in messages.
    """

    alternatives: tuple[str, ...]
    source_start: int = 0
    source_end: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A string that must not occur, unless inside an occurrence of a required alternative containing it."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Constraints:
    required: tuple[Required, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.required or self.forbidden)


NONE = Constraints()


def placed_groups(constraints: Constraints) -> list[int]:
    """The required groups with a place in the source, by index, from left to right; of overlapping ones the
    first, and of those that begin together the longest. These are the ones that markup can show."""
    groups = constraints.required
    found: list[int] = []
    position = 0
    for index in sorted(range(len(groups)), key=lambda index: (groups[index].source_start, -groups[index].source_end)):
        if groups[index].source_start >= position and groups[index].source_end > groups[index].source_start:
            found.append(index)
            position = groups[index].source_end
    return found
