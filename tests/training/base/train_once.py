"""Trains a phase on as many processes as it is launched on, and writes the weights: for `test_resuming`."""

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
from training.base.steps import Deadline
from training.base.tokenizer import load_tokenizer

PHASE = PhaseSection(
    name="one",
    mix={"legal": 0.75, "statutes": 0.25},
    train_pieces=6000,
    batch_pieces=800,
    pieces_at_once=400,
    shard_examples=200,
    snapshot_steps=5,
    warmup_steps=5,
)


def train(encoded: Path, tokenizer_folder: Path, folder: Path) -> int:
    """The number of processes; the weights of all together are in the folder then."""
    accelerator = Accelerator(cpu=True)
    tokenizer = load_tokenizer(tokenizer_folder)
    section = ModelSection(d_model=16, ffn_dim=32, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0)
    sets = {name: EncodedSet(encoded / name) for name in PHASE.mix}
    mixture = Mixture(sets, PHASE, 1, len(tokenizer) - 1, accelerator.num_processes)
    trainer = Trainer(
        accelerator,
        new_model(section, tokenizer, seed=3),
        mixture,
        PHASE,
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
    accelerator.end_training()
    return accelerator.num_processes


if __name__ == "__main__":
    print(f"{train(*map(Path, sys.argv[1:]))} processes")
