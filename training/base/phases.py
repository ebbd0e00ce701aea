"""One phase of training as a step of the recipe: what it begins from, its data, and the weights it hands on."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from accelerate import Accelerator
from rich.console import Console
from transformers import MarianTokenizer

from training.base.aligning import read_aligned
from training.base.configuration import BaseConfiguration, PhaseSection
from training.base.data import GENERAL_VALIDATION, VALIDATION
from training.base.encoding import EncodedSet
from training.base.loop import Trainer
from training.base.mixture import Mixture
from training.base.model import model_from, new_model, write_model
from training.base.steps import Deadline, Facts
from training.base.validation import Validation
from training.examples import ExampleMaker


def train_phase(
    configuration: BaseConfiguration,
    phase: PhaseSection,
    initial: Path | None,
    tokenizer: MarianTokenizer,
    maker: ExampleMaker,
    encoded: Mapping[str, Path],
    work: Path,
    identity: Mapping[str, str],
    accelerator: Accelerator,
    deadline: Deadline,
    console: Console,
) -> Facts:
    """Train the phase to its end and write its model to `phases/<name>/model` of the work folder.

    `initial` is the folder of the model it begins from, None for random weights; `encoded` holds the folder of
    each set. OutOfTime leaves a checkpoint to go on from.
    """
    folder = work / "phases" / phase.name
    seed = configuration.run.seed
    model = (
        model_from(initial, configuration.model.dropout) if initial else new_model(configuration.model, tokenizer, seed)
    )
    sets = {name: EncodedSet(encoded[name]) for name in phase.mix}
    mixture = Mixture(sets, phase, seed, int(tokenizer.pad_token_id), accelerator.num_processes)
    validation = _validation(work, maker, tokenizer, phase, folder, configuration.run.validation_rows)
    validations = validation.validations(lambda: trainer.optimiser.master)
    trainer = Trainer(
        accelerator,
        model,
        mixture,
        phase,
        configuration.run,
        folder,
        identity,
        validations,
        deadline,
        console,
    )
    progress = trainer.run()
    if not accelerator.is_main_process:
        return {}
    chosen = _choose(trainer, validation, tokenizer, folder, console)
    return {
        "examples": {name: len(found) for name, found in sets.items()},
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "steps": progress.step,
        "pieces": progress.pieces,
        "minutes_of_training": round(progress.minutes, 1),
        "sessions": progress.sessions,
        "processes": accelerator.num_processes,
        "device": device_name(accelerator.device),
        "history": [{name: round(value, 4) for name, value in entry.items()} for entry in progress.history],
        **chosen,
    }


def _validation(
    work: Path, maker: ExampleMaker, tokenizer: MarianTokenizer, phase: PhaseSection, folder: Path, rows: int
) -> Validation:
    data, links = work / "data", work / "links"
    names = [name for name in (VALIDATION, GENERAL_VALIDATION) if (data / f"{name}.tsv").is_file()]
    aligned = {name: read_aligned(name, data, links) for name in names}
    return Validation(aligned, maker, tokenizer, phase.pieces_at_once, folder, rows)


def _choose(
    trainer: Trainer, validation: Validation, tokenizer: MarianTokenizer, folder: Path, console: Console
) -> Facts:
    """Write the last weights or the mean of the newest snapshots, whichever does better on validation documents."""
    candidates: dict[str, Sequence[torch.Tensor]] = {"last": trainer.optimiser.master}
    if mean := trainer.snapshots.mean():
        candidates["average"] = mean
    scores: dict[str, dict[str, float]] = {}
    for name, weights in candidates.items():
        write_model(trainer.model, weights, tokenizer, folder / name)
        found = validation.scores(folder / name)
        scores[name] = {metric: round(value, 2) for metric, value in found.items()}
        console.print(f"{name}: {scores[name]}", highlight=False)
    best = max(scores, key=lambda name: scores[name]["mean"])
    shutil.rmtree(folder / "model", ignore_errors=True)
    (folder / best).rename(folder / "model")
    for name in scores.keys() - {best}:
        shutil.rmtree(folder / name)
    return {"chosen": best, "validation": scores}


def device_name(device: torch.device) -> str:
    """What the training ran on, for the record."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else 'CPU'}, {torch.get_num_threads()} of {os.cpu_count()} cores"
