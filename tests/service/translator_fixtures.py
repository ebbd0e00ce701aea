"""A tiny random Marian in a folder, and engines whose answers a test decides."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from transformers import MarianConfig, MarianMTModel

from corpus.languages import Direction
from service.constraints import Constraints
from service.engine import Hypothesis, SearchOptions
from training.tokenizer import train_tokenizer

TEXTS = [
    "抵押权人有权就该财产优先受偿。",
    "抵当権者は、その財産について優先弁済を受ける権利を有する。",
    "合同自成立时生效。",
    "契約は、成立の時から効力を生ずる。",
    "当事人应当按照约定全面履行自己的义务。",
    "当事者は、約定に従い自己の義務を全面的に履行しなければならない。",
    "出卖人应当交付标的物；买受人应当支付价款。",
    "売主は目的物を引き渡さなければならず、買主は代金を支払わなければならない。",
]


def make_marian(folder: Path, seed: int = 0, texts: Sequence[str] = tuple(TEXTS)) -> Path:
    """A random two-layer Marian with our tokenizer, as CTranslate2 needs it: `<pad>` last, its row zero."""
    tokenizer = train_tokenizer(list(texts) * 20, folder, 480)
    torch.manual_seed(seed)
    pad = tokenizer.pad_token_id
    config = MarianConfig(
        vocab_size=len(tokenizer),
        d_model=32,
        encoder_layers=2,
        decoder_layers=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        activation_function="swish",
        max_position_embeddings=128,
        scale_embedding=True,
        init_std=0.3,
        pad_token_id=pad,
        eos_token_id=tokenizer.eos_token_id,
        forced_eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=pad,
    )
    model = MarianMTModel(config).eval()
    model.model.shared.weight.data[pad] = 0
    model.final_logits_bias[0, pad] = -1e4
    model.save_pretrained(folder)
    return folder


Answer = Callable[[str, Constraints], Sequence[str]]


class ScriptedEngine:
    """Answers with what the test says for a source, and remembers what it was asked."""

    def __init__(self, name: str, answer: Answer) -> None:
        self.name = name
        self.asked: list[str] = []
        self.constraints: list[Constraints] = []
        self._answer = answer

    def translate(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        self.asked.extend(sources)
        self.constraints.extend(constraints)
        return [
            [Hypothesis(text, -float(rank)) for rank, text in enumerate(self._answer(source, constraint))]
            for source, constraint in zip(sources, constraints, strict=True)
        ]
