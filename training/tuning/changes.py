"""What two models make of the same segments: which ones one of them translates better, and what it changed there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from corpus.languages import Direction
from corpus.normalisation import normalise
from glossary.adherence import TermFinding, check_adherence
from glossary.matching import Matcher
from glossary.readings import suggested
from glossary.terms import Term

_ISLAND = 1  # so few equal characters between two changes are read as part of the change


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive characters of a translation; `changed` where the other translation has something else."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class TermOutcome:
    """A glossary term of the source and its rendering; the statuses are those of glossary.adherence."""

    source: str
    rendering: str
    base: str
    candidate: str


@dataclass(frozen=True, slots=True)
class ChangedSegment:
    """A test segment in one direction, translated by the base and by the candidate; scores are segment chrF2++."""

    source: str
    reference: str
    base: tuple[Stretch, ...]
    candidate: tuple[Stretch, ...]
    base_score: float
    candidate_score: float
    unit: str
    area: str
    terms: tuple[TermOutcome, ...]

    @property
    def difference(self) -> float:
        return self.candidate_score - self.base_score


@dataclass(frozen=True, slots=True)
class Changes:
    """The segments worth reading in one direction, and how many of all there are of each kind."""

    direction: Direction
    improved: tuple[ChangedSegment, ...]  # the most improved first
    worsened: tuple[ChangedSegment, ...]  # the most worsened first
    worst: tuple[ChangedSegment, ...]  # the lowest score of the candidate first
    better: int
    worse: int
    same_score: int  # of them, most are the same text
    same_text: int


def find_changes(
    rows: Sequence[Mapping[str, Any]], direction: Direction, terms: Iterable[Term], most: int = 20
) -> Changes:
    """The changes between base and candidate in the rows of translations.jsonl; at most so many of each kind."""
    name = str(direction)
    matcher = Matcher(terms, direction.source, suggested(direction.source))
    differences = [row[name]["candidate_chrf"] - row[name]["base_chrf"] for row in rows]

    def chosen(order: Callable[[int], float], among: Iterable[int]) -> tuple[ChangedSegment, ...]:
        return tuple(_segment(rows[index], direction, matcher) for index in sorted(among, key=order)[:most])

    better = [index for index, difference in enumerate(differences) if difference > 0]
    worse = [index for index, difference in enumerate(differences) if difference < 0]
    return Changes(
        direction=direction,
        improved=chosen(lambda index: -differences[index], better),
        worsened=chosen(lambda index: differences[index], worse),
        worst=chosen(lambda index: rows[index][name]["candidate_chrf"], range(len(rows))),
        better=len(better),
        worse=len(worse),
        same_score=len(rows) - len(better) - len(worse),
        same_text=sum(row[name]["base"] == row[name]["candidate"] for row in rows),
    )


def compared(base: str, candidate: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Both texts as stretches that are the same in the other one, in order, or are not (Ratcliff and Obershelp)."""
    # (changed, base's characters, candidate's characters), neighbours of one kind joined
    steps: list[tuple[bool, str, str]] = []
    opcodes = SequenceMatcher(None, base, candidate, autojunk=False).get_opcodes()
    for place, (tag, start, end, other, last) in enumerate(opcodes):
        island = end - start <= _ISLAND and 0 < place < len(opcodes) - 1
        changed = tag != "equal" or island
        before, after = base[start:end], candidate[other:last]
        if steps and steps[-1][0] == changed:
            _, before_that, after_that = steps.pop()
            before, after = before_that + before, after_that + after
        steps.append((changed, before, after))
    return (
        tuple(Stretch(before, changed) for changed, before, _ in steps if before),
        tuple(Stretch(after, changed) for changed, _, after in steps if after),
    )


def _segment(row: Mapping[str, Any], direction: Direction, matcher: Matcher) -> ChangedSegment:
    found = row[str(direction)]
    source = str(row[direction.source])
    base, candidate = compared(found["base"], found["candidate"])
    return ChangedSegment(
        source=source,
        reference=row[direction.target],
        base=base,
        candidate=candidate,
        base_score=found["base_chrf"],
        candidate_score=found["candidate_chrf"],
        unit=row["unit"],
        area=row["area"],
        terms=_outcomes(source, found, direction, matcher),
    )


def _outcomes(source: str, found: Mapping[str, Any], direction: Direction, matcher: Matcher) -> tuple[TermOutcome, ...]:
    """Each binding term of the source once, and whether both translations keep it."""
    matches = [match for match in matcher.match(normalise(source, direction.source).strip()) if match.binding]
    base: list[TermFinding] = check_adherence(matches, found["base"], direction.target)
    candidate = check_adherence(matches, found["candidate"], direction.target)
    outcomes = {
        match.surface: TermOutcome(match.surface, match.citations(direction.target)[0], before.status, after.status)
        for match, before, after in zip(matches, base, candidate, strict=True)
    }
    return tuple(outcomes.values())
