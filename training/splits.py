"""What the base model never sees: held-out documents and laws, and whatever nearly repeats them.

The split is by whole documents and laws, never by sentence; boilerplate that recurs outside the
held-out documents is dropped from the training side, so that a score is not a memory test.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.languages import Direction
from corpus.near_duplicates import near_duplicates_of
from glossary.matching import Matcher
from training.sources import TrainingPair, legal_pairs, seed_terms

TEST_DOCUMENTS = 20
VALIDATION_DOCUMENTS = 8
TEST_LAWS = ("労働契約法", "不正競争防止法", "行政事件訴訟法", "反不正当", "信托法", "律师法")
NEAR_DUPLICATE = 0.9  # normalised indel similarity of the Chinese sides from which on a pair is dropped


@dataclass(frozen=True, slots=True)
class Split:
    """Three disjoint lists of pairs; the terms and seed pairs are all in `train`."""

    train: list[TrainingPair]
    validation: list[TrainingPair]
    test: list[TrainingPair]
    dropped: int  # training pairs removed because they nearly repeat a held-out one


def document_order(units: Iterable[str]) -> list[str]:
    """The document units by the SHA-256 of their names: an order that new documents do not disturb much."""
    documents = {unit for unit in units if unit.startswith("documents/")}
    return sorted(documents, key=lambda unit: hashlib.sha256(unit.encode()).hexdigest())


def held_out_units(units: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The units of the validation part and of the test part."""
    ordered = document_order(units)
    test = {*ordered[:TEST_DOCUMENTS], *(f"statutes/{law}" for law in TEST_LAWS)}
    validation = ordered[TEST_DOCUMENTS : TEST_DOCUMENTS + VALIDATION_DOCUMENTS]
    return frozenset(validation), frozenset(test)


def split(pairs: Sequence[TrainingPair]) -> Split:
    """The fixed split of these pairs."""
    validation_units, test_units = held_out_units(pair.unit for pair in pairs)
    validation = [pair for pair in pairs if pair.unit in validation_units]
    test = [pair for pair in pairs if pair.unit in test_units]
    rest = [pair for pair in pairs if pair.unit not in validation_units | test_units]
    held_out = [pair.zh for pair in validation + test]
    repeats = near_duplicates_of([pair.zh for pair in rest], held_out, NEAR_DUPLICATE)
    train = [pair for pair, repeat in zip(rest, repeats, strict=True) if not repeat]
    return Split(train, validation, test, dropped=len(rest) - len(train))


def write_held_out(path: Path, direction: Direction = Direction.ZH_JA) -> int:
    """Write the held-out legal documents as a test file for `hoyaku evaluate`; returns the rows.

    Columns zh, ja and terms: the glossary matches of the source whose rendering the reference uses.
    """
    pairs = list(legal_pairs())
    _, test_units = held_out_units(pair.unit for pair in pairs)
    matcher = Matcher(seed_terms(), direction.source)
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("zh\tja\tterms\n")
        for pair in pairs:
            if pair.unit not in test_units:
                continue
            listed = "|".join("=".join(term) for term in terms_in_reference(pair, direction, matcher))
            file.write(f"{pair.zh}\t{pair.ja}\t{listed}\n")
            rows += 1
    return rows


def terms_in_reference(pair: TrainingPair, direction: Direction, matcher: Matcher) -> tuple[tuple[str, str], ...]:
    """The (zh, ja) of the terms that `matcher` finds in the source and the reference renders as the glossary does."""
    source, reference = (pair.zh, pair.ja) if direction is Direction.ZH_JA else (pair.ja, pair.zh)
    listed: dict[tuple[str, str], None] = {}
    for match in matcher.match(source):
        used = [text for text in match.renderings(direction.target) if text in reference]
        if used:
            listed[(match.surface, used[0]) if direction is Direction.ZH_JA else (used[0], match.surface)] = None
    return tuple(listed)
