"""A phase that was killed goes on as if it had not been; several processes train what one would."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from rich.console import Console
from safetensors.torch import load_file
from transformers import MarianMTModel, MarianTokenizer

from corpus.settings import PROJECT_ROOT
from tests.training.base import train_once
from tests.training.base.train_once import train
from training.base.configuration import ModelSection, PhaseSection, RunSection
from training.base.encoding import EncodedSet
from training.base.loop import Trainer, Validations
from training.base.mixture import Mixture
from training.base.model import new_model
from training.base.steps import Deadline, OutOfTime
from training.errors import TrainingError

MODEL = ModelSection(d_model=16, ffn_dim=32, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.1)
PHASE = PhaseSection(
    name="one",
    mix={"legal": 0.75, "statutes": 0.25},
    train_pieces=12_000,
    batch_pieces=800,
    pieces_at_once=400,
    shard_examples=200,
    snapshot_steps=5,
    averaged=3,
    warmup_steps=5,
)
RUN = RunSection(log_steps=1, validate_minutes=60, translate_minutes=60, checkpoint_minutes=60)


class Killed(Exception):  # noqa: N818
    """In place of a signal that cannot be caught."""


def nothing(model: MarianMTModel) -> dict[str, float]:
    return {}


def make_trainer(
    folder: Path,
    encoded: dict[str, Path],
    tokenizer: MarianTokenizer,
    phase: PhaseSection = PHASE,
    deadline: Deadline | None = None,
    console: Console | None = None,
    identity: str = "x",
) -> Trainer:
    model = new_model(MODEL, tokenizer, seed=3)
    accelerator = Accelerator(cpu=True)
    sets = {name: EncodedSet(path) for name, path in encoded.items()}
    mixture = Mixture(sets, phase, RUN.seed, len(tokenizer) - 1, accelerator.num_processes)
    return Trainer(
        accelerator,
        model,
        mixture,
        phase,
        RUN,
        folder,
        {"data": identity},
        Validations(nothing, nothing),
        deadline or Deadline(0),
        console or Console(file=io.StringIO()),
    )


def after(trainer: Trainer, step: int, act: Callable[[], None]) -> None:
    """Have the trainer act when it has done that step."""
    before = trainer._after_step

    def hooked() -> None:
        before()
        if trainer.progress.step == step:
            act()

    trainer._after_step = hooked  # type: ignore[method-assign]


def raise_killed() -> None:
    raise Killed


def curve(output: str) -> dict[int, str]:
    """The cross-entropy that was logged at each step; what a later line says of a step wins."""
    lines = [line.split(" · ") for line in output.splitlines() if line.startswith("one ")]
    return {int(line[0].split()[1]): next(part for part in line if "cross-entropy" in part) for line in lines}


@pytest.mark.slow  # trains twice, a few dozen steps each
def test_killed_in_mid_shard_and_resumed_is_the_same_as_uninterrupted(
    tmp_path: Path, encoded: dict[str, Path], tokenizer: MarianTokenizer
) -> None:
    whole_log, parts_log = io.StringIO(), io.StringIO()
    whole = make_trainer(tmp_path / "whole", encoded, tokenizer, console=Console(file=whole_log, width=200))
    whole.run()

    first = make_trainer(tmp_path / "parts", encoded, tokenizer, console=Console(file=parts_log, width=200))
    after(first, 8, first.save)
    after(first, 11, raise_killed)  # three steps and a snapshot after the last checkpoint
    with pytest.raises(Killed):
        first.run()
    assert 0 < first.progress.position < len(first.mixture.steps(first.progress.shard))
    second = make_trainer(tmp_path / "parts", encoded, tokenizer, console=Console(file=parts_log, width=200))
    assert (second.progress.step, second.progress.position) == (8, 8)
    second.run()

    assert second.progress.step == whole.progress.step > 14
    assert second.progress.shard == whole.progress.shard >= 1
    for ours, theirs in zip(second.optimiser.master, whole.optimiser.master, strict=True):
        assert torch.equal(ours, theirs)
    assert second.snapshots.steps() == whole.snapshots.steps()
    for ours, theirs in zip(second.snapshots.mean(), whole.snapshots.mean(), strict=True):
        assert torch.equal(ours, theirs)
    assert curve(parts_log.getvalue()) == curve(whole_log.getvalue())


def test_deadline_stops_with_a_checkpoint(tmp_path: Path, encoded: dict[str, Path], tokenizer: MarianTokenizer) -> None:
    deadline = Deadline(0)
    trainer = make_trainer(tmp_path, encoded, tokenizer, deadline=deadline)
    after(trainer, 3, deadline.stop)
    with pytest.raises(OutOfTime):
        trainer.run()
    assert make_trainer(tmp_path, encoded, tokenizer).progress.step == 4


def test_more_pieces_go_on_from_a_finished_phase(
    tmp_path: Path, encoded: dict[str, Path], tokenizer: MarianTokenizer
) -> None:
    short = PHASE.model_copy(update={"train_pieces": 2000})
    finished = make_trainer(tmp_path, encoded, tokenizer, short).run()
    longer = make_trainer(tmp_path, encoded, tokenizer, PHASE.model_copy(update={"train_pieces": 4000})).run()
    assert longer.pieces >= 4000
    assert longer.step > finished.step
    assert longer.sessions == 2


def test_checkpoint_of_other_data_is_refused(
    tmp_path: Path, encoded: dict[str, Path], tokenizer: MarianTokenizer
) -> None:
    make_trainer(tmp_path, encoded, tokenizer, PHASE.model_copy(update={"train_pieces": 500})).run()
    with pytest.raises(TrainingError, match="trained with other data"):
        make_trainer(tmp_path, encoded, tokenizer, identity="y")


def test_padding_stays_zero(tmp_path: Path, encoded: dict[str, Path], tokenizer: MarianTokenizer) -> None:
    trainer = make_trainer(tmp_path, encoded, tokenizer, PHASE.model_copy(update={"train_pieces": 1000}))
    trainer.run()
    assert torch.count_nonzero(trainer.model.model.shared.weight[-1]) == 0


@pytest.fixture
def one_thread() -> Iterator[None]:
    """What threads add up together is rounded in another way than what one does."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.slow  # starts two processes more that import torch
@pytest.mark.usefixtures("one_thread")
def test_two_processes_in_two_sessions_train_what_one_does_in_one(
    tmp_path: Path, encoded: dict[str, Path], tokenizer: MarianTokenizer
) -> None:
    """Without dropout, whose draws differ between processes, the weights are the same but for rounding."""
    environment = os.environ | {
        "PYTHONPATH": os.fspath(PROJECT_ROOT),
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
    }
    folders = encoded["legal"].parent, Path(tokenizer.name_or_path)
    train(Accelerator(cpu=True), *folders, tmp_path / "one", train_once.PHASE.train_pieces)
    launcher = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    script = os.fspath(Path(__file__).with_name("train_once.py"))
    command = [*launcher, "--main_process_port", "0", script, *map(os.fspath, (*folders, tmp_path / "two"))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "2 processes" in done.stdout
    one, two = (load_file(tmp_path / name / "weights.safetensors") for name in ("one", "two"))
    assert one.keys() == two.keys()
    furthest = max(float((one[key] - two[key]).abs().max()) for key in one)
    assert furthest < 1e-6
    shutil.rmtree(tmp_path / "two")
