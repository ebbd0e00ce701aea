"""Speed and reach of the glossary over the seed corpus.

    python benchmarks/glossary_matching.py

Prints the time to build a matcher, the time to match a 100-sentence text (best of several runs, one
thread), and, for each direction, the share of matched terms whose rendering the human translation
has. The translations were not made with this matcher, so the share is a lower bound of how often a
match is one that a lawyer would translate by the glossary; what misses most is listed.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable

from corpus.languages import Direction, Language
from corpus.seeds import read_seeds, seed_files
from glossary.adherence import check_adherence
from glossary.matching import Matcher
from glossary.seeds import read_seed_terms
from glossary.surfaces import stems, surfaces
from glossary.terms import Term

RUNS = 7
SENTENCES = 100

Row = tuple[str, str, str]  # zh, ja, area ("" where the corpus does not say)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worst", type=int, default=15, help="how many of the most missed terms to list")
    worst = parser.parse_args().worst
    terms = list(read_seed_terms())
    rows = [
        (pair.zh, pair.ja, pair.area or "")
        for path in seed_files()
        for pair in read_seeds(path, path.read_text(encoding="utf-8"))
    ]
    print(f"{len(terms):,} terms, {len(rows):,} pairs; times are the best of {RUNS} runs on one thread\n")
    for direction in Direction:
        report_speed(terms, rows, direction.source)
    for direction in Direction:
        report_reach(terms, rows, direction, worst)


def report_speed(terms: list[Term], rows: list[Row], language: Language) -> None:
    surfaces.cache_clear()
    stems.cache_clear()
    first = seconds(lambda: Matcher(terms, language))
    again = min(seconds(lambda: Matcher(terms, language)) for _ in range(RUNS))
    matcher = Matcher(terms, language)
    sentences = [row[0] if language == "zh" else row[1] for row in rows[:SENTENCES]]
    text = "\n".join(sentences)
    whole = min(seconds(lambda: matcher.match(text)) for _ in range(RUNS))
    apart = min(seconds(lambda: [matcher.match(sentence) for sentence in sentences]) for _ in range(RUNS))
    print(
        f"{language}: build {first * 1000:.0f} ms (again {again * 1000:.0f} ms); {SENTENCES} sentences, "
        f"{len(text):,} characters, {len(matcher.match(text))} matches: {whole * 1000:.1f} ms in one text, "
        f"{apart * 1000:.1f} ms one by one"
    )


def report_reach(terms: list[Term], rows: list[Row], direction: Direction, worst: int) -> None:
    matcher = Matcher(terms, direction.source)
    statuses: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    matched: Counter[str] = Counter()
    for zh, ja, area in rows:
        source, target = (zh, ja) if direction is Direction.ZH_JA else (ja, zh)
        for finding in check_adherence(matcher.match(source, area), target, direction.target):
            name = f"{finding.match.surface} = {finding.match.renderings(direction.target)[0]}"
            statuses[finding.status] += 1
            matched[name] += 1
            missed[name] += finding.status == "missing"
    total = statuses.total()
    print(
        f"\n{direction}: {total:,} matches, {statuses['satisfied'] / total:.2%} satisfied, "
        f"{statuses['missing'] / total:.2%} missing, {statuses['forbidden'] / total:.2%} forbidden"
    )
    for name, count in missed.most_common(worst):
        print(f"  {count:4} of {matched[name]:4} missing  {name}")


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
