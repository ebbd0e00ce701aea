"""How soon an edit in a long document is saved, from the last keystroke to "saved" in a real browser.

    python -m benchmarks.segment_grid [--segments 2000] [--edits 20] [--chromium /usr/bin/chromium]

Serves the page on a throw-away database with one document and edits segments all over it. The grid waits 400 ms for
further keystrokes before it sends a text; the times include that. Confirming with Ctrl+Enter does not wait. Beside the
times stands the processor time that the server took for an act, all that it did afterwards included: unlike them it
says the same on a busy machine.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

import psutil
from playwright.sync_api import Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from corpus.database import open_database
from corpus.languages import Direction
from corpus.pairs import iter_pairs
from corpus.seeds import seed_corpus
from corpus.settings import PROJECT_ROOT, Settings
from glossary.seeds import seed_glossary
from service.accounts import Person, Role
from service.workbench.documents import upload_document

# Each acts on a row and resolves to the milliseconds until the grid says that it is done.
TYPE = """(row, text) => new Promise((resolve) => {
  const field = row.querySelector(".hyg-field"), state = document.querySelector(".hyg-saving");
  const began = performance.now();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const done = () => state.textContent === "All changes saved";
  const look = () => (done() ? resolve(performance.now() - began) : requestAnimationFrame(look));
  requestAnimationFrame(look);
})"""
CONFIRM = """(row) => new Promise((resolve) => {
  const field = row.querySelector(".hyg-field");
  const began = performance.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
  const done = () => row.dataset.status === "translated";
  const look = () => (done() ? resolve(performance.now() - began) : requestAnimationFrame(look));
  requestAnimationFrame(look);
})"""


def main() -> None:
    """Serves, edits, prints the table."""
    parser = argparse.ArgumentParser(description="How soon an edit in a long document is saved.")
    parser.add_argument("--segments", type=int, default=2_000)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        document = fill(Path(folder), arguments.segments)
        with served(Path(folder)) as (port, used), sync_playwright() as driver:
            flags = ["--headless", "--no-sandbox", "--disable-gpu"]
            page = driver.chromium.launch(executable_path=arguments.chromium, args=flags).new_page()
            page.goto(f"http://127.0.0.1:{port}/documents?lang=en")
            page.wait_for_timeout(5_000)
            settle(page, used)  # the model is loaded at the first visit
            found = {
                "open the document": [open_document(page, port, document, arguments.segments, used)],
                **measure(page, arguments, used),
            }
    table = Table(title=f"A document of {arguments.segments:,} segments in Chromium")
    for column in ("act", "least s", "median s", "most s", "server CPU s, least", "median"):
        table.add_column(column, justify="left" if column == "act" else "right")
    for name, figures in found.items():
        times, costs = zip(*figures, strict=True)
        shown = min(times), statistics.median(times), max(times), min(costs), statistics.median(costs)
        table.add_row(name, *(f"{figure:.2f}" for figure in shown))
    Console().print(table)
    print("Load average:", *(f"{load:.1f}" for load in os.getloadavg()))


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, Callable[[], float]]]:
    """The port of the page over the folder's database, and what tells the server's processor seconds."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "ui/server.py", "--server.port", str(port)]
    variables = {**os.environ, "HOYAKU_DATA_DIR": str(folder), "HOYAKU_DATABASE_URL": "", "HOYAKU_ACCOUNTS": "single"}
    server = subprocess.Popen(command, cwd=PROJECT_ROOT, env=variables, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port, processor_time(server.pid)
    finally:
        server.terminate()
        server.wait(20)


def fill(folder: Path, segments: int) -> int:
    """The number of a document of so many sentences of the seed corpus."""
    sessions = open_database(Settings(data_dir=folder, database_url=""))
    with sessions() as session:
        seed_corpus(session)
        seed_glossary(session)
        session.commit()
        text = "\n".join(" ".join(pair.zh.split()) for pair in islice(iter_pairs(session), segments))
        document = upload_document(
            session, Person("benchmark", Role.ADMIN), "合同.tsv", f"zh\n{text}\n".encode(), Direction.ZH_JA, "contract"
        )
    sessions.kw["bind"].dispose()
    return document


def open_document(
    page: Page, port: int, document: int, segments: int, used: Callable[[], float]
) -> tuple[float, float]:
    """Seconds until all rows are there, and the server's processor seconds."""
    before, began = used(), time.perf_counter()
    page.goto(f"http://127.0.0.1:{port}/documents?lang=en&document={document}")
    expect(page.locator(".hyg-row")).to_have_count(segments, timeout=60_000)
    took = time.perf_counter() - began
    settle(page, used)
    return took, used() - before


def measure(
    page: Page, arguments: argparse.Namespace, used: Callable[[], float]
) -> dict[str, list[tuple[float, float]]]:
    """Seconds from a keystroke to the answer and the server's processor seconds, over edits all over the document.

    The page's own clock takes the time, at each frame: what drives the browser looks only every so often.
    """
    found: dict[str, list[tuple[float, float]]] = {"type a text": [], "confirm it": []}
    for edit in range(arguments.edits):
        row = page.locator(".hyg-row").nth(edit * (arguments.segments // arguments.edits))
        row.locator(".hyg-source").click()
        settle(page, used)  # until the panel shows what belongs to the row
        for name, script in (("type a text", TYPE), ("confirm it", CONFIRM)):
            before = used()
            took = row.evaluate(script, f"訳文{edit}") / 1000
            settle(page, used)
            found[name].append((took, used() - before))
    return found


def processor_time(pid: int) -> Callable[[], float]:
    """What tells how many seconds of a processor the process has used."""
    process = psutil.Process(pid)
    return lambda: sum(process.cpu_times()[:2])


def settle(page: Page, used: Callable[[], float]) -> None:
    """Returns once the server has had next to nothing to do for a second."""
    quiet, last = 0, used()
    while quiet < 2:
        page.wait_for_timeout(500)
        quiet = quiet + 1 if used() - last < 0.03 else 0
        last = used()


def wait_for(port: int) -> None:
    """Returns once the page answers; TimeoutError after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(f"nothing answers on port {port}")


if __name__ == "__main__":
    main()
