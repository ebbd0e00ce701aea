"""The Marian encoder-decoder that is trained: fresh, or begun from a model folder; and how it is written."""

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

from corpus.normalisation import to_shinjitai
from training.base.configuration import ModelSection
from training.errors import TrainingError

PAD_BIAS = -1e4  # finite in half precision, and nothing is left of the probability


def new_model(section: ModelSection, tokenizer: MarianTokenizer, seed: int) -> MarianMTModel:
    """A randomly initialised model, its embeddings shared between variant characters.

    `<pad>` starts the decoder, has a zero embedding and is never predicted: CTranslate2's Marian
    converter takes all three for granted.
    """
    torch.manual_seed(seed)
    pad = tokenizer.pad_token_id
    config = MarianConfig(
        vocab_size=len(tokenizer),
        d_model=section.d_model,
        encoder_layers=section.encoder_layers,
        decoder_layers=section.decoder_layers,
        encoder_ffn_dim=section.ffn_dim,
        decoder_ffn_dim=section.ffn_dim,
        encoder_attention_heads=section.heads,
        decoder_attention_heads=section.heads,
        activation_function="swish",
        dropout=section.dropout,
        max_position_embeddings=512,
        scale_embedding=True,
        init_std=section.d_model**-0.5,
        pad_token_id=pad,
        eos_token_id=tokenizer.eos_token_id,
        forced_eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=pad,
    )
    model = MarianMTModel(config)
    model.set_attn_implementation("eager")  # its attention can be supervised, and it is faster backwards on a CPU
    _initialise(model)
    share_variant_embeddings(model, tokenizer)
    model.model.shared.weight.data[pad] = 0
    model.final_logits_bias[0, pad] = PAD_BIAS
    model.generation_config.max_length = 512
    model.generation_config.num_beams = 4
    return model


def model_from(folder: Path, dropout: float) -> MarianMTModel:
    """The model of a folder in fp32, ready to be trained on; TrainingError where it is no Marian model of ours."""
    try:
        model = MarianMTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", dropout=dropout)
    except (OSError, ValueError) as error:
        raise TrainingError(f"{folder} holds no Marian model to begin from: name another folder.") from error
    if model.config.pad_token_id != model.config.vocab_size - 1:
        raise TrainingError(f"In {folder} <pad> is not the last piece: begin from a model of this recipe.")
    for part in (model.model.encoder, model.model.decoder):
        part.embed_positions.weight.requires_grad_(False)  # sinusoids, which loading forgets to be fixed
    return model


def trainable(model: MarianMTModel) -> list[torch.nn.Parameter]:
    """The parameters that are trained, in a fixed order; the positions' sinusoids are not among them."""
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def write_model(
    model: MarianMTModel, weights: Sequence[torch.Tensor], tokenizer: MarianTokenizer, folder: Path
) -> None:
    """Write these weights of the model's trainable parameters, in half precision, and the tokenizer."""
    written = MarianMTModel(model.config)
    with torch.no_grad():
        for parameter, weight in zip(trainable(written), weights, strict=True):
            parameter.copy_(weight)
        written.final_logits_bias.copy_(model.final_logits_bias)
    written.generation_config = model.generation_config
    torch.nn.Module.to(written, torch.float16)
    written.save_pretrained(folder, max_shard_size="40MB")
    tokenizer.save_pretrained(folder)


def _initialise(model: MarianMTModel) -> None:
    """Glorot for the layers; embeddings keep d_model**-0.5, since they are scaled up and tied."""
    for name, parameter in model.named_parameters():
        if parameter.dim() == 2 and "embed" not in name and "shared" not in name:
            torch.nn.init.xavier_uniform_(parameter)


def share_variant_embeddings(model: MarianMTModel, tokenizer: MarianTokenizer) -> int:
    """Start 债权 and 債権 from one vector; returns how many pieces took another's.

    The tied embedding makes copying the easiest thing to learn, so a shared start lets the model
    find a term's Japanese form before it has learnt any pair of words.
    """
    vectors = model.model.shared.weight.data
    first: dict[str, int] = {}
    shared = 0
    for piece, index in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1]):
        canonical = to_shinjitai(piece)
        if canonical in first:
            vectors[index] = vectors[first[canonical]]
            shared += 1
        else:
            first[canonical] = index
    return shared
