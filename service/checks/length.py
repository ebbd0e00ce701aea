"""A translation much shorter or longer than its source has lost or invented something."""

from collections.abc import Iterator

from corpus.languages import Direction
from service.checks.finding import CheckFinding

# Characters of translation per character of source. Bounds lie outside what the 14,500 seed pairs show.
_BOUNDS = {Direction.ZH_JA: (0.85, 2.4), Direction.JA_ZH: (0.42, 1.18)}
_SLACK = 5  # characters: headings and short items vary freely


class LengthCheck:
    """The translation's length is what this pair of languages leads one to expect."""

    name = "length"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        length, expected = len(translation.strip()), len(source.strip())
        low, high = _BOUNDS[direction]
        if length < low * expected - _SLACK:
            message = f"The translation is very short: {length} characters for {expected}; something may be missing."
            yield CheckFinding(self.name, message)
        elif length > high * expected + _SLACK:
            message = f"The translation is very long: {length} characters for {expected}; something may be added."
            yield CheckFinding(self.name, message)
        if expected and not length:
            yield CheckFinding(self.name, "The translation is empty.", severity="error")
