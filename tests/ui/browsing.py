"""What the tests in a browser share: the page over its stand-ins as a server, Chromium, pictures of what it shows."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path(os.environ.get("HOYAKU_TEST_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = os.environ.get("HOYAKU_SCREENSHOTS", "")  # a folder; where it is set, each state is photographed
PATIENCE = 60_000  # milliseconds, for a machine that is busy with other work
_SETTLED = """
() => new Promise((resolve) => {
  let quiet = 0;
  const look = () => {
    const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
    quiet = state === 'notRunning' ? quiet + 1 : 0;
    quiet < 5 ? setTimeout(look, 50) : resolve();
  };
  look();
})
"""


class Server:
    """The page over the stand-ins, with its data in a folder; it can be killed and started again at its address."""

    def __init__(self, data: Path, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._data = data
        self._variables = {**os.environ, "HOYAKU_DATA_DIR": str(data), "HOYAKU_DATABASE_URL": "", **environment}

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "tests/ui/page_server.py", "--server.port", str(self.port)]
        with (self._data / "log").open("a") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._variables, stdout=log, stderr=log)
        _wait_for(f"{self.address}/_stcore/health")

    def stop(self, how: int = signal.SIGTERM) -> None:
        self._process.send_signal(how)
        self._process.wait(20)


@contextmanager
def served(data: Path, **environment: str) -> Iterator[str]:
    """The address of the page over the stand-ins, with its data in this folder."""
    server = Server(data, **environment)
    server.start()
    try:
        yield server.address
    finally:
        server.stop()


@contextmanager
def browsers(*profiles: Path) -> Iterator[list[BrowserContext]]:
    """Chromium several times, each with a profile of its own, as on the machines of several people."""
    with sync_playwright() as driver:
        contexts = [
            driver.chromium.launch_persistent_context(
                profile,
                executable_path=CHROMIUM,
                args=FLAGS,
                viewport={"width": 1280, "height": 900},
                permissions=["clipboard-read", "clipboard-write"],
            )
            for profile in profiles
        ]
        expect.set_options(timeout=PATIENCE)
        for context in contexts:
            context.set_default_timeout(PATIENCE)
        yield contexts
        for context in contexts:
            context.close()


@contextmanager
def browsing(profile: Path) -> Iterator[BrowserContext]:
    """Chromium with a profile of its own."""
    with browsers(profile) as (context,):
        yield context


def settle(page: Page) -> None:
    """Waits until the page has answered all that was done: nothing has run for a quarter of a second.

    Streamlit draws a page anew after each input, and what is done to an element meanwhile may be lost.
    """
    page.evaluate(_SETTLED)


def fill_in(field: Locator, text: str) -> None:
    """Types the text into the field and leaves it, as a person does, who waits for the page before and after."""
    settle(field.page)
    field.fill(text)
    field.blur()
    settle(field.page)
    expect(field).to_have_value(text)


def mark_row(table: Locator, number: int, answer: Locator) -> None:
    """Marks the table's row of this number, from 1, until the page shows the answer.

    The table is drawn on a canvas, which takes no click until its rows have come, and a second one takes it back.
    """
    settle(table.page)
    expect(table.locator("canvas").first).to_be_visible()
    for _ in range(5):
        table.click(position={"x": 17, "y": 16 + 36 * number})
        try:
            expect(answer).to_be_visible(timeout=PATIENCE / 4)
            return
        except AssertionError:
            settle(table.page)
    expect(answer).to_be_visible()


def expect_to_fit(page: Page, *shown: object) -> None:
    """Nothing of what is shown is wider than the window."""
    settle(page)
    needed, width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert needed <= width, shown


def photograph(page: Page, name: str) -> None:
    if SCREENSHOTS:
        page.wait_for_timeout(1500)  # for what Streamlit fades in
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png")


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(f"nothing answers at {url}")
