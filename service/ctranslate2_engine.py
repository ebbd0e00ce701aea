"""The fast path: the served model in CTranslate2, int8, with the terms marked in the source.

It obeys terms as far as the model has learnt to copy marked renderings; whether it did is the
cascade's to check.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
from transformers import AutoConfig

from corpus.languages import Direction
from service.checks.repetition import find_repetitions
from service.constraints import NONE, Constraints
from service.conversion import converted_model
from service.engine import Hypothesis, SearchOptions
from service.errors import ServiceError
from service.markup import CONTROL_PIECES, mark_terms
from service.model_family import detect_family, load_tokenizer, set_languages
from service.model_files import model_folder

_BATCH_PIECES = 2048  # source pieces of a batch, padding included; more pays on neither of two CPU cores
_SMALL_MODEL = 50_000_000  # bytes of converted weights
_LOOP_PIECES = 4  # no run of so many pieces twice, where a first search went round in circles


@dataclass(frozen=True, slots=True)
class _Input:
    index: int  # among the sources asked for
    source: str
    pieces: list[str]
    bound: int  # on the output, in pieces


class CTranslate2Engine:
    """Runs a Marian, T5 or M2M model folder; the conversion is made on the first use and cached.

    `device` is auto, cpu or cuda; `threads` 0 takes one for a small model and every core for a
    large one. Raises ModelError where the model is absent, UnsupportedModelError where CTranslate2
    cannot run it.
    """

    name = "fast"

    def __init__(self, name_or_folder: str | Path, cache_dir: Path, device: str = "auto", threads: int = 0) -> None:
        folder = model_folder(name_or_folder)
        converted = converted_model(folder, cache_dir)
        self._tokenizer = load_tokenizer(folder)
        self._tokenizing = threading.Lock()  # multilingual tokenizers hold the source language as state
        config = AutoConfig.from_pretrained(folder)
        self._family = detect_family(str(config.model_type), self._tokenizer)
        self._positions: int | None = getattr(config, "max_position_embeddings", None)
        self._model = ctranslate2.Translator(
            str(converted),
            device=_device(device),
            compute_type="int8",
            inter_threads=1,
            intra_threads=threads or _threads(converted),
        )

    def translate(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        """The best hypotheses of each source, batched by length; forbidden strings are not looked at.

        Where a search went round in circles, it is repeated with repetition barred, which costs far less
        than the guaranteed path and is as likely to help.
        Raises ServiceError for a source with more pieces than the model has positions.
        """
        with self._tokenizing:
            prefix = self._set_languages(direction)
            inputs = [
                self._input(index, source, constraints[index] if constraints else NONE, direction, options)
                for index, source in enumerate(sources)
            ]
        found = self._search(inputs, prefix, options)
        looping = [item for item in inputs if all(_loops(item, hypothesis) for hypothesis in found[item.index])]
        found |= self._search(looping, prefix, options, no_repeat_ngram_size=_LOOP_PIECES)
        return [found[index] for index in range(len(sources))]

    def _search(
        self, inputs: Sequence[_Input], prefix: list[str], options: SearchOptions, no_repeat_ngram_size: int = 0
    ) -> dict[int, list[Hypothesis]]:
        """The hypotheses of each input, by its index."""
        found: dict[int, list[Hypothesis]] = {}
        for batch in _batches(inputs):
            results = self._model.translate_batch(
                [item.pieces for item in batch],
                target_prefix=[prefix] * len(batch) if prefix else None,
                beam_size=options.beam_size,
                num_hypotheses=min(options.alternatives, options.beam_size),
                length_penalty=options.length_penalty,
                max_decoding_length=max(item.bound for item in batch),
                max_input_length=0,
                no_repeat_ngram_size=no_repeat_ngram_size,
                suppress_sequences=[[piece] for piece in CONTROL_PIECES] if self._family.markup else None,
                return_scores=True,
            )
            for item, result in zip(batch, results, strict=True):
                found[item.index] = [
                    Hypothesis(self._text(pieces[len(prefix) :]), float(score))
                    for pieces, score in zip(result.hypotheses, result.scores, strict=True)
                ]
        return found

    def _input(
        self, index: int, source: str, constraints: Constraints, direction: Direction, options: SearchOptions
    ) -> _Input:
        marked = mark_terms(source, constraints) if self._family.markup else source
        text = self._family.prefixes.get(direction, "") + marked
        pieces = list(self._tokenizer.convert_ids_to_tokens(self._tokenizer(text)["input_ids"]))
        if self._positions and len(pieces) > self._positions:
            raise ServiceError(
                f"The segment “{source[:20]}…” has {len(pieces)} pieces and the model takes {self._positions}: "
                "divide it."
            )
        bound = options.length_bound(len(pieces), self._positions - 1 if self._positions else None)
        return _Input(index, source, pieces, bound)

    def _text(self, pieces: list[str]) -> str:
        ids = self._tokenizer.convert_tokens_to_ids(pieces)
        with self._tokenizing:
            return str(self._tokenizer.decode(ids, skip_special_tokens=True)).strip()

    def _set_languages(self, direction: Direction) -> list[str]:
        """Tells a multilingual tokenizer the source language; returns the target's forced first pieces."""
        codes = self._family.codes
        if not codes:
            return []
        first = set_languages(self._tokenizer, codes[direction.source], codes[direction.target])
        return list(self._tokenizer.convert_ids_to_tokens([first]))


def _loops(item: _Input, hypothesis: Hypothesis) -> bool:
    return bool(find_repetitions(hypothesis.text)) and not find_repetitions(item.source)


def _batches(inputs: Sequence[_Input]) -> Iterator[list[_Input]]:
    """Inputs of similar length together, at most _BATCH_PIECES source pieces with padding, long ones first."""
    batch: list[_Input] = []
    for item in sorted(inputs, key=lambda item: (-len(item.pieces), item.index)):
        if batch and len(batch[0].pieces) * (len(batch) + 1) > _BATCH_PIECES:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _threads(converted: Path) -> int:
    """One thread where starting a second costs more than it brings: a sentence in the shipped model, 15 MB,
    takes a quarter of the time on one that it takes on two."""
    small = (converted / "model.bin").stat().st_size < _SMALL_MODEL
    return 1 if small else len(os.sched_getaffinity(0))


def _device(wanted: str) -> str:
    if wanted == "auto":
        return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    return wanted
