"""Writes to the corpus, each allowed to some roles only: import, alignment, flags, correction, deletion, export.

The work is done in `corpus`; here the role is checked (`service.accounts`) and the author named.
"""

import hashlib
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from corpus import pair_correction, pair_flags
from corpus.alignment.documents import rows_to_texts
from corpus.formats import importing, previewing
from corpus.pair_search import PairQuery, conditions
from corpus.pairs import ImportReport, NewPair, SourceInfo, add_pairs
from corpus.tables import TermTask
from glossary.tasks import settle_mended
from service.accounts import Action, Person, require

Progress = Callable[[int], None]


def import_file(
    session: Session,
    person: Person,
    preview: previewing.ImportPreview,
    licence: str = "",
    area: str | None = None,
    flagged: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Adds the pairs of a previewed file (`corpus.formats.previewing`); those that the filters object to only where
    `flagged` is set, and then with a flag. ServiceError where the role does not allow it.
    """
    require(person, Action.IMPORT_PAIRS)
    return previewing.import_preview(session, preview, person.name, licence, area, flagged, progress)


def save_alignment(
    session: Session,
    person: Person,
    name: str,
    pairs: Sequence[tuple[str, str]],
    licence: str = "",
    area: str | None = None,
    genre: str | None = None,
) -> ImportReport:
    """Adds the (zh, ja) of an aligned document under its name and in its order.

    The source is known by the SHA-256 of the pairs as lines. ServiceError where the role does not allow it.
    """
    require(person, Action.IMPORT_PAIRS)
    digest = hashlib.sha256(rows_to_texts(pairs).encode("utf-8", "surrogatepass")).hexdigest()
    source = SourceInfo(name, digest, licence, person.name)
    placed = [NewPair(zh, ja, genre, area, name, place, place + 1) for place, (zh, ja) in enumerate(pairs)]
    return add_pairs(session, placed, source)


def flag_by_filters(
    session: Session,
    person: Person,
    names: Sequence[str],
    query: PairQuery,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Judges the pairs of the query by these filters and keeps their names as flags; how many each objects to."""
    require(person, Action.EDIT_PAIRS)
    return pair_flags.flag_by_filters(session, names, conditions(session, query), progress)


def set_flags(
    session: Session,
    person: Person,
    pair_ids: Collection[int],
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
) -> int:
    """Adds and removes flags of pairs; how many changed. ServiceError where the role does not allow it."""
    require(person, Action.EDIT_PAIRS)
    return pair_flags.set_flags(session, pair_ids, add, remove)


def correct_pair(session: Session, person: Person, pair_id: int, former: tuple[str, str], zh: str, ja: str) -> int:
    """Gives a pair other texts (`corpus.pair_correction`); how many tasks of the glossary that settled.

    ServiceError where the role does not allow it, CorpusError where the pair cannot be changed so.
    """
    require(person, Action.EDIT_PAIRS)
    pair_correction.correct_pair(session, pair_id, former, zh, ja)
    tasked = select(TermTask.term_id).where(TermTask.pair_id == pair_id, TermTask.status == "open")
    return sum(settle_mended(session, person.name, term_id) for term_id in session.scalars(tasked).all())


def delete_pairs(session: Session, person: Person, pair_ids: Collection[int]) -> int:
    """Deletes pairs, not their sources; how many. ServiceError where the role does not allow it."""
    require(person, Action.EDIT_PAIRS)
    return pair_flags.delete_pairs(session, pair_ids)


def export_file(session: Session, person: Person, query: PairQuery, extension: str) -> tuple[bytes, int]:
    """The pairs of the query as a file (.tsv, .csv, .jsonl or .tmx) and their number.

    ServiceError where the role does not allow it.
    """
    require(person, Action.EXPORT_CORPUS)
    wanted: list[ColumnElement[bool]] = conditions(session, query)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"pairs{extension}"
        number = importing.export_pairs(session, path, None, None, *wanted)
        return path.read_bytes(), number
