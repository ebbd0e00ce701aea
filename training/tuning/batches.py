"""The batches of a whole run, in the order in which they are trained on, and their tensors."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.utils.data import Dataset

from training.examples import AlignedPair, Example
from training.tuning.configuration import TuningConfiguration
from training.tuning.encoding import Encoder, make_examples

IGNORED = -100  # the label of padding, which the loss leaves out
_SHARD = 2000  # pairs that are sorted by length together


@dataclass(frozen=True, slots=True)
class TrainingData:
    """`new` pairs are those that the model has not seen; `known` ones are replayed against forgetting."""

    new: Sequence[AlignedPair]
    known: Sequence[AlignedPair]

    def one_pass(self, configuration: TuningConfiguration, rng: random.Random) -> list[AlignedPair]:
        """The pairs of one pass in random order: the new ones repeated, and a fresh sample of the known ones.

        Where nothing is new, all known ones.
        """
        section = configuration.data
        new = [pair for pair in self.new for _ in range(section.new_repeats)]
        share = section.replay_share
        wanted = max(section.replay_pairs, round(len(new) * share / (1 - share))) if new else len(self.known)
        pairs = new + rng.sample(list(self.known), min(wanted, len(self.known)))
        rng.shuffle(pairs)
        return pairs


class BatchedExamples(Dataset[list[Example]]):
    """Every batch of the run, each of at most `batch_pieces` padded pieces on its longer side.

    Passes over the data follow one another, each with examples of its own (other terms marked), until
    `train_pieces` target pieces are reached; the same seed gives the same batches, which is what resuming needs.
    """

    def __init__(self, data: TrainingData, encoder: Encoder, configuration: TuningConfiguration) -> None:
        self._batches: list[list[Example]] = []
        self.pieces = passes = 0
        wanted = configuration.training.train_pieces
        while self.pieces < wanted:
            rng = random.Random(configuration.training.seed + passes)
            before = self.pieces
            pairs = data.one_pass(configuration, rng)
            for start in range(0, len(pairs), _SHARD):
                if self.pieces >= wanted:
                    break
                examples = list(make_examples(encoder, pairs[start : start + _SHARD], rng))
                self._append(_grouped(examples, configuration.training.batch_pieces, rng), wanted)
            if self.pieces == before:
                break  # nothing is short enough
            passes += 1

    def _append(self, batches: Sequence[list[Example]], wanted: int) -> None:
        for batch in batches:
            if self.pieces < wanted:
                self._batches.append(batch)
                self.pieces += sum(len(example.target) for example in batch)

    def __len__(self) -> int:
        return len(self._batches)

    def __getitem__(self, index: int) -> list[Example]:
        return self._batches[index]


@dataclass(frozen=True, slots=True)
class Collator:
    """One batch of examples as the model's tensors, each (batch, pieces)."""

    pad: int
    start: int  # the piece that the decoder begins with

    def __call__(self, batches: Sequence[list[Example]]) -> dict[str, torch.Tensor]:
        [examples] = batches
        sources = [example.source for example in examples]
        targets = [example.target for example in examples]
        source = _padded(sources, self.pad)
        labels = _padded(targets, IGNORED)
        begun = _padded([[self.start, *target[:-1]] for target in targets], self.pad)
        mask = _padded([[1] * len(row) for row in sources], 0)
        return {"input_ids": source, "attention_mask": mask, "decoder_input_ids": begun, "labels": labels}


def _grouped(examples: Sequence[Example], budget: int, rng: random.Random) -> list[list[Example]]:
    """Examples of like lengths together, the groups in random order."""
    if not examples:
        return []
    ordered = sorted(examples, key=lambda item: (max(len(item.source), len(item.target)), rng.random()))
    groups: list[list[Example]] = [[]]
    for example in ordered:  # lengths grow, so the newest is the widest
        width = max(len(example.source), len(example.target))
        if groups[-1] and width * (len(groups[-1]) + 1) > budget:
            groups.append([])
        groups[-1].append(example)
    rng.shuffle(groups)
    return groups


def _padded(rows: Sequence[Sequence[int]], fill: int) -> torch.Tensor:
    width = max(len(row) for row in rows)
    return torch.tensor([[*row, *[fill] * (width - len(row))] for row in rows])
