"""How many terms of the glossary its own corpus gives back when the glossary is taken away.

    python -m benchmarks term_candidates

Wanted is every Chinese form of the seed glossary that matches in at least five of the seed pairs. Found is one that
is among the best N candidates; its rendering is right where it is one of the glossary's, conjugated forms included.
The glossary plays no part in finding candidates, but the thresholds of frequency, variety and Dice were chosen with
these figures in view, so that another corpus may give somewhat less.
"""

import time
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from corpus.database import open_database
from corpus.seeds import seed_corpus
from corpus.settings import Settings
from corpus.tables import Pair
from glossary.candidates import Candidate, extract_candidates
from glossary.expressions import FREQUENCY
from glossary.matching import Matcher
from glossary.seeds import read_seed_terms
from glossary.surfaces import surfaces
from glossary.terms import Term

DEPTHS = (500, 1000, 2000, 3000, 5000)


def main() -> None:
    """Extracts the candidates and prints recall and rendering accuracy at each depth."""
    terms = list(read_seed_terms())
    with TemporaryDirectory() as folder:
        sessions = open_database(Settings(data_dir=Path(folder), database_url=""))
        with sessions() as session:
            seed_corpus(session)
            begin = time.perf_counter()
            candidates = extract_candidates(session)
            seconds = time.perf_counter() - begin
            texts = session.scalars(select(Pair.zh)).all()
        sessions.kw["bind"].dispose()
    table = Table(title=f"{len(candidates):,} candidates of {len(texts):,} pairs in {seconds:.1f} s")
    for column in ("wanted", "best", "recall", "rendering right"):
        table.add_column(column, justify="right")
    renderings = _renderings(terms)
    wanted = _wanted(terms, list(texts))
    for depth in (*DEPTHS, len(candidates)):
        table.add_row(f"{len(wanted):,}", f"{depth:,}", *_scores(candidates[:depth], wanted, renderings))
    Console().print(table)


def _renderings(terms: list[Term]) -> dict[str, set[str]]:
    """The right renderings of each Chinese form, in any area."""
    found: dict[str, set[str]] = defaultdict(set)
    for term in terms:
        for form in term.forms("zh"):
            found[form].update(surface for rendering in term.forms("ja") for surface in surfaces(rendering, "ja"))
    return found


def _wanted(terms: list[Term], texts: list[str]) -> set[str]:
    """The forms that match in enough texts."""
    matcher = Matcher(terms, "zh")
    counted = Counter(surface for text in texts for surface in {match.surface for match in matcher.match(text)})
    return {surface for surface, texts_with_it in counted.items() if texts_with_it >= FREQUENCY}


def _scores(candidates: list[Candidate], wanted: set[str], renderings: dict[str, set[str]]) -> tuple[str, str]:
    found = [candidate for candidate in candidates if candidate.zh in wanted]
    right = [candidate for candidate in found if candidate.ja in renderings[candidate.zh]]
    return f"{len(found) / len(wanted):.1%}", f"{len(right) / max(1, len(found)):.1%}"


if __name__ == "__main__":
    main()
