"""Which occurrences of terms stand in a text as words, where occurrences contradict one another.

Japanese has a morphological analyser for it. Chinese does not among our libraries, and 合同 occurs
in 联合同意; there the division of the text into the fewest words decides, as in maximum matching,
with the terms themselves and a short list of other words (`data/words`) as the dictionary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.languages import Language
from glossary.morphemes import boundaries

_WORDS = Path(__file__).resolve().parent / "data" / "words"


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """A span of the folded text and the number of the pattern that occurs there."""

    start: int
    end: int
    pattern: int


@lru_cache(maxsize=2)
def known_words(language: Language) -> tuple[tuple[str, ...], ...]:
    """Words that contain or overlap terms without being ones, each as the parts in which terms are
    still to be found (责任 in 承担 连带责任)."""
    lines = (_WORDS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split()) for line in lines if line.strip() and not line.startswith("#"))


def on_morphemes(text: str, occurrences: Sequence[Occurrence], stems: Sequence[bool]) -> list[Occurrence]:
    """The occurrences in Japanese text that begin and end where morphemes do.

    A stem may end inside one, for the verb it belongs to goes on in kana (取り消 in 取り消した).
    """
    places = boundaries(text)
    return [
        found
        for found in occurrences
        if found.start in places
        and (found.end in places or (stems[found.pattern] and "\u3041" <= text[found.end] <= "\u309f"))
    ]


def fewest_words(length: int, occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """The occurrences, in order, that divide a text of this length into the fewest words, a
    character in none of them counting as one; of equal divisions the leftmost-longest."""
    starting: dict[int, list[Occurrence]] = {}
    for found in sorted(occurrences, key=lambda found: (found.start, -found.end, found.pattern)):
        starting.setdefault(found.start, []).append(found)
    words = [0] * (length + 1)
    choice: list[Occurrence | None] = [None] * length
    for start in range(length - 1, -1, -1):
        # An occurrence is tried before the bare character, and the longest first, so that ties
        # are decided for the leftmost-longest.
        best = length + 1
        for found in starting.get(start, ()):
            if words[found.end] + 1 < best:
                best = words[found.end] + 1
                choice[start] = found
        if words[start + 1] + 1 < best:
            best = words[start + 1] + 1
            choice[start] = None
        words[start] = best
    chosen: list[Occurrence] = []
    position = 0
    while position < length:
        found_here = choice[position]
        if found_here is not None:
            chosen.append(found_here)
        position = position + 1 if found_here is None else found_here.end
    return chosen
