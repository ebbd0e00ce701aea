"""The processes that train together: on GPUs, or on a CPU's cores."""

import torch
from accelerate import Accelerator


def open_accelerator() -> Accelerator:
    """This process's place among those that `accelerate launch` started, or alone.

    Without a GPU it must be told so: else each of several processes would take itself for the only one.
    """
    return Accelerator(cpu=not torch.cuda.is_available())


def device_of(accelerator: Accelerator) -> torch.device:
    """Where this process computes. accelerate numbers the processes of a CPU (`cpu:1`); torch loads nothing there."""
    device: torch.device = accelerator.device
    return torch.device("cpu") if device.type == "cpu" else device
