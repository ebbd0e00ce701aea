"""How far raters agree beyond chance.

Weighted kappa: J. Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial
credit", Psychological Bulletin 70 (1968), 213-220, with the squared difference of two marks as their disagreement.
Alpha: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011),
https://repository.upenn.edu/asc_papers/43, with the difference of the interval scale, which is the same.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain


def quadratic_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's weighted kappa of two raters' marks for the same things: 1 for full agreement, 0 for that of chance.

    None where chance leaves no room for disagreement: no pair, or one mark throughout.
    """
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum((first - second) ** 2 for first, second in pairs) / len(pairs) if pairs else 0.0
    expected = sum(
        times * others * (first - second) ** 2 for first, times in firsts.items() for second, others in seconds.items()
    )
    return 1 - observed * len(pairs) ** 2 / expected if expected else None


def interval_alpha(units: Iterable[Sequence[float]]) -> float | None:
    """Krippendorff's alpha of the marks that each unit was given, by however many raters; 1 and 0 as for kappa.

    Units with fewer than two marks say nothing. None where the marks of the others do not differ at all.
    """
    pairable = [unit for unit in units if len(unit) > 1]
    values = list(chain.from_iterable(pairable))
    expected = _disagreement(values)
    if not expected:
        return None
    observed = sum(_disagreement(unit) / (len(unit) - 1) for unit in pairable)
    return 1 - (len(values) - 1) * observed / expected


def _disagreement(values: Sequence[float]) -> float:
    """The squared differences of all ordered pairs of the values, summed up: 2 (n Σv² - (Σv)²)."""
    return 2 * (len(values) * sum(value * value for value in values) - sum(values) ** 2)
