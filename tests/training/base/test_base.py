"""The base-model recipe end to end, at the size of a smoke test."""

from pathlib import Path

import ctranslate2
import pytest
import torch
from transformers import MarianMTModel
from typer.testing import CliRunner

from corpus.settings import PROJECT_ROOT
from training.base.__main__ import main
from training.base.batching import collate
from training.base.configuration import ModelSection, read_configuration
from training.base.model import new_model
from training.base.objective import alignment_loss, loss
from training.base.optimiser import MasterAdamW
from training.base.tokenizer import load_tokenizer
from training.errors import TrainingError
from training.examples import Example

SMOKE = PROJECT_ROOT / "training" / "configs" / "smoke.toml"


def run(*arguments: str) -> str:
    import typer

    app = typer.Typer()
    app.command()(main)
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished smoke run."""
    work = tmp_path_factory.mktemp("smoke")
    run("--config", str(SMOKE), "--work", str(work))
    return work


@pytest.mark.slow  # trains, however little: fifteen seconds
def test_smoke_run_writes_a_model_that_transformers_loads(trained: Path) -> None:
    model = MarianMTModel.from_pretrained(trained / "model", dtype=torch.float32)
    tokenizer = load_tokenizer(trained / "model")
    pad = tokenizer.pad_token_id
    assert pad == len(tokenizer) - 1
    assert torch.count_nonzero(model.model.shared.weight[pad]) == 0
    assert tokenizer.decode(tokenizer("抵当権者は、").input_ids, skip_special_tokens=True) == "抵当権者は、"


@pytest.mark.slow  # converts and decodes
def test_ctranslate2_says_the_same_as_transformers(trained: Path, tmp_path: Path) -> None:
    tokenizer = load_tokenizer(trained / "model")
    model = MarianMTModel.from_pretrained(trained / "model", dtype=torch.float32)
    ctranslate2.converters.TransformersConverter(str(trained / "model")).convert(str(tmp_path / "ct2"))
    fast = ctranslate2.Translator(str(tmp_path / "ct2"), compute_type="float32")
    for text in ("<2ja>抵押权人有权就抵押财产优先受偿。", "<2zh>契約は、無効とする。"):
        ids = tokenizer(text, return_tensors="pt")
        slow = model.generate(**ids, num_beams=1, max_length=21)[0][1:]
        pieces = tokenizer.convert_ids_to_tokens(ids.input_ids[0])
        # CTranslate2 by default forbids an empty translation, transformers does not.
        found = fast.translate_batch([pieces], beam_size=1, max_decoding_length=20, min_decoding_length=0)[
            0
        ].hypotheses[0]
        expected = tokenizer.convert_ids_to_tokens([i for i in slow if i != tokenizer.eos_token_id])
        assert found == expected


@pytest.mark.slow  # trains once more
def test_finished_run_starts_again_from_its_checkpoint(trained: Path, tmp_path: Path) -> None:
    state = torch.load(trained / "checkpoint.pt", weights_only=True)
    assert state["progress"]["pieces"] >= 20_000
    assert "resumed at step" in run("--config", str(SMOKE), "--work", str(trained), "--output", str(tmp_path / "m"))


def test_model_of_an_unknown_setting_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("[model]\nlayers = 3\n")
    with pytest.raises(TrainingError, match=r"model\.layers"):
        read_configuration(path)


def test_links_outside_the_attention_cost_and_links_on_it_do_not() -> None:
    batch = collate([Example([1, 2, 0], [3, 0], [(0, 1)])], pad=9)
    sure = torch.zeros(1, 2, 3)
    sure[0, 0, 1] = 1.0
    wrong = torch.zeros(1, 2, 3)
    wrong[0, 0, 2] = 1.0
    assert float(alignment_loss(sure, batch)) == pytest.approx(0.0, abs=1e-5)
    assert float(alignment_loss(wrong, batch)) > 10


@pytest.mark.slow  # takes thirty steps of training
def test_a_few_steps_on_one_batch_lower_its_loss(trained: Path) -> None:
    tokenizer = load_tokenizer(trained / "model")
    section = ModelSection(d_model=32, ffn_dim=64, heads=2, encoder_layers=1, decoder_layers=1, dropout=0.0)
    model = new_model(section, tokenizer, seed=1)
    example = Example(tokenizer("<2ja>合同无效。").input_ids, tokenizer("契約は、無効とする。").input_ids, [(0, 1)])
    batch = collate([example], tokenizer.pad_token_id)
    optimiser = MasterAdamW(model.parameters(), weight_decay=0.0)
    losses = []
    for _ in range(30):
        measured = loss(model, batch, label_smoothing=0.0, guided_alignment=0.3)
        measured.total.backward()
        optimiser.step(5e-3, clip_norm=1.0)
        losses.append(float(measured.cross_entropy))
    assert losses[-1] < 0.5 * losses[0]


@pytest.mark.slow  # needs the trained tokenizer
def test_variant_characters_start_from_one_embedding(trained: Path) -> None:
    tokenizer = load_tokenizer(trained / "model")
    model = new_model(ModelSection(d_model=32, ffn_dim=64, heads=2), tokenizer, seed=1)
    vectors = model.model.shared.weight
    zh, ja = tokenizer.convert_tokens_to_ids(["权", "権"])
    assert zh != ja
    assert torch.equal(vectors[zh], vectors[ja])
