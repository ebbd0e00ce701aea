"""The guaranteed path: the constrained beam search on a transformers model."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch

from corpus.languages import Direction
from service.constraints import Constraints
from service.engine import Hypothesis, SearchOptions
from service.errors import ServiceError
from service.model_family import LoadedModel, load_model
from service.search import search

_SMALL_MODEL = 50_000_000  # parameters


class TransformersEngine:
    """Translates with any Marian, T5, mT5, M2M-100 or NLLB model; every required term is in the output.

    The model is loaded on first use. `device` is auto, cpu or cuda; `threads` are torch's during a search, 0
    takes one for a small model and every core for a large one; `batch_characters` bounds the source characters
    times the hypotheses of one batch.
    """

    def __init__(
        self, name_or_folder: str | Path, device: str = "auto", threads: int = 0, batch_characters: int = 2048
    ) -> None:
        self._source = name_or_folder
        self._device = device
        self._threads = threads
        self._batch_characters = batch_characters
        self._loading = threading.Lock()
        self._loaded: LoadedModel | None = None

    @property
    def name(self) -> str:
        return f"transformers:{Path(self._source).name}"

    @property
    def loaded(self) -> LoadedModel:
        """The model, loaded on first use by one thread; ModelError where that fails."""
        with self._loading:
            if self._loaded is None:
                self._loaded = load_model(self._source, self._device)
            return self._loaded

    def translate(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        """At most `options.alternatives` hypotheses of each source, in the order of the sources.

        ConstraintError where the constraints of a source cannot be satisfied, ServiceError where the
        options do not fit together.
        """
        if len(sources) != len(constraints):
            raise ServiceError("There must be one set of constraints for each source.")
        if not 1 <= options.alternatives <= options.beam_size:
            raise ServiceError("The number of alternatives must lie between 1 and the beam size.")
        if not sources:
            return []
        found: dict[int, list[Hypothesis]] = {}
        loaded = self.loaded
        with _torch_threads(self._threads or _threads(loaded)):
            for batch in self._batches(sources, options.beam_size):
                results = search(
                    loaded, [sources[i] for i in batch], [constraints[i] for i in batch], direction, options
                )
                found.update(zip(batch, results, strict=True))
        return [found[index] for index in range(len(sources))]

    def _batches(self, sources: Sequence[str], beam_size: int) -> Iterator[list[int]]:
        """The sources in batches of like lengths, longest first."""
        batch: list[int] = []
        longest = 0
        for index in sorted(range(len(sources)), key=lambda index: len(sources[index]), reverse=True):
            if batch and (len(batch) + 1) * longest * beam_size > self._batch_characters:
                yield batch
                batch = []
            longest = longest if batch else max(1, len(sources[index]))
            batch.append(index)
        if batch:
            yield batch


def _threads(loaded: LoadedModel) -> int:
    """One thread for a small model, whose steps are short: on a busy machine two took ten times the CPU time of one."""
    return 1 if loaded.model.num_parameters() < _SMALL_MODEL else len(os.sched_getaffinity(0))


@contextmanager
def _torch_threads(number: int) -> Iterator[None]:
    """Torch on so many threads; what trains in the same process keeps its own number."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)
