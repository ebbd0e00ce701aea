"""Names and codes in Latin letters are the same in both languages: ABC Holdings, ISO 9001, FOB."""

import re
from collections.abc import Iterator

from corpus.languages import Direction
from corpus.normalisation import normalise
from service.checks.addresses import without_addresses
from service.checks.finding import CheckFinding

_WORD = re.compile("[A-Za-zＡ-Ｚａ-ｚ]{2,}")


class LatinCheck:
    """Every Latin word of one side, of two letters at least, is on the other; letter case does not count."""

    name = "latin"

    def check(self, source: str, translation: str, direction: Direction) -> Iterator[CheckFinding]:
        ours, theirs = without_addresses(source), without_addresses(translation)
        here, there = _words(ours, direction), _words(theirs, direction)
        for match in _WORD.finditer(ours):
            if _key(match[0], direction) not in there:
                message = f"The word {match[0]} is not in the translation."
                yield CheckFinding(self.name, message, source_span=match.span())
        for match in _WORD.finditer(theirs):
            if _key(match[0], direction) not in here:
                message = f"The word {match[0]} is not in the source."
                yield CheckFinding(self.name, message, target_span=match.span())


def _words(text: str, direction: Direction) -> set[str]:
    return {_key(word, direction) for word in _WORD.findall(text)}


def _key(word: str, direction: Direction) -> str:
    return normalise(word, direction.target).lower()
