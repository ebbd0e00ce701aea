"""How long the commands and the page take to start, and how much memory translating takes.

Every figure is of a process of its own, on a data folder that `hoyaku setup` has just made: wall time from
start to exit (for the page: to the first answer), and the peak of resident memory as the kernel counts it.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "corpus" / "data" / "documents" / "contracts-a.tsv"
HOYAKU = [sys.executable, "-c", "import sys; from ui.cli import main; sys.exit(main())"]
SENTENCE = "抵押权人有权就抵押财产优先受偿，但是法律另有规定的除外。"
PAGE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """A finished process: seconds of wall time, peak resident memory in bytes."""

    seconds: float
    peak: int


def measure(arguments: list[str], environment: dict[str, str], text: str = "") -> Run:
    """Runs hoyaku with the text on standard input; RuntimeError with what it said where it fails."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(text.encode())
        given.seek(0)
        begin = time.perf_counter()
        process = subprocess.Popen(
            [*HOYAKU, *arguments], cwd=ROOT, env=environment, stdin=given, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            raise RuntimeError(f"hoyaku {' '.join(arguments)}: {said.read().decode()}")
    return Run(seconds, usage.ru_maxrss * 1024)


def measure_page(environment: dict[str, str]) -> Run:
    """Opens the page until it answers, then stops it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*HOYAKU, "ui", "--port", str(port)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/_stcore/health"):
            if process.poll() is not None or time.perf_counter() - begin > PAGE_SECONDS:
                raise RuntimeError("The page did not answer.")
            time.sleep(0.02)
        seconds = time.perf_counter() - begin
    finally:
        process.terminate()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return Run(seconds, usage.ru_maxrss * 1024)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def sentences(number: int) -> str:
    """The first Chinese segments of a seed contract, a line each."""
    rows = DOCUMENT.read_text(encoding="utf-8").splitlines()[1 : number + 1]
    return "\n".join(row.split("\t")[1] for row in rows) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HOYAKU_DATA_DIR": folder, "HOYAKU_DATABASE_URL": ""}
        rows = [
            ("hoyaku --help", measure(["--help"], environment)),
            ("hoyaku setup, first", measure(["setup"], environment)),
            ("hoyaku setup, again", measure(["setup"], environment)),
            ("hoyaku ui, until it answers", measure_page(environment)),
            ("hoyaku glossary find 抵押权", measure(["glossary", "find", "抵押权"], environment)),
            ("hoyaku translate, 1 sentence", measure(["translate", SENTENCE], environment)),
            ("hoyaku translate, 300 segments", measure(["translate"], environment, sentences(300))),
        ]
    table = Table("command", "seconds", "peak memory, MB", box=None)
    for name, run in rows:
        table.add_row(name, f"{run.seconds:.2f}", f"{run.peak / 1e6:,.0f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
