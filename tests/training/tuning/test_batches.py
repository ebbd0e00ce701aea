"""Examples as each family wants them, the passes over the data, and the tensors of a batch."""

import random
from pathlib import Path

import pytest
import torch

from corpus.languages import Direction
from service.constraints import NONE
from service.model_family import LoadedModel, encode_sources, load_model
from tests.training.tuning.conftest import SMALL
from training.examples import AlignedPair, ExampleMaker
from training.sources import seed_terms
from training.tuning.batches import IGNORED, BatchedExamples, Collator, TrainingData
from training.tuning.configuration import DataSection, ExamplesSection, TuningConfiguration
from training.tuning.encoding import PrefixEncoder, make_examples, open_encoder, with_terms
from training.tuning.partition import TuningPair

PAIR = AlignedPair("抵押权消灭。", "抵当権は、消滅する。", (), ())


@pytest.fixture(scope="module")
def marian(marian_folder: Path) -> LoadedModel:
    return load_model(marian_folder, "cpu")


@pytest.fixture(scope="module")
def mt5(mt5_folder: Path) -> LoadedModel:
    return load_model(mt5_folder, "cpu")


@pytest.mark.parametrize("name", ["marian", "mt5"])
@pytest.mark.parametrize("direction", Direction)
def test_sources_are_encoded_as_serving_encodes_them(
    name: str, direction: Direction, request: pytest.FixtureRequest
) -> None:
    loaded: LoadedModel = request.getfixturevalue(name)
    encoder = open_encoder(loaded.tokenizer, loaded.family, ExamplesSection(marked=0.0), ())
    example = encoder.make(PAIR, direction, random.Random(0))
    source = PAIR.zh if direction is Direction.ZH_JA else PAIR.ja
    served = encode_sources(loaded, [source], [NONE], direction).input_ids[0].tolist()
    assert example is not None
    assert example.source == served
    assert example.target[-1] == loaded.end


def test_t5_is_told_its_task(mt5: LoadedModel) -> None:
    encoder = open_encoder(mt5.tokenizer, mt5.family, ExamplesSection(), ())
    assert isinstance(encoder, PrefixEncoder)
    assert mt5.family.prefixes[Direction.ZH_JA] == "translate Chinese to Japanese: "
    assert mt5.family.prefixes[Direction.JA_ZH] == "translate Japanese to Chinese: "


def test_terms_are_marked_for_a_model_that_knows_the_markup(marian: LoadedModel, pairs: list[TuningPair]) -> None:
    encoder = open_encoder(marian.tokenizer, marian.family, ExamplesSection(marked=1.0, term=1.0), seed_terms())
    assert isinstance(encoder, ExampleMaker)
    examples = list(make_examples(encoder, with_terms(pairs, seed_terms()), random.Random(0)))
    marks = marian.tokenizer.convert_tokens_to_ids(["<t>", "<=>", "</t>"])
    marked = [example for example in examples if marks[0] in example.source]
    assert len(marked) > len(examples) / 2
    assert all(example.source.count(marks[0]) == example.source.count(marks[2]) for example in marked)
    assert not any(set(marks) & set(example.target) for example in examples)


def test_pairs_that_are_too_long_are_left_out(mt5: LoadedModel) -> None:
    encoder = open_encoder(mt5.tokenizer, mt5.family, ExamplesSection(max_pieces=4), ())
    assert list(make_examples(encoder, [PAIR], random.Random(0))) == []


def test_new_pairs_are_repeated_and_known_ones_replayed() -> None:
    new = [AlignedPair(f"新{n}", f"新{n}", (), ()) for n in range(50)]
    known = [AlignedPair(f"旧{n}", f"旧{n}", (), ()) for n in range(1000)]
    configuration = TuningConfiguration(data=DataSection(new_repeats=4, replay_share=0.2, replay_pairs=10))
    one_pass = TrainingData(new, known).one_pass(configuration, random.Random(1))
    assert sum(pair.zh.startswith("新") for pair in one_pass) == 200
    assert sum(pair.zh.startswith("旧") for pair in one_pass) == 50  # a fifth of the pass
    floor = TuningConfiguration(data=DataSection(new_repeats=1, replay_pairs=600))
    assert len(TrainingData(new, known).one_pass(floor, random.Random(1))) == 650
    assert len(TrainingData([], known).one_pass(floor, random.Random(1))) == 1000


def test_batches_keep_their_budget_and_are_the_same_for_the_same_seed(
    marian: LoadedModel, pairs: list[TuningPair]
) -> None:
    data = TrainingData(with_terms(pairs[:10], seed_terms()), with_terms(pairs[10:], seed_terms()))
    encoder = open_encoder(marian.tokenizer, marian.family, SMALL.examples, seed_terms())
    first, second = BatchedExamples(data, encoder, SMALL), BatchedExamples(data, encoder, SMALL)
    assert [first[i] for i in range(len(first))] == [second[i] for i in range(len(second))]
    assert first.pieces >= SMALL.training.train_pieces
    for index in range(len(first)):
        batch = first[index]
        widest = max(max(len(example.source), len(example.target)) for example in batch)
        assert len(batch) == 1 or widest * len(batch) <= SMALL.training.batch_pieces


def test_padding_is_not_learnt_and_the_decoder_begins_with_its_start(marian: LoadedModel) -> None:
    encoder = open_encoder(marian.tokenizer, marian.family, ExamplesSection(marked=0.0), ())
    long = AlignedPair(PAIR.zh * 2, PAIR.ja * 2, (), ())
    examples = list(make_examples(encoder, [PAIR, long], random.Random(0)))
    batch = Collator(pad=marian.tokenizer.pad_token_id, start=marian.start)([examples])
    labels, begun = batch["labels"], batch["decoder_input_ids"]
    assert (begun[:, 0] == marian.start).all()
    for row, example in enumerate(examples):
        size = len(example.target)
        assert labels[row, :size].tolist() == example.target
        assert (labels[row, size:] == IGNORED).all()
        assert begun[row, 1:size].tolist() == example.target[:-1]
    assert torch.equal(batch["attention_mask"].bool(), batch["input_ids"] != marian.tokenizer.pad_token_id)
