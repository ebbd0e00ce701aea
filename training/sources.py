"""The data sets that train the base model, read as they lie on disk.

The legal pairs and documents are part of the project (`corpus/data`); the translated statutes and
the general pairs stand outside it, in the folder of the setting `training_data`, and are optional.
"""

import csv
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.settings import PROJECT_ROOT
from glossary.terms import Term
from training.errors import TrainingError

LEGAL = PROJECT_ROOT / "corpus" / "data"
TERMS = PROJECT_ROOT / "glossary" / "data" / "terms"


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """A zh-ja pair with the unit that must not be torn between training and test."""

    zh: str
    ja: str
    unit: str  # "pairs/<area>", "documents/<name>", "statutes/<law>" or "terms/<area>"


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a headed TSV file without quoting; TrainingError where the file is absent."""
    if not path.is_file():
        raise TrainingError(f"{path} is not there; set HOYAKU_TRAINING_DATA to the folder that holds it.")
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def legal_pairs() -> Iterator[TrainingPair]:
    """The seed pairs, then the segments of the seed documents."""
    for path in sorted((LEGAL / "pairs").glob("*.tsv")):
        for row in read_rows(path):
            yield TrainingPair(row["zh"], row["ja"], f"pairs/{path.stem}")
    for path in sorted((LEGAL / "documents").glob("*.tsv")):
        for row in read_rows(path):
            yield TrainingPair(row["zh"], row["ja"], f"documents/{row['document']}")


def statutes(folder: Path) -> Iterator[TrainingPair]:
    """The translated statutes of the training data folder."""
    for row in read_rows(folder / "statutes" / "parallel.tsv"):
        yield TrainingPair(row["zh"], row["ja"], f"statutes/{row['law']}")


def terms() -> Iterator[TrainingPair]:
    """Each seed term as a tiny pair."""
    for path in sorted(TERMS.glob("*.tsv")):
        for row in read_rows(path):
            yield TrainingPair(row["zh"], row["ja"], f"terms/{path.stem}")


def seed_terms() -> list[Term]:
    """The seed glossary, straight from its files."""
    rows = (row for path in sorted(TERMS.glob("*.tsv")) for row in read_rows(path))
    return [
        Term(row["zh"], row["ja"], row["area"], zh_variants=tuple(v for v in row["zh_variants"].split("|") if v))
        for row in rows
    ]


def monolingual_statutes(folder: Path, sentences: int) -> Iterator[str]:
    """Evenly spaced sentences of the Chinese and of the Japanese statutes, so many of each."""
    for language in ("zh", "ja"):
        path = folder / "statutes" / f"{language}.txt.xz"
        if not path.is_file():
            raise TrainingError(f"{path} is not there; set tokenizer_monolingual = 0 to do without it.")
        with lzma.open(path, "rt", encoding="utf-8") as file:
            lines = file.read().split("\n")
        yield from lines[:: max(1, len(lines) // sentences)]
