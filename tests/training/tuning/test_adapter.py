"""The adapter: where it goes, what it trains, and that merging changes nothing but the form."""

import json
import shutil
from pathlib import Path

import ctranslate2
import pytest
import torch
from peft import PeftModel
from transformers import AutoModelForSeq2SeqLM

from service.conversion import converted_model
from service.model_family import load_tokenizer
from training.errors import TrainingError
from training.tuning import adapter as adapters
from training.tuning.adapter import (
    merge,
    open_adapter,
    open_for_training,
    refuse_quantising_without_cuda,
    target_modules,
    trainable_parameters,
)
from training.tuning.configuration import LoraSection

CPU, FP32 = torch.device("cpu"), torch.float32
SECTION = LoraSection(rank=4, alpha=8, dropout=0.0)


@pytest.fixture(params=["marian_folder", "mt5_folder"])
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def changed_adapter(folder: Path, output: Path) -> PeftModel:
    """An adapter that does something: random weights in both of its matrices."""
    model = open_for_training(str(folder), "", SECTION, CPU, FP32)
    torch.manual_seed(3)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.normal_(std=0.2)
    model.save_pretrained(str(output))
    return model.train(False)


def test_every_linear_layer_of_the_architecture_is_adapted(folder: Path) -> None:
    model = open_for_training(str(folder), "", SECTION, CPU, FP32)
    plain = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=FP32)
    linear = {name for name, layer in plain.named_modules() if isinstance(layer, torch.nn.Linear)} - {"lm_head"}
    adapted = {name.partition(".lora_A")[0] for name, _ in model.named_parameters() if "lora_A" in name}
    assert adapted == {f"base_model.model.{name}" for name in linear}
    assert {name.rpartition(".")[2] for name in adapted} <= set(target_modules(folder, SECTION))
    trainable, parameters = trainable_parameters(model)
    assert 0 < trainable < parameters / 2
    assert all("lora_" in name for name, parameter in model.named_parameters() if parameter.requires_grad)


def test_a_fresh_adapter_changes_nothing(folder: Path) -> None:
    plain = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=FP32)
    fresh = open_for_training(str(folder), "", SECTION, CPU, FP32).train(False)
    ids = torch.tensor([[5, 6, 7, 8, plain.config.eos_token_id]])
    start = torch.tensor([[plain.config.decoder_start_token_id, 9]])
    with torch.inference_mode():
        wanted = plain(input_ids=ids, decoder_input_ids=start).logits
        assert torch.allclose(fresh(input_ids=ids, decoder_input_ids=start).logits, wanted, atol=1e-5)


def test_merged_weights_say_what_the_unmerged_ones_say_also_in_ctranslate2(folder: Path, tmp_path: Path) -> None:
    unmerged = changed_adapter(folder, tmp_path / "adapter")
    merge(str(folder), tmp_path / "adapter", tmp_path / "model")
    merged = AutoModelForSeq2SeqLM.from_pretrained(tmp_path / "model", dtype=FP32)
    tokenizer = load_tokenizer(tmp_path / "model")
    texts = ["抵押权消灭。", "出卖人应当交付标的物。", "当事人可以解除合同。"]
    batch = tokenizer(texts, return_tensors="pt", padding=True)
    start = torch.tensor([[merged.config.decoder_start_token_id, 7, 9]] * len(texts))
    options = {"num_beams": 1, "max_new_tokens": 12, "do_sample": False}
    with torch.inference_mode():
        wanted = unmerged(**batch, decoder_input_ids=start).logits
        found = merged(**batch, decoder_input_ids=start).logits
        tokens = merged.generate(**batch, **options)
        assert torch.equal(unmerged.generate(**batch, **options), tokens)
    assert torch.allclose(found, wanted, atol=1e-4)
    plain = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=FP32)
    with torch.inference_mode():
        assert not torch.allclose(plain(**batch, decoder_input_ids=start).logits, wanted, atol=1e-2)

    converted = converted_model(tmp_path / "model", tmp_path / "converted", "float32")
    fast = ctranslate2.Translator(str(converted), compute_type="float32")
    pieces = [tokenizer.convert_ids_to_tokens(tokenizer(text)["input_ids"]) for text in texts]
    results = fast.translate_batch(pieces, beam_size=1, max_decoding_length=12)
    for row, result in zip(tokens.tolist(), results, strict=True):
        written = [piece for piece in tokenizer.convert_ids_to_tokens(row[1:]) if piece not in ("<pad>", "</s>")]
        assert result.hypotheses[0][: len(written)] == written[: len(result.hypotheses[0])]


def test_a_merged_folder_is_whole_and_replaces_an_earlier_one(marian_folder: Path, tmp_path: Path) -> None:
    changed_adapter(marian_folder, tmp_path / "adapter")
    for _ in range(2):
        merge(str(marian_folder), tmp_path / "adapter", tmp_path / "model")
    assert {path.name for path in tmp_path.iterdir()} == {"adapter", "model"}
    assert {"source.spm", "target.spm", "vocab.json", "config.json"} <= {p.name for p in (tmp_path / "model").iterdir()}


def test_an_adapter_is_trained_on_where_it_was_left(marian_folder: Path, tmp_path: Path) -> None:
    saved = changed_adapter(marian_folder, tmp_path / "adapter")
    again = open_for_training(str(marian_folder), str(tmp_path / "adapter"), SECTION, CPU, FP32)
    wanted = {name: value for name, value in saved.named_parameters() if "lora_" in name}
    for name, value in again.named_parameters():
        if "lora_" in name:
            assert value.requires_grad
            assert torch.equal(value, wanted[name])


@pytest.mark.parametrize("damage", ["weights", "configuration", "gone"])
def test_a_damaged_adapter_is_one_sentence(marian_folder: Path, tmp_path: Path, damage: str) -> None:
    adapter = tmp_path / "adapter"
    changed_adapter(marian_folder, adapter)
    if damage == "weights":
        weights = adapter / "adapter_model.safetensors"
        weights.write_bytes(weights.read_bytes()[:100])
    elif damage == "configuration":
        (adapter / "adapter_config.json").write_text("{", encoding="utf-8")
    else:
        shutil.rmtree(adapter)
    model = AutoModelForSeq2SeqLM.from_pretrained(marian_folder, dtype=FP32)
    with pytest.raises(TrainingError, match="start a fresh one"):
        open_adapter(model, adapter)


def test_an_unknown_architecture_asks_for_its_layers(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bart"}), encoding="utf-8")
    with pytest.raises(TrainingError, match="name them in"):
        target_modules(tmp_path, LoraSection())
    assert target_modules(tmp_path, LoraSection(targets=("q_proj",))) == ("q_proj",)


def test_quantising_is_refused_where_there_is_no_gpu_or_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(TrainingError, match="CUDA"):
        refuse_quantising_without_cuda()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(adapters.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(TrainingError, match="bitsandbytes"):
        refuse_quantising_without_cuda()
