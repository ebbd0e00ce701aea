"""Whether an occurrence of a term begins and ends where words do."""

from collections.abc import Sequence

from corpus.languages import Language
from glossary.morphemes import boundaries


def respects_words(text: str, spans: Sequence[tuple[int, int]], language: Language) -> list[bool]:
    """For each span of the folded text, whether it is made of whole words."""
    if language == "zh":
        return [True] * len(spans)
    places = boundaries(text)
    return [start in places and end in places for start, end in spans]
