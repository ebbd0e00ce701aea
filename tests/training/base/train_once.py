"""Trains a phase, in two sessions, on as many processes as it is launched on, and writes the weights: for
`test_resuming`."""

import io
import sys
from pathlib import Path

from accelerate import Accelerator
from rich.console import Console
from safetensors.torch import save_file

from training.base.configuration import ModelSection, PhaseSection, RunSection
from training.base.encoding import EncodedSet
from training.base.loop import Trainer, Validations
from training.base.mixture import Mixture
from training.base.model import new_model
from training.base.processes import open_accelerator
from training.base.steps import Deadline
from training.base.tokenizer import load_tokenizer

PHASE = PhaseSection(
    name="one",
    mix={"legal": 0.75, "statutes": 0.25},
    train_pieces=6000,
    schedule="inverse-sqrt",  # a linear one would end lower in the first session
    batch_pieces=800,
    pieces_at_once=400,
    shard_examples=200,
    snapshot_steps=5,
    warmup_steps=5,
)


def train(accelerator: Accelerator, encoded: Path, tokenizer_folder: Path, folder: Path, pieces: int) -> None:
    """Train, or go on training, until so many pieces were seen; then the weights are in the folder."""
    phase = PHASE.model_copy(update={"train_pieces": pieces})
    tokenizer = load_tokenizer(tokenizer_folder)
    section = ModelSection(d_model=16, ffn_dim=32, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0)
    sets = {name: EncodedSet(encoded / name) for name in phase.mix}
    mixture = Mixture(sets, phase, 1, len(tokenizer) - 1, accelerator.num_processes)
    trainer = Trainer(
        accelerator,
        new_model(section, tokenizer, seed=3),
        mixture,
        phase,
        RunSection(log_steps=5),
        folder,
        {},
        Validations(lambda _: {}, lambda _: {}),
        Deadline(0),
        Console(file=io.StringIO()),
    )
    trainer.run()
    if accelerator.is_main_process:
        weights = {str(number): weight for number, weight in enumerate(trainer.optimiser.master)}
        save_file(weights, folder / "weights.safetensors")


def main() -> None:
    """Two sessions: the second goes on from the first's checkpoint."""
    accelerator = open_accelerator()
    folders = [Path(argument) for argument in sys.argv[1:]]
    for pieces in (PHASE.train_pieces // 2, PHASE.train_pieces):
        train(accelerator, *folders, pieces)
    accelerator.end_training()
    print(f"{accelerator.num_processes} processes")


if __name__ == "__main__":
    main()
