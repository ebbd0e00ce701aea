"""How many pairs there are of what kind, and how long they are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from corpus.database import failures_told, url_of
from corpus.tables import Pair, Source

LENGTH_BIN = 10  # characters
LONGEST = 200  # characters; longer segments share the last bin
RATIO_BIN = 0.1
HIGHEST_RATIO = 3.0

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class PairStatistics:
    """Counts by what the pairs are, largest first ("" is no value), months in order, and three histograms.

    The keys of the histograms are the lower ends of their bins: of `zh_lengths` and `ja_lengths` characters of
    the key, of `ratios` Japanese characters for a Chinese one. A pair with two flags is in two counts of `flags`.
    """

    total: int
    flagged: int
    sources: Counts
    licences: Counts
    areas: Counts
    genres: Counts
    flags: Counts
    months: Counts  # of adding, as 2026-11
    zh_lengths: dict[int, int]
    ja_lengths: dict[int, int]
    ratios: dict[float, int]


def pair_statistics(session: Session, conditions: Sequence[ColumnElement[bool]] = ()) -> PairStatistics:
    """The statistics of the pairs that meet the conditions (`corpus.pair_search.conditions`)."""
    with failures_told(url_of(session)):
        flag_lists = _flag_lists(session, conditions)
        lengths = _lengths(session, conditions)
        month = func.substr(cast(Pair.created_at, Text), 1, 7)
        return PairStatistics(
            sum(lengths.values()),
            len(flag_lists),
            _counts(session, Source.name, conditions),
            _counts(session, Source.licence, conditions),
            _counts(session, Pair.area, conditions),
            _counts(session, Pair.genre, conditions),
            dict(Counter(flag for flags in flag_lists for flag in flags).most_common()),
            dict(sorted(_counts(session, month, conditions).items())),
            _histogram((zh, number) for (zh, _), number in lengths.items()),
            _histogram((ja, number) for (_, ja), number in lengths.items()),
            _ratios(lengths),
        )


def _counts(
    session: Session, column: InstrumentedAttribute[str | None] | InstrumentedAttribute[str] | ColumnElement[str],
    conditions: Sequence[ColumnElement[bool]],
) -> Counts:  # fmt: skip
    number = func.count()
    query = select(column, number).select_from(Pair).join(Source).where(*conditions).group_by(column)
    counts: Counter[str] = Counter()
    for name, count in session.execute(query):
        counts[name or ""] += count
    return dict(counts.most_common())


def _flag_lists(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[list[str]]:
    flagged = cast(Pair.flags, Text) != "[]"
    return list(session.scalars(select(Pair.flags).join(Source).where(flagged, *conditions)))


def _lengths(session: Session, conditions: Sequence[ColumnElement[bool]]) -> Counter[tuple[int, int]]:
    """How many pairs have these lengths of their keys."""
    zh, ja = func.length(Pair.zh_key), func.length(Pair.ja_key)
    query = select(zh, ja, func.count()).select_from(Pair).join(Source).where(*conditions).group_by(zh, ja)
    return Counter({(one, other): number for one, other, number in session.execute(query)})


def _histogram(lengths: Iterable[tuple[int, int]]) -> dict[int, int]:
    bins: Counter[int] = Counter()
    for length, number in lengths:
        bins[min(length, LONGEST) // LENGTH_BIN * LENGTH_BIN] += number
    return dict(sorted(bins.items()))


def _ratios(lengths: Counter[tuple[int, int]]) -> dict[float, int]:
    bins: Counter[int] = Counter()
    for (zh, ja), number in lengths.items():
        bins[int(min(ja / max(zh, 1), HIGHEST_RATIO) / RATIO_BIN + 1e-9)] += number
    return {round(place * RATIO_BIN, 1): number for place, number in sorted(bins.items())}
