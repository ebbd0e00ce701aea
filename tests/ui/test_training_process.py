"""A training started from the page: it outlives what started it, and its end is told whatever it was."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.settings import PROJECT_ROOT, Settings
from service.accounts import Person, Role
from service.errors import ServiceError
from training.tuning.run_folder import RunFolder, all_runs, runs_folder
from ui.training_process import PREPARED, STARTS, TRAIN, ProcessFailure, TrainingProcess, TrainingStatus

LI, WANG = Person("李", Role.REVIEWER), Person("王", Role.ADMIN)
COMMAND = (sys.executable, str(Path(__file__).with_name("stand_in_training.py")))

pytestmark = pytest.mark.slow  # each test waits for a process or several that import half of the product


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PYTHONPATH", str(PROJECT_ROOT))
    return Settings(data_dir=tmp_path, database_url="")


@pytest.fixture
def training(settings: Settings) -> Iterator[TrainingProcess]:
    started = TrainingProcess(settings, COMMAND)
    yield started
    started.stop(LI)
    until(started, lambda status: not status.active)


def until(training: TrainingProcess, agreed: Callable[[TrainingStatus], bool]) -> TrainingStatus:
    for _ in range(600):
        status = training.status()
        if agreed(status):
            return status
        time.sleep(0.1)
    pytest.fail(f"the training stays {status}")


def ended(status: TrainingStatus) -> bool:
    return not status.active


def ending(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setenv("HOYAKU_STAND_IN_ENDING", how)


def test_before_the_first_training_there_is_none(training: TrainingProcess) -> None:
    assert training.status() == TrainingStatus("none")


@pytest.mark.parametrize("act", ["start", "resume", "stop"])
def test_a_translator_neither_begins_nor_stops_a_training(
    training: TrainingProcess, settings: Settings, act: str
) -> None:
    translator = Person("森", Role.TRANSLATOR)
    acts: dict[str, Callable[[], None]] = {
        "start": lambda: training.start("auto", 1, translator),
        "resume": lambda: training.resume(RunFolder(runs_folder(settings) / "none"), translator),
        "stop": lambda: training.stop(translator),
    }
    with pytest.raises(ServiceError, match="ask a reviewer or admin") as told:
        acts[act]()
    assert told.value.code == "forbidden"
    assert training.status() == TrainingStatus("none")


def test_a_training_is_begun_with_what_was_chosen_and_told_of_until_its_end(training: TrainingProcess) -> None:
    training.start("stack", 7, LI)
    assert training.status().active
    status = until(training, ended)
    assert (status.phase, status.failure, status.progress.share) == ("done", None, 1.0)
    assert "start stack, 7 minutes, resumed None, by 李" in "\n".join(status.last_lines())


def test_what_a_training_wrote_beside_its_log_is_kept_only_where_it_failed(
    training: TrainingProcess, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    training.start("auto", 1, LI)
    until(training, ended)
    training.status()
    assert list(runs_folder(settings).glob("output-*")) == []
    ending(monkeypatch, "refused")
    training.start("auto", 1, LI)
    until(training, ended)
    assert len(list(runs_folder(settings).glob("output-*"))) == 1


def test_a_training_that_is_refused_gives_its_exit_status_and_its_own_last_words(
    training: TrainingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, "refused")
    training.start("auto", 1, LI)
    status = until(training, ended)
    assert status.phase == "none"
    assert status.failure is not None
    assert status.failure == ProcessFailure(1, "There are 3 pairs and 200 are needed; import more.")
    ending(monkeypatch, "kept")
    training.start("auto", 1, LI)
    assert until(training, ended).failure is None


def test_a_second_training_is_refused_and_the_first_goes_on(
    training: TrainingProcess, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, "stuck")
    training.start("auto", 1, LI)
    first = until(training, lambda status: status.phase == "running").run
    training.start("auto", 1, WANG)
    status = until(training, lambda status: status.failure is not None)
    assert status.phase == "running"
    assert (status.run and status.run.name) == (first and first.name)
    assert status.failure is not None
    assert "Another training is under way" in status.failure.words
    assert len(all_runs(settings)) == 1
    time.sleep(1)  # the end is told to the second
    training.stop(LI)
    assert until(training, ended).failure is None  # the refusal has become pointless


def test_a_cancelled_training_stops_at_its_next_step_and_is_resumed(
    training: TrainingProcess, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, "stuck")
    training.start("auto", 1, LI)
    until(training, lambda status: status.phase == "running")
    training.stop(LI)
    status = until(training, ended)
    assert (status.phase, status.resumable, status.failure) == ("cancelled", True, None)
    ending(monkeypatch, "kept")
    assert status.run is not None
    training.resume(status.run, WANG)
    status = until(training, ended)
    assert status.phase == "done"
    assert f"resumed {all_runs(settings)[0].name}, by 王" in "\n".join(status.last_lines())
    assert len(all_runs(settings)) == 1


def test_a_training_whose_process_died_is_interrupted_and_can_be_resumed(
    training: TrainingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, "crash")
    training.start("auto", 1, LI)
    status = until(training, ended)
    assert (status.phase, status.resumable) == ("interrupted", True)
    assert status.failure is not None
    assert status.failure == ProcessFailure(-signal.SIGKILL, "", on_run=True)


def test_an_interruption_before_the_data_was_ready_leaves_nothing_to_resume(
    training: TrainingProcess, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, "crash")
    training.start("auto", 1, LI)
    until(training, ended)
    (all_runs(settings)[0].path / "data" / "seen.txt").unlink()
    assert not training.status().resumable


def test_the_training_outlives_the_server_that_started_it_and_a_new_one_finds_it(
    settings: Settings, training: TrainingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, "stuck")
    server = (
        "import signal, sys, time; from corpus.settings import Settings; from service.accounts import Person, Role\n"
        "from ui.training_process import TrainingProcess; li = Person('李', Role.REVIEWER)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # in a shell's background it is ignored
        "TrainingProcess(Settings(), sys.argv[1:]).start('auto', 1, li); print('started', flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "HOYAKU_DATA_DIR": str(settings.data_dir)}
    started = subprocess.Popen(
        [sys.executable, "-c", server, *COMMAND], cwd=PROJECT_ROOT, env=environment, stdout=subprocess.PIPE
    )
    assert started.stdout is not None
    assert started.stdout.readline() == b"started\n"
    started.send_signal(signal.SIGINT)  # as Ctrl-C does to the page's server
    started.wait(20)
    started.stdout.close()
    status = until(training, lambda status: status.phase == "running")  # by a server that did not start it
    assert status.run is not None
    assert status.progress.process != started.pid
    training.stop(LI)
    assert until(training, ended).phase == "cancelled"


def test_the_command_is_that_of_the_command_line(tmp_path: Path) -> None:
    shown = subprocess.run([*TRAIN, "--help"], cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=60)
    assert shown.returncode == 0
    for option in ("--new", "--start", "--max-minutes", "--resume", "--author", *STARTS):
        assert option in shown.stdout


def test_what_makes_a_run_resumable_is_what_its_preparation_writes_last() -> None:
    from training.tuning.preparation import SEEN  # with libraries that the page can do without

    assert PREPARED == SEEN


def test_only_the_end_of_the_log_is_shown(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    for number in range(20):
        run.write_log(f"line {number}")
    lines = TrainingStatus("running", run).last_lines(3)
    assert [line.split(" ", 1)[1] for line in lines] == ["line 17", "line 18", "line 19"]
