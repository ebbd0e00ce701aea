"""The data sets that train the base model, read as they lie on disk.

The legal pairs and documents are part of the project (`corpus/data`); the translated statutes and
monolingual ones stand outside it, in the folder of the setting `training_data`, and are optional.
"""

import csv
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.seeds import read_seeds, seed_files
from glossary.seeds import read_seed_terms
from glossary.terms import Term
from training.errors import TrainingError


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """A zh-ja pair with the unit that must not be torn between training and test."""

    zh: str
    ja: str
    unit: str  # "pairs/<area>", "documents/<name>", "statutes/<law>" or "terms/<area>"


def legal_pairs() -> Iterator[TrainingPair]:
    """The seed pairs, then the segments of the seed documents."""
    for path in seed_files():
        for pair in read_seeds(path, path.read_text(encoding="utf-8")):
            unit = f"documents/{pair.document}" if pair.document else f"pairs/{path.stem}"
            yield TrainingPair(pair.zh, pair.ja, unit)


def statutes(folder: Path) -> Iterator[TrainingPair]:
    """The translated statutes of the training data folder; TrainingError where they are not there."""
    path = folder / "statutes" / "parallel.tsv"
    if not path.is_file():
        raise TrainingError(f"{path} is not there; set HOYAKU_TRAINING_DATA to the folder that holds it.")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield TrainingPair(row["zh"], row["ja"], f"statutes/{row['law']}")


def terms() -> Iterator[TrainingPair]:
    """Each seed term as a tiny pair."""
    for term in read_seed_terms():
        yield TrainingPair(term.zh, term.ja, f"terms/{term.area}")


def seed_terms() -> list[Term]:
    """The seed glossary, straight from its files."""
    return list(read_seed_terms())


def monolingual_statutes(folder: Path, sentences: int) -> Iterator[str]:
    """Evenly spaced sentences of the Chinese and of the Japanese statutes, so many of each."""
    for language in ("zh", "ja"):
        path = folder / "statutes" / f"{language}.txt.xz"
        if not path.is_file():
            raise TrainingError(f"{path} is not there; set tokenizer_monolingual = 0 to do without it.")
        with lzma.open(path, "rt", encoding="utf-8") as file:
            lines = file.read().split("\n")
        yield from lines[:: max(1, len(lines) // sentences)]
