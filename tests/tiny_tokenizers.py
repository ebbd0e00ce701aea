"""Tokenizers of the T5 and M2M families for tests: plain SentencePiece models, without byte fallback."""

from collections.abc import Iterable
from pathlib import Path

import sentencepiece
from transformers import T5Tokenizer


def train_pieces(lines: Iterable[str], prefix: Path, vocab_size: int) -> Path:
    """A SentencePiece model of at most so many pieces, with `<pad>`, `</s>` and `<unk>` first; `prefix`.model."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(prefix),
        vocab_size=vocab_size,
        character_coverage=1.0,
        hard_vocab_limit=False,
        minloglevel=2,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
    )
    return prefix.with_suffix(".model")


def save_t5_tokenizer(pieces: Path, folder: Path) -> T5Tokenizer:
    """A T5 tokenizer over these pieces and four made-up ones, saved in the folder."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
    vocabulary = [(processor.id_to_piece(i), processor.get_score(i)) for i in range(processor.get_piece_size())]
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=4)
    tokenizer.save_pretrained(folder)
    return tokenizer
