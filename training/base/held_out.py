"""What no model of the recipe sees, and the file that lists it by digest.

The legal part is the split of `training.splits`: whole documents and laws. Of the general pairs the 2,000
with the lowest SHA-256 are test data and the next 500 validation data, among those with at least ten Chinese
characters. `python -m training.base.held_out` writes `training/data/held_out.tsv`: unit, part, rows and the
SHA-256 of the rows, but no text.
"""

import csv
import hashlib
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.near_duplicates import near_duplicates_of
from corpus.settings import PROJECT_ROOT, Settings
from training import sources, splits
from training.sources import TrainingPair

GENERAL_TEST, GENERAL_VALIDATION = 2000, 500
SHORTEST = 10  # Chinese characters: a shorter general pair is a label, which says little about translation
HELD_OUT = PROJECT_ROOT / "training" / "data" / "held_out.tsv"


@dataclass(frozen=True, slots=True)
class HeldOutUnit:
    """A document, a law or the general part: how many rows, and the SHA-256 over their zh, tab, ja, line feed."""

    unit: str
    part: str  # "validation" or "test"
    rows: int
    digest: str


def by_digest(pair: TrainingPair) -> bytes:
    """The key of an order of pairs that has nothing to do with their content or place."""
    return hashlib.sha256(f"{pair.zh}\t{pair.ja}".encode()).digest()


def general_held_out(pairs: Iterable[TrainingPair]) -> tuple[list[TrainingPair], list[TrainingPair]]:
    """The validation and the test part of the general pairs, in the order of their digests."""
    long_enough = {by_digest(pair): pair for pair in pairs if len(pair.zh) >= SHORTEST}
    lowest = [long_enough[digest] for digest in heapq.nsmallest(GENERAL_TEST + GENERAL_VALIDATION, long_enough)]
    return lowest[GENERAL_TEST:], lowest[:GENERAL_TEST]


def legal_held_out(data: Path | None) -> tuple[list[TrainingPair], list[TrainingPair]]:
    """The validation and the test part of the legal documents and, where there is a folder, of the laws."""
    pairs = [*sources.legal_pairs(), *(sources.statutes(data) if data else ())]
    validation, test = splits.held_out_units(pair.unit for pair in pairs)
    return [pair for pair in pairs if pair.unit in validation], [pair for pair in pairs if pair.unit in test]


def split_general(pairs: Sequence[TrainingPair], legal: Sequence[TrainingPair], limit: int = 0) -> splits.Split:
    """The general pairs divided: of the training side, of which `limit` are taken by digest, whatever repeats a
    held-out pair, general or `legal`, on either side, or nearly repeats its Chinese side, is dropped."""
    validation, test = general_held_out(pairs)
    held_out = [*validation, *test, *legal]
    if limit:  # the held-out pairs are among the lowest digests
        pairs = heapq.nsmallest(limit + len(validation) + len(test), pairs, key=by_digest)
    zh, ja = ({letters(text) for text in side} for side in zip(*((pair.zh, pair.ja) for pair in held_out), strict=True))
    rest = [pair for pair in pairs if letters(pair.zh) not in zh and letters(pair.ja) not in ja]
    repeats = near_duplicates_of([pair.zh for pair in rest], [pair.zh for pair in held_out])
    train = [pair for pair, repeat in zip(rest, repeats, strict=True) if not repeat]
    return splits.Split(train, validation, test, dropped=len(pairs) - len(validation) - len(test) - len(train))


def letters(text: str) -> str:
    """The text's letters and digits alone: equal ones are the same text but for punctuation, space and case."""
    return "".join(filter(str.isalnum, text)).casefold()


def units(parts: Iterable[tuple[str, Sequence[TrainingPair]]], name: str = "") -> list[HeldOutUnit]:
    """The units of (part, pairs), in the order of the pairs; `name` takes all pairs of a part as one unit."""
    found = []
    for part, pairs in parts:
        rows: dict[str, list[TrainingPair]] = {}
        for pair in pairs:
            rows.setdefault(name or pair.unit, []).append(pair)
        found += [HeldOutUnit(unit, part, len(content), rows_digest(content)) for unit, content in rows.items()]
    return found


def rows_digest(pairs: Iterable[TrainingPair]) -> str:
    return hashlib.sha256("".join(f"{pair.zh}\t{pair.ja}\n" for pair in pairs).encode()).hexdigest()


def read_held_out(path: Path = HELD_OUT) -> list[HeldOutUnit]:
    """The committed list."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [HeldOutUnit(row["unit"], row["part"], int(row["rows"]), row["sha256"]) for row in rows]


def main() -> None:
    """Write the list from the training data of the settings."""
    data = Settings().training_data
    legal = zip(("validation", "test"), legal_held_out(data), strict=True)
    general = zip(("validation", "test"), general_held_out(sources.general(data)), strict=True)
    listed = [*units(legal), *units(general, "general")]
    lines = [f"{unit.unit}\t{unit.part}\t{unit.rows}\t{unit.digest}" for unit in listed]
    HELD_OUT.parent.mkdir(exist_ok=True)
    HELD_OUT.write_text("\n".join(["unit\tpart\trows\tsha256", *lines]) + "\n", encoding="utf-8")
    print(f"{HELD_OUT.name}: {len(listed)} units, {sum(unit.rows for unit in listed)} rows")


if __name__ == "__main__":
    main()
