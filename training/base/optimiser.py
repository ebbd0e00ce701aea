"""AdamW over an fp32 master copy of low-precision weights."""

from collections.abc import Iterable
from typing import Any

import torch


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

    def step(self, learning_rate: float, clip_norm: float) -> float:
        """Take one step with the parameters' gradients, clear them; returns the gradient's norm."""
        for master, parameter in zip(self.master, self.parameters, strict=True):
            master.grad = None if parameter.grad is None else parameter.grad.float()
            parameter.grad = None
        norm = torch.nn.utils.clip_grad_norm_(self.master, clip_norm)
        for group in self.adam.param_groups:
            group["lr"] = learning_rate
        self.adam.step()
        self.write_back()
        return float(norm)

    @torch.no_grad()
    def write_back(self) -> None:
        for master, parameter in zip(self.master, self.parameters, strict=True):
            parameter.copy_(master)

    def state_dict(self) -> dict[str, Any]:
        return {"master": self.master, "adam": self.adam.state_dict()}

    @torch.no_grad()
    def load_state_dict(self, state: dict[str, Any]) -> None:
        for master, saved in zip(self.master, state["master"], strict=True):
            master.copy_(saved)
        self.adam.load_state_dict(state["adam"])
        self.write_back()
