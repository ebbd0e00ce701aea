"""All that a phase needs to go on where it was: written whole or not at all.

There is no random state to keep: the order of the examples is a function of seed and position (`mixture`), and
torch is seeded anew before each step.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from training.base.optimiser import MasterAdamW
from training.errors import TrainingError


@dataclass(slots=True)
class Progress:
    """How far a phase has come; counts over all its sessions."""

    step: int = 0
    shard: int = 0
    position: int = 0  # steps done of the shard
    pieces: int = 0  # target pieces seen
    minutes: float = 0.0
    sessions: int = 0
    history: list[dict[str, float]] = field(default_factory=list)  # what each validation measured


def save_checkpoint(path: Path, optimiser: MasterAdamW, progress: Progress, identity: Mapping[str, str]) -> None:
    state = {"optimiser": optimiser.state_dict(), "progress": asdict(progress), "identity": dict(identity)}
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def load_checkpoint(path: Path, optimiser: MasterAdamW, identity: Mapping[str, str], device: torch.device) -> Progress:
    """The progress of the checkpoint, its state loaded into the optimiser; fresh progress where there is none.

    Raises TrainingError where the checkpoint was trained on other data or settings (`identity`).
    """
    if not path.is_file():
        return Progress()
    state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    changed = [name for name, digest in identity.items() if state["identity"].get(name) != digest]
    if changed:
        raise TrainingError(
            f"{path} was trained with other {' and '.join(changed)}: put those back, or remove the folder "
            f"{path.parent} to begin the phase anew."
        )
    optimiser.load_state_dict(state["optimiser"])
    return Progress(**state["progress"])
