"""How alike groups of segments are: the cosine of their weighted anchors.

An anchor weighs the more the rarer it is in the two documents (inverse document frequency, Spärck Jones 1972),
and its count in a segment counts as 1 + log n. Weights of a group are the sums of its segments', so products of
groups are sums of products of segments, which come from one matrix product a block of the table.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.alignment.anchors import Bag

Floats = npt.NDArray[np.float64]


class Similarities:
    """Products and norms of the anchors' weights of two documents with n and m segments."""

    def __init__(self, zh: Sequence[Bag], ja: Sequence[Bag], longest: tuple[int, int]) -> None:
        """`longest` are the numbers of segments that a Chinese and a Japanese group have at most."""
        held_zh, held_ja = (Counter(anchor for bag in side for anchor in bag) for side in (zh, ja))
        places = {anchor: place for place, anchor in enumerate(held_zh.keys() | held_ja.keys())}
        total = len(zh) + len(ja)
        weights = {anchor: math.log(1 + total / (held_zh[anchor] + held_ja[anchor])) for anchor in places}
        self._zh = [_row(bag, places, weights) for bag in zh]
        self._ja = [_row(bag, places, weights) for bag in ja]
        self.zh_norms = _norms(self._zh, longest[0])  # (longest + 1, n + 1): of the k segments that end before i
        self.ja_norms = _norms(self._ja, longest[1])  # (longest + 1, m + 1)

    def products(self, rows: range, columns: range) -> Floats:
        """The products of the segments in `rows` and `columns`; (rows, columns)."""
        known = {place: column for column, place in enumerate({p for row in rows for p in self._zh[row]})}
        left, right = np.zeros((len(rows), len(known))), np.zeros((len(columns), len(known)))
        for matrix, side, wanted in ((left, self._zh, rows), (right, self._ja, columns)):
            for line, index in enumerate(wanted):
                for place, weight in side[index].items():
                    if (column := known.get(place)) is not None:
                        matrix[line, column] = weight
        return left @ right.T


def _row(bag: Bag, places: dict[str, int], weights: dict[str, float]) -> dict[int, float]:
    return {places[anchor]: weights[anchor] * (1 + math.log(count)) for anchor, count in bag.items()}


def _norms(rows: Sequence[dict[int, float]], longest: int) -> Floats:
    """Norms of the sums of the k rows that end before i, at [k, i]; 1 where there are fewer, or no anchors."""
    norms = np.ones((longest + 1, len(rows) + 1))
    for end in range(1, len(rows) + 1):
        total: dict[int, float] = {}
        for size in range(1, min(longest, end) + 1):
            for place, weight in rows[end - size].items():
                total[place] = total.get(place, 0.0) + weight
            norms[size, end] = math.sqrt(sum(weight * weight for weight in total.values())) or 1.0
    return norms
