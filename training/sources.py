"""The data sets that train the base model, read as they lie on disk.

The legal pairs and documents are part of the project (`corpus/data`); the translated statutes and
monolingual ones stand outside it, in the folder of the setting `training_data`, and are optional.
"""

import csv
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from corpus.languages import LANGUAGES, Language
from corpus.seeds import read_seeds, seed_files
from glossary.seeds import read_seed_terms
from glossary.terms import Term
from training.errors import TrainingError


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """A zh-ja pair with the unit that must not be torn between training and test."""

    zh: str
    ja: str
    unit: str  # "pairs/<area>", "documents/<name>", "statutes/<law>", "terms/<area>" or "general/<source>"


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
        for zh, ja, law in read_columns(file, "zh", "ja", "law"):
            yield TrainingPair(zh, ja, f"statutes/{law}")


def terms() -> Iterator[TrainingPair]:
    """Each seed term as a tiny pair."""
    for term in read_seed_terms():
        yield TrainingPair(term.zh, term.ja, f"terms/{term.area}")


def seed_terms() -> list[Term]:
    """The seed glossary, straight from its files."""
    return list(read_seed_terms())


def general(folder: Path) -> Iterator[TrainingPair]:
    """The pairs of software and business documentation; TrainingError where they are not there."""
    paths = sorted((folder / "general").glob("general-*.tsv.xz"))
    if not paths:
        raise TrainingError(
            f"{folder}/general holds no general-*.tsv.xz; set HOYAKU_TRAINING_DATA to the right folder."
        )
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
            for zh, ja, source in read_columns(file, "zh", "ja", "source"):
                yield TrainingPair(zh, ja, f"general/{source}")


def monolingual(folder: Path, language: Language) -> list[str]:
    """The sentences of that language's statutes in the order of the file; TrainingError where they are not there."""
    path = folder / "statutes" / f"{language}.txt.xz"
    if not path.is_file():
        raise TrainingError(f"{path} is not there; set HOYAKU_TRAINING_DATA, or ask for no monolingual sentences.")
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return file.read().split("\n")


def monolingual_statutes(folder: Path, sentences: int) -> Iterator[str]:
    """Evenly spaced sentences of the Chinese and of the Japanese statutes, so many of each."""
    for language in LANGUAGES:
        lines = monolingual(folder, language)
        yield from lines[:: max(1, len(lines) // sentences)]


def read_columns(file: TextIO, *names: str) -> Iterator[tuple[str, ...]]:
    """The cells of these columns, two or more, of a TSV without quoting, row by row: a dictionary for each of a
    million rows takes most of the time that reading them does."""
    rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    heading = next(rows)
    return map(itemgetter(*map(heading.index, names)), filter(None, rows))
