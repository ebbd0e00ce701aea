"""How soon the glossary page answers in a real browser with 10,000 terms and 200,000 pairs.

    python -m benchmarks.glossary_page [--data-dir FOLDER] [--repeats 5] [--chromium /usr/bin/chromium]

The database is that of `benchmarks.glossary_governance`, and a folder that it has filled is used as it is. A time goes
from the click or key to the page that shows what was asked for, looked at every 10 ms. The term that is saved is one
of those with 权利 in it: what a change of a very common one costs, `benchmarks.glossary_governance` tells.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.glossary_governance import PAIRS, TERMS, fill_glossary
from benchmarks.memory_search import fill
from benchmarks.segment_grid import served
from corpus.database import open_database
from corpus.settings import Settings

PATIENCE = 60.0  # seconds
ROW, HEADING = 33, 34  # pixels, as the table draws them
_RUNNING = "document.querySelector('[data-testid=\"stApp\"]')?.dataset.testScriptState !== 'notRunning'"


def main() -> None:
    """Fills the database, serves it, measures and prints the table."""
    parser = argparse.ArgumentParser(description="How soon the glossary page answers.")
    parser.add_argument("--data-dir", type=Path, help="a folder whose database to fill up and keep")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    with TemporaryDirectory() as throw_away:
        folder = arguments.data_dir or Path(throw_away)
        sessions = open_database(Settings(data_dir=folder, database_url=""))
        with sessions() as session:
            fill_glossary(session)
            fill(session, PAIRS, None)
        sessions.kw["bind"].dispose()
        with served(folder) as (port, _), sync_playwright() as driver:
            flags = ["--headless", "--no-sandbox", "--disable-gpu"]
            page = driver.chromium.launch(executable_path=arguments.chromium, args=flags).new_page()
            page.goto(f"http://127.0.0.1:{port}/glossary?lang=en")
            page.locator(".st-key-glossary_search").wait_for(timeout=1_000 * PATIENCE)
            found = measure(page, arguments.repeats)
    table = Table(title=f"The glossary page in Chromium, {TERMS:,} terms, {PAIRS:,} pairs")
    for column in ("act", "least s", "median s", "most s"):
        table.add_column(column, justify="left" if column == "act" else "right")
    for name, times in found.items():
        table.add_row(name, *(f"{figure:.2f}" for figure in (min(times), statistics.median(times), max(times))))
    Console().print(table)
    print("Load average:", *(f"{load:.1f}" for load in os.getloadavg()))


def measure(page: Page, repeats: int) -> dict[str, list[float]]:
    """The seconds of each act, by its name."""
    stamps = count(1)
    search = page.locator(".st-key-glossary_search input")

    def heading() -> str:
        return page.locator(".st-key-glossary_heading").inner_text()

    def look_for(text: str) -> Callable[[], None]:
        return lambda: (search.fill(text), search.press("Enter"))[0]

    def searches() -> Iterator[float]:
        for text in ("抵押", "契約", "権利", "合同", "解除")[:repeats]:
            before = heading()
            yield timed(page, look_for(text), lambda before=before: heading() != before)  # type: ignore[misc]

    def turns() -> Iterator[float]:
        timed(page, look_for(""), lambda: f"{TERMS:,}" in heading())
        pager, after = page.locator(".st-key-glossary_pager"), page.locator(".st-key-glossary_after button")
        for number in range(2, repeats + 2):
            shown = f"Page {number} of"
            yield timed(page, after.click, lambda shown=shown: shown in pager.inner_text())  # type: ignore[misc]

    def filters() -> Iterator[float]:
        for area in (*("Property", "Company", "Procedure", "Tort", "Family")[:repeats], "Any area"):
            before = heading()
            page.locator(".st-key-glossary_area input").first.click()
            option = page.locator('[role="option"]').filter(has_text=area).first
            option.wait_for()
            yield timed(page, option.click, lambda before=before: heading() != before)  # type: ignore[misc]

    def opened() -> Iterator[float]:
        for row in range(1, repeats + 1):
            page.locator(".st-key-glossary_view button").first.click()
            canvas = page.locator('[data-testid="stDataFrame"] canvas').first
            canvas.wait_for()
            page.wait_for_timeout(1_000)  # for its rows
            box = canvas.bounding_box() or {"x": 0, "y": 0}
            place = box["x"] + 16, box["y"] + HEADING + ROW * row - ROW / 2
            yield timed(page, lambda place=place: page.mouse.click(*place), page.locator(save).is_visible)  # type: ignore[misc]

    save = ".st-key-glossary_save button"
    found = {"search": list(searches()), "turn a page": list(turns()), "filter by area": list(filters())}
    timed(page, look_for("权利"), lambda: True)
    found["open a term"] = list(opened())
    asked, saved = [], []
    for _ in range(repeats):
        for field, text in (("_ja", f"試訳{next(stamps)}"), ("_reason", "試験")):
            typed = page.locator(f'[class*="st-key-glossary_form_"][class*="{field} "] input').first
            typed.fill(text)
            typed.blur()
            idle(page)
        confirm, told = page.locator(".st-key-glossary_confirm button"), page.locator(".st-key-glossary_message")
        asked.append(timed(page, page.locator(save).click, confirm.is_visible))
        saved.append(timed(page, confirm.click, told.is_visible))
    return {**found, "ask to save: what it would do": asked, "save": saved}


def timed(page: Page, act: Callable[[], None], done: Callable[[], bool]) -> float:
    """The seconds from the act, on an idle page, until it is done; TimeoutError where it never is."""
    idle(page)
    began = time.perf_counter()
    act()
    while not done():
        if time.perf_counter() - began > PATIENCE:
            raise TimeoutError("the page does not show what was asked for")
        time.sleep(0.01)
    return time.perf_counter() - began


def idle(page: Page) -> None:
    """Returns once nothing has run for half a second."""
    quiet = 0
    while quiet < 5:
        quiet = 0 if page.evaluate(_RUNNING) else quiet + 1
        page.wait_for_timeout(100)


if __name__ == "__main__":
    main()
