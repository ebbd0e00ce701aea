"""Which approved pairs train, which choose the checkpoint and which judge: by document, never by sentence.

A document's part follows from a hash of its name and a loose pair's from the first pair of its near-duplicate
cluster, so a part never changes from run to run and what once judged is never trained on. The seed documents that
the shipped model never saw keep their parts (`training.splits`); the other seed pairs it has seen, so they train.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy.orm import Session

from corpus.near_duplicates import near_duplicate_clusters, near_duplicates_of
from corpus.normalisation import key
from corpus.pairs import iter_pairs
from corpus.seeds import IMPORTED_BY
from corpus.tables import Pair
from training.errors import TrainingError
from training.splits import held_out_units
from training.tuning.configuration import DataSection

Part = Literal["train", "validation", "test"]


@dataclass(frozen=True, slots=True)
class TuningPair:
    """An approved pair; `unit` is the document or cluster that is not torn, `digest` that of the corpus."""

    zh: str
    ja: str
    unit: str
    digest: str
    area: str = ""
    is_seed: bool = False


@dataclass(frozen=True, slots=True)
class Partition:
    """Three disjoint lists of pairs; `dropped` training pairs nearly repeat a held-out one."""

    train: tuple[TuningPair, ...]
    validation: tuple[TuningPair, ...]
    test: tuple[TuningPair, ...]
    dropped: int

    @property
    def digest(self) -> str:
        """A SHA-256 over the digests of the pairs of each part."""
        parts = (self.train, self.validation, self.test)
        listed = "\n\n".join("\n".join(sorted(pair.digest for pair in part)) for part in parts)
        return hashlib.sha256(listed.encode()).hexdigest()


def read_pairs(session: Session) -> list[TuningPair]:
    """The approved pairs without quality flags, in the order of import; loose ones have their cluster for a unit."""
    pairs = [_pair(pair) for pair in iter_pairs(session) if not pair.flags]
    loose = [index for index, pair in enumerate(pairs) if not pair.unit]
    clusters = near_duplicate_clusters([pairs[index].zh for index in loose])
    for index, first in zip(loose, clusters, strict=True):
        pairs[index] = replace(pairs[index], unit=f"pair/{pairs[loose[first]].digest}")
    return pairs


def partition(pairs: Sequence[TuningPair], section: DataSection) -> Partition:
    """The pairs in their parts; TrainingError where one of them would be empty, or holds what another does."""
    if not pairs:
        raise TrainingError("The corpus holds no pairs; import some with hoyaku corpus import, or approve segments.")
    seed_validation, seed_test = held_out_units({pair.unit for pair in pairs if pair.is_seed})

    def part_of(pair: TuningPair) -> Part:
        if pair.is_seed:
            return "test" if pair.unit in seed_test else "validation" if pair.unit in seed_validation else "train"
        place = int(hashlib.sha256(pair.unit.encode()).hexdigest()[:12], 16) / 16**12
        if place < section.test_share:
            return "test"
        return "validation" if place < section.test_share + section.validation_share else "train"

    parts: dict[Part, list[TuningPair]] = {"train": [], "validation": [], "test": []}
    for pair in pairs:
        parts[part_of(pair)].append(pair)
    held_out = parts["validation"] + parts["test"]
    repeats = _repeats(parts["train"], held_out)
    train = tuple(pair for pair, repeat in zip(parts["train"], repeats, strict=True) if not repeat)
    found = Partition(train, tuple(parts["validation"]), tuple(parts["test"]), len(parts["train"]) - len(train))
    for name, part in (("training", found.train), ("validation", found.validation), ("test", found.test)):
        if not part:
            raise TrainingError(f"There are too few documents for a {name} part; import or approve more pairs.")
    refuse_leak(found)
    return found


def refuse_leak(found: Partition) -> None:
    """TrainingError where a training pair has the document, the Chinese or the Japanese of a held-out pair."""
    held_out = (*found.validation, *found.test)
    views: dict[str, Callable[[TuningPair], str]] = {
        "document": lambda pair: pair.unit,
        "Chinese text": lambda pair: key(pair.zh, "zh"),
        "pair": lambda pair: pair.digest,
    }
    for name, of in views.items():
        shared = {of(pair) for pair in found.train} & {of(pair) for pair in held_out}
        if shared:
            example = min(shared)[:40]
            raise TrainingError(
                f"{len(shared)} held-out {name}s are among the training pairs too, such as {example}: the scores would "
                "be a memory test, so nothing is trained; report this with the corpus that shows it."
            )


def _repeats(train: Sequence[TuningPair], held_out: Sequence[TuningPair]) -> list[bool]:
    """Whether each training pair nearly repeats a held-out one on its Chinese side, or has the very same text."""
    texts = {key(pair.zh, "zh") for pair in held_out}
    near = near_duplicates_of([pair.zh for pair in train], [pair.zh for pair in held_out])
    return [repeat or key(pair.zh, "zh") in texts for pair, repeat in zip(train, near, strict=True)]


def _pair(pair: Pair) -> TuningPair:
    is_seed = pair.source.imported_by == IMPORTED_BY
    if is_seed:
        unit = f"documents/{pair.document}" if pair.document else "pairs"
    else:
        unit = f"document/{pair.source.name}/{pair.document}" if pair.document else ""
    return TuningPair(pair.zh, pair.ja, unit, pair.digest, pair.area or "", is_seed)
