"""The seed glossary, which a new database starts with."""

import csv
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.tables import TermEvent, TermRow
from glossary.errors import GlossaryError
from glossary.store import insert_terms
from glossary.terms import Term

SEED_AUTHOR = "seed"
SEED_FOLDER = Path(__file__).resolve().parent / "data" / "terms"
_COLUMNS = ["zh", "ja", "zh_variants", "ja_forbidden", "area", "definition", "note"]
_BATCH = 1000


def seed_glossary(session: Session, progress: Callable[[int], None] | None = None) -> int:
    """Adds the seed terms that the database never had, as approved, and returns how many.

    A term is known by its Chinese form and area, in the table or in the audit trail, so one that a
    reviewer has edited or retired does not come back. `progress` gets the number added so far.
    Commits, once: an interrupted call leaves no half of a glossary.
    """
    known = _known(session)
    new = iter([term for term in read_seed_terms() if (term.zh, term.area) not in known])
    added = 0
    while batch := list(islice(new, _BATCH)):
        insert_terms(session, batch, "added", SEED_AUTHOR, "seed glossary")
        added += len(batch)
        if progress is not None:
            progress(added)
    session.commit()
    return added


def read_seed_terms(folder: Path = SEED_FOLDER) -> Iterator[Term]:
    """The terms of the seed files; GlossaryError with file and line where a record is malformed."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if next(reader, None) != _COLUMNS:
                raise GlossaryError(f"{path.name}, line 1: the columns must be {', '.join(_COLUMNS)}.")
            for record in reader:
                if len(record) != len(_COLUMNS):
                    raise GlossaryError(
                        f"{path.name}, line {reader.line_num}: {len(record)} columns where {len(_COLUMNS)} "
                        "are needed; restore the file from the repository."
                    )
                zh, ja, variants, forbidden, area, definition, note = record
                yield Term(
                    zh=zh,
                    ja=ja,
                    area=area,
                    zh_variants=_split(variants),
                    ja_forbidden=_split(forbidden),
                    definition=definition,
                    note=note,
                )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in cell.split("|") if part))


def _known(session: Session) -> set[tuple[str, str]]:
    known = {(zh, area) for zh, area in session.execute(select(TermRow.zh, TermRow.area))}
    added = select(TermEvent.after).where(TermEvent.author == SEED_AUTHOR, TermEvent.action == "added")
    known.update((str(after["zh"]), str(after["area"])) for after in session.scalars(added) if after)
    return known
