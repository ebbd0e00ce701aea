"""Tiny random models of each family, with vocabularies trained on some of the seed corpus."""

import csv
import json
from pathlib import Path

import pytest
import sentencepiece
import torch
from transformers import (
    M2M100Config,
    M2M100ForConditionalGeneration,
    M2M100Tokenizer,
    MarianConfig,
    MarianMTModel,
    PreTrainedModel,
    T5Config,
    T5ForConditionalGeneration,
)

from corpus.settings import PROJECT_ROOT
from service.model_family import LoadedModel, load_model
from tests.tiny_tokenizers import save_t5_tokenizer, train_pieces
from training.base.tokenizer import train_tokenizer

WIDTH = 16


@pytest.fixture(scope="session")
def corpus_lines() -> list[str]:
    """A few hundred legal sentences, Chinese and Japanese alternating."""
    lines: list[str] = ["国家知識産権局は、保証契約書の担保を審査する。"]
    for name in ("contract", "property"):
        with (PROJECT_ROOT / "corpus" / "data" / "pairs" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for row in list(csv.DictReader(file, delimiter="\t"))[:100]:
                lines += [row["zh"], row["ja"]]
    return lines


@pytest.fixture(scope="session")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def marian_folder(models_folder: Path, corpus_lines: list[str]) -> Path:
    folder = models_folder / "marian"
    tokenizer = train_tokenizer(corpus_lines, folder, 1500)
    config = MarianConfig(
        vocab_size=len(tokenizer.encoder),
        d_model=WIDTH,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=256,
        pad_token_id=tokenizer.pad_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        forced_eos_token_id=tokenizer.eos_token_id,
    )
    torch.manual_seed(1)
    model = MarianMTModel(config)
    model.generation_config.bad_words_ids = [[tokenizer.pad_token_id]]
    model.generation_config.forced_eos_token_id = tokenizer.eos_token_id
    return _save(model, folder, tokenizer.eos_token_id)


@pytest.fixture(scope="session")
def spm_file(models_folder: Path, corpus_lines: list[str]) -> Path:
    """A plain SentencePiece model, without byte fallback."""
    return train_pieces(corpus_lines, models_folder / "plain", 1400)


@pytest.fixture(scope="session")
def t5_folder(models_folder: Path, spm_file: Path) -> Path:
    folder = models_folder / "t5"
    tokenizer = save_t5_tokenizer(spm_file, folder)
    config = T5Config(
        vocab_size=len(tokenizer) + 12,  # T5 pads its output layer beyond the tokenizer
        d_model=WIDTH,
        d_kv=8,
        d_ff=32,
        num_layers=2,  # generate counts the encoder's layers for the decoder's cache
        num_decoder_layers=2,
        num_heads=2,
        pad_token_id=0,
        eos_token_id=1,
        decoder_start_token_id=0,
    )
    torch.manual_seed(2)
    return _save(T5ForConditionalGeneration(config), folder, 1)


@pytest.fixture(scope="session")
def m2m_folder(models_folder: Path, spm_file: Path) -> Path:
    folder = models_folder / "m2m"
    folder.mkdir()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(spm_file))
    pieces = ["<s>", "<pad>", "</s>", "<unk>"]
    pieces += [processor.id_to_piece(i) for i in range(3, processor.get_piece_size())]
    (folder / "vocab.json").write_text(json.dumps({piece: i for i, piece in enumerate(pieces)}), encoding="utf-8")
    tokenizer = M2M100Tokenizer(str(folder / "vocab.json"), str(spm_file), src_lang="zh", tgt_lang="ja")
    tokenizer.save_pretrained(folder)
    config = M2M100Config(
        vocab_size=len(pieces) + 100 + 8,  # language codes and made-up words follow the vocabulary
        d_model=WIDTH,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        decoder_start_token_id=2,
    )
    torch.manual_seed(3)
    return _save(M2M100ForConditionalGeneration(config), folder, 2)


@pytest.fixture(scope="session")
def marian(marian_folder: Path) -> LoadedModel:
    return load_model(marian_folder, "cpu")


@pytest.fixture(scope="session")
def t5(t5_folder: Path) -> LoadedModel:
    return load_model(t5_folder, "cpu")


@pytest.fixture(scope="session")
def m2m(m2m_folder: Path) -> LoadedModel:
    return load_model(m2m_folder, "cpu")


@pytest.fixture(scope="session", params=["marian", "t5", "m2m"])
def loaded(request: pytest.FixtureRequest) -> LoadedModel:
    """Each of the tiny models in turn."""
    model: LoadedModel = request.getfixturevalue(request.param)
    return model


def _save(model: PreTrainedModel, folder: Path, end: int) -> Path:
    """Spread the weights, so that the model has opinions, and let it end its sentences now and then."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 2 and "embed_positions" not in name:
                parameter.normal_(std=0.5)
        output = model.get_output_embeddings().weight
        output[end] = output.mean(dim=0) + 0.7 * torch.randn(output.shape[1])
    model.save_pretrained(folder)
    return folder
