"""Training an adapter: it learns, keeps the best checkpoint, resumes, stops when asked, in two processes too."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from corpus.languages import Direction
from corpus.settings import PROJECT_ROOT
from tests.training.tuning.conftest import SMALL, MakeRun
from training.errors import TrainingError
from training.tuning import adapter_training, memory_estimate, tuning
from training.tuning.adapter_training import compute_type, train_adapter
from training.tuning.configuration import TrainingSection, TuningConfiguration
from training.tuning.run_folder import RunFolder
from training.tuning.supervisor import STATE, Supervisor
from training.tuning.validation import ValidationScores, Validator

pytestmark = pytest.mark.slow  # each test trains a model, tiny though it is


def losses(run: RunFolder) -> list[float]:
    return [entry["loss"] for entry in run.read_json("history.json") if "loss" in entry]


def with_training(**values: Any) -> TuningConfiguration:
    return SMALL.model_copy(update={"training": SMALL.training.model_copy(update=values)})


def told(value: float) -> ValidationScores:
    return ValidationScores(dict.fromkeys(Direction, value), 1.0)


@pytest.fixture
def better_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tiny random model translates nothing, and takes its time over it; so its validations are told to rise."""
    scores = iter(range(1, 1000))
    monkeypatch.setattr(Validator, "score", lambda self, loaded: told(float(next(scores))))


@pytest.mark.parametrize("base", ["marian_folder", "mt5_folder"])
@pytest.mark.usefixtures("better_each_time")
def test_the_loss_falls_and_everything_measured_is_kept(
    base: str, make_run: MakeRun, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter_training, "_LOG_STEPS", 2)
    run = make_run(
        request.getfixturevalue(base), with_training(train_pieces=6000, batch_pieces=600, learning_rate=3e-2)
    )
    state = train_adapter(run)
    assert state.ending == "budget"
    assert state.validations == SMALL.training.validations
    assert state.pieces >= 6000
    found = losses(run)
    assert found[-1] < found[0] - 0.3  # little is to be learnt over frozen random embeddings
    assert {"adapter_config.json", "adapter_model.safetensors"} <= {path.name for path in run.adapter.iterdir()}
    validations = [entry for entry in run.read_json("history.json") if "eval_chrf" in entry]
    assert validations[0]["step"] == 0
    assert len(validations) == 1 + state.validations
    assert all(0 <= entry["eval_terms_kept"] <= 1 for entry in validations)
    assert list(run.events.iterdir())
    log = run.log.read_text(encoding="utf-8")
    assert "parameters train" in log
    assert "10 new and 20 known pairs" in log


def test_without_a_better_checkpoint_there_is_no_adapter_and_training_stops_early(
    marian_folder: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Validator, "score", lambda self, loaded: told(0.5))
    run = make_run(marian_folder, with_training(validations=6, patience=2, train_pieces=6000))
    state = train_adapter(run)
    assert state.ending == "patience"
    assert state.validations == 2
    assert state.best_step == -1
    assert not run.adapter.exists()


@pytest.mark.usefixtures("better_each_time")
def test_an_interrupted_run_ends_as_one_that_was_not(
    marian_folder: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_run(marian_folder, name="whole")
    train_adapter(whole)

    broken = make_run(marian_folder, name="broken")
    on_step_end = Supervisor.on_step_end

    def asked_after_three(self: Supervisor, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.global_step == 3:
            broken.ask_to_stop()
        on_step_end(self, args, state, control, **kwargs)

    monkeypatch.setattr(Supervisor, "on_step_end", asked_after_three)
    state = train_adapter(broken)
    assert state.ending == "asked"
    assert state.step == 3
    monkeypatch.setattr(Supervisor, "on_step_end", on_step_end)
    broken.stop_file.unlink()
    state = train_adapter(broken)
    assert state.ending == "budget"
    first, second = (load_file(run.adapter / "adapter_model.safetensors") for run in (whole, broken))
    # Mostly equal to the bit; AdamW makes much of the last bit of a gradient near zero, of a few weights.
    for name, weights in first.items():
        assert (weights - second[name]).abs().mean() < 0.02 * weights.abs().mean(), name


def test_a_run_that_does_not_fit_into_memory_is_refused(
    marian_folder: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_estimate, "free_memory", lambda device: 1024**2)
    with pytest.raises(TrainingError, match="lower batch_pieces"):
        train_adapter(make_run(marian_folder))


@pytest.mark.usefixtures("better_each_time")
def test_accumulation_and_checkpointing_change_no_result_that_matters(marian_folder: Path, make_run: MakeRun) -> None:
    run = make_run(marian_folder, with_training(accumulation=2, gradient_checkpointing=True))
    state = train_adapter(run)
    assert state.ending == "budget"
    assert state.step >= 1


@pytest.mark.usefixtures("better_each_time")
def test_bf16_is_used_where_asked_for(marian_folder: Path, make_run: MakeRun) -> None:
    cpu = torch.device("cpu")
    assert compute_type(with_training(precision="bf16"), cpu) is torch.bfloat16
    assert compute_type(with_training(precision="fp32"), cpu) is torch.float32
    assert compute_type(TuningConfiguration(training=TrainingSection()), cpu) in (torch.bfloat16, torch.float32)
    run = make_run(marian_folder, with_training(precision="bf16"))
    train_adapter(run)
    assert "bfloat16 on cpu" in run.log.read_text(encoding="utf-8")


def test_two_processes_train_one_adapter(
    marian_folder: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT_ROOT))
    run = make_run(marian_folder)
    tuning._launch(run, 2)
    state = run.read_json(STATE)
    assert state["ending"] == "budget"
    assert state["pieces"] > 0.8 * SMALL.training.train_pieces  # the main process counts its own and multiplies
    log = run.log.read_text(encoding="utf-8")
    assert log.count("parameters train") == 1  # the main process alone writes
    assert "2 processes" in log
    single = make_run(marian_folder, name="single")
    assert state["step"] <= 0.6 * train_adapter(single).step  # each step was two batches
