"""A whole run: from the approved pairs of a database to the registry, with the shipped model and a tiny mT5."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from corpus.languages import Direction
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.settings import Settings
from service.accounts import Person, Role
from service.promotion import promote, retire
from service.registry import all_versions, find_version, serving_model, serving_version
from service.results import TranslationOptions
from service.translator import open_translator
from training.errors import TrainingError
from training.general_set import general_rows
from training.sources import legal_pairs
from training.tuning import adapter_training, comparison, tuning
from training.tuning.configuration import DataSection, LoraSection, TrainingSection, TuningConfiguration
from training.tuning.run_folder import RunFolder, all_runs
from training.tuning.supervisor import Supervisor
from training.tuning.tuning import TrainingCancelledError, TuningOptions, run_tuning, unfinished_run
from training.tuning.validation import ValidationScores, Validator

pytestmark = pytest.mark.slow  # each test trains, merges and compares

SATO = Person("佐藤", Role.ADMIN)
QUICK = TuningConfiguration(
    data=DataSection(validation_segments=4, test_segments=12, replay_pairs=40, new_repeats=1),
    lora=LoraSection(rank=8, alpha=16),
    training=TrainingSection(train_pieces=4000, batch_pieces=1200, validations=1, learning_rate=3e-3),
)


@pytest.fixture
def settings(thinned_database: Path) -> Settings:
    return Settings(data_dir=thinned_database.parent, database_url="", threads=1, beam_size=2)


@pytest.fixture(autouse=True)
def few_general_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "general_rows", lambda: general_rows()[:4])


@pytest.fixture
def every_checkpoint_is_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a candidate is made, and the comparison has to judge it."""
    scores = iter(range(1, 100))
    monkeypatch.setattr(
        Validator, "score", lambda self, loaded: ValidationScores(dict.fromkeys(Direction, float(next(scores))), 1.0)
    )


def approve(settings: Settings, pairs: list[tuple[str, str]], document: str) -> None:
    opened = open_translator(settings)
    with opened.sessions() as session:
        new = [NewPair(zh, ja, document=document, position=place) for place, (zh, ja) in enumerate(pairs)]
        add_pairs(session, new, SourceInfo("review", document.rjust(64, "0"), "", "tests"))


def versions(settings: Settings) -> list[tuple[str, str]]:
    with open_translator(settings).sessions() as session:
        return [(version.name, version.status) for version in all_versions(session)]


@pytest.mark.usefixtures("every_checkpoint_is_better")
def test_a_run_leaves_a_folder_and_a_row_and_a_promoted_model_is_used_without_a_restart(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "decide", lambda *_: tuning.Decision(True, ("told so by the test",)))
    translator = open_translator(settings)
    options = TranslationOptions(Direction.ZH_JA, memory_threshold=2.0)
    translator.translate_segments(["抵押权消灭。"], options)
    before = translator.pipeline
    said: list[str] = []
    result = run_tuning(settings, QUICK, TuningOptions(author="佐藤"), tell=said.append)
    run = result.run
    names = {path.name for path in run.path.iterdir()}
    assert {"run.json", "progress.json", "log.txt", "history.json", "scores.json", "translations.jsonl"} <= names
    assert {"adapter", "model", "events", "data", "checkpoints", "curves.png", "report.html"} <= names
    assert run.progress.stage == "done"
    assert run.description.environment["torch"]
    assert run.description.data_digest
    assert any("comparing" in sentence for sentence in said)
    rows = list(run.read_rows("translations.jsonl"))
    assert len(rows) == 12
    assert all(row["zh-ja"]["candidate"] and row["ja-zh"]["base"] for row in rows)
    scores = run.read_json("scores.json")
    assert scores["systems"]["candidate"]["zh-ja"]["served"]["term_accuracy"] == 100
    assert set(scores["bootstrap"]) == {"zh-ja", "ja-zh"}

    assert versions(settings) == [(run.name, "serving")]
    with translator.sessions() as session:
        serving = serving_version(session, settings)
        assert serving is not None
        assert serving.author == "佐藤"
        assert not Path(serving.folder).is_absolute()
        assert serving_model(session, settings) == str(run.model)
        assert len(serving.evaluations) == 2
    assert translator.pipeline is not before
    [translated] = translator.translate_segments(["抵押权消灭。"], options)
    assert "抵当権" in translated.translation

    # A candidate that was compared with a version that serves no longer is not promoted by itself.
    with translator.sessions() as session:
        serving = serving_version(session, settings)
        assert serving is not None
        retire(session, serving, SATO, "while another run went on")
    other = replace(run.description, name="later", serving=run.name)
    later = RunFolder(shutil.copytree(run.path, run.path.parent / "later"))
    later.describe(other)
    assert result.comparison is not None
    published = (later, translator.sessions, settings, TuningOptions(), result.comparison, result.decision)
    assert tuning._publish(*published) is False
    with translator.sessions() as session:
        assert serving_version(session, settings) is None
        promote(session, settings, find_version(session, run.name), SATO, "back")

    # What is approved next is new, what was trained on is known; the adapter is continued.
    monkeypatch.setattr(adapter_training, "train_adapter", None)
    approve(settings, [("股东会决议应当公告。", "株主総会の決議は、公告しなければならない。")] * 1, "a")
    run = tuning._begin(translator.sessions, settings, QUICK, TuningOptions())
    assert run.description.start == "continue"
    assert run.description.adapter == str(result.run.adapter)
    stacked = tuning._begin(translator.sessions, settings, QUICK, TuningOptions(start="stack"))
    assert stacked.description.base == str(result.run.model)
    fresh = tuning._begin(translator.sessions, settings, QUICK, TuningOptions(start="fresh"))
    assert (fresh.description.base, fresh.description.adapter) == (settings.model, "")


@pytest.mark.usefixtures("every_checkpoint_is_better")
def test_shuffled_translations_are_refused_by_the_gate(settings: Settings) -> None:
    pairs = [pair for pair in legal_pairs() if 20 <= len(pair.zh) <= 60][:160]
    shuffled = [
        (f"{one.zh[:-1]}，特此说明。", other.ja) for one, other in zip(pairs, pairs[80:] + pairs[:80], strict=True)
    ]
    for number in range(8):
        approve(settings, shuffled[20 * number : 20 * number + 20], f"shuffled-{number}")
    spoilt = QUICK.model_copy(
        update={
            "data": DataSection(
                validation_segments=4, test_segments=30, replay_pairs=0, replay_share=0.0, new_repeats=4
            ),
            "training": TrainingSection(train_pieces=12_000, batch_pieces=800, validations=1, learning_rate=1e-2),
        }
    )
    result = run_tuning(settings, spoilt, TuningOptions())
    assert result.comparison is not None
    assert not result.promoted
    assert any("worse beyond chance" in reason or "lower by" in reason for reason in result.decision.reasons)
    assert versions(settings) == [(result.run.name, "candidate")]
    with open_translator(settings).sessions() as session:
        assert serving_model(session, settings) == settings.model


def test_a_run_that_brings_nothing_better_registers_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Validator, "score", lambda self, loaded: ValidationScores(dict.fromkeys(Direction, 10.0), 1.0))
    result = run_tuning(settings, QUICK, TuningOptions())
    assert (result.version, result.promoted, result.comparison) == ("", False, None)
    assert "no checkpoint" in result.decision.reasons[0]
    assert versions(settings) == []
    assert unfinished_run(settings) is None


@pytest.mark.usefixtures("every_checkpoint_is_better")
def test_a_stopped_run_is_gone_on_with_and_a_second_one_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_step_end = Supervisor.on_step_end

    def ask(self: Supervisor, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.run.ask_to_stop()
        on_step_end(self, args, state, control, **kwargs)

    monkeypatch.setattr(Supervisor, "on_step_end", ask)
    with pytest.raises(TrainingCancelledError, match="--resume"):
        run_tuning(settings, QUICK, TuningOptions())
    monkeypatch.setattr(Supervisor, "on_step_end", on_step_end)
    stopped = unfinished_run(settings)
    assert stopped is not None
    assert stopped.progress.stage == "cancelled"
    with FileLock(settings.data_dir / "runs" / "training.lock"), pytest.raises(TrainingError, match="Another training"):
        run_tuning(settings, QUICK, TuningOptions(), resume=stopped.name)
    result = run_tuning(settings, QUICK, TuningOptions(), resume=stopped.name)
    assert result.run.name == stopped.name
    assert result.state.ending == "budget"
    assert len(all_runs(settings)) == 1


def test_a_run_that_was_asked_to_stop_while_it_was_prepared_stops(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = tuning.prepare

    def prepare_and_ask(run: RunFolder, *rest: Any) -> str:
        run.ask_to_stop()
        return prepare(run, *rest)

    monkeypatch.setattr(tuning, "prepare", prepare_and_ask)
    with pytest.raises(TrainingCancelledError):
        run_tuning(settings, QUICK, TuningOptions())
    assert all_runs(settings)[-1].progress.stage == "cancelled"


def test_a_full_disk_leaves_the_serving_model_and_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(run: RunFolder) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tuning, "train_adapter", full)
    with pytest.raises(TrainingError, match="No space left on device"):
        run_tuning(settings, QUICK, TuningOptions())
    assert versions(settings) == []
    assert all_runs(settings)[-1].progress.stage == "failed"


@pytest.mark.usefixtures("every_checkpoint_is_better")
def test_an_mt5_is_tuned_merged_compared_and_registered_by_the_same_code(
    settings: Settings, mt5_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A random model ends no sentence by itself, so each takes long.
    monkeypatch.setattr(comparison, "general_rows", lambda: general_rows()[:1])
    tiny = settings.model_copy(update={"model": str(mt5_folder)})
    small = QUICK.model_copy(update={"data": DataSection(validation_segments=2, test_segments=2, replay_pairs=20)})
    result = run_tuning(tiny, small, TuningOptions(promote=False))  # chance decides which random model is better
    assert result.comparison is not None
    assert result.run.description.base == str(mt5_folder)
    served = result.comparison.systems["candidate"][Direction.ZH_JA].served
    assert served.terms > 0
    assert served.term_accuracy == 100  # of a random model: the constraints hold whatever the model is
    assert versions(tiny) == [(result.run.name, "candidate")]
