"""Segments that nearly repeat each other, found without comparing all with all.

Candidates come from locality-sensitive hashing of MinHash signatures (Broder, 1997; Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, chapter 3), and RapidFuzz compares the candidates only. The set that stands
for a text is its bag of characters, the second 的 being another element than the first: two texts with the
Indel similarity s have a common subsequence of s/2 of their characters, so the Jaccard similarity of their bags
is at least s / (2 - s), whatever their length and wherever they differ. Runs of two or three characters have no
such bound: one edit spoils two or three of them, and short segments have few.

The texts are compared as given. Where width, quotation marks and spaces shall not count, pass
`corpus.normalisation.key` of each.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from datasketch import MinHash

NEAR = 0.9  # normalised Indel similarity from which on two segments are nearly the same
BANDS = 40  # chances of a pair to become a candidate
BAND_CHANCE = 0.13  # of each, at the lowest Jaccard similarity: 1 - (1 - 0.13) ** 40 = 99.6 % of the pairs
MOST_ROWS = 10  # hashes a band: more would save comparisons at high similarities only, and cost signatures
_CHARACTERS = 0x110000  # Unicode code points
_BATCH = 2_000  # texts, or characters of one, hashed at once: 400 hashes of each are 3 MB
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 divided by the golden ratio (Knuth, volume 3, 6.4)

Hashes = npt.NDArray[np.uint64]  # (texts, BANDS)


def near_duplicate_clusters(
    texts: Sequence[str], similarity: float = NEAR, progress: Callable[[int], None] | None = None
) -> list[int]:
    """For each text the index of the first text of its cluster, its own where it nearly repeats none before it.

    A cluster is what chains of near-duplicates connect; equal texts are always in one. Of the pairs at
    exactly `similarity` (normalised Indel similarity, above 0 to 1) 0.4 % are missed on average, of the more
    similar ones fewer. `progress` is told the number of distinct texts hashed. The same texts give the same clusters.
    """
    first: dict[str, int] = {}
    clusters = [first.setdefault(text, place) for place, text in enumerate(texts)]
    distinct = list(first)
    parents = _Forest(len(distinct))
    hashes = _band_hashes(distinct, _rows(similarity), progress)
    for band in range(BANDS):
        for bucket in _buckets(hashes[:, band]):
            _join(bucket, distinct, similarity, parents)
    places = list(first.values())
    leaders = {place: places[parents.root(index)] for index, place in enumerate(places)}
    return [leaders[place] for place in clusters]


def near_duplicates_of(texts: Sequence[str], held_out: Sequence[str], similarity: float = NEAR) -> list[bool]:
    """For each text, whether it equals or nearly repeats one of the held-out texts; the same recall as above."""
    if not held_out:
        return [False] * len(texts)
    kept_away = list(dict.fromkeys(held_out))
    rows = _rows(similarity)
    tables: list[dict[int, list[str]]] = [defaultdict(list) for _ in range(BANDS)]
    for text, values in zip(kept_away, _band_hashes(kept_away, rows).tolist(), strict=True):
        for table, value in zip(tables, values, strict=True):
            table[value].append(text)
    distinct = list(dict.fromkeys(texts))
    hashes = _band_hashes(distinct, rows).tolist()
    repeats = {
        text
        for text, values in zip(distinct, hashes, strict=True)
        if any(
            _alike(text, other, similarity)
            for other in {other for table, value in zip(tables, values, strict=True) for other in table.get(value, ())}
        )
    }
    return [text in repeats for text in texts]


class _Forest:
    """Disjoint sets of the numbers below `size`, each named by its lowest member (Tarjan, 1975)."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def root(self, member: int) -> int:
        while self._parents[member] != member:
            self._parents[member] = member = self._parents[self._parents[member]]  # halves the path
        return member

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        self._parents[max(one, other)] = min(one, other)


def _rows(similarity: float) -> int:
    """How many hashes make a band so that BAND_CHANCE holds at this similarity."""
    if not 0 < similarity <= 1:
        raise ValueError(f"a similarity is above 0 and at most 1, not {similarity}")
    jaccard = similarity / (2 - similarity)
    return MOST_ROWS if jaccard == 1 else max(1, min(MOST_ROWS, int(math.log(BAND_CHANCE) / math.log(jaccard))))


def _band_hashes(texts: Sequence[str], rows: int, progress: Callable[[int], None] | None = None) -> Hashes:
    """One number for each text and band; (texts, BANDS). Texts with a number in common are candidates.

    datasketch's own index holds a set for every text and band, some gigabytes at 200,000 texts; the numbers
    take 320 bytes a text, and one band is sorted at a time.
    """
    from datasketch import MinHash  # it brings SciPy with it, which takes a second or more to import

    minhash = MinHash(num_perm=BANDS * rows, hashfunc=int)
    hashes = np.zeros((len(texts), BANDS), np.uint64)
    for start in range(0, len(texts), _BATCH):
        signatures = np.array([_signature(text, minhash) for text in texts[start : start + _BATCH]])
        bands = signatures.reshape(-1, BANDS, rows).astype(np.uint64)  # (texts, bands, rows)
        mixed = hashes[start : start + _BATCH]  # a view
        for row in range(rows):
            mixed ^= bands[:, :, row]
            mixed *= _ODD
            mixed ^= mixed >> np.uint64(29)
        if progress is not None:
            progress(start + len(mixed))
    return hashes


def _signature(text: str, minhash: "MinHash") -> npt.NDArray[np.uint32]:
    """The hash values of the text, made with this MinHash, emptied first, because copies take as long as hashing."""
    minhash.clear()
    bag = _bag(text)
    for start in range(0, len(bag), _BATCH):
        minhash.update_batch(bag[start : start + _BATCH])
    hashes: npt.NDArray[np.uint32] = minhash.hashvalues
    return hashes


def _bag(text: str) -> list[int]:
    """A number of 32 bits for each character and how many times it has stood in the text before."""
    following: dict[str, int] = {}
    bag = []
    for character in text:
        number = following.get(character) or ord(character)
        bag.append(number & 0xFFFFFFFF)
        following[character] = number + _CHARACTERS
    return bag


def _buckets(hashes: npt.NDArray[np.uint64]) -> Iterator[list[int]]:
    """The indices of the texts, two or more, that share a number, in ascending order."""
    order = np.argsort(hashes, kind="stable")
    ends = np.flatnonzero(np.diff(hashes[order])) + 1
    starts = np.concatenate(([0], ends))
    sizes = np.diff(np.concatenate((starts, [len(order)])))
    for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        yield order[start : start + size].tolist()


def _join(bucket: Sequence[int], texts: Sequence[str], similarity: float, parents: _Forest) -> None:
    """Joins the members of the bucket that are near-duplicates; what is one cluster already is not compared."""
    apart: Iterable[int] = bucket
    for place, one in enumerate(bucket):
        root = parents.root(one)
        apart = [other for other in bucket[place + 1 :] if parents.root(other) != root]
        for other in apart:
            if _alike(texts[one], texts[other], similarity):
                parents.join(one, other)


def _alike(one: str, other: str, similarity: float) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    # The common subsequence is no longer than the shorter text.
    return 2 * shorter >= similarity * (shorter + longer) and (
        Indel.normalized_similarity(one, other, score_cutoff=similarity) >= similarity
    )
