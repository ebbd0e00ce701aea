"""What is measured on the validation parts while training goes on, and how weights are chosen by it.

Nothing here touches test data: that is for the card, after everything has been decided.
"""

import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch
from transformers import MarianMTModel, MarianTokenizer

from corpus.languages import Direction
from glossary.matching import Matcher
from service.ctranslate2_engine import CTranslate2Engine
from service.results import TranslationOptions
from training.base.batching import Batch, batches
from training.base.data import VALIDATION
from training.base.encoding import make_examples
from training.base.loop import Validations
from training.base.model import write_model
from training.base.objective import loss
from training.evaluation import EvaluationRow, evaluate
from training.examples import AlignedPair, ExampleMaker
from training.sources import TrainingPair, seed_terms
from training.splits import terms_in_reference


class Validation:
    """Cross-entropy on the validation parts, and the translations of the validation documents by the fast path."""

    def __init__(
        self,
        aligned: Mapping[str, Sequence[AlignedPair]],
        maker: ExampleMaker,
        tokenizer: MarianTokenizer,
        budget: int,
        folder: Path,
        rows: int = 0,
    ) -> None:
        self._tokenizer, self._folder = tokenizer, folder
        pad = int(tokenizer.pad_token_id)
        self._batches: dict[str, list[Batch]] = {}
        for name, pairs in aligned.items():
            examples = list(make_examples(pairs, maker, list(Direction), 1, random.Random(0)))
            self._batches[name] = list(batches(examples, budget, pad))
        documents = [TrainingPair(pair.zh, pair.ja, VALIDATION) for pair in aligned[VALIDATION]]
        self._rows = {direction: evaluation_rows(documents[: rows or None], direction) for direction in Direction}

    def validations(self, weights: Callable[[], Sequence[torch.Tensor]]) -> Validations:
        """The two measures of the training loop; `weights` are the fp32 ones of the moment."""
        return Validations(self.cross_entropy, lambda model: self.translation(model, weights()))

    @torch.no_grad()
    def cross_entropy(self, model: MarianMTModel) -> dict[str, float]:
        """Nats a piece of each part, without smoothing."""
        found = {}
        for name, parts in self._batches.items():
            total, pieces = 0.0, 0
            for batch in parts:
                total += float(loss(model, batch.to(model.device), 0.0, 0.0).cross_entropy) * batch.pieces
                pieces += batch.pieces
            if pieces:
                found[f"{name}_cross_entropy"] = total / pieces
        return found

    def translation(self, model: MarianMTModel, weights: Sequence[torch.Tensor]) -> dict[str, float]:
        """The scores of these weights, written as a model for the time it takes."""
        folder = self._folder / "validated"
        write_model(model, weights, self._tokenizer, folder)
        try:
            return self.scores(folder)
        finally:
            shutil.rmtree(folder)

    def scores(self, model: Path) -> dict[str, float]:
        """chrF2 and the share of marked terms that are copied, per direction, in per cent; `mean` is what weights
        are chosen by: the mean of all four."""
        cache = self._folder / "converted"
        engine = CTranslate2Engine(model, cache, device="cpu")
        found = {}
        for direction, rows in self._rows.items():
            result = evaluate(engine, rows, TranslationOptions(direction, beam_size=2))
            found[f"{direction}_chrF2"] = result.score("chrF2")
            found[f"{direction}_copied"] = result.term_accuracy
        shutil.rmtree(cache)
        return found | {"mean": sum(found.values()) / len(found)}


def evaluation_rows(pairs: Sequence[TrainingPair], direction: Direction) -> list[EvaluationRow]:
    """The pairs as rows that list the glossary terms their reference uses."""
    matcher = Matcher(seed_terms(), direction.source)
    return [EvaluationRow(pair.zh, pair.ja, terms_in_reference(pair, direction, matcher)) for pair in pairs]
