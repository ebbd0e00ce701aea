"""How long the glossary's page and its questions take with 10,000 terms and 200,000 pairs.

    python -m benchmarks glossary_governance
    python -m benchmarks.glossary_governance [--data-dir FOLDER] [--database-url URL]

The glossary is the seed one, filled up to 10,000 with made-up compounds of its terms; the pairs are the seed ones
filled up with sentences put together from their clauses, so that common terms stand in tens of thousands of them.
A rerun is what the server does between a click and the page that it sends, in Streamlit's own test harness; the
smallest of several is given, and in brackets the processor's time, for the machine does other things as well.
"""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.memory_search import fill
from corpus.database import open_database
from corpus.holding import pairs_holding
from corpus.settings import Settings
from glossary.conflicts import find_conflicts
from glossary.impact import EXAMINED, PlannedChange, assess
from glossary.seeds import read_seed_terms, seed_glossary
from glossary.store import insert_terms, load_terms
from glossary.terms import Term
from glossary.usage import unused_terms

TERMS, PAIRS = 10_000, 200_000
REPEATS = 5


def main() -> None:
    """Builds the database, measures and prints both tables."""
    parser = argparse.ArgumentParser(description="How long the glossary's page and its questions take.")
    parser.add_argument("--data-dir", help="a folder whose database to fill up and keep; a throw-away one without")
    parser.add_argument("--database-url", default="", help="a database to fill up and keep; SQLite without")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ.update(HOYAKU_DATA_DIR=arguments.data_dir or folder, HOYAKU_DATABASE_URL=arguments.database_url)
        sessions = open_database(Settings())
        with sessions() as session:
            fill_glossary(session)
            fill(session, PAIRS, None)
        console = Console()
        console.print(_questions(sessions))
        console.print(_reruns())
        sessions.kw["bind"].dispose()


def fill_glossary(session: Session) -> None:
    """Puts the seed glossary in and fills it up with made-up compounds of its terms."""
    seed_glossary(session)
    seeds = [term for term in read_seed_terms() if not term.area or term.area == "contract"]
    known = {(term.zh, term.area) for term in load_terms(session)}
    made = (
        Term(zh=one.zh + other.zh, ja=one.ja + other.ja, area="contract", note="一" if len(one.zh) == 2 else "")
        for one, other in product(seeds, seeds)
        if (one.zh + other.zh, "contract") not in known and len(one.zh + other.zh) < 12
    )
    missing = TERMS - len(load_terms(session))
    chosen = {(term.zh, term.area): term for term, _ in zip(made, range(2 * missing), strict=False)}
    insert_terms(session, list(chosen.values())[:missing], "added", "benchmark", "benchmark")
    session.commit()


def _questions(sessions: sessionmaker[Session]) -> Table:
    table = Table()
    for column in ("question", "texts with the characters", "seconds (processor)"):
        table.add_column(column, justify="right")
    with sessions() as session:
        table.title = f"{session.get_bind().dialect.name}, {TERMS:,} terms, {PAIRS:,} pairs"
        by_text = {term.zh: term for term in load_terms(session)}
        for zh in ("合同", "抵押权", "民事法律行为"):
            term = by_text[zh]
            change = PlannedChange(term, replace(term, ja=f"{term.ja}等"))
            held = len(pairs_holding(session, "zh", term.forms("zh")))
            table.add_row(f"impact of {zh}", f"{held:,}", _best(lambda change=change: assess(session, [change])))  # type: ignore[misc]
        table.add_row("conflicts", "", _best(lambda: find_conflicts(session)))
        table.add_row("unused terms", f"{PAIRS:,}", _best(lambda: unused_terms(session), 2))
    table.caption = f"An impact looks at {EXAMINED:,} pairs at most."
    return table


def _reruns() -> Table:
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_function(_page, default_timeout=120).run()
    table = Table(title=f"The page's reruns with {TERMS:,} terms")
    for column in ("after", "seconds (processor)"):
        table.add_column(column, justify="right")
    table.add_row("nothing", _best(lambda: page.run()))
    for text in ("抵押", "契約"):
        table.add_row(
            f"a search for {text}", _best(lambda text=text: page.text_input("glossary_search").set_value(text).run())
        )  # type: ignore[misc]
    page.text_input("glossary_search").set_value("").run()
    table.add_row("the area contract", _best(lambda: page.selectbox("glossary_area").set_value("contract").run()))
    page.selectbox("glossary_size").set_value(500).run()
    table.add_row("nothing, 500 rows", _best(lambda: page.run()))
    page.toggle("glossary_editing").set_value(True).run()
    table.add_row("nothing, 500 rows edited in place", _best(lambda: page.run()))
    return table


def _page() -> None:
    from ui.glossary_page import show
    from ui.messages import speaker
    from ui.session import set_defaults

    set_defaults()
    show(speaker("ja"))


def _best(work: Callable[[], object], repeats: int = REPEATS) -> str:
    clock, processor = [], []
    for _ in range(repeats):
        begin, begin_of_processor = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - begin)
        processor.append(time.process_time() - begin_of_processor)
    return f"{min(clock):.2f} ({min(processor):.2f})"


if __name__ == "__main__":
    main()
