"""`hoyaku` as a shell sees it: quick help, one sentence for a failure, quiet where the reader or the user leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import ui.cli

HOYAKU = [sys.executable, "-c", "import sys; from ui.cli import main; sys.exit(main())"]


@pytest.fixture
def environment(tmp_path):
    return {**os.environ, "HOYAKU_DATA_DIR": str(tmp_path / "data"), "HOYAKU_DATABASE_URL": ""}


def run_main(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["hoyaku", *arguments])
    return ui.cli.main()


def test_help_needs_none_of_the_heavy_libraries():
    code = "import sys, ui.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"torch", "transformers", "ctranslate2", "sqlalchemy", "streamlit"}.isdisjoint(loaded)


def test_help_is_quick():
    process = subprocess.Popen([*HOYAKU, "--help"], stdout=subprocess.DEVNULL)
    _, process.returncode, usage = os.wait4(process.pid, 0)
    assert process.returncode == 0
    assert usage.ru_utime + usage.ru_stime < 0.5  # seconds of processor time, which other programs do not lengthen


@pytest.mark.parametrize(
    "command", ["translate", "evaluate", "models", "setup", "ui", "corpus import", "glossary add", "glossary edit"]
)
def test_every_command_explains_itself(monkeypatch, capsys, command):
    assert run_main(monkeypatch, *command.split(), "--help") == 0
    assert "Usage: hoyaku " + command in capsys.readouterr().out


def test_without_a_command_the_help_is_shown(monkeypatch, capsys):
    assert run_main(monkeypatch) == 2
    shown = capsys.readouterr()
    assert "translate" in shown.out + shown.err


def test_a_setting_that_cannot_be_is_one_sentence(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("HOYAKU_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOYAKU_BEAM_SIZE", "many")
    assert run_main(monkeypatch, "models") == 1
    shown = capsys.readouterr()
    assert "HOYAKU_BEAM_SIZE" in shown.err
    assert shown.err.count("\n") == 1


def test_what_is_unforeseen_is_one_sentence_and_its_traceback_is_in_the_log(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("HOYAKU_DATA_DIR", str(tmp_path / "data"))

    def fail(name: str) -> dict[str, object]:
        raise ZeroDivisionError("inner detail")

    monkeypatch.setattr("ui.commands.models.model_record", fail)
    assert run_main(monkeypatch, "models") == 1
    shown = capsys.readouterr()
    log = tmp_path / "data" / "hoyaku.log"
    assert str(log) in shown.err
    assert "Traceback" not in shown.err
    assert "inner detail" in log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_hides_no_failure(monkeypatch, capsys, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("HOYAKU_DATA_DIR", str(tmp_path / "data"))
    assert run_main(monkeypatch, "corpus", "stats") == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_reader_that_leaves_is_no_failure_worth_a_word(environment, seeded_database):
    environment["HOYAKU_DATA_DIR"] = str(seeded_database.parent)
    listing = subprocess.Popen(
        [*HOYAKU, "glossary", "list", "--json"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert listing.stdout
    listing.stdout.readline()
    listing.stdout.close()
    assert listing.stderr
    said = listing.stderr.read()
    assert listing.wait() != 0
    assert said == b""


def until_it_waits(pid: int) -> None:
    """Returns when the process sleeps and has used no processor time for a while."""
    process = psutil.Process(pid)
    used, idle = process.cpu_times(), 0
    for _ in range(600):
        time.sleep(0.05)
        before, used = used, process.cpu_times()
        idle = idle + 1 if process.status() == psutil.STATUS_SLEEPING and used == before else 0
        if idle == 6:
            return
    pytest.fail("it does not come to rest")


def test_ctrl_c_is_quiet(environment, seeded_database):
    environment["HOYAKU_DATA_DIR"] = str(seeded_database.parent)
    waiting = subprocess.Popen(
        [*HOYAKU, "corpus", "segment"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored in background jobs
    )
    until_it_waits(waiting.pid)
    waiting.send_signal(signal.SIGINT)
    out, said = waiting.communicate(timeout=20)
    assert (waiting.returncode, out, said) == (130, b"", b"")


def test_the_console_script_is_the_same_command():
    script = Path(sys.executable).with_name("hoyaku")
    if not script.exists():
        pytest.skip("the project is not installed in this environment")
    shown = subprocess.run([str(script), "--help"], capture_output=True, text=True, check=True)
    assert "translate" in shown.stdout
