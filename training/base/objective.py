"""The training loss: smoothed cross-entropy, and guided alignment of one attention head."""

from dataclasses import dataclass

import torch
from transformers import MarianMTModel

from training.base.batching import Batch
from training.base.vocabulary_loss import vocabulary_loss


@dataclass(frozen=True, slots=True)
class Loss:
    total: torch.Tensor  # what is minimised
    cross_entropy: torch.Tensor  # without smoothing, in nats a piece of this batch
    alignment: torch.Tensor  # cross-entropy of the guided head, in nats a linked piece of this batch


@dataclass(frozen=True, slots=True)
class Share:
    """The part that a batch has in its step: of the target pieces, and of the linked ones."""

    pieces: float = 1.0
    linked: float = 1.0


WHOLE = Share()


def loss(
    model: MarianMTModel, batch: Batch, label_smoothing: float, guided_alignment: float, share: Share = WHOLE
) -> Loss:
    """The loss of a batch; the totals of the batches of a step add up to the mean over the step.

    The guided head is head 0 of the last decoder layer (Garg et al., EMNLP 2019,
    https://aclanthology.org/D19-1453/); its attention is then a word alignment the search can use.
    """
    guided = guided_alignment > 0 and batch.linked > 0
    output = model.model(
        input_ids=batch.source,
        attention_mask=batch.source_mask,
        decoder_input_ids=batch.decoder_input,
        output_attentions=guided,
        use_cache=False,
    )
    # Only real positions reach the projection.
    states = output.last_hidden_state[batch.target_mask]  # (pieces, d_model)
    smoothed, plain = vocabulary_loss(
        states, model.model.shared.weight, batch.target[batch.target_mask], label_smoothing
    )
    total = share.pieces * smoothed
    alignment = torch.zeros((), device=states.device)
    if guided:
        alignment = alignment_loss(output.cross_attentions[-1][:, 0], batch)
        total = total + guided_alignment * share.linked * alignment
    return Loss(total, plain, alignment.detach())


def alignment_loss(attention: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Cross-entropy of the attention (batch, target, source) against links weighted alike per target piece."""
    row, target, source = batch.links.unbind(dim=1)
    cell = row * batch.target.shape[1] + target  # one number per linked target piece
    weights = 1.0 / torch.bincount(cell)[cell].float()
    scores = attention[row, target, source].float().clamp_min(1e-6).log()
    return -(weights * scores).sum() / weights.sum()
