"""The recipe as a list of steps: what the configurations of base models will do, in which order, after what."""

import io
from pathlib import Path

from accelerate import Accelerator
from rich.console import Console

from corpus.settings import PROJECT_ROOT
from training.base.configuration import read_configuration
from training.base.recipe import Recipe
from training.base.steps import Deadline, Step


def steps(name: str, work: Path) -> dict[str, Step]:
    configuration = read_configuration(PROJECT_ROOT / "training" / "configs" / f"{name}.toml")
    console = Console(file=io.StringIO())
    recipe = Recipe(configuration, work, work, work / "model", Accelerator(cpu=True), Deadline(0), console)
    return {step.name: step for step in recipe.steps()}


def test_every_step_needs_only_what_comes_before_it(tmp_path: Path) -> None:
    for name in ("base-gpu", "base-cpu", "base-cpu-broaden", "base-cpu-continue", "smoke"):
        seen: set[str] = set()
        for step in steps(name, tmp_path).values():
            assert seen.issuperset(step.needs), step.name
            seen.add(step.name)


def test_second_round_translates_with_the_model_that_the_first_one_made(tmp_path: Path) -> None:
    found = steps("base-gpu", tmp_path)
    assert found["back-translate-zh-1"].needs == ("train-pretrain",)
    assert found["back-translate-zh-2"].needs == ("train-continue",)
    assert "encode-2" in found["train-continue-again"].needs
    assert "encode-2" in found["train-finish"].needs
    assert found["encode-1"].outputs != found["encode-2"].outputs


def test_phase_that_begins_from_a_model_folder_depends_on_its_weights(tmp_path: Path) -> None:
    found = steps("base-cpu-continue", tmp_path)
    assert [path.name for path in found["train-continue"].files] == ["model.safetensors"]
    assert [path.name for path in found["back-translate-ja-1"].files] == ["ja.txt.xz", "model.safetensors"]
    assert found["train-finish"].files == ()
    assert "train-continue" in found["train-finish"].needs
