"""The joint SentencePiece vocabulary of the base model, as a MarianTokenizer.

One unigram model (Kudo, ACL 2018, https://aclanthology.org/P18-1007/) for both languages: byte
fallback, digits split, no Unicode folding. `<pad>` is the last id, as CTranslate2's Marian converter
expects.
"""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import sentencepiece
from transformers import MarianTokenizer

import service.model_family
from service.markup import CONTROL_PIECES


def train_tokenizer(texts: Iterable[str], folder: Path, vocab_size: int, threads: int = 2) -> MarianTokenizer:
    """Train on the texts, write the tokenizer's files to folder and return it loaded.

    `vocab_size` counts every id, with the control pieces, the 256 bytes and `<pad>`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    prefix = folder / "source"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(prefix),
        vocab_size=vocab_size - 1,
        model_type="unigram",
        character_coverage=0.9995,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        user_defined_symbols=list(CONTROL_PIECES),
        eos_id=0,
        unk_id=1,
        bos_id=-1,
        pad_id=-1,
        max_sentence_length=20_000,
        max_sentencepiece_length=8,
        num_threads=threads,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    spm = prefix.with_suffix(".model").rename(folder / "source.spm")
    prefix.with_suffix(".vocab").unlink()
    shutil.copyfile(spm, folder / "target.spm")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(spm))
    vocabulary = {processor.id_to_piece(i): i for i in range(processor.get_piece_size())}
    vocabulary["<pad>"] = len(vocabulary)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8")
    write_tokenizer_config(folder)
    return load_tokenizer(folder)


def write_tokenizer_config(folder: Path) -> None:
    config = {
        "tokenizer_class": "MarianTokenizer",
        "source_lang": "zh",
        "target_lang": "ja",
        "unk_token": "<unk>",
        "eos_token": "</s>",
        "pad_token": "<pad>",
        "model_max_length": 512,
        "separate_vocabs": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")


def load_tokenizer(folder: Path) -> MarianTokenizer:
    """The base model's tokenizer in a folder, loaded as it is for serving."""
    return cast(MarianTokenizer, service.model_family.load_tokenizer(folder))


def copy_tokenizer(model: Path, folder: Path) -> MarianTokenizer:
    """Take the tokenizer of a model folder and return it loaded; ModelError where there is none."""
    load_tokenizer(model).save_pretrained(folder)
    return load_tokenizer(folder)
