"""The pairs of the parallel corpus: adding them in bulk, counting and reading them."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager

from corpus.database import failures_told, url_of
from corpus.languages import Area
from corpus.normalisation import key
from corpus.tables import Base, Pair, Source, now

CHUNK = 1_000  # pairs a transaction: what an interruption can lose, and what stands in memory at once
GENRE_LENGTH = 32  # characters, as the column
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NewPair:
    """A pair as it was read, before it is in the corpus; `line` is 1-based in its file."""

    zh: str
    ja: str
    genre: str | None = None
    area: str | None = None
    document: str | None = None
    position: int | None = None  # 0-based in the document or file
    line: int | None = None
    flags: tuple[str, ...] = ()  # quality flags; flagged pairs are in the memory but train nothing


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where the pairs of one import come from; `digest` is the SHA-256 of the file's bytes, in hexadecimal."""

    name: str
    digest: str
    licence: str
    imported_by: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one pair was not added."""

    line: int | None
    kind: Literal["duplicate", "rejected"]
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the pairs of one import; every pair that was not added has a problem, in reading order."""

    added: int = 0
    duplicate: int = 0
    rejected: int = 0
    problems: list[Problem] = field(default_factory=list)


def add_pairs(
    session: Session,
    pairs: Iterable[NewPair],
    source: SourceInfo,
    progress: Callable[[int], None] | None = None,
    chunk: int = CHUNK,
) -> ImportReport:
    """Adds pairs that the corpus does not hold yet and reports on each of the others.

    Two pairs are the same where the keys (`corpus.normalisation.key`) of both sides are. The pairs are read
    and committed in chunks, so the iterable may be of any length, and an interruption loses no earlier chunk:
    repeat the import, and what is there counts as duplicate. `progress` is told the number of pairs read.
    A source with the same digest is used again. The texts are stored as given. Raises CorpusError where the
    database fails; what the iterable raises passes through.
    """
    added = duplicate = rejected = read = 0
    problems: list[Problem] = []
    rows = iter(pairs)
    with failures_told(url_of(session)):
        # A chunk is read before anything is written: a slow reader must not keep others from writing.
        while batch := list(islice(rows, chunk)):
            read += len(batch)
            found = _add_chunk(session, batch, hold_source(session, source))
            session.commit()
            duplicates = sum(problem.kind == "duplicate" for problem in found)
            duplicate += duplicates
            rejected += len(found) - duplicates
            added += len(batch) - len(found)
            problems += found
            if progress is not None:
                progress(read)
        if not read:
            hold_source(session, source)
            session.commit()
    return ImportReport(added, duplicate, rejected, problems)


def hold_pairs(session: Session, pairs: Sequence[NewPair], source: SourceInfo) -> list[int | Problem]:
    """The id of each pair in the corpus, added where it was not held yet, or why it cannot stand there.

    What the corpus held stays as it was. Unlike `add_pairs`, nothing is committed: the ids can be linked to in the
    same transaction, until whose end nobody can remove those pairs.
    """
    source_id = hold_source(session, source)
    rows = [_row(pair, source_id) for pair in pairs]
    reasons = [
        reason_to_reject(pair, str(row["zh_key"]), str(row["ja_key"])) for pair, row in zip(pairs, rows, strict=True)
    ]
    wanted = {str(row["digest"]): row for row, reason in zip(rows, reasons, strict=True) if not reason}
    held: dict[str, int] = {}
    while missing := {digest: row for digest, row in wanted.items() if digest not in held}:
        _insert(session, missing)
        # One that the corpus held may be removed before it is locked here; it is then added anew.
        found = select(Pair.digest, Pair.id).where(Pair.digest.in_(missing)).with_for_update(key_share=True, read=True)
        held.update((digest, pair_id) for digest, pair_id in session.execute(found))
    return [
        Problem(pair.line, "rejected", reason) if reason else held[str(row["digest"])]
        for pair, row, reason in zip(pairs, rows, reasons, strict=True)
    ]


def hold_source(session: Session, source: SourceInfo) -> int:
    """The id of the source with this digest, added where there is none (not committed)."""
    query = select(Source.id).where(Source.digest == source.digest)
    found = session.scalar(query)
    if found is not None:
        return found
    values = {
        "name": source.name,
        "digest": source.digest,
        "licence": source.licence,
        "imported_by": source.imported_by,
        "imported_at": now(),
    }
    session.execute(_insert_unless_held(session, Source), [values])
    return session.scalars(query).one()


def count_pairs(session: Session) -> int:
    """The number of pairs in the corpus."""
    return session.scalar(select(func.count()).select_from(Pair)) or 0


def iter_pairs(
    session: Session, area: str | None = None, genre: str | None = None, *conditions: ColumnElement[bool]
) -> Iterator[Pair]:
    """The pairs in the order of import, each with its source loaded; those of one area and genre where given,
    and of further conditions on the two tables.

    Reads page by page, so that memory stays flat and the caller may commit in between.
    """
    query = select(Pair).join(Source).options(contains_eager(Pair.source)).where(*conditions)
    query = query.order_by(Pair.id).limit(CHUNK)
    if area is not None:
        query = query.where(Pair.area == area)
    if genre is not None:
        query = query.where(Pair.genre == genre)
    last = 0
    while page := session.scalars(query.where(Pair.id > last)).all():
        last = page[-1].id
        yield from page


def held_digests(session: Session, digests: Iterable[str]) -> set[str]:
    """Those of the digests (`pair_digest`) whose pairs the corpus holds."""
    held: set[str] = set()
    rows = iter(digests)
    while batch := list(islice(rows, CHUNK)):
        held.update(session.scalars(select(Pair.digest).where(Pair.digest.in_(batch))))
    return held


def pair_digest(zh_key: str, ja_key: str) -> str:
    """The SHA-256 of both keys, in hexadecimal: what makes a pair unique."""
    return hashlib.sha256(f"{zh_key}\0{ja_key}".encode()).hexdigest()


def _add_chunk(session: Session, batch: list[NewPair], source_id: int) -> list[Problem]:
    """Inserts the new pairs of the batch; returns a problem for each of the others, in reading order."""
    problems: dict[int, Problem] = {}
    rows: dict[str, tuple[int, dict[str, object]]] = {}  # digest -> place in the batch, row
    for place, pair in enumerate(batch):
        row = _row(pair, source_id)
        reason = reason_to_reject(pair, str(row["zh_key"]), str(row["ja_key"]))
        if reason:
            problems[place] = Problem(pair.line, "rejected", reason)
            continue
        digest = str(row["digest"])
        if digest in rows:
            problems[place] = Problem(pair.line, "duplicate", _repeats(batch[rows[digest][0]]))
        else:
            rows[digest] = (place, row)
    held = _insert(session, {digest: row for digest, (_, row) in rows.items()})
    for digest in held:
        place = rows[digest][0]
        problems[place] = Problem(batch[place].line, "duplicate", "the corpus holds this pair already")
    return [problems[place] for place in sorted(problems)]


def _insert(session: Session, rows: dict[str, dict[str, object]]) -> set[str]:
    """Inserts rows by digest; returns the digests that the corpus held already."""
    before = set(session.scalars(select(Pair.digest).where(Pair.digest.in_(rows))))
    new = [row for digest, row in rows.items() if digest not in before]
    if not new:
        return before
    inserted = set(session.scalars(_insert_unless_held(session, Pair).returning(Pair.digest), new))
    return set(rows) - inserted  # among them what another process added between


def _insert_unless_held(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def _row(pair: NewPair, source_id: int) -> dict[str, object]:
    zh_key, ja_key = key(pair.zh, "zh"), key(pair.ja, "ja")
    return {
        "zh": pair.zh,
        "ja": pair.ja,
        "zh_key": zh_key,
        "ja_key": ja_key,
        "digest": pair_digest(zh_key, ja_key),
        "genre": pair.genre or None,
        "area": pair.area or None,
        "source_id": source_id,
        "document": pair.document or None,
        "position": pair.position,
        "flags": list(pair.flags),
        "created_at": now(),
    }


def reason_to_reject(pair: NewPair, zh_key: str, ja_key: str) -> str:
    """One clause that says why the pair, whose texts have these keys, cannot stand in the corpus; "" where it can."""
    for language, text, text_key in (("zh", pair.zh, zh_key), ("ja", pair.ja, ja_key)):
        if not text_key:
            return f"the {language} text is empty"
        if _UNSTORABLE.search(text):
            return f"the {language} text holds a character that no database can store (NUL or half a surrogate pair)"
    if pair.area and pair.area not in tuple(Area):
        return f"the area {pair.area!r} is not one of {', '.join(Area)}"
    if pair.genre and len(pair.genre) > GENRE_LENGTH:
        return f"the genre is longer than {GENRE_LENGTH} characters"
    return ""


def _repeats(earlier: NewPair) -> str:
    return "repeats an earlier pair" if earlier.line is None else f"repeats the pair of line {earlier.line}"
