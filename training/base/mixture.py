"""The endless, repeatable order in which a phase sees its examples.

Everything is a function of the seed and a position, so a checkpoint needs only the position: shard, and
step within it. A shard takes from each set as many examples as its share of the mix, in shuffled order without
replacement; a set without examples (a filter may leave none) is passed over. The examples are grouped by
length, and the groups of a step are dealt to the processes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from training.base.batching import Batch, Indices, collate, group_by_length
from training.base.configuration import PhaseSection
from training.base.encoding import EncodedExample, EncodedSet
from training.errors import TrainingError

Place = tuple[int, int]  # a set, by number, and an example in it


@dataclass(frozen=True, slots=True)
class StepPlan:
    """The groups of one step, each a batch of its own, and what they hold together."""

    groups: tuple[tuple[Place, ...], ...]
    pieces: int  # real target pieces, over all processes


class Mixture:
    """The plan of a phase's steps, and the batches of one process."""

    def __init__(
        self, sets: Mapping[str, EncodedSet], phase: PhaseSection, seed: int, pad: int, processes: int = 1
    ) -> None:
        mix = {name: share for name, share in phase.mix.items() if len(sets[name])}
        if not mix:
            raise TrainingError(f"Phase {phase.name}: none of its sets has examples; look at the steps before.")
        self._sets = [sets[name] for name in mix]
        total = sum(mix.values())
        self._counts = [max(1, round(phase.shard_examples * share / total)) for share in mix.values()]
        self._seed, self._pad = seed, pad
        groups = max(1, round(phase.batch_pieces / phase.pieces_at_once), processes)
        self._groups_per_step = math.ceil(groups / processes) * processes
        self._budget = max(1, round(phase.batch_pieces / self._groups_per_step))

    def steps(self, shard: int) -> list[StepPlan]:
        """The steps of a shard; the last may have fewer groups than the others."""
        rng = np.random.default_rng((self._seed, shard))
        drawn = [self._drawn(number, shard) for number in range(len(self._sets))]
        numbers = np.repeat(np.arange(len(drawn)), [len(indices) for indices in drawn])
        both = list(zip(self._sets, drawn, strict=True))
        sources = np.concatenate([found.source_lengths[indices] for found, indices in both])
        targets = np.concatenate([found.target_lengths[indices] for found, indices in both])
        places: list[Place] = list(zip(numbers.tolist(), np.concatenate(drawn).tolist(), strict=True))
        groups = group_by_length(sources, targets, self._budget, rng)
        steps = []
        for start in range(0, len(groups), self._groups_per_step):
            chosen = groups[start : start + self._groups_per_step]
            pieces = int(sum(targets[group].sum() for group in chosen))
            steps.append(StepPlan(tuple(tuple(places[index] for index in group) for group in chosen), pieces))
        return steps

    def batch(self, group: Sequence[Place]) -> Batch:
        return collate([self.example(place) for place in group], self._pad)

    def linked(self, plan: StepPlan) -> int:
        """The target pieces with a link in all groups of a step."""
        return sum(len(np.unique(self.example(place).links[:, 0])) for group in plan.groups for place in group)

    def example(self, place: Place) -> EncodedExample:
        return self._sets[place[0]][place[1]]

    def _drawn(self, number: int, shard: int) -> Indices:
        """The shard's slice of the set's endless sequence of shuffles."""
        size, count = len(self._sets[number]), self._counts[number]
        first, last = shard * count // size, ((shard + 1) * count - 1) // size
        shuffles = np.concatenate([_shuffle(self._seed, number, epoch, size) for epoch in range(first, last + 1)])
        start = shard * count - first * size
        return shuffles[start : start + count]


@lru_cache(maxsize=16)
def _shuffle(seed: int, number: int, epoch: int, size: int) -> Indices:
    return np.random.default_rng((seed, number, epoch, 1)).permutation(size)
