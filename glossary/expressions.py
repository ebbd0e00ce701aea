"""Expressions that a corpus uses often enough to be terms, and in which of its texts each stands.

Chinese has no morphological analyser among our libraries, so every run of 2 to 8 characters between punctuation
marks is taken that is frequent, that no function word begins or ends, and beside which different characters stand
on both sides (accessor variety: Feng et al., CL 30(1), 2004, https://aclanthology.org/J04-1004/): a fragment of a
word is always followed by the rest of it. Japanese has one: compounds of nouns are taken, and their parts.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

from glossary.morphemes import surfaces_with_parts

Progress = Callable[[int], None]  # texts done
FREQUENCY = 5  # occurrences from which an expression may be a term
LONGEST = 8  # characters of a Chinese one
VARIETY = 3  # different neighbours on either side
PARTS = 8  # morphemes of a Japanese one at most
_HAN = re.compile("[\u3007\u3400-\u9fff]+")
_NO_FIRST = frozenset("的了和与或及等其该者并被之于时们得着")
_NO_LAST = frozenset("的了在和与或及其该应可不为由对以从将并被之向至于且而但如因")
_HIRAGANA = re.compile("[\u3041-\u309fー]+")
_NOUNS = ("名詞", "接頭辞", "接尾辞")


def chinese_expressions(texts: Sequence[str], progress: Progress | None = None) -> tuple[list[set[str]], Counter[str]]:
    """The expressions of each text, and how often each occurs in all of them."""
    runs = [_HAN.findall(text) for text in texts]
    frequent = _frequent(runs)
    before: dict[str, set[Hashable]] = defaultdict(set)
    after: dict[str, set[Hashable]] = defaultdict(set)
    held: list[set[str]] = []
    for place, of_text in enumerate(runs):
        found: set[str] = set()
        for run in of_text:
            for start, text in _pieces(run, frequent):
                if text[0] in _NO_FIRST or text[-1] in _NO_LAST:
                    continue
                end = start + len(text)
                # The edge of a run is a neighbour of its own in every text.
                before[text].add(run[start - 1] if start else place)
                after[text].add(run[end] if end < len(run) else place)
                found.add(text)
        held.append(found)
        if progress is not None:
            progress(place + 1)
    varied = {text for text in before if min(len(before[text]), len(after[text])) >= VARIETY}
    return [found & varied for found in held], Counter({text: frequent[text] for text in varied})


def japanese_expressions(texts: Sequence[str], progress: Progress | None = None) -> list[set[str]]:
    """The noun compounds of each text and their parts, of 2 to 15 characters; those in hiragana alone left out."""
    held = []
    for place, text in enumerate(texts, start=1):
        found: set[str] = set()
        for run in _compounds(text):
            for start in range(len(run)):
                for end in range(start + 1, min(len(run), start + PARTS) + 1):
                    compound = "".join(run[start:end])
                    if 2 <= len(compound) <= 15 and not _HIRAGANA.fullmatch(compound):
                        found.add(compound)
        held.append(found)
        if progress is not None:
            progress(place)
    return held


def c_values(occurrences: Counter[str]) -> dict[str, float]:
    """How much of a term each expression is (C-value: Frantzi, Ananiadou and Mima, IJDL 3(2), 2000,
    https://doi.org/10.1007/s007999900023): log2 of its length times its occurrences less the mean of those of the
    expressions that contain it."""
    containing: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for text, occurring in occurrences.items():
        inside = {text[i:j] for i in range(len(text)) for j in range(i + 2, len(text) + 1)} - {text}
        for part in inside & occurrences.keys():
            containing[part] += 1
            times[part] += occurring
    return {
        text: math.log2(len(text)) * (occurring - (times[text] / containing[text] if containing[text] else 0))
        for text, occurring in occurrences.items()
    }


def _frequent(runs: Sequence[Sequence[str]]) -> dict[str, int]:
    """The pieces of 2 to LONGEST characters that occur FREQUENCY times; a longer one only of frequent shorter ones."""
    frequent: dict[str, int] = {}
    shorter: dict[str, int] = {}
    for length in range(2, LONGEST + 1):
        counted: Counter[str] = Counter()
        for run in (run for of_text in runs for run in of_text):
            if length == 2:
                counted.update(run[start : start + 2] for start in range(len(run) - 1))
                continue
            known = [run[start : start + length - 1] in shorter for start in range(len(run) - length + 2)]
            counted.update(
                run[start : start + length]
                for start in range(len(run) - length + 1)
                if known[start] and known[start + 1]
            )
        shorter = {text: occurring for text, occurring in counted.items() if occurring >= FREQUENCY}
        frequent |= shorter
    return frequent


def _pieces(run: str, frequent: dict[str, int]) -> Iterator[tuple[int, str]]:
    for start in range(len(run) - 1):
        for end in range(start + 2, min(len(run), start + LONGEST) + 1):
            if (text := run[start:end]) not in frequent:
                break  # nothing that begins with it is frequent either
            yield start, text


def _compounds(text: str) -> Iterator[list[str]]:
    """The longest runs of nouns, prefixes and suffixes without numerals between them."""
    run: list[str] = []
    for surface, part in (*surfaces_with_parts(text), ("", "")):
        if part.startswith(_NOUNS) and not part.startswith("名詞,数詞"):
            run.append(surface)
        elif run:
            yield run
            run = []
