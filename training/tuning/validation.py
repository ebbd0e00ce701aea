"""How well a model in training translates: real greedy translations of the validation part."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from sacrebleu.metrics.chrf import CHRF

from corpus.languages import Direction
from corpus.normalisation import normalise
from glossary.matching import Matcher
from glossary.terms import Term
from service.acceptance import keeps
from service.constraints import Constraints
from service.model_family import LoadedModel, encode_sources
from service.term_constraints import constraints_of
from training.tuning.partition import TuningPair

_BATCH = 24  # segments decoded together
_LENGTH = 3  # most output pieces a source piece, as in serving


@dataclass(frozen=True, slots=True)
class ValidationScores:
    """chrF2++ by direction, and the share of segments whose marked terms were all copied, 0 to 1."""

    chrf: dict[Direction, float]
    kept: float

    @property
    def mean(self) -> float:
        return sum(self.chrf.values()) / len(self.chrf)


class Validator:
    """Holds the segments ready: sources with the terms that serving would ask for."""

    def __init__(self, pairs: Sequence[TuningPair], terms: Sequence[Term]) -> None:
        self._rows: dict[Direction, list[tuple[str, Constraints, str]]] = {}
        for direction in Direction:
            matcher = Matcher(terms, direction.source)
            rows = []
            for pair in pairs:
                source, target = (pair.zh, pair.ja) if direction is Direction.ZH_JA else (pair.ja, pair.zh)
                text = normalise(source, direction.source)
                rows.append((text, constraints_of(matcher.match(text), direction.target), target))
            self._rows[direction] = sorted(rows, key=lambda row: len(row[0]))

    @torch.inference_mode()
    def score(self, loaded: LoadedModel) -> ValidationScores:
        """The scores of greedy translations; the model is left in evaluation mode."""
        loaded.model.train(False)
        chrf: dict[Direction, float] = {}
        kept = total = 0
        for direction, rows in self._rows.items():
            found: list[str] = []
            for start in range(0, len(rows), _BATCH):
                found += _translate(loaded, rows[start : start + _BATCH], direction)
            chrf[direction] = float(CHRF(word_order=2).corpus_score(found, [[row[2] for row in rows]]).score)
            kept += sum(keeps(text, wanted) for text, (_, wanted, _) in zip(found, rows, strict=True))
            total += len(rows)
        return ValidationScores(chrf, kept / total if total else 1.0)


def _translate(loaded: LoadedModel, rows: Sequence[tuple[str, Constraints, str]], direction: Direction) -> list[str]:
    batch = encode_sources(loaded, [row[0] for row in rows], [row[1] for row in rows], direction)
    output = loaded.model.generate(  # type: ignore[operator]
        input_ids=batch.input_ids,
        attention_mask=batch.attention_mask,
        num_beams=1,
        do_sample=False,
        max_length=min(_LENGTH * batch.input_ids.shape[1] + 8, loaded.position_limit or 512),
        forced_bos_token_id=batch.first_piece,
    )
    with loaded.tokenizing:
        return [text.strip() for text in loaded.tokenizer.batch_decode(output, skip_special_tokens=True)]
