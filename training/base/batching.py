"""Batches by token budget, from examples of similar length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from training.base.encoding import EncodedExample
from training.examples import Example

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    source: torch.Tensor  # (batch, source length), padded
    source_mask: torch.Tensor  # (batch, source length), 1 where real
    decoder_input: torch.Tensor  # (batch, target length): pad, then the target but its last piece
    target: torch.Tensor  # (batch, target length), padded
    target_mask: torch.Tensor  # (batch, target length), bool
    links: torch.Tensor  # (links, 3): example, target position, source position
    pieces: int  # real target pieces
    source_pieces: int
    linked: int  # target pieces with a link

    def to(self, device: torch.device) -> "Batch":
        moved: dict[str, Any] = {
            field.name: value.to(device, non_blocking=True)
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), torch.Tensor)
        }
        return replace(self, **moved)


def group_by_length(
    source_lengths: npt.NDArray[np.int64],
    target_lengths: npt.NDArray[np.int64],
    budget: int,
    rng: np.random.Generator,
) -> list[Indices]:
    """Groups of examples whose longer side holds at most `budget` padded pieces, in random order.

    An example that is longer than the budget is a group of its own.
    """
    widths = np.maximum(source_lengths, target_lengths)
    order = np.lexsort((rng.random(len(widths)), source_lengths, widths))
    groups: list[Indices] = []
    start = 0
    for position, width in enumerate(widths[order].tolist()):  # widths grow, so the newest is the widest
        if position > start and width * (position - start + 1) > budget:
            groups.append(order[start:position])
            start = position
    if start < len(order):
        groups.append(order[start:])
    return [groups[index] for index in rng.permutation(len(groups))]


def collate(examples: Sequence[Example | EncodedExample], pad: int) -> Batch:
    """The examples as one batch of tensors on the CPU."""
    source = _padded([example.source for example in examples], pad)
    target = _padded([example.target for example in examples], pad)
    decoder_input = np.full_like(target, pad)
    decoder_input[:, 1:] = target[:, :-1]
    links = [np.zeros((0, 3), dtype=np.int64)]
    for row, example in enumerate(examples):
        if len(example.links):
            found = np.asarray(example.links, dtype=np.int64)
            links.append(np.column_stack((np.full(len(found), row), found)))
    joined = np.concatenate(links)
    return Batch(
        source=torch.from_numpy(source),
        source_mask=torch.from_numpy((source != pad).astype(np.int64)),
        decoder_input=torch.from_numpy(decoder_input),
        target=torch.from_numpy(target),
        target_mask=torch.from_numpy(target != pad),
        links=torch.from_numpy(joined),
        pieces=sum(len(example.target) for example in examples),
        source_pieces=sum(len(example.source) for example in examples),
        linked=len(np.unique(joined[:, 0] * target.shape[1] + joined[:, 1])),
    )


def _padded(rows: Sequence[Sequence[int] | npt.NDArray[np.uint16]], pad: int) -> npt.NDArray[np.int64]:
    padded = np.full((len(rows), max(len(row) for row in rows)), pad, dtype=np.int64)
    for index, row in enumerate(rows):
        padded[index, : len(row)] = row
    return padded


def batches(examples: Sequence[Example | EncodedExample], budget: int, pad: int) -> Iterator[Batch]:
    """All examples in batches of at most `budget` padded pieces, always in the same order."""
    sources, targets = (
        np.asarray([len(side) for side in sides], dtype=np.int64)
        for sides in ([example.source for example in examples], [example.target for example in examples])
    )
    for group in group_by_length(sources, targets, budget, np.random.default_rng(0)):
        yield collate([examples[index] for index in group], pad)
