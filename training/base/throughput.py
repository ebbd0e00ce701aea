"""How fast the training goes, and what share of the hardware's arithmetic it uses."""

import time

import torch
from transformers import MarianMTModel

from training.base.batching import Batch

_SIZES = {"cpu": 1024, "cuda": 8192}  # of the square matrices whose product is timed


def hardware_peak(device: torch.device, seconds: float = 1.0) -> float:
    """The bf16 floating-point operations a second that a square matrix product reaches here, at its best.

    The achievable peak, not the data sheet's: what is shared with other programs is not counted as ours.
    """
    size = _SIZES[device.type]
    left, right = (torch.randn(size, size, device=device, dtype=torch.bfloat16) for _ in range(2))
    best = float("inf")
    end = time.perf_counter() + seconds  # long enough that some product is not interrupted
    while (began := time.perf_counter()) < end:
        product = left @ right
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        best = min(best, time.perf_counter() - began)
        left = product / product.norm()
    return 2.0 * float(size) ** 3 / best


class Arithmetic:
    """Counts the operations of training steps by the sizes of the model's matrices."""

    def __init__(self, model: MarianMTModel) -> None:
        layers = (model.model.encoder.layers, model.model.decoder.layers)
        encoder, decoder = (sum(p.numel() for p in part.parameters() if p.dim() == 2) for part in layers)
        self._encoder, self._decoder = encoder, decoder
        self._width = model.config.d_model
        self._projection = model.config.vocab_size * model.config.d_model
        self._depths = len(layers[0]), len(layers[1])
        # In the decoder, the cross-attention's keys and values are made of the source.
        self._cross = 2 * self._depths[1] * self._width**2

    def operations(self, batch: Batch) -> float:
        """Multiplications and additions of forward and backward pass: six a weight and piece, padding not counted,
        and those of the attention between pieces (Kaplan et al., 2020, https://arxiv.org/abs/2001.08361)."""
        source, target = batch.source_pieces, batch.pieces
        source_length, target_length = batch.source.shape[1], batch.target.shape[1]
        weights = source * (self._encoder + self._cross)
        weights += target * (self._decoder - self._cross + self._projection)
        attention = self._depths[0] * source * source_length
        attention += self._depths[1] * target * (target_length + source_length)
        return float(6 * weights + 12 * self._width * attention)
