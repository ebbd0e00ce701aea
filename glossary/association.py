"""Which Japanese expression goes with which Chinese one, from the pairs that hold them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BEYOND_CHANCE = 10.83  # of the likelihood ratio: p = 0.001 at one degree of freedom
TOGETHER = 3  # pairs that hold both
DICE = 0.3
_Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Association:
    """A Chinese expression with the Japanese one that goes with it best.

    `frequency` pairs hold the first, `together` both. `mutual` says that the Chinese one is also what goes best with
    the Japanese one.
    """

    zh: str
    ja: str
    frequency: int
    together: int
    dice: float
    mutual: bool


def associate(zh: Sequence[set[str]], ja: Sequence[set[str]], least: int) -> list[Association]:
    """The best Japanese expression of each Chinese one, given those of each pair, in no particular order.

    Best is by Dice's coefficient, the longer of equal ones, among those in `least` pairs or more that occur together
    TOGETHER times and more often than chance explains by Dunning's likelihood ratio (CL 19(1), 1993,
    https://aclanthology.org/J93-1003/); none below DICE.
    """
    zh_texts, zh_held, zh_pairs = _numbered(zh, 1)
    ja_texts, ja_held, ja_pairs = _numbered(ja, least)
    if not zh_texts or not ja_texts:
        return []
    both = [
        (left[:, None] * len(ja_texts) + right[None, :]).ravel() for left, right in zip(zh_held, ja_held, strict=True)
    ]
    keys, together = np.unique(np.concatenate(both), return_counts=True)
    left, right = keys // len(ja_texts), keys % len(ja_texts)
    dice = 2 * together / (zh_pairs[left] + ja_pairs[right])
    beyond = likelihood_ratio(together, zh_pairs[left], ja_pairs[right], len(zh)) > BEYOND_CHANCE
    attracted = together * len(zh) > zh_pairs[left] * ja_pairs[right]
    kept = (together >= TOGETHER) & (dice >= DICE) & beyond & attracted
    left, right, dice, together = left[kept], right[kept], dice[kept], together[kept]
    best_of_zh = _best(left, dice, _lengths(ja_texts)[right])
    best_of_ja = _best(right, dice, _lengths(zh_texts)[left])
    mutual = set(best_of_ja.tolist())
    return [
        Association(
            zh_texts[left[row]],
            ja_texts[right[row]],
            int(zh_pairs[left[row]]),
            int(together[row]),
            float(dice[row]),
            row in mutual,
        )
        for row in best_of_zh.tolist()
    ]


def likelihood_ratio(together: _Ids, one: _Ids, other: _Ids, total: int) -> NDArray[np.float64]:
    """Dunning's -2 log λ of a table with these margins, elementwise."""

    def entropy(count: _Ids) -> NDArray[np.float64]:
        return np.where(count > 0, count * np.log(np.maximum(count, 1)), 0.0)

    cells = entropy(together) + entropy(one - together) + entropy(other - together)
    cells = cells + entropy(total - one - other + together)
    margins = entropy(one) + entropy(other) + entropy(total - one) + entropy(total - other)
    whole: float = total * np.log(total)
    return 2 * (cells - margins + whole)


def _numbered(held: Sequence[set[str]], least: int) -> tuple[list[str], list[_Ids], _Ids]:
    """The expressions in `least` pairs or more, their numbers pair by pair, and in how many pairs each is."""
    pairs: dict[str, int] = {}
    for texts in held:
        for text in texts:
            pairs[text] = pairs.get(text, 0) + 1
    kept = sorted(text for text, count in pairs.items() if count >= least)
    numbers = {text: number for number, text in enumerate(kept)}
    rows = [np.array([numbers[text] for text in texts if text in numbers], dtype=np.int64) for texts in held]
    return kept, rows, np.array([pairs[text] for text in kept], dtype=np.int64)


def _best(group: _Ids, dice: NDArray[np.float64], lengths: _Ids) -> _Ids:
    """The row of each group with the highest coefficient, the longest of equal ones."""
    order = np.lexsort((-lengths, -dice, group))
    first = np.unique(group[order], return_index=True)[1]
    chosen: _Ids = order[first]
    return chosen


def _lengths(texts: Sequence[str]) -> _Ids:
    return np.array([len(text) for text in texts], dtype=np.int64)
