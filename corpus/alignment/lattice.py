"""The best sequence of beads, and how probable each of its beads is, by dynamic programming inside a band.

A cell (i, j) stands for i Chinese and j Japanese segments that are done. Each row of cells is one numpy vector:
beads that take Chinese segments come from earlier rows, and those that take Japanese ones alone, which all score the
same, make a running maximum (or sum) along the row. Over n and m segments with a band of b cells a row, time and memory
grow with n times b; b follows the texts (`align`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from corpus.alignment.anchors import Bag
from corpus.alignment.bead import Bead
from corpus.alignment.model import KINDS, LONGEST_JA, LONGEST_ZH, log_ratios
from corpus.alignment.similarity import Floats, Similarities

FIRST_BAND = 200  # segments on either side of where the lengths put the way; whole for documents up to that length
MARGIN = 20  # segments: a way that comes so near to the edge of the band may have been bent by it
_BLOCK = 128  # rows whose products are computed at once
_TAKING = tuple(kind for kind in KINDS if kind[0])  # the kinds that take a Chinese segment
_ALONE = KINDS[0, 1]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Side:
    """One text: its segments' anchors and their lengths in characters."""

    bags: Sequence[Bag]
    lengths: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells (i, first) and on: the score of the best way there, the log of the sum of all ways, the best last kind."""

    first: int
    best: Floats
    total: Floats
    kind: npt.NDArray[np.int8]  # index into _TAKING, -1 for (0, 1)


def best_beads(zh: Side, ja: Side, progress: Progress | None = None) -> list[Bead]:
    """The most probable beads in order; together they take every segment of both sides once.

    The band is widened until the way keeps away from its edge. `progress` is told rows done and rows in all, which
    become more where the band is widened.
    """
    half = FIRST_BAND
    while True:
        band = _band(zh.lengths, ja.lengths, half)
        rows = _table(zh, ja, band, progress)
        steps = _way_back(rows, len(ja.bags))
        whole = all(first == 0 and last == len(ja.bags) for first, last in band)
        if whole or not _touches(steps, band, len(ja.bags)):
            break
        half *= 2
    mirrored = [(len(ja.bags) - last, len(ja.bags) - first) for first, last in reversed(band)]
    backwards = _table(_reversed(zh), _reversed(ja), mirrored, progress)
    return [_bead(i, j, kind, rows, backwards, len(ja.bags)) for i, j, kind in steps]


def _bead(i: int, j: int, kind: tuple[int, int], rows: list[_Row], backwards: list[_Row], m: int) -> Bead:
    """The bead of this kind that ends in the cell, with the share of all ways that go through it."""
    before, after = rows[i - kind[0]], backwards[len(rows) - 1 - i]
    ways = before.total[j - kind[1] - before.first] + after.total[m - j - after.first]
    here = rows[i].best[j - rows[i].first] - before.best[j - kind[1] - before.first]  # the score of the bead
    share = float(np.exp(min(0.0, ways + here - rows[-1].total[m - rows[-1].first])))
    return Bead((i - kind[0], i), (j - kind[1], j), share)


def _reversed(side: Side) -> Side:
    return Side(side.bags[::-1], side.lengths[::-1])


def _band(zh: Sequence[int], ja: Sequence[int], half: int) -> list[tuple[int, int]]:
    """The first and last column of each row, around where the lengths up to there have the same share of the whole;
    each row begins inside the one before, so that no part of the band is out of reach.
    """
    shares = [np.concatenate(([0.0], np.cumsum(side, dtype=float) / max(1, sum(side)))) for side in (zh, ja)]
    middles = np.searchsorted(shares[1], shares[0])
    band = [(max(0, int(middle) - half), min(len(ja), int(middle) + half)) for middle in middles]
    band[0], band[-1] = (0, band[0][1]), (band[-1][0], len(ja))
    for row, (before, (first, last)) in enumerate(pairwise(band), start=1):
        band[row] = (min(first, before[1]), last)
    return band


def _touches(steps: list[tuple[int, int, tuple[int, int]]], band: list[tuple[int, int]], m: int) -> bool:
    return any(
        (band[i][0] > 0 and j - band[i][0] < MARGIN) or (band[i][1] < m and band[i][1] - j < MARGIN)
        for i, j, _ in steps
    )


def _table(zh: Side, ja: Side, band: list[tuple[int, int]], progress: Progress | None) -> list[_Row]:
    rows: list[_Row] = []
    first, last = band[0]
    alone: Floats = _ALONE * np.arange(last - first + 1, dtype=np.float64)
    rows.append(_Row(first, alone, alone, np.full(last - first + 1, -1, np.int8)))
    for i, scores in _scores(zh, ja, band):
        rows.append(_next_row(rows, i, band[i], scores))
        if progress is not None and not i % _BLOCK:
            progress(i, len(zh.bags))
    return rows


def _next_row(rows: list[_Row], i: int, columns: tuple[int, int], scores: dict[tuple[int, int], Floats]) -> _Row:
    first, last = columns
    best: Floats = np.full(last - first + 1, -np.inf)
    total: Floats = best.copy()
    kinds = np.full(last - first + 1, -1, np.int8)
    for place, kind in enumerate(_TAKING):
        if kind[0] > i:
            continue
        before = rows[i - kind[0]]
        start = first - kind[1]
        came = _window(before.best, before.first, start, last - kind[1]) + scores[kind]
        better = came > best
        best[better], kinds[better] = came[better], place
        total = np.logaddexp(total, _window(before.total, before.first, start, last - kind[1]) + scores[kind])
    along = _ALONE * np.arange(last - first + 1)
    running: Floats = np.maximum.accumulate(best - along)
    passed = running > best - along
    kinds[passed] = -1
    reached: Floats = np.where(passed, running + along, best)
    summed: Floats = np.logaddexp.accumulate(total - along) + along
    return _Row(first, reached, summed, kinds)


def _window(values: Floats, first: int, start: int, end: int) -> Floats:
    """The values of the columns from start to end, both included, of a row that begins at `first`; -inf outside."""
    found = np.full(end - start + 1, -np.inf)
    low, high = max(start, first), min(end, first + len(values) - 1)
    if low <= high:
        found[low - start : high - start + 1] = values[low - first : high - first + 1]
    return found


def _scores(zh: Side, ja: Side, band: list[tuple[int, int]]) -> Iterator[tuple[int, dict[tuple[int, int], Floats]]]:
    """For each row from the first on the scores of the beads of each kind that end in its cells."""
    similarities = Similarities(zh.bags, ja.bags, (LONGEST_ZH, LONGEST_JA))
    zh_ends = np.concatenate(([0.0], np.cumsum(zh.lengths, dtype=float)))
    ja_ends = np.concatenate(([0.0], np.cumsum(ja.lengths, dtype=float)))
    for start in range(0, len(zh.bags), _BLOCK):
        end = min(start + _BLOCK, len(zh.bags))
        top = max(0, start - LONGEST_ZH)
        left = max(0, min(band[i][0] for i in range(start + 1, end + 1)) - LONGEST_JA)
        right = max(band[i][1] for i in range(start + 1, end + 1))
        products = similarities.products(range(top, end), range(left, right))
        sums = np.zeros((len(products) + 1, right - left + 1))
        sums[1:, 1:] = products.cumsum(axis=0).cumsum(axis=1)  # of all products above and to the left
        for i in range(start + 1, end + 1):
            columns = np.arange(band[i][0], band[i][1] + 1)
            scores: dict[tuple[int, int], Floats] = {}
            for taken, given in _TAKING:
                if taken > i:
                    continue
                if not given:
                    scores[taken, given] = np.full(len(columns), KINDS[taken, given])
                    continue
                begins = np.maximum(columns - given, 0)
                inside = (
                    sums[i - top, columns - left] - sums[i - taken - top, columns - left]
                    - sums[i - top, np.maximum(begins - left, 0)] + sums[i - taken - top, np.maximum(begins - left, 0)]
                )  # fmt: skip
                cosines = inside / (similarities.zh_norms[taken, i] * similarities.ja_norms[given, columns])
                lengths = ja_ends[columns] - ja_ends[begins]
                found = KINDS[taken, given] + log_ratios(cosines, zh_ends[i] - zh_ends[i - taken], lengths)
                found[columns < given] = -np.inf
                scores[taken, given] = found
            yield i, scores


def _way_back(rows: list[_Row], m: int) -> list[tuple[int, int, tuple[int, int]]]:
    """The best way as (i, j, kind) of each bead's last cell, in order."""
    steps = []
    i, j = len(rows) - 1, m
    while i or j:
        place = int(rows[i].kind[j - rows[i].first])
        kind = (0, 1) if place < 0 else _TAKING[place]
        steps.append((i, j, kind))
        i, j = i - kind[0], j - kind[1]
    return steps[::-1]
