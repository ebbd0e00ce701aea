"""The order of examples: a function of seed and position, in the shares of the mix, within the budget."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from training.base.configuration import PhaseSection
from training.base.encoding import EncodedSet
from training.base.mixture import Mixture
from training.errors import TrainingError

PHASE = PhaseSection(
    name="one",
    mix={"legal": 0.75, "statutes": 0.25},
    train_pieces=1,
    batch_pieces=600,
    pieces_at_once=300,
    shard_examples=160,
)


@pytest.fixture
def sets(encoded: dict[str, Path]) -> dict[str, EncodedSet]:
    return {name: EncodedSet(folder) for name, folder in encoded.items()}


def places(mixture: Mixture, shards: range) -> list[tuple[int, int]]:
    return [place for shard in shards for step in mixture.steps(shard) for group in step.groups for place in group]


def test_shard_has_the_shares_of_the_mix(sets: dict[str, EncodedSet]) -> None:
    drawn = Counter(number for number, _ in places(Mixture(sets, PHASE, 1, 1499), range(1)))
    assert drawn == {0: 120, 1: 40}


def test_every_example_comes_once_before_any_comes_twice(sets: dict[str, EncodedSet]) -> None:
    mixture = Mixture(sets, PHASE, 1, 1499)
    count = len(sets["statutes"])
    seen = [index for number, index in places(mixture, range(-(-count // 40))) if number == 1]
    assert set(seen) == set(range(count))
    assert max(Counter(seen).values()) <= 2


def test_same_seed_and_shard_give_the_same_steps_and_others_do_not(sets: dict[str, EncodedSet]) -> None:
    assert Mixture(sets, PHASE, 1, 1499).steps(3) == Mixture(sets, PHASE, 1, 1499).steps(3)
    assert Mixture(sets, PHASE, 1, 1499).steps(3) != Mixture(sets, PHASE, 1, 1499).steps(4)
    assert Mixture(sets, PHASE, 1, 1499).steps(3) != Mixture(sets, PHASE, 2, 1499).steps(3)


def test_step_has_the_same_groups_however_many_processes_share_them(sets: dict[str, EncodedSet]) -> None:
    assert Mixture(sets, PHASE, 1, 1499).steps(0) == Mixture(sets, PHASE, 1, 1499, processes=2).steps(0)


def test_more_processes_than_groups_divide_the_budget(sets: dict[str, EncodedSet]) -> None:
    step = Mixture(sets, PHASE, 1, 1499, processes=4).steps(0)[0]
    assert len(step.groups) == 4


def test_batches_keep_the_budget_and_count_their_pieces(sets: dict[str, EncodedSet]) -> None:
    mixture = Mixture(sets, PHASE, 1, 1499)
    for step in mixture.steps(0):
        found = [mixture.batch(group) for group in step.groups]
        assert all(max(batch.source.numel(), batch.target.numel()) <= 300 for batch in found)
        assert sum(batch.pieces for batch in found) == step.pieces
        assert sum(batch.linked for batch in found) == mixture.linked(step)


def test_set_without_examples_is_passed_over_and_a_mix_of_none_refused(sets: dict[str, EncodedSet]) -> None:
    empty = type("Empty", (), {"__len__": lambda _: 0})()
    mixture = Mixture({**sets, "statutes": empty}, PHASE, 1, 1499)
    assert {number for number, _ in places(mixture, range(1))} == {0}
    with pytest.raises(TrainingError, match="none of its sets"):
        Mixture(dict.fromkeys(sets, empty), PHASE, 1, 1499)


def test_encoded_examples_are_read_as_they_were_written(sets: dict[str, EncodedSet]) -> None:
    first = sets["legal"][0]
    assert first.links.tolist() == [[0, 1]]
    assert len(first.source) == sets["legal"].source_lengths[0]
    assert sets["legal"][399].links.shape == (0, 2)
    assert np.array_equal(sets["legal"][1].target, EncodedSet(sets["legal"].folder)[1].target)


def test_folder_without_examples_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="run the step that encodes them"):
        EncodedSet(tmp_path)
