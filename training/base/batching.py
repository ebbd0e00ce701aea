"""Batches by token budget, from examples sorted by length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import torch

from training.examples import Example


@dataclass(frozen=True, slots=True)
class Batch:
    source: torch.Tensor  # (batch, source length), padded
    source_mask: torch.Tensor  # (batch, source length), 1 where real
    decoder_input: torch.Tensor  # (batch, target length): pad, then the target but its last piece
    target: torch.Tensor  # (batch, target length), padded
    target_mask: torch.Tensor  # (batch, target length), bool
    links: torch.Tensor  # (links, 3): example, target position, source position
    pieces: int  # real target pieces

    def to(self, device: torch.device) -> "Batch":
        moved = {field.name: getattr(self, field.name).to(device) for field in fields(self) if field.name != "pieces"}
        return replace(self, **moved)


def batches(examples: Sequence[Example], budget: int, pad: int, rng: random.Random) -> Iterator[Batch]:
    """Batches whose longer side holds at most `budget` padded pieces, in random order."""
    ordered = sorted(examples, key=lambda e: (max(len(e.source), len(e.target)), len(e.source), rng.random()))
    groups: list[list[Example]] = []
    group: list[Example] = []
    for example in ordered:  # lengths grow, so the newest is the widest
        width = max(len(example.source), len(example.target))
        if group and width * (len(group) + 1) > budget:
            groups.append(group)
            group = []
        group.append(example)
    if group:
        groups.append(group)
    rng.shuffle(groups)
    for group in groups:
        yield collate(group, pad)


def collate(examples: Sequence[Example], pad: int) -> Batch:
    source = _padded([example.source for example in examples], pad)
    target = _padded([example.target for example in examples], pad)
    decoder_input = torch.full_like(target, pad)
    decoder_input[:, 1:] = target[:, :-1]
    links = [(row, t, s) for row, example in enumerate(examples) for t, s in example.links]
    return Batch(
        source=source,
        source_mask=(source != pad).long(),
        decoder_input=decoder_input,
        target=target,
        target_mask=target != pad,
        links=torch.tensor(links, dtype=torch.long).reshape(-1, 3),
        pieces=sum(len(example.target) for example in examples),
    )


def _padded(rows: Sequence[Sequence[int]], pad: int) -> torch.Tensor:
    width = max(len(row) for row in rows)
    return torch.tensor([[*row, *[pad] * (width - len(row))] for row in rows])
