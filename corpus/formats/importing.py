"""Files into the corpus and out of it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from corpus.formats import read_pairs, write_pairs
from corpus.formats.encoding import readable
from corpus.formats.rejected import RejectedLine
from corpus.pairs import ImportReport, NewPair, Problem, SourceInfo, add_pairs, iter_pairs


def import_pairs(
    session: Session,
    path: Path | str,
    imported_by: str,
    licence: str = "",
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Adds the pairs of the file to the corpus; the report names each line that was not added, in file order.

    A pair without a position gets its 0-based place in its document, or in the file where it names none.
    The source is known by the file's SHA-256, so importing a file again adds nothing. Streams: memory does not
    grow with the file, and `progress` is told the number of pairs read. Raises CorpusError where the file
    cannot be read; of a file damaged midway the pairs before the damage stay, and a repaired file adds the rest.
    """
    path = Path(path)
    with readable(path), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    rejected: list[Problem] = []
    pairs = positioned(_accepted(read_pairs(path), rejected))
    report = add_pairs(session, pairs, SourceInfo(path.name, digest, licence, imported_by), progress)
    problems = sorted([*report.problems, *rejected], key=lambda problem: problem.line or 0)
    return replace(report, rejected=report.rejected + len(rejected), problems=problems)


def export_pairs(
    session: Session,
    path: Path | str,
    area: str | None = None,
    genre: str | None = None,
    *conditions: ColumnElement[bool],
) -> int:
    """Writes the corpus, or its pairs of one area and genre and of further conditions (`corpus.pair_search`), to the
    file and returns their number.

    The extension decides the format. Raises CorpusError where the file cannot be written.
    """
    return write_pairs(path, iter_pairs(session, area, genre, *conditions))


def _accepted(items: Iterable[NewPair | RejectedLine], rejected: list[Problem]) -> Iterator[NewPair]:
    """The pairs; what is no pair goes to `rejected` on the way."""
    for item in items:
        if isinstance(item, RejectedLine):
            rejected.append(Problem(item.line, "rejected", item.message))
        else:
            yield item


def positioned(pairs: Iterable[NewPair]) -> Iterator[NewPair]:
    """The pairs, those without a position at their 0-based place in their document, or in the file."""
    places: Counter[str | None] = Counter()
    for pair in pairs:
        yield pair if pair.position is not None else replace(pair, position=places[pair.document])
        places[pair.document] += 1
