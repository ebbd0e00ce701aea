"""The training loop of one phase: resumable at any step, the same on a CPU, one GPU or several."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from accelerate import Accelerator
from rich.console import Console
from torch.utils.tensorboard import SummaryWriter
from transformers import MarianMTModel

from training.base.checkpoint import Progress, load_checkpoint, save_checkpoint
from training.base.configuration import PhaseSection, RunSection
from training.base.mixture import Mixture, StepPlan
from training.base.objective import Share, loss
from training.base.optimiser import MasterAdamW
from training.base.processes import device_of
from training.base.schedule import learning_rate
from training.base.snapshots import Snapshots
from training.base.steps import Deadline, OutOfTime
from training.base.throughput import Arithmetic, hardware_peak
from training.errors import TrainingError

_STOP_STEPS = 10  # between two agreements of several processes on whether to stop

Measure = Callable[[MarianMTModel], dict[str, float]]  # what a validation found, by name


@dataclass(frozen=True, slots=True)
class Validations:
    """What is measured along the way, by the first process: cheap figures often, translations seldom."""

    often: Measure
    seldom: Measure


class Trainer:
    """Trains one phase. `run` returns its progress when the pieces are spent, with a checkpoint written.

    Every process has the whole model; gradients are added up in fp32 once a step. Weights are bf16 over an fp32
    master copy (`optimiser`).
    """

    def __init__(
        self,
        accelerator: Accelerator,
        model: MarianMTModel,
        mixture: Mixture,
        phase: PhaseSection,
        section: RunSection,
        folder: Path,
        identity: Mapping[str, str],
        validations: Validations,
        deadline: Deadline,
        console: Console,
    ) -> None:
        self.accelerator, self.device = accelerator, device_of(accelerator)
        self.model, self.mixture = model, mixture
        torch.nn.Module.to(model, self.device, torch.bfloat16)
        self.phase, self.section, self.identity = phase, section, identity
        self.validations, self.deadline, self.console = validations, deadline, console
        self.pad = model.config.vocab_size - 1  # the last piece
        folder.mkdir(parents=True, exist_ok=True)
        self.checkpoint = folder / "checkpoint.pt"
        self.optimiser = MasterAdamW(model.parameters(), phase.weight_decay)
        self.snapshots = Snapshots(folder / "snapshots", phase.averaged)
        self.arithmetic = Arithmetic(model)
        self.progress = load_checkpoint(self.checkpoint, self.optimiser, identity, self.device)
        self.first = accelerator.is_main_process
        self.events = SummaryWriter(os.fspath(folder / "events"), purge_step=self.progress.step) if self.first else None
        self.window = torch.zeros(6, dtype=torch.float64, device=self.device)

    def run(self) -> Progress:
        """Train until the pieces are spent; OutOfTime, with a checkpoint, where the deadline comes first."""
        self._begin()
        while self.progress.pieces < self.phase.train_pieces:
            plans = self.mixture.steps(self.progress.shard)
            for plan in plans[self.progress.position :]:
                self.train_step(plan)
                self._after_step()
                if self.progress.pieces >= self.phase.train_pieces:
                    break
            else:
                self.progress.shard, self.progress.position = self.progress.shard + 1, 0
        if self.first:
            self.measure(self.validations.often)
            self.save()
        self.accelerator.wait_for_everyone()
        return self.progress

    def train_step(self, plan: StepPlan) -> None:
        """One step on the plan's groups, of which each process takes its own."""
        processes, index = self.accelerator.num_processes, self.accelerator.process_index
        torch.manual_seed(self.section.seed + self.progress.step * processes + index)  # of dropout
        linked = self.mixture.linked(plan) if self.phase.guided_alignment else 0
        self.model.train()
        for group in plan.groups[index::processes]:
            batch = self.mixture.batch(group)
            share = Share(batch.pieces / plan.pieces, batch.linked / max(1, linked))
            batch = batch.to(self.device)
            found = loss(self.model, batch, self.phase.label_smoothing, self.phase.guided_alignment, share)
            found.total.backward()  # type: ignore[no-untyped-call]
            self.optimiser.collect()
            measured = [found.cross_entropy.double() * batch.pieces, found.alignment.double() * batch.linked]
            known = torch.tensor([batch.pieces, batch.linked, self.arithmetic.operations(batch)], dtype=torch.float64)
            self.window[:2] += torch.stack(measured)
            self.window[2:5] += known.to(self.device, non_blocking=True)
        rate = learning_rate(self.phase, self.progress.step, self.progress.pieces)
        reduce = self._sum if processes > 1 else None
        self.window[5] = self.optimiser.step(rate, self.phase.clip_norm, reduce)
        self.zero_pad()
        self.progress.step += 1
        self.progress.position += 1
        self.progress.pieces += plan.pieces

    @torch.no_grad()
    def zero_pad(self) -> None:
        """The decoder starts from a zero embedding, in both copies of the weights."""
        embedding = self.model.model.shared.weight
        embedding[self.pad] = 0
        for master, parameter in zip(self.optimiser.master, self.optimiser.parameters, strict=True):
            if parameter is embedding:
                master[self.pad] = 0

    def measure(self, validation: Measure) -> None:
        """Run a validation and note what it found; its time does not count as training's."""
        began = time.monotonic()
        self.model.train(False)
        found = validation(self.model)
        self._logged += time.monotonic() - began
        self.progress.history.append({"step": self.progress.step, **found})
        for name, value in found.items():
            self._event(f"validation/{name}", value)
        shown = " · ".join(f"{name} {value:.3f}" for name, value in found.items())
        self.console.print(f"step {self.progress.step}: validation {shown}", highlight=False)

    def save(self) -> None:
        """Write the checkpoint, unless the weights are no longer numbers."""
        if not all(bool(torch.isfinite(master).all()) for master in self.optimiser.master):
            raise TrainingError(
                f"The weights of phase {self.phase.name} are no numbers at step {self.progress.step}: lower "
                "peak_learning_rate; the last checkpoint is from before."
            )
        save_checkpoint(self.checkpoint, self.optimiser, self.progress, self.identity)

    def _begin(self) -> None:
        if self.progress.step and self.first:
            self.console.print(f"{self.phase.name}: resumed at step {self.progress.step}", highlight=False)
        self.progress.sessions += 1
        self.snapshots.forget_after(self.progress.step)
        self.peak = hardware_peak(self.device) * self.accelerator.num_processes
        self._began = self._checked = self._validated = self._translated = self._logged = time.monotonic()
        self._minutes = self.progress.minutes

    def _after_step(self) -> None:
        """Log, keep, validate, save and stop, each when it is due."""
        now = time.monotonic()
        self.progress.minutes = self._minutes + (now - self._began) / 60
        if self.progress.step % self.section.log_steps == 0:
            self._log(now - self._logged)
            self._logged = time.monotonic()
        stop = self._stopping()
        if not self.first:
            if stop:
                raise OutOfTime
            return
        if self.phase.averaged and self.progress.step % self.phase.snapshot_steps == 0:
            self.snapshots.write(self.progress.step, self.optimiser.master)
        if now - self._translated > 60 * self.section.translate_minutes:
            self.measure(self.validations.seldom)
            self._translated = time.monotonic()
        if now - self._validated > 60 * self.section.validate_minutes:
            self.measure(self.validations.often)
            self._validated = time.monotonic()
        if stop or now - self._checked > 60 * self.section.checkpoint_minutes:
            self.save()
            self._checked = time.monotonic()
        if stop:
            raise OutOfTime

    def _stopping(self) -> bool:
        if self.accelerator.num_processes == 1:
            return self.deadline.passed
        if self.progress.step % _STOP_STEPS:
            return False
        return bool(self._sum(torch.tensor([float(self.deadline.passed)], device=self.device)).item())

    def _sum(self, tensor: torch.Tensor) -> torch.Tensor:
        summed: torch.Tensor = self.accelerator.reduce(tensor, "sum")
        return summed

    def _log(self, seconds: float) -> None:
        norm = float(self.window[5])
        cross_entropy, alignment, pieces, linked, operations, _ = self._sum(self.window).tolist()
        self.window.zero_()
        if not self.first:
            return
        values = {
            "cross_entropy": cross_entropy / pieces,
            "alignment": alignment / max(1.0, linked),
            "gradient_norm": norm,
            "learning_rate": learning_rate(self.phase, self.progress.step, self.progress.pieces),
            "pieces_per_second": pieces / seconds,
            "share_of_peak": operations / seconds / self.peak,
        }
        for name, value in values.items():
            self._event(f"train/{name}", value)
        done = 100 * self.progress.pieces / self.phase.train_pieces
        self.console.print(
            f"{self.phase.name} {self.progress.step} · {self.progress.minutes:.1f} min · {done:.1f} % · "
            f"{self.progress.pieces:,} pieces · {values['pieces_per_second']:,.0f}/s · "
            f"{100 * values['share_of_peak']:.0f} % of {self.peak / 1e12:.2f} TFLOP/s · "
            f"cross-entropy {values['cross_entropy']:.3f} · alignment {values['alignment']:.3f} · "
            f"gradient {norm:.2f} · rate {values['learning_rate']:.2e}",
            highlight=False,
        )

    def _event(self, name: str, value: float) -> None:
        if self.events is not None:
            self.events.add_scalar(name, value, self.progress.step)
