"""Brackets and quotation marks come in pairs."""

from collections.abc import Iterator

from corpus.languages import Direction
from service.checks.finding import CheckFinding

_PAIRS = dict(zip("（(「『【〔《〈“‘［｛[{", "）)」』】〕》〉”’］｝]}", strict=True))
_CLOSERS = {close: open_ for open_, close in _PAIRS.items()}


def find_unpaired(text: str) -> list[int]:
    """The positions of brackets and quotation marks without a partner, in order."""
    open_marks: list[int] = []
    unpaired: list[int] = []
    for position, char in enumerate(text):
        if char in _PAIRS:
            open_marks.append(position)
        elif char in _CLOSERS:
            if open_marks and text[open_marks[-1]] == _CLOSERS[char]:
                open_marks.pop()
            else:
                unpaired.append(position)
    return sorted(unpaired + open_marks)


class BracketsCheck:
    """Every bracket of the translation has its partner, unless the source's had none either."""

    name = "brackets"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        if find_unpaired(source):
            return  # a quotation that runs over several segments, or item marks such as 1)
        for position in find_unpaired(translation):
            message = f"The mark {translation[position]} has no partner in the translation."
            yield CheckFinding(self.name, message, target_span=(position, position + 1))
