"""The whole recipe at the size of a smoke test: from the data to a model with its card."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import ctranslate2
import pytest
import torch
import typer
from transformers import MarianMTModel
from typer.testing import CliRunner

from corpus.settings import PROJECT_ROOT
from training.base.__main__ import main
from training.base.tokenizer import load_tokenizer

pytestmark = pytest.mark.xdist_group("chain")  # the finished run is one for all

SMOKE = PROJECT_ROOT / "training" / "configs" / "smoke.toml"
STEPS = [
    "data",
    "tokenizer",
    "links",
    "encode",
    "train-pretrain",
    "back-translate-zh-1",
    "back-translate-ja-1",
    "filter-1",
    "encode-1",
    "train-continue",
    "train-finish",
    "card",
]


def run(data: Path, work: Path, *arguments: str, code: int = 0, config: Path = SMOKE) -> str:
    app = typer.Typer()
    app.command()(main)
    environment = {"HOYAKU_TRAINING_DATA": os.fspath(data)}
    result = CliRunner(env=environment).invoke(app, ["--config", str(config), "--work", str(work), *arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def finished(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a finished smoke run, stopped once by its time on the way, and what it printed."""
    work = tmp_path_factory.mktemp("smoke")
    first = run(data_folder, work, "--max-minutes", "0.05")
    assert "the same command goes on from here" in first
    return work, run(data_folder, work)


@pytest.mark.slow  # trains three phases, however little
@pytest.mark.timeout(600)
def test_chain_does_every_step_and_states_the_digests_of_its_inputs(finished: tuple[Path, str]) -> None:
    work, _ = finished
    records = {step: json.loads((work / "done" / f"{step}.json").read_text()) for step in STEPS}
    assert records["encode"]["inputs"].keys() == {"settings", "data", "tokenizer", "links"}
    assert {"general/general-1.tsv.xz", "statutes/parallel.tsv"} <= records["data"]["inputs"].keys()
    assert records["data"]["facts"]["pairs"]["general"] > 1000
    assert records["back-translate-zh-1"]["facts"]["sentences"] > 0
    assert records["train-finish"]["facts"]["pieces"] >= 20_000
    assert records["train-finish"]["facts"]["chosen"] in ("last", "average")


@pytest.mark.slow  # needs the finished run
def test_second_run_skips_everything(finished: tuple[Path, str], data_folder: Path) -> None:
    again = run(data_folder, finished[0])
    assert [line.partition(":")[0] for line in again.splitlines() if line.endswith("skipped")] == STEPS


@pytest.mark.slow  # needs the finished run
def test_steps_can_be_named_and_listed(finished: tuple[Path, str], data_folder: Path) -> None:
    work, _ = finished
    assert "train-finish: done" in run(data_folder, work, "--step", "train-finish")
    assert "not done" not in run(data_folder, work, "--plan")
    assert "There is no step bake" in run(data_folder, work, "--step", "bake", code=1)


@pytest.mark.slow  # needs the finished run
def test_step_without_what_it_needs_is_refused(data_folder: Path, tmp_path: Path) -> None:
    assert "needs data, which is not done" in run(data_folder, tmp_path, "--step", "tokenizer", code=1)


@pytest.mark.slow  # needs the finished run
def test_log_and_events_tell_speed_and_share_of_the_peak(finished: tuple[Path, str]) -> None:
    work, output = finished
    assert "% of" in output
    assert "TFLOP/s" in output
    assert list((work / "phases" / "finish" / "events").glob("events.*"))


@pytest.mark.slow  # needs the finished run
def test_card_tells_data_phases_and_scores(finished: tuple[Path, str]) -> None:
    card = (finished[0] / "model" / "README.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in card
    assert "| pretrain | general 0.8, legal 0.2 |" in card
    assert card.count("| legal documents, 4 segments |") == 4
    assert card.count("| general pairs, 4 segments |") == 2


@pytest.mark.slow  # needs the finished run; converts and decodes
def test_model_loads_and_ctranslate2_says_the_same_as_transformers(finished: tuple[Path, str], tmp_path: Path) -> None:
    folder = finished[0] / "model"
    tokenizer = load_tokenizer(folder)
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32)
    assert tokenizer.pad_token_id == len(tokenizer) - 1
    assert torch.count_nonzero(model.model.shared.weight[tokenizer.pad_token_id]) == 0
    assert tokenizer.decode(tokenizer("抵当権者は、").input_ids, skip_special_tokens=True) == "抵当権者は、"
    ctranslate2.converters.TransformersConverter(str(folder)).convert(str(tmp_path / "ct2"))
    fast = ctranslate2.Translator(str(tmp_path / "ct2"), compute_type="float32")
    for text in ("<2ja>抵押权人有权就抵押财产优先受偿。", "<2zh>契約は、無効とする。"):
        ids = tokenizer(text, return_tensors="pt")
        slow = model.generate(**ids, num_beams=1, max_length=21)[0][1:]
        pieces = tokenizer.convert_ids_to_tokens(ids.input_ids[0])
        # CTranslate2 by default forbids an empty translation, transformers does not.
        results = fast.translate_batch([pieces], beam_size=1, max_decoding_length=20, min_decoding_length=0)
        expected = tokenizer.convert_ids_to_tokens([i for i in slow if i != tokenizer.eos_token_id])
        bound = 19  # transformers forces the end of sentence at its bound, CTranslate2 does not
        assert results[0].hypotheses[0][:bound] == expected[:bound]


@pytest.mark.slow  # starts a process, kills it while it trains, and goes on in this one
def test_killed_process_goes_on_from_its_checkpoint(
    finished: tuple[Path, str], data_folder: Path, tmp_path: Path
) -> None:
    import shutil

    config = tmp_path / "smoke.toml"
    config.write_text(SMOKE.read_text().replace("[run]", "[run]\ncheckpoint_minutes = 0.0"))
    work = tmp_path / "work"
    shutil.copytree(finished[0], work, ignore=shutil.ignore_patterns("finish", "train-finish.json", "card.json"))
    command = [sys.executable, "-m", "training.base", "--config", str(config), "--work", str(work)]
    environment = os.environ | {"HOYAKU_TRAINING_DATA": os.fspath(data_folder), "PYTHONPATH": os.fspath(PROJECT_ROOT)}
    process = subprocess.Popen([*command, "--step", "train-finish"], env=environment, stdout=subprocess.DEVNULL)
    checkpoint = work / "phases" / "finish" / "checkpoint.pt"
    while not checkpoint.is_file() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (work / "done" / "train-finish.json").exists()
    assert "finish: resumed at step" in run(data_folder, work, "--step", "train-finish", config=config)
    # Not the weights: the choice between last and averaged ones can turn on the rounding of another number of threads.
    ours, theirs = (
        json.loads((folder / "done" / "train-finish.json").read_text())["facts"] for folder in (work, finished[0])
    )
    assert (ours["sessions"], theirs["sessions"]) == (2, 1)
    assert (ours["steps"], ours["pieces"]) == (theirs["steps"], theirs["pieces"])
    for name in ("validation_cross_entropy", "general-validation_cross_entropy"):
        assert abs(ours["history"][-1][name] - theirs["history"][-1][name]) < 2e-3
