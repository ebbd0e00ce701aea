"""What watches over a run while it trains: budget, validation, the best checkpoint, stopping, reporting."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from peft import PeftModel
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from training.tuning.budget import Budget
from training.tuning.configuration import TrainingSection
from training.tuning.run_folder import RunFolder
from training.tuning.validation import ValidationScores

STATE = "training.json"
_CHECKPOINT_MINUTES = 3.0  # what a killed process loses at most
_REPORT_SECONDS = 2.0

Ending = Literal["budget", "patience", "asked"]


@dataclass(slots=True)
class TrainingState:
    """How far the training has come, over all its sessions. Scores are the mean chrF2++ of both directions."""

    step: int = 0
    minutes: float = 0.0
    first_score: float = -1.0  # of the model as it was before the first step
    best_score: float = -1.0
    best_step: int = -1
    without_better: int = 0  # validations since the best one
    validations: int = 0
    pieces: int = 0
    ending: Ending | None = None


class Supervisor(TrainerCallback):
    """Decides after each step what the trainer does next; all processes decide alike."""

    def __init__(
        self,
        run: RunFolder,
        section: TrainingSection,
        state: TrainingState,
        budget: Budget,
        steps: int,
        validate: Callable[[], ValidationScores],
        save_adapter: Callable[[Path], None],
        is_main: bool,
    ) -> None:
        self.run, self.section, self.state, self.budget, self.steps = run, section, state, budget, steps
        self.validate, self.save_adapter, self.is_main = validate, save_adapter, is_main
        self._last_checkpoint = self._last_report = time.monotonic()

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        # Where a run goes on, so does its learning rate.
        self.budget.share, _ = _agreed(self.budget.spent(state.global_step, self.steps), False)
        if self.state.first_score < 0:
            with self.budget.pausing():
                scores = self.validate()
            self.state.first_score = self.state.best_score = scores.mean
            self._log(state, scores, "before the first step")

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        share, asked = _agreed(self.budget.spent(state.global_step, self.steps), self.run.stop_asked)
        self.budget.share = share
        self.state.step = state.global_step
        if asked:
            self.state.ending = "asked"
        elif share * self.section.validations >= self.state.validations + 1 or share >= 1:
            self._validate(state)
            if share >= 1:
                self.state.ending = "budget"
            elif self.state.without_better >= self.section.patience:
                self.state.ending = "patience"
        control.should_training_stop = self.state.ending is not None
        due = time.monotonic() - self._last_checkpoint > 60 * _CHECKPOINT_MINUTES
        # With several processes only steps can decide, so that all of them save together.
        control.should_save = control.should_training_stop or (due and not torch.distributed.is_initialized())
        self._report(state)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        self._last_checkpoint = time.monotonic()
        self.state.minutes = self.budget.minutes_so_far
        if self.is_main:
            self.run.write_json(STATE, asdict(self.state))
            self.run.write_json("history.json", state.log_history)

    def _validate(self, state: TrainerState) -> None:
        with self.budget.pausing():
            scores = self.validate()
        self.state.validations += 1
        better = scores.mean > self.state.best_score
        if better:
            self.state.best_score, self.state.best_step, self.state.without_better = scores.mean, state.global_step, 0
            if self.is_main:
                replace_folder(self.run.adapter, self.save_adapter)
        else:
            self.state.without_better += 1
        self._log(state, scores, "the best so far" if better else "no better")

    def _log(self, state: TrainerState, scores: ValidationScores, remark: str) -> None:
        entry = {f"eval_chrf_{direction}": score for direction, score in scores.chrf.items()}
        entry |= {"eval_chrf": scores.mean, "eval_terms_kept": scores.kept}
        state.log_history.append({**entry, "step": state.global_step, "minutes": self.budget.minutes_so_far})
        if self.is_main:
            listed = ", ".join(f"{direction} {score:.2f}" for direction, score in scores.chrf.items())
            self.run.write_log(
                f"step {state.global_step}: validation chrF2++ {listed}, segments with all their terms "
                f"{100 * scores.kept:.1f} %: {remark}"
            )

    def _report(self, state: TrainerState) -> None:
        if not self.is_main or time.monotonic() - self._last_report < _REPORT_SECONDS:
            return
        self._last_report = time.monotonic()
        losses = [entry["loss"] for entry in state.log_history if "loss" in entry]
        loss = f", loss {losses[-1]:.3f}" if losses else ""
        best = f", chrF2++ {self.state.best_score:.2f} ({self.state.first_score:.2f} before)"
        detail = f"step {state.global_step} of {self.steps}{loss}{best}"
        self.run.report("training", self.budget.share, detail)


class PieceCounter(TrainerCallback):
    """Writes the throughput into the log beside the loss."""

    def __init__(self, state: TrainingState) -> None:
        self.state = state
        self._last = (time.monotonic(), state.pieces)

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        if logs is None or "loss" not in logs:
            return
        before, pieces = self._last
        self._last = (time.monotonic(), self.state.pieces)
        logs["pieces_per_second"] = (self.state.pieces - pieces) / max(1e-9, self._last[0] - before)
        state.log_history[-1]["pieces_per_second"] = logs["pieces_per_second"]


def adapter_saver(model: PeftModel) -> Callable[[Path], None]:
    """What writes the adapter's weights and configuration into a folder."""
    return lambda folder: model.save_pretrained(str(folder))


def replace_folder(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a folder that takes the target's place, whole or not at all."""
    partial = Path(tempfile.mkdtemp(prefix=f"{target.name}.partial-", dir=target.parent))
    try:
        write(partial)
        if target.exists():
            aside = target.with_name(f"{target.name}.old")
            shutil.rmtree(aside, ignore_errors=True)
            target.rename(aside)
            partial.rename(target)
            shutil.rmtree(aside)
        else:
            partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _agreed(share: float, asked: bool) -> tuple[float, bool]:
    """The largest share, and whether anybody asks to stop, over all processes."""
    if not torch.distributed.is_initialized():
        return share, asked
    values = torch.tensor([share, float(asked)])
    if torch.distributed.get_backend() == "nccl":
        values = values.cuda()
    torch.distributed.all_reduce(values, op=torch.distributed.ReduceOp.MAX)
    return float(values[0]), bool(values[1])
