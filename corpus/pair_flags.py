"""Quality flags: why a pair is doubted. A flagged pair stays in the corpus and the memory but trains nothing.

A flag is the name of the filter that objects (`corpus.filters`), or DOUBTFUL, which a person sets.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.errors import CorpusError
from corpus.filters import FILTERS
from corpus.pairs import CHUNK, NewPair, iter_pairs
from corpus.tables import Pair

DOUBTFUL = "doubtful"
FLAGS = (*FILTERS, DOUBTFUL)
SINGLE = ("script", "length", "numbers", "markup", "untranslated")  # filters that need no other pair to judge one


def flag_by_filters(
    session: Session,
    names: Sequence[str] = SINGLE,
    conditions: Sequence[ColumnElement[bool]] = (),
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Judges the stored pairs anew by these filters; returns how many each of them objects to.

    Every filter judges every pair, and the flags of these filters are what they say now; those of others and of
    people stay. `progress` is told the number of pairs judged, from 0 again for each filter. Raises CorpusError
    for a name that is no filter's, and where the database fails.
    """
    unknown = [name for name in names if name not in FILTERS]
    if unknown:
        raise CorpusError(f"There is no filter {', '.join(unknown)}; choose from {', '.join(FILTERS)}.")
    objections: dict[int, list[str]] = {}
    counts = {}
    with failures_told(url_of(session)):
        for name in names:
            objecting = _objected(session, name, conditions, progress)
            counts[name] = len(objecting)
            for number in objecting:
                objections.setdefault(number, []).append(name)
        for number, flags in _stored(session, conditions):
            wanted = _ordered({*(flag for flag in flags if flag not in names), *objections.get(number, ())})
            if wanted != flags:
                session.execute(update(Pair).where(Pair.id == number).values(flags=wanted))
        session.commit()
    return counts


def set_flags(session: Session, pair_ids: Collection[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> int:
    """Adds and removes flags of these pairs; returns how many pairs changed. CorpusError for an unknown flag."""
    added, removed = set(add), set(remove)
    if unknown := (added | removed) - set(FLAGS):
        raise CorpusError(f"There is no flag {', '.join(sorted(unknown))}; choose from {', '.join(FLAGS)}.")
    changed = 0
    with failures_told(url_of(session)):
        for pair in _of(session, pair_ids):
            wanted = _ordered((set(pair.flags) | added) - removed)
            if wanted != pair.flags:
                pair.flags = wanted
                changed += 1
        session.commit()
    return changed


def delete_pairs(session: Session, pair_ids: Collection[int]) -> int:
    """Deletes these pairs and returns their number; their sources stay, so that it is known what was imported."""
    deleted = 0
    with failures_told(url_of(session)):
        for ids in _batches(pair_ids):
            deleted += len(session.scalars(delete(Pair).where(Pair.id.in_(ids)).returning(Pair.id)).all())
        session.commit()
    return deleted


def _objected(
    session: Session, name: str, conditions: Sequence[ColumnElement[bool]], progress: Callable[[int], None] | None
) -> set[int]:
    """The ids of the pairs that the filter would drop."""

    def stored() -> Iterator[NewPair]:
        for number, pair in enumerate(iter_pairs(session, None, None, *conditions), start=1):
            yield NewPair(pair.zh, pair.ja, line=pair.id)
            if progress is not None and not number % CHUNK:
                progress(number)

    return {pair.line for pair, reason in FILTERS[name]().judge(stored()) if reason and pair.line is not None}


def _stored(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[tuple[int, list[str]]]:
    query = select(Pair.id, Pair.flags).join(Pair.source).where(*conditions)
    return [(number, flags) for number, flags in session.execute(query)]


def _of(session: Session, pair_ids: Collection[int]) -> Iterator[Pair]:
    for ids in _batches(pair_ids):
        yield from session.scalars(select(Pair).where(Pair.id.in_(ids)))


def _batches(pair_ids: Collection[int]) -> Iterator[list[int]]:
    ids = sorted(set(pair_ids))
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _ordered(flags: set[str]) -> list[str]:
    return [*(flag for flag in FLAGS if flag in flags), *sorted(flags - set(FLAGS))]
