"""What a run trains, validates and tests on, written into its folder once, so that it is the same when resumed."""

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import ModelVersion
from glossary.snapshots import snapshot, term_of_snapshot
from glossary.store import load_terms
from glossary.terms import Term
from service.registry import located
from training.tuning.configuration import DataSection
from training.tuning.partition import TuningPair, partition, read_pairs
from training.tuning.run_folder import RunFolder

SEEN = "data/seen.txt"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The pairs of a run by part, and the glossary at its beginning. `new` pairs the serving model has not seen."""

    new: tuple[TuningPair, ...]
    known: tuple[TuningPair, ...]
    validation: tuple[TuningPair, ...]
    test: tuple[TuningPair, ...]
    terms: tuple[Term, ...]


def prepare(
    run: RunFolder, session: Session, settings: Settings, section: DataSection, serving: ModelVersion | None, seed: int
) -> str:
    """Divide the approved pairs and write them into the run's folder; returns the data's digest (SHA-256).

    Raises TrainingError where there are too few pairs, or one would be trained on and judged by at once.
    """
    found = partition(read_pairs(session), section)
    seen = seen_digests(serving, settings)
    train = [{**asdict(pair), "known": pair.is_seed or pair.digest in seen} for pair in found.train]
    chance = random.Random(seed)
    run.write_rows("data/train.jsonl", train)
    run.write_rows("data/validation.jsonl", map(asdict, _sample(found.validation, section.validation_segments, chance)))
    run.write_rows("data/test.jsonl", map(asdict, _sample(found.test, section.test_segments, chance)))
    run.write_rows("data/terms.jsonl", (snapshot(term) for term in load_terms(session)))
    run.write_lines(SEEN, sorted(seen | {pair.digest for pair in found.train}))
    new = sum(not row["known"] for row in train)
    run.write_log(
        f"{len(train)} training pairs, {new} of them new to the model; {len(found.validation)} validation, "
        f"{len(found.test)} test; {found.dropped} left out because they nearly repeat a held-out one"
    )
    return found.digest


def read_prepared(run: RunFolder) -> Prepared:
    """What `prepare` wrote."""
    train = list(run.read_rows("data/train.jsonl"))
    known = [row.pop("known") for row in train]
    pairs = [TuningPair(**row) for row in train]
    return Prepared(
        new=tuple(pair for pair, seen in zip(pairs, known, strict=True) if not seen),
        known=tuple(pair for pair, seen in zip(pairs, known, strict=True) if seen),
        validation=tuple(TuningPair(**row) for row in run.read_rows("data/validation.jsonl")),
        test=tuple(TuningPair(**row) for row in run.read_rows("data/test.jsonl")),
        terms=tuple(term_of_snapshot(row) for row in run.read_rows("data/terms.jsonl")),
    )


def seen_digests(serving: ModelVersion | None, settings: Settings) -> frozenset[str]:
    """The digests of the pairs that a version, or one it was made from, was trained on, besides the seed pairs."""
    place = str(serving.parameters.get("run", "")) if serving is not None else ""
    run = RunFolder(Path(located(place, settings))) if place else None
    return frozenset(run.read_lines(SEEN)) if run is not None and run.has(SEEN) else frozenset()


def _sample(pairs: Sequence[TuningPair], most: int, chance: random.Random) -> list[TuningPair]:
    """At most so many of the pairs, in their order."""
    if len(pairs) <= most:
        return list(pairs)
    return [pairs[index] for index in sorted(chance.sample(range(len(pairs)), most))]
