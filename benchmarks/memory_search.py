"""Latency and recall of the translation memory.

    python benchmarks/memory_search.py [--pairs 200000] [--data FILE.tsv] [--database-url URL]

Fills a throw-away SQLite database (or the empty database of the URL) with the seed pairs and, up to the number
asked for, pairs of a TSV file with the columns zh and ja; without one, sentences put together from clauses
of the seed pairs, which is the harder case, because their trigrams are all common. Half of the queries are
stored sentences with up to a quarter of their characters edited, half are sentences that were not stored.

Latency is that of the whole `search_memory`, threshold 0.7, five hits. Recall is against RapidFuzz on every
stored key: `best` is the share of queries with a match whose best one is found, `all` the share of their
five best matches that are. Below the row of all queries stand those of each length.
"""

import argparse
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.database import open_database
from corpus.languages import Direction, Language
from corpus.memory import search_memory
from corpus.normalisation import key
from corpus.pairs import NewPair, SourceInfo, add_pairs, count_pairs, iter_pairs
from corpus.seeds import seed_corpus
from corpus.settings import Settings
from corpus.tables import Pair

THRESHOLD, LIMIT = 0.7, 5
QUERIES = 200
LENGTHS = ((1, 15), (16, 31), (32, 63), (64, 10_000))  # characters of a query, from and to
CLAUSES = re.compile(r"[^，、；。]+[，、；。]?")


def main() -> None:
    """Builds the database, measures both directions and prints the table."""
    parser = argparse.ArgumentParser(description="Latency and recall of the translation memory.")
    parser.add_argument("--pairs", type=int, default=200_000)
    parser.add_argument("--data", type=Path, help="TSV file with the columns zh and ja")
    parser.add_argument("--database-url", default="", help="an empty database; a throw-away SQLite file without")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        sessions = open_database(Settings(data_dir=Path(folder), database_url=arguments.database_url))
        with sessions() as session:
            begin = time.perf_counter()
            unstored = fill(session, arguments.pairs, arguments.data)
            filling = time.perf_counter() - begin
            table = Table(title=f"Translation memory, {session.get_bind().dialect.name}")
            for column in (
                "direction",
                "characters",
                "pairs",
                "queries",
                "p50 ms",
                "p95 ms",
                "recall best",
                "recall all",
            ):
                table.add_column(column, justify="right")
            pairs = count_pairs(session)
            for direction in Direction:
                measured = measure(session, direction, unstored)
                table.add_row(direction, "all", f"{pairs:,}", *row(measured))
                for shortest, longest in LENGTHS:
                    of_length = [query for query in measured if shortest <= query.characters <= longest]
                    if of_length:
                        table.add_row("", f"from {shortest}", "", *row(of_length))
        sessions.kw["bind"].dispose()
    console = Console()
    console.print(table)
    console.print(f"Filled at {pairs / filling:,.0f} pairs a second.")


def fill(session: Session, pairs: int, data: Path | None) -> list[NewPair]:
    """Fills the database; returns pairs like those stored that were not."""
    chance = random.Random(1)
    seed_corpus(session)
    more = read(data) if data else recombined(list(iter_pairs(session)), chance)
    unstored = list(islice(more, QUERIES))
    source = SourceInfo("benchmark", "0" * 64, "", "benchmark")
    while (missing := pairs - count_pairs(session)) > 0:
        if not add_pairs(session, islice(more, missing), source).added:
            break
    return unstored


def read(path: Path) -> Iterator[NewPair]:
    with path.open(encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")
        for line in lines:
            row = dict(zip(names, line.rstrip("\n").split("\t"), strict=False))
            yield NewPair(row["zh"], row["ja"])


def recombined(seeds: list[Pair], chance: random.Random) -> Iterator[NewPair]:
    """Endless sentences of one to four clauses from anywhere in the seed pairs; the sides do not correspond."""
    zh = [clause for pair in seeds for clause in CLAUSES.findall(pair.zh)]
    ja = [clause for pair in seeds for clause in CLAUSES.findall(pair.ja)]
    while True:
        yield NewPair(
            "".join(chance.sample(zh, chance.randint(1, 4))), "".join(chance.sample(ja, chance.randint(1, 4)))
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """One query: its length, the time it took, and the scores found beside the right ones, best first."""

    characters: int
    seconds: float
    found: list[float]
    right: list[float]


def measure(session: Session, direction: Direction, unstored: list[NewPair]) -> list[Measured]:
    """Each query searched for and compared with brute force."""
    chance = random.Random(2)
    language = direction.source
    column = Pair.zh_key if language == "zh" else Pair.ja_key
    keys = list(session.scalars(select(column).order_by(Pair.id)))
    texts = [edited(text, chance) for text in chance.sample(keys, QUERIES // 2)]
    texts += [getattr(pair, language) for pair in unstored[: QUERIES // 2]]
    for text in texts[:10]:
        search_memory(session, text, direction, THRESHOLD, LIMIT)  # warms the page cache
    measured = []
    for text in texts:
        begin = time.perf_counter()
        found = [hit.score for hit in search_memory(session, text, direction, THRESHOLD, LIMIT)]
        seconds = time.perf_counter() - begin
        measured.append(Measured(len(text), seconds, found, brute_force(text, language, keys)))
    return measured


def row(measured: list[Measured]) -> tuple[str, ...]:
    """The cells of one row from the number of queries on."""
    latency = np.percentile([query.seconds for query in measured], [50, 95]) * 1_000
    matched = [query for query in measured if query.right]
    best = sum(query.found[:1] >= query.right[:1] for query in matched)
    wanted = sum(len(query.right) for query in matched)
    found = sum(score >= true for query in matched for score, true in zip(query.found, query.right, strict=False))
    recall = (f"{best / len(matched):.1%}", f"{found / wanted:.1%}") if matched else ("", "")
    return (str(len(measured)), *(f"{milliseconds:.1f}" for milliseconds in latency), *recall)


def brute_force(text: str, language: Language, keys: list[str]) -> list[float]:
    """The scores of the best matches among all keys, best first."""
    ranked = process.extract(
        key(text, language), keys, scorer=Levenshtein.normalized_similarity, score_cutoff=THRESHOLD, limit=LIMIT
    )
    return [score for _, score, _ in ranked]


def edited(text: str, chance: random.Random) -> str:
    """The text with up to a quarter of its characters dropped, doubled or exchanged, one here and one there."""
    characters = list(text)
    for _ in range(max(1, int(len(text) * chance.uniform(0, 0.25)))):
        place = chance.randrange(len(characters))
        characters[place] = chance.choice(("", characters[place] * 2, chance.choice(text)))
    return "".join(characters)


if __name__ == "__main__":
    main()
