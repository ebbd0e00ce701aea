"""Filters that real corpora need: one filter, one small class, a name, a threshold and what it dropped.

The thresholds are set on the seed corpus, which holds nothing to drop: docs/corpus.md tells how much of it each
filter would take.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.filters.copies import UntranslatedFilter
from corpus.filters.duplicates import DuplicateFilter, NearDuplicateFilter
from corpus.filters.latin import LatinFilter
from corpus.filters.lengths import LengthFilter
from corpus.filters.markup import MarkupFilter
from corpus.filters.numbers import NumbersFilter
from corpus.filters.pair_filter import PairFilter
from corpus.filters.scripts import ScriptFilter
from corpus.pairs import NewPair

__all__ = ["FILTERS", "USUAL", "Dropped", "FilterReport", "PairFilter", "apply_filters"]

# In the order in which they run: the cheap ones first, and what needs all pairs at once last.
FILTERS: dict[str, Callable[[], PairFilter]] = {
    "script": ScriptFilter,
    "length": LengthFilter,
    "numbers": NumbersFilter,
    "latin": LatinFilter,
    "markup": MarkupFilter,
    "untranslated": UntranslatedFilter,
    "duplicate": DuplicateFilter,
    "near-duplicate": NearDuplicateFilter,
}

# Law says in words what other texts abbreviate (贷款市场报价利率, LPR), so Latin words are for other texts.
USUAL = tuple(name for name in FILTERS if name != "latin")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A pair that a filter dropped, and why: a clause without a full stop."""

    pair: NewPair
    filter: str
    reason: str


@dataclass(slots=True)
class FilterReport:
    """What the filters did up to now; complete when the last kept pair has been taken."""

    read: int = 0
    kept: int = 0
    dropped: dict[str, int] = field(default_factory=dict)  # by filter, in their order


def apply_filters(
    pairs: Iterable[NewPair], filters: Sequence[PairFilter], on_dropped: Callable[[Dropped], None] | None = None
) -> tuple[Iterator[NewPair], FilterReport]:
    """The pairs that every filter keeps, and the report, which grows as they are taken.

    Each filter sees what those before it kept, so a pair is dropped by one filter only, and `on_dropped` is told
    of it. Streams as far as the filters do: all but near-duplicates look at one pair at a time.
    """
    report = FilterReport(dropped={one.name: 0 for one in filters})

    def counted() -> Iterator[NewPair]:
        for pair in pairs:
            report.read += 1
            yield pair

    def passed(one: PairFilter, coming: Iterator[NewPair]) -> Iterator[NewPair]:
        for pair, reason in one.judge(coming):
            if not reason:
                yield pair
                continue
            report.dropped[one.name] += 1
            if on_dropped is not None:
                on_dropped(Dropped(pair, one.name, reason))

    def kept(coming: Iterator[NewPair]) -> Iterator[NewPair]:
        for pair in coming:
            report.kept += 1
            yield pair

    stream = counted()
    for one in filters:
        stream = passed(one, stream)
    return kept(stream), report
