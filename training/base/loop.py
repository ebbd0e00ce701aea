"""The training loop of the base model: resumable, bounded by pieces and by minutes."""

import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from torch.utils.tensorboard import SummaryWriter
from transformers import MarianMTModel

from corpus.languages import Direction
from training.base.batching import Batch, batches
from training.base.configuration import TrainingSection
from training.base.objective import loss
from training.base.optimiser import MasterAdamW
from training.examples import AlignedPair, Example, ExampleMaker

SHARD_PAIRS = 6000  # examples made, sorted and batched at a time


@dataclass(slots=True)
class Progress:
    """How far the run has come; counts over all its sessions."""

    step: int = 0
    shard: int = 0
    pieces: int = 0
    minutes: float = 0.0
    validation: list[dict[str, float]] = field(default_factory=list)


class BaseTrainer:
    """Trains one model; `run` returns when the budget is spent, having written a checkpoint."""

    def __init__(
        self,
        model: MarianMTModel,
        maker: ExampleMaker,
        train: Sequence[AlignedPair],
        validation: Sequence[AlignedPair],
        section: TrainingSection,
        folder: Path,
        max_minutes: float,
        console: Console,
    ) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model
        torch.nn.Module.to(model, self.device, torch.bfloat16)
        self.maker, self.train_pairs, self.section = maker, train, section
        self.folder, self.max_minutes, self.console = folder, max_minutes, console
        self.pad = len(maker.processor)  # the one id that SentencePiece does not know
        self.optimiser = MasterAdamW(self.model.parameters(), section.weight_decay)
        self.progress = Progress()
        self.events = SummaryWriter(os.fspath(folder / "events"))
        self.validation = list(self.validation_batches(validation))
        self.resume()

    def run(self) -> None:
        """Train until the pieces or the minutes are spent; both are counted over resumed sessions."""
        last_validation = last_checkpoint = session_start = time.monotonic()
        minutes_before, window_pieces, window_start = self.progress.minutes, 0, session_start
        for batch in self.training_batches():
            measured = self.train_step(batch)
            window_pieces += batch.pieces
            now = time.monotonic()
            self.progress.minutes = minutes_before + (now - session_start) / 60
            if self.progress.step % self.section.log_steps == 0:
                self.log(measured, window_pieces / (now - window_start))
                window_pieces, window_start = 0, now
            if now - last_validation > 60 * self.section.validate_minutes:
                self.validate()
                last_validation = window_start = time.monotonic()
                window_pieces = 0
            if now - last_checkpoint > 60 * self.section.checkpoint_minutes:
                self.save()
                last_checkpoint = time.monotonic()
            if self.share_done() >= 1:
                break
        self.validate()
        self.save()

    def share_done(self) -> float:
        by_pieces = self.progress.pieces / self.section.train_pieces
        return max(by_pieces, self.progress.minutes / self.max_minutes if self.max_minutes else 0.0)

    def learning_rate(self) -> float:
        """Linear warm-up, then linear decay to zero over the budget."""
        warm = min(1.0, (self.progress.step + 1) / self.section.warmup_steps)
        return self.section.peak_learning_rate * warm * max(0.02, 1.0 - self.share_done())

    def train_step(self, batch: Batch) -> dict[str, float]:
        self.model.train()
        batch = batch.to(self.device)
        measured = loss(self.model, batch, self.section.label_smoothing, self.section.guided_alignment)
        measured.total.backward()  # type: ignore[no-untyped-call]
        rate = self.learning_rate()
        norm = self.optimiser.step(rate, self.section.clip_norm)
        self.zero_pad()
        self.progress.step += 1
        self.progress.pieces += batch.pieces
        return {
            "loss": float(measured.total.detach()),
            "cross_entropy": float(measured.cross_entropy),
            "alignment": float(measured.alignment),
            "gradient_norm": norm,
            "learning_rate": rate,
        }

    @torch.no_grad()
    def zero_pad(self) -> None:
        """The decoder starts from a zero embedding, in both copies of the weights."""
        embedding = self.model.model.shared.weight
        embedding[self.pad] = 0
        for master, parameter in zip(self.optimiser.master, self.optimiser.parameters, strict=True):
            if parameter is embedding:
                master[self.pad] = 0

    def training_batches(self) -> Iterator[Batch]:
        """Endless: shard after shard of examples, each made anew from its number's own seed."""
        while True:
            rng = random.Random(self.section.seed * 1_000_003 + self.progress.shard)
            examples = self.make_examples(self.shard_pairs(), rng)
            yield from batches(examples, self.section.batch_pieces, self.pad, rng)
            self.progress.shard += 1

    def shard_pairs(self) -> list[AlignedPair]:
        """The pairs of the current shard: consecutive slices of one shuffle an epoch."""
        per_epoch = max(1, -(-len(self.train_pairs) // SHARD_PAIRS))
        epoch, index = divmod(self.progress.shard, per_epoch)
        order = list(range(len(self.train_pairs)))
        random.Random(self.section.seed + epoch).shuffle(order)
        return [self.train_pairs[i] for i in order[index * SHARD_PAIRS : (index + 1) * SHARD_PAIRS]]

    def make_examples(self, pairs: Sequence[AlignedPair], rng: random.Random) -> list[Example]:
        made = (self.maker.make(pair, direction, rng) for pair in pairs for direction in Direction)
        return [example for example in made if example is not None]

    def validation_batches(self, pairs: Sequence[AlignedPair]) -> Iterator[Batch]:
        rng = random.Random(0)
        yield from batches(self.make_examples(pairs, rng), self.section.batch_pieces, self.pad, rng)

    @torch.no_grad()
    def validate(self) -> None:
        """Cross-entropy in nats a piece on the validation documents."""
        self.model.train(False)
        total = pieces = 0.0
        for batch in self.validation:
            measured = loss(self.model, batch.to(self.device), 0.0, 0.0)
            total += float(measured.cross_entropy) * batch.pieces
            pieces += batch.pieces
        if pieces:
            score = total / pieces
            self.progress.validation.append({"step": self.progress.step, "cross_entropy": score})
            self.events.add_scalar("validation/cross_entropy", score, self.progress.step)
            self.console.print(f"step {self.progress.step}: validation cross-entropy {score:.3f}")

    def log(self, measured: dict[str, float], pieces_per_second: float) -> None:
        for name, value in measured.items():
            self.events.add_scalar(f"train/{name}", value, self.progress.step)
        self.events.add_scalar("train/pieces_per_second", pieces_per_second, self.progress.step)
        self.console.print(
            f"step {self.progress.step} · {self.progress.minutes:.1f} min · {100 * self.share_done():.1f} % · "
            f"{self.progress.pieces:,} pieces · {pieces_per_second:,.0f}/s · loss {measured['loss']:.3f} · "
            f"cross-entropy {measured['cross_entropy']:.3f} · alignment {measured['alignment']:.3f} · "
            f"gradient {measured['gradient_norm']:.2f} · rate {measured['learning_rate']:.2e}",
            highlight=False,
        )

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def save(self) -> None:
        """Write the checkpoint whole or not at all."""
        state = {"optimiser": self.optimiser.state_dict(), "progress": asdict(self.progress)}
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def resume(self) -> None:
        if not self.checkpoint.is_file():
            return
        state: dict[str, Any] = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.optimiser.load_state_dict(state["optimiser"])
        self.progress = Progress(**state["progress"])
        self.console.print(f"resumed at step {self.progress.step}, {self.progress.minutes:.1f} min")
