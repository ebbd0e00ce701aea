"""Neural models sometimes fall into a loop; the same words over and over are never right in a legal text."""

import re
from collections.abc import Iterator

from corpus.languages import Direction
from service.checks.finding import CheckFinding, Span

# A stretch of words said four times in a row, or a long one said twice; blanks and rules (＿＿＿) are no words.
_LOOP = re.compile(r"(?=(?P<unit>[^\s\W_][^\n]{0,30}?)(?P=unit){3,})(?P<whole>(?:(?P=unit))+)")
_ECHO = re.compile(r"(?P<whole>(?P<unit>[^\s\W_][^\n]{7,80}?)[、，。；,]?(?P=unit))")


def find_repetitions(text: str) -> list[Span]:
    """Where the text repeats itself without a break, as (start, end) of each repetition."""
    spans: list[Span] = []
    for pattern in (_LOOP, _ECHO):
        for match in pattern.finditer(text):
            if not match["unit"].replace(",", "").isdecimal() and not any(a <= match.start() < b for a, b in spans):
                spans.append(match.span("whole"))
    return sorted(spans)


class RepetitionCheck:
    """The translation does not repeat itself where the source does not."""

    name = "repetition"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        spans = find_repetitions(translation)
        if spans and not find_repetitions(source):
            for start, end in spans:
                message = f"The translation repeats itself: {translation[start:end][:20]}…"
                yield CheckFinding(self.name, message, target_span=(start, end), severity="error")
