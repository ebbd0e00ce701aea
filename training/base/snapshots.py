"""Weights kept along the way, and their mean: checkpoint averaging (Junczys-Dowmunt et al., WMT 2016)."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


class Snapshots:
    """The newest few weights of a phase, each in a file named by its step."""

    def __init__(self, folder: Path, kept: int) -> None:
        self._folder, self._kept = folder, kept

    def write(self, step: int, weights: Sequence[torch.Tensor]) -> None:
        """Keep these weights, and of the older ones only as many as are averaged."""
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = self._folder / f"{step}.partial"
        save_file({str(index): weight.detach().cpu() for index, weight in enumerate(weights)}, partial)
        partial.replace(self._folder / f"{step}.safetensors")
        for old in self.steps()[: -self._kept]:
            self._path(old).unlink()

    def steps(self) -> list[int]:
        """The steps that there are weights of, in order."""
        return sorted(int(path.stem) for path in self._folder.glob("*.safetensors"))

    def forget_after(self, step: int) -> None:
        """Remove what a run wrote that was killed before its next checkpoint; it will be written again."""
        for later in self.steps():
            if later > step:
                self._path(later).unlink()

    def mean(self) -> list[torch.Tensor]:
        """The mean of the weights that are kept; an empty list where there are none."""
        steps = self.steps()
        if not steps:
            return []
        total: list[torch.Tensor] = []
        for step in steps:
            state = load_file(self._path(step))
            weights = [state[str(index)].double() for index in range(len(state))]
            total = [one + other for one, other in zip(total, weights, strict=True)] if total else weights
        return [(weight / len(steps)).float() for weight in total]

    def _path(self, step: int) -> Path:
        return self._folder / f"{step}.safetensors"
