"""Examples as piece ids on disk: flat numpy arrays that are mapped into memory, compact enough to travel.

A set is encoded several times over (`passes`), each time with its terms marked anew, so that training
draws ready-made ids and a fast device need not wait for the markup. Two bytes a piece and four a link:
a million pairs in both directions take about 200 MB without links.
"""

import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.languages import Direction
from training.errors import TrainingError
from training.examples import AlignedPair, Example, ExampleMaker

Ids = npt.NDArray[np.uint16]
_ARRAYS = ("source", "target", "links")


@dataclass(frozen=True, slots=True)
class EncodedExample:
    """Piece ids of both sides, and (links, 2) target and source positions that belong together."""

    source: Ids
    target: Ids
    links: Ids


class EncodedSet:
    """The encoded examples of a folder, in the order they were written: pass by pass."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._flat = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
            self._ends = {name: np.load(folder / f"{name}-ends.npy") for name in _ARRAYS}
        except FileNotFoundError as error:
            raise TrainingError(f"{folder} holds no encoded examples; run the step that encodes them.") from error
        self.source_lengths = np.diff(self._ends["source"], prepend=0)  # (examples,) pieces
        self.target_lengths = np.diff(self._ends["target"], prepend=0)

    def __len__(self) -> int:
        return len(self.source_lengths)

    def __getitem__(self, index: int) -> EncodedExample:
        return EncodedExample(*(self._slice(name, index) for name in _ARRAYS))

    def _slice(self, name: str, index: int) -> Ids:
        ends = self._ends[name]
        found: Ids = self._flat[name][ends[index - 1] if index else 0 : ends[index]]
        return found


def make_examples(
    pairs: Sequence[AlignedPair],
    maker: ExampleMaker,
    directions: Sequence[Direction],
    passes: int,
    rng: random.Random,
) -> Iterator[Example]:
    """Every pair in every direction, `passes` times over; pairs that are too long are left out."""
    for _ in range(passes):
        for pair in pairs:
            for direction in directions:
                example = maker.make(pair, direction, rng)
                if example is not None:
                    yield example


def write_encoded(examples: Iterator[Example], folder: Path) -> int:
    """Write the examples to the folder; returns how many."""
    flat = {name: array("H") for name in _ARRAYS}
    ends = {name: array("q") for name in _ARRAYS}
    for example in examples:
        flat["source"].extend(example.source)
        flat["target"].extend(example.target)
        flat["links"].extend(chain.from_iterable(example.links))
        for name in _ARRAYS:
            ends[name].append(len(flat[name]) // (2 if name == "links" else 1))
    folder.mkdir(parents=True, exist_ok=True)
    for name in _ARRAYS:
        content = np.frombuffer(flat[name], dtype=np.uint16)
        np.save(folder / f"{name}.npy", content.reshape(-1, 2) if name == "links" else content)
        np.save(folder / f"{name}-ends.npy", np.frombuffer(ends[name], dtype=np.int64))
    return len(ends["source"])
