"""Tiny models of each family to tune, and a run folder as `prepare` leaves it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from transformers import MT5Config, MT5ForConditionalGeneration

from glossary.snapshots import snapshot
from tests.tiny_tokenizers import save_t5_tokenizer, train_pieces
from training.base.configuration import ModelSection
from training.base.model import new_model
from training.base.tokenizer import train_tokenizer
from training.sources import legal_pairs, seed_terms
from training.tuning.configuration import (
    DataSection,
    ExamplesSection,
    LoraSection,
    TrainingSection,
    TuningConfiguration,
)
from training.tuning.partition import TuningPair
from training.tuning.run_folder import RunDescription, RunFolder

SMALL = TuningConfiguration(
    data=DataSection(validation_segments=3, test_segments=6, replay_pairs=8, new_repeats=1),
    lora=LoraSection(rank=4, alpha=8, dropout=0.0),
    training=TrainingSection(
        batch_pieces=400, train_pieces=1500, max_minutes=30, validations=2, learning_rate=5e-3, precision="fp32"
    ),
    examples=ExamplesSection(max_pieces=120),
)


@pytest.fixture(scope="session")
def pairs() -> list[TuningPair]:
    """Forty short legal pairs in four documents, the shortest last: a random model never ends a sentence by itself."""
    short = sorted((pair for pair in legal_pairs() if 8 <= len(pair.zh) <= 30), key=lambda pair: -len(pair.zh))
    short = short[:30] + short[-10:]
    return [
        TuningPair(pair.zh, pair.ja, f"document/{number % 4}", f"{number:064x}") for number, pair in enumerate(short)
    ]


@pytest.fixture(scope="session")
def marian_folder(tmp_path_factory: pytest.TempPathFactory, pairs: list[TuningPair]) -> Path:
    """A tiny random model of the base model's own kind, term markup included."""
    folder = tmp_path_factory.mktemp("tiny-marian")
    texts = [text for pair in pairs for text in (pair.zh, pair.ja)]
    tokenizer = train_tokenizer(texts, folder, 1000)
    section = ModelSection(d_model=32, ffn_dim=64, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0)
    new_model(section, tokenizer, seed=1).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def mt5_folder(tmp_path_factory: pytest.TempPathFactory, pairs: list[TuningPair]) -> Path:
    """A tiny random mT5 with a SentencePiece vocabulary of its own."""
    folder = tmp_path_factory.mktemp("tiny-mt5")
    characters = sorted({character for pair in legal_pairs() for character in pair.zh + pair.ja if character.strip()})
    alphabet = ["".join(characters[start : start + 50]) for start in range(0, len(characters), 50)]
    lines = [*alphabet, *(text for pair in pairs for text in (pair.zh, pair.ja))]
    tokenizer = save_t5_tokenizer(train_pieces(lines, folder / "plain", len(characters) + 300), folder)
    torch.manual_seed(1)
    config = MT5Config(
        vocab_size=len(tokenizer) + 6,
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_decoder_layers=2,
        num_heads=2,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
    )
    MT5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


MakeRun = Callable[..., RunFolder]


@pytest.fixture
def make_run(tmp_path: Path, pairs: list[TuningPair]) -> MakeRun:
    """A run on a base folder; thirty pairs train, the first ten of them new, three validate and six test."""

    def make(
        base: Path, configuration: TuningConfiguration = SMALL, name: str = "run", rows: Sequence[TuningPair] = ()
    ) -> RunFolder:
        run = RunFolder(tmp_path / "runs" / name)
        run.path.mkdir(parents=True)
        description = RunDescription(
            name, "tests", "fresh", str(base), "", "", json.loads(configuration.model_dump_json())
        )
        run.describe(description)
        train = rows or pairs[:30]
        run.write_rows("data/train.jsonl", [{**asdict(pair), "known": n >= 10} for n, pair in enumerate(train)])
        run.write_rows("data/validation.jsonl", map(asdict, pairs[30:33]))
        run.write_rows("data/test.jsonl", map(asdict, pairs[33:39]))
        run.write_rows("data/terms.jsonl", (snapshot(term) for term in seed_terms()[:400]))
        return run

    return make
