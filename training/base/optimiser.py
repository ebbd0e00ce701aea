"""AdamW over an fp32 master copy of low-precision weights."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch

Reduce = Callable[[torch.Tensor], torch.Tensor]  # the sum of a flat tensor over all processes


class MasterAdamW:
    """Keeps fp32 copies of the parameters, steps them with AdamW and writes them back in the parameters' type."""

    def __init__(self, parameters: Iterable[torch.nn.Parameter], weight_decay: float) -> None:
        self.parameters = [parameter for parameter in parameters if parameter.requires_grad]
        self.master = [parameter.detach().float().clone() for parameter in self.parameters]
        groups = [
            {"params": [m for m in self.master if m.dim() >= 2], "weight_decay": weight_decay},
            {"params": [m for m in self.master if m.dim() < 2], "weight_decay": 0.0},
        ]
        self.adam = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), eps=1e-9, fused=True)

    @torch.no_grad()
    def collect(self) -> None:
        """Add the parameters' gradients to the fp32 ones and clear them: after each batch of a step."""
        for master, parameter in zip(self.master, self.parameters, strict=True):
            if parameter.grad is None:
                continue
            if master.grad is None:
                master.grad = parameter.grad.float()
            else:
                master.grad += parameter.grad
            parameter.grad = None

    def step(self, learning_rate: float, clip_norm: float, reduce: Reduce | None = None) -> torch.Tensor:
        """Take one step with the gradients collected; returns their norm.

        `reduce` adds up the gradients of several processes: one flat tensor, which for a model of this size
        costs less than hooks in its backward pass would save.
        """
        self.collect()
        if reduce is not None:
            self._reduce(reduce)
        norm = torch.nn.utils.clip_grad_norm_(self.master, clip_norm)
        for group in self.adam.param_groups:
            group["lr"] = learning_rate
        self.adam.step()
        for master in self.master:
            master.grad = None
        self.write_back()
        return norm

    @torch.no_grad()
    def _reduce(self, reduce: Reduce) -> None:
        sizes = [master.numel() for master in self.master]
        flat = torch.cat([torch.zeros_like(m).flatten() if m.grad is None else m.grad.flatten() for m in self.master])
        for master, part in zip(self.master, torch.split(reduce(flat), sizes), strict=True):
            master.grad = part.view_as(master)

    @torch.no_grad()
    def write_back(self) -> None:
        for master, parameter in zip(self.master, self.parameters, strict=True):
            parameter.copy_(master)

    @torch.no_grad()
    def load_master(self, weights: Sequence[torch.Tensor]) -> None:
        """Replace the weights, in the order of the parameters."""
        for master, saved in zip(self.master, weights, strict=True):
            master.copy_(saved)
        self.write_back()

    def state_dict(self) -> dict[str, Any]:
        return {"master": self.master, "adam": self.adam.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.load_master(state["master"])
        self.adam.load_state_dict(state["adam"])
