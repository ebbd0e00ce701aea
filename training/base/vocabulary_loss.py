"""Cross-entropy over the whole vocabulary without its table of logits.

The table (a row for each piece, a column for each entry) is the largest tensor of a small model's step: autograd
writes, reads and copies it some ten times. Here a few rows at a time are projected, scored and turned into gradients
while they lie in the processor's cache, as Hsu et al. (Liger Kernel, 2024, https://arxiv.org/abs/2410.10989) do for a
GPU. PyTorch's own `linear_cross_entropy` has no chunks with label smoothing.
"""

from typing import Any

import torch
from torch.nn import functional

_LOGITS = {"cpu": 2**21, "cuda": 2**27}  # held at a time


def vocabulary_loss(
    states: torch.Tensor, embedding: torch.Tensor, labels: torch.Tensor, smoothing: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """The smoothed cross-entropy and the plain one, means over the pieces in nats; only the first has a gradient.

    `states` are (pieces, width), `embedding` (vocabulary, width), `labels` (pieces,). The last row of the
    vocabulary is padding: it is never predicted, and its gradient is zero.
    """
    smoothed, plain = _VocabularyLoss.apply(states, embedding, labels, smoothing)  # type: ignore[no-untyped-call]
    return smoothed, plain.detach()


class _VocabularyLoss(torch.autograd.Function):
    """Computes the gradients along with the loss: backward only scales them."""

    @staticmethod
    def forward(
        context: Any, states: torch.Tensor, embedding: torch.Tensor, labels: torch.Tensor, smoothing: float
    ) -> tuple[torch.Tensor, torch.Tensor]:
        pieces, entries = len(states), len(embedding) - 1
        wanted = any(context.needs_input_grad)
        state_gradient = torch.empty_like(states)
        embedding_gradient = torch.zeros_like(embedding, dtype=torch.float32)
        plain, even = torch.zeros(2, device=states.device).unbind()  # sums: of the labels', of the mean entry's
        rows = max(1, _LOGITS[states.device.type] // len(embedding))
        parts = (torch.split(tensor, rows) for tensor in (states, labels[:, None], state_gradient))
        for part, label, gradient in zip(*parts, strict=True):
            logits = functional.linear(part, embedding).float()
            logits[:, -1] = -torch.inf
            log_probabilities = logits.log_softmax(dim=-1)
            plain -= log_probabilities.gather(1, label).sum()
            even -= log_probabilities[:, :-1].sum() / entries
            if wanted:
                error = log_probabilities.exp_()
                error[:, :-1] -= smoothing / entries
                error.scatter_add_(1, label, error.new_full(label.shape, smoothing - 1))
                narrow = (error / pieces).to(states.dtype)
                torch.mm(narrow, embedding, out=gradient)
                embedding_gradient += narrow.t() @ part
        context.save_for_backward(state_gradient, embedding_gradient.to(embedding.dtype))
        return ((1 - smoothing) * plain + smoothing * even) / pieces, plain / pieces

    @staticmethod
    def backward(context: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, None, None]:
        state_gradient, embedding_gradient = context.saved_tensors
        scale = gradients[0].to(state_gradient.dtype)
        return state_gradient * scale, embedding_gradient * scale, None, None
