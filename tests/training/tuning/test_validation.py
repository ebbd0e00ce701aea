"""Validation translates for real, with the terms that serving would mark."""

from pathlib import Path

import pytest

from corpus.languages import Direction
from corpus.settings import Settings
from service.model_family import load_model
from training.sources import seed_terms
from training.tuning.partition import TuningPair
from training.tuning.validation import Validator

SHIPPED = Path(str(Settings.model_fields["model"].default))
PAIRS = [
    TuningPair("抵押权消灭。", "抵当権は、消滅する。", "a", "1"),
    TuningPair("当事人可以解除合同。", "当事者は、契約を解除することができる。", "a", "2"),
]


@pytest.mark.slow  # loads the shipped model
def test_the_shipped_model_scores_well_and_keeps_its_terms() -> None:
    scores = Validator(PAIRS, seed_terms()).score(load_model(SHIPPED, "cpu"))
    assert set(scores.chrf) == set(Direction)
    assert min(scores.chrf.values()) > 40
    assert scores.kept == 1.0
    assert scores.mean == pytest.approx(sum(scores.chrf.values()) / 2)


@pytest.mark.slow  # a random model ends no sentence before the bound
@pytest.mark.parametrize("base", ["marian_folder", "mt5_folder"])
def test_a_random_model_scores_next_to_nothing(base: str, request: pytest.FixtureRequest) -> None:
    loaded = load_model(request.getfixturevalue(base), "cpu")
    scores = Validator(PAIRS, seed_terms()[:50]).score(loaded)
    assert scores.mean < 15
