"""The fast path: the served model in CTranslate2, int8, with the terms marked in the source.

It obeys terms as far as the model has learnt to copy marked renderings; where it left one out, it continues
anew from where it should have stood. Whether that helped is the cascade's to check.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from transformers import AutoConfig

from corpus.languages import Direction
from service.acceptance import is_degenerate, keeps
from service.checks.repetition import find_repetitions
from service.constraints import NONE, Constraints
from service.conversion import converted_model
from service.engine import Hypothesis, SearchOptions
from service.errors import ServiceError
from service.markup import CONTROL_PIECES, mark_terms
from service.model_family import detect_family, load_tokenizer, marked_places, set_languages, term_marks
from service.model_files import model_folder
from service.pieces import REPLACEMENT
from service.steering import find_turns

_BATCH_PIECES = 2048  # source pieces of a batch, padding included; more pays on neither of two CPU cores
_SMALL_MODEL = 50_000_000  # bytes of converted weights
_LOOP_PIECES = 4  # no run of so many pieces twice, where a first search went round in circles
_STEERED_BEAM = 2  # hypotheses after a given beginning; 4 take half as long again and are hardly better
_ROUNDS = 2  # of steering; a second one finds the second of two missing terms


@dataclass(frozen=True, slots=True)
class _Input:
    index: int  # among the sources asked for
    source: str
    constraints: Constraints
    pieces: list[str]
    bound: int  # on the output, in pieces
    places: dict[int, tuple[int, int]]  # the source pieces (from, to) of the marked groups' terms, by group
    beginning: tuple[str, ...] = ()  # the pieces that the output is made to begin with

    def accepts(self, text: str) -> bool:
        """Whether the text keeps the constraints and is a translation at all."""
        return keeps(text, self.constraints) and not is_degenerate(self.source, text)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A hypothesis with its pieces and the result that it comes from, at `rank`."""

    hypothesis: Hypothesis
    pieces: list[str]
    result: ctranslate2.TranslationResult
    rank: int

    def attention(self) -> NDArray[np.float32]:
        """The attention (pieces, source pieces) that wrote it; read only where it is needed, which spares the
        others its conversion. For an input with places, whose model has no pieces for the target language."""
        return np.array(self.result.attention[self.rank], dtype=np.float32)

    @property
    def text(self) -> str:
        return self.hypothesis.text


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
        self._marks = term_marks(self._tokenizer) if self._family.markup else None
        self._positions: int | None = getattr(config, "max_position_embeddings", None)
        each = threads or _threads(converted)
        placed_on = _device(device)
        self._model = ctranslate2.Translator(
            str(converted),
            device=placed_on,
            compute_type="int8",
            # Callers in several threads each have a core; the weights are there once.
            inter_threads=max(1, len(os.sched_getaffinity(0)) // each) if placed_on == "cpu" else 1,
            intra_threads=each,
        )

    def translate(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        """The best hypotheses of each source, batched by length.

        Where a search went round in circles, it is repeated with repetition barred, which costs far less
        than the guaranteed path and is as likely to help. Where all hypotheses miss a marked term, it is
        steered to the term; what keeps the constraints then comes first.
        Raises ServiceError for a source with more pieces than the model has positions.
        """
        with self._tokenizing:
            first = self._set_languages(direction)
            inputs = [
                self._input(index, source, constraints[index] if constraints else NONE, direction, options)
                for index, source in enumerate(sources)
            ]
        found = self._search(inputs, first, options)
        looping = [item for item in inputs if all(_loops(item, draft) for draft in found[item.index])]
        found |= self._search(looping, first, options, no_repeat_ngram_size=_LOOP_PIECES)
        missed = [item for item in inputs if item.places and not any(item.accepts(d.text) for d in found[item.index])]
        steered = self._steer(missed, found, options)
        return [
            [*steered.get(index, ()), *(draft.hypothesis for draft in found[index])][: options.alternatives]
            for index in range(len(sources))
        ]

    def _search(
        self, inputs: Sequence[_Input], first: list[str], options: SearchOptions, no_repeat_ngram_size: int = 0
    ) -> dict[int, list[_Draft]]:
        """The hypotheses of each input, by its index; `first` are the target language's pieces."""
        found: dict[int, list[_Draft]] = {}
        for batch in _batches(inputs):
            beginnings = [[*first, *item.beginning] for item in batch]
            results = self._model.translate_batch(
                [item.pieces for item in batch],
                target_prefix=beginnings if any(beginnings) else None,
                beam_size=options.beam_size,
                num_hypotheses=min(options.alternatives, options.beam_size),
                length_penalty=options.length_penalty,
                max_decoding_length=max(item.bound for item in batch),
                max_input_length=0,
                no_repeat_ngram_size=no_repeat_ngram_size,
                suppress_sequences=[[piece] for piece in CONTROL_PIECES] if self._family.markup else None,
                return_scores=True,
                return_attention=any(item.places for item in batch),
            )
            for item, result in zip(batch, results, strict=True):
                found[item.index] = [self._draft(result, rank, len(first)) for rank in range(len(result.hypotheses))]
        return found

    def _draft(self, result: ctranslate2.TranslationResult, rank: int, skipped: int) -> _Draft:
        """The hypothesis of this rank without the pieces of the target language."""
        pieces = result.hypotheses[rank][skipped:]
        return _Draft(Hypothesis(self._text(pieces), float(result.scores[rank])), pieces, result, rank)

    def _steer(
        self, inputs: Sequence[_Input], drafts: Mapping[int, Sequence[_Draft]], options: SearchOptions
    ) -> dict[int, list[Hypothesis]]:
        """What keeps the constraints of inputs whose hypotheses all miss a term, by the input's index, best first.

        The best hypothesis is kept up to where the model turned to the term, the rendering follows it and the
        model goes on from there.
        """
        kept: dict[int, list[Hypothesis]] = {}
        latest = {item.index: [drafts[item.index]] for item in inputs}  # by attempt
        options = replace(options, beam_size=min(options.beam_size, _STEERED_BEAM))
        for _ in range(_ROUNDS):
            led = [attempt for item in inputs for attempt in self._attempts(item, chain(*latest[item.index]))]
            found = self._search([replace(item, index=number) for number, item in enumerate(led)], [], options)
            latest = {}
            for number, item in enumerate(led):
                latest.setdefault(item.index, []).append(found[number])
            kept |= self._best_first([(item, latest[item.index]) for item in inputs if item.index in latest], options)
            inputs = [item for item in inputs if item.index in latest and item.index not in kept]
        return kept

    def _best_first(
        self, attempted: Sequence[tuple[_Input, Sequence[Sequence[_Draft]]]], options: SearchOptions
    ) -> dict[int, list[Hypothesis]]:
        """The hypotheses that keep the constraints, by the input's index, none where no attempt has any.

        The search leaves out what the model thinks of a beginning given to it, so that where attempts compete, the
        best hypothesis of each is scored as a whole.
        """
        good = [
            (item, [kept for drafts in attempts if (kept := [draft for draft in drafts if item.accepts(draft.text)])])
            for item, attempts in attempted
        ]
        rivals = [(item, kept[0]) for item, attempts in good if len(attempts) > 1 for kept in attempts]
        scores = iter(self._scores(rivals, options))
        found: dict[int, list[Hypothesis]] = {}
        for item, attempts in good:
            ranked = [(next(scores) if len(attempts) > 1 else 0.0, kept) for kept in attempts]
            ranked.sort(key=lambda pair: pair[0], reverse=True)
            if ranked:
                found[item.index] = [draft.hypothesis for _, kept in ranked for draft in kept]
        return found

    def _scores(self, drafts: Sequence[tuple[_Input, _Draft]], options: SearchOptions) -> list[float]:
        """The length-normalised log probability of each."""
        if not drafts:
            return []
        scored = self._model.score_batch(
            [item.pieces for item, _ in drafts],
            [draft.pieces for _, draft in drafts],
            max_batch_size=_BATCH_PIECES,
            batch_type="tokens",
            max_input_length=0,
        )
        return [sum(found.log_probs) / len(found.log_probs) ** options.length_penalty for found in scored]

    def _attempts(self, item: _Input, drafts: Iterable[_Draft]) -> list[_Input]:
        """The input with each beginning that is worth trying, none where the drafts show none."""
        draft = min(drafts, key=lambda draft: is_degenerate(item.source, draft.text))
        turns = find_turns(draft.text, draft.attention(), item.constraints, item.places)
        kept = [(self._text(draft.pieces[: turn.kept]), turn.rendering) for turn in turns]
        beginnings = [text + rendering for text, rendering in kept if REPLACEMENT not in text]
        with self._tokenizing:
            return [
                replace(item, beginning=tuple(self._tokenizer.convert_ids_to_tokens(ids[:-1])))
                for ids in (self._tokenizer(text_target=text)["input_ids"] for text in beginnings)
            ]

    def _input(
        self, index: int, source: str, constraints: Constraints, direction: Direction, options: SearchOptions
    ) -> _Input:
        marked = mark_terms(source, constraints) if self._family.markup else source
        ids = self._tokenizer(self._family.prefixes.get(direction, "") + marked)["input_ids"]
        if self._positions and len(ids) > self._positions:
            raise ServiceError(
                f"The segment “{source[:20]}…” has {len(ids)} pieces and the model takes {self._positions}: divide it."
            )
        pieces = list(self._tokenizer.convert_ids_to_tokens(ids))
        bound = options.length_bound(len(ids), self._positions - 1 if self._positions else None)
        places = marked_places(ids, self._marks, constraints) if self._marks else {}
        return _Input(index, source, constraints, pieces, bound, places)

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


def _loops(item: _Input, draft: _Draft) -> bool:
    return bool(find_repetitions(draft.text)) and not find_repetitions(item.source)


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
