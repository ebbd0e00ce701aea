"""How much memory a training run will need, before it starts."""

import os
from dataclasses import dataclass

import torch
from transformers import PretrainedConfig

from training.errors import TrainingError
from training.tuning.configuration import TuningConfiguration

_GIB = 1024**3
# Tensors of (pieces, width) that the backward pass of one layer keeps: projections, attention's output, norms,
# dropout masks and the LoRA branches' inputs. Attention matrices and the feed-forward's width are counted apart.
_KEPT_PER_LAYER = 16
_RESERVE = 0.6 * _GIB  # the libraries themselves


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """Bytes of each kind."""

    weights: int
    gradients: int
    optimiser: int
    activations: int

    @property
    def total(self) -> int:
        return int(self.weights + self.gradients + self.optimiser + self.activations + _RESERVE)


def estimate(
    config: PretrainedConfig, parameters: int, trainable: int, configuration: TuningConfiguration, bytes_a_weight: int
) -> MemoryEstimate:
    """What a run with this model needs, in bytes; an estimate from above for the longest batch."""
    training = configuration.training
    pieces, longest = training.batch_pieces, configuration.examples.max_pieces
    shape = config.to_dict()
    width = int(config.hidden_size or 0)
    inner = int(shape.get("d_ff") or shape.get("encoder_ffn_dim") or 4 * width)
    heads = int(config.num_attention_heads or 0)
    layers = int(shape.get("encoder_layers") or shape.get("num_layers") or 0)
    layers += int(shape.get("decoder_layers") or shape.get("num_decoder_layers") or 0)
    layer = pieces * (_KEPT_PER_LAYER * width + 3 * inner + 2 * heads * longest)
    kept = layer if training.gradient_checkpointing else layer * layers
    checkpoints = pieces * width * layers if training.gradient_checkpointing else 0
    logits = 4 * pieces * int(config.vocab_size or 0)  # scores, their soft-max and both gradients, always fp32
    frozen = (parameters - trainable) // 2 if configuration.lora.quantize else (parameters - trainable) * bytes_a_weight
    return MemoryEstimate(
        weights=frozen + 4 * trainable,
        gradients=4 * trainable,
        optimiser=8 * trainable,
        activations=(kept + checkpoints) * max(2, bytes_a_weight) + 4 * logits,
    )


def refuse_too_large(needed: MemoryEstimate, device: torch.device) -> None:
    """TrainingError, with what to change, where the device has less memory free than is needed."""
    free = free_memory(device)
    if needed.total > free:
        raise TrainingError(
            f"Training needs about {needed.total / _GIB:.1f} GiB of memory and {free / _GIB:.1f} are free: lower "
            "batch_pieces and raise accumulation in [training], set gradient_checkpointing = true, "
            "or, on a GPU, quantize = true in [lora]."
        )


def free_memory(device: torch.device) -> int:
    """Bytes free on the device; on the CPU what the system could give, caches included."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            found = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
        return found["MemAvailable"]
    except (OSError, KeyError, ValueError):
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
