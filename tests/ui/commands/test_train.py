"""`hoyaku train` and `hoyaku models`: what they print, and what they say where something is wrong."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus.database import open_database
from corpus.settings import Settings
from service.promotion import NewVersion, Scores, register
from service.registry import find_version
from training.tuning import tuning
from training.tuning.gate import Decision
from training.tuning.run_folder import RunFolder, new_run, runs_folder
from training.tuning.supervisor import TrainingState
from training.tuning.tuning import TuningOptions, TuningResult

SHIPPED = Path(str(Settings.model_fields["model"].default))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Any, ...]]:
    """What `run_tuning` is called with; it brings nothing better."""
    calls: list[tuple[Any, ...]] = []

    def run_tuning(settings, configuration, options, resume=None, tell=lambda _: None):
        calls.append((configuration, options, resume))
        tell("training")
        run = RunFolder(tmp_path / "runs" / "one")
        return TuningResult(run, "", False, Decision(False, ("no better than chance",)), None, TrainingState())

    monkeypatch.setattr(tuning, "run_tuning", run_tuning)
    return calls


@pytest.fixture
def version(hoyaku, seeded_database: Path) -> str:
    """A registered copy of the shipped model."""
    settings = Settings()
    run = settings.data_dir / "runs" / "20260101-000000"
    shutil.copytree(SHIPPED, run / "model")
    scores = (Scores("digest", "zh-ja", {"chrF2++": 44.61}), Scores("digest", "ja-zh", {"chrF2++": 40.6}))
    new = NewVersion(run.name, str(SHIPPED), None, run / "model", "data", "佐藤", "no better than chance", {}, scores)
    with open_database(settings)() as session:
        register(session, settings, new)
    return run.name


class TestTrain:
    def test_no_arguments_are_the_configuration_as_shipped(self, hoyaku, asked):
        finished = hoyaku("train")
        assert finished.status == 0
        assert "the serving model stays (no better than chance)" in finished.out
        assert "training" in finished.err
        [(configuration, options, resume)] = asked
        assert configuration.training.max_minutes == 15
        assert (options, resume) == (TuningOptions(author="local"), None)

    def test_what_is_asked_for_reaches_the_run(self, hoyaku, asked, tmp_path):
        (tmp_path / "mine.toml").write_text("[lora]\nrank = 4\n", encoding="utf-8")
        arguments = ("--config", "mine.toml", "--start", "stack", "--max-minutes", "3", "--processes", "2")
        finished = hoyaku("train", *arguments, "--no-promote", "--author", "佐藤", "--json")
        record = json.loads(finished.out)
        assert record["promoted"] is False
        assert record["reasons"] == ["no better than chance"]
        [(configuration, options, _)] = asked
        assert (configuration.lora.rank, configuration.training.max_minutes) == (4, 3)
        assert options == TuningOptions("stack", 2, "佐藤", promote=False)

    def test_an_interrupted_run_is_gone_on_with_unless_a_new_one_is_wanted(self, hoyaku, asked):
        run = new_run(Settings())
        run.write_json("run.json", {})
        run.write_json("progress.json", {"stage": "cancelled"})
        finished = hoyaku("train")
        assert asked[-1][2] == run.name
        assert "--new begins another" in finished.err
        hoyaku("train", "--new")
        assert asked[-1][2] is None

    def test_a_wrong_configuration_is_one_sentence(self, hoyaku, tmp_path):
        (tmp_path / "mine.toml").write_text("[lora]\nrank = 'four'\n", encoding="utf-8")
        finished = hoyaku("train", "--config", "mine.toml")
        assert finished.status == 1
        assert "lora.rank" in finished.err
        assert finished.err.count("\n") == 1

    def test_an_unknown_run_is_one_sentence(self, hoyaku):
        finished = hoyaku("train", "--resume", "nothing")
        assert finished.status == 1
        assert "There is no training run nothing" in finished.err
        assert not list(runs_folder(Settings()).glob("*/run.json"))


class TestModels:
    def test_versions_are_listed_and_shown(self, hoyaku, version):
        [record] = [json.loads(line) for line in hoyaku("models", "list", "--json").out.splitlines()]
        assert (record["name"], record["status"], record["chrF2++ zh-ja"]) == (version, "candidate", 44.61)
        assert version in hoyaku("models", "list").out
        shown = json.loads(hoyaku("models", "show", version, "--json").out)
        assert (shown["author"], shown["data_digest"]) == ("佐藤", "data")
        assert hoyaku("models", "show", "9").status == 1

    @pytest.mark.slow  # loads and converts the shipped model
    def test_a_version_is_promoted_used_and_retired(self, hoyaku, version):
        finished = hoyaku("models", "promote", version, "--reason", "試験", "--author", "田中")
        assert finished.out == f"{version} serves now.\n"
        assert json.loads(hoyaku("models", "--json").out)["model"].endswith(f"{version}/model")
        shown = json.loads(hoyaku("models", "show", version, "--json").out)
        assert (shown["status"], shown["reason"], shown["author"]) == ("serving", "試験", "田中")
        retired = json.loads(hoyaku("models", "retire", version, "--json").out)
        assert retired["status"] == "retired"
        assert json.loads(hoyaku("models", "--json").out)["model"] == str(SHIPPED)

    def test_a_version_whose_folder_is_gone_is_told(self, hoyaku, version):
        with open_database(Settings())() as session:
            find_version(session, version).status = "serving"
            session.commit()
        shutil.rmtree(runs_folder(Settings()) / version)
        notice = (
            f"hoyaku: The folder of the model version {version} is gone, so the settings' model translates; "
            "restore it, or promote another version.\n"
        )
        for command in (("models", "--json"), ("models", "list", "--json")):
            finished = hoyaku(*command)
            assert (finished.status, finished.err) == (0, notice)
        assert json.loads(hoyaku("models", "--json").out)["model"] == str(SHIPPED)

    @pytest.mark.slow  # translates with two models
    def test_models_are_compared_on_a_sentence(self, hoyaku, version):
        finished = hoyaku("models", "compare", "抵押权消灭。", "--json")
        rows = [json.loads(line) for line in finished.out.splitlines()]
        assert [row["model"] for row in rows] == ["settings", version]
        assert all("抵当権" in row["translation"] for row in rows)

    def test_a_whole_model_is_exported_and_nothing_overwritten(self, hoyaku, version, tmp_path):
        finished = hoyaku("models", "export", version, "exported")
        assert finished.status == 0
        assert {path.name for path in SHIPPED.iterdir()} == {path.name for path in (tmp_path / "exported").iterdir()}
        again = hoyaku("models", "export", version, "exported")
        assert again.status == 2
        assert "exists already" in again.err
