"""What every translation engine takes and gives."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.languages import Direction
from service.constraints import Constraints


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """Options of one search; lengths are in pieces of the model's vocabulary."""

    beam_size: int = 4
    alternatives: int = 1  # how many hypotheses to return, at most beam_size
    length_penalty: float = 1.0  # exponent of the length by which scores are divided
    max_length_ratio: float = 3.0  # output pieces per source piece, over min_length_bound
    min_length_bound: int = 32  # the bound on the output is never below this
    max_length: int | None = None  # a bound that overrides the ratio

    def length_bound(self, source_pieces: int, positions: int | None = None) -> int:
        """The most pieces of an output, its end of sentence counted; `positions` are those that the model has."""
        bound = self.max_length or max(self.min_length_bound, math.ceil(self.max_length_ratio * source_pieces))
        return min(bound, positions) if positions else bound


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A finished translation: its text, its length-normalised log probability, and where the
    required alternatives stand in the text (one (start, end) per group, in the groups' order;
    empty where the engine does not track them)."""

    text: str
    score: float
    spans: tuple[tuple[int, int], ...] = ()


class Engine(Protocol):
    """Translates segments; results are in the order of the sources, best hypothesis first."""

    @property
    def name(self) -> str: ...

    def translate(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]: ...
