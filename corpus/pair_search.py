"""Pairs that hold a text and are of a kind: what a person looks up, page by page."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, false, func, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, contains_eager

from corpus.database import failures_told, url_of
from corpus.languages import LANGUAGES, Language
from corpus.normalisation import key
from corpus.tables import Pair, Source

ANY_FLAG, NO_FLAG = "any", "none"  # of `PairQuery.flag`, beside the flags themselves


@dataclass(frozen=True, slots=True)
class PairQuery:
    """Which pairs are meant; None leaves a field open, "" asks for pairs without a value.

    `text` stands in either language, compared by key (`corpus.normalisation.key`). `flag` is a quality flag, or
    ANY_FLAG or NO_FLAG.
    """

    text: str = ""
    area: str | None = None
    genre: str | None = None
    source_id: int | None = None
    document: str | None = None
    licence: str | None = None
    flag: str | None = None
    number: int | None = None  # of one pair


@dataclass(frozen=True, slots=True)
class PairPage:
    """Some of the pairs found, newest first, each with its source loaded, and how many there are in all."""

    pairs: tuple[Pair, ...]
    total: int


def search_pairs(session: Session, query: PairQuery, offset: int = 0, limit: int = 50) -> PairPage:
    """The pairs that the query means from `offset` on; CorpusError where the database fails.

    From three characters on the text is looked up by its trigrams, so that only pairs which hold all of them are
    read; a shorter one is looked for in every pair.
    """
    with failures_told(url_of(session)):
        wanted = conditions(session, query)
        total = session.scalar(select(func.count()).select_from(Pair).join(Source).where(*wanted)) or 0
        rows = select(Pair).join(Source).options(contains_eager(Pair.source)).where(*wanted)
        found = session.scalars(rows.order_by(Pair.id.desc()).offset(offset).limit(limit)).all()
    return PairPage(tuple(found), total)


def conditions(session: Session, query: PairQuery) -> list[ColumnElement[bool]]:
    """What a pair and its source must be like, as conditions on the two tables joined."""
    wanted: list[ColumnElement[bool]] = []
    if query.text.strip():
        wanted.append(or_(*(_holds(session, query.text, language) for language in LANGUAGES)))
    for column, value in (
        (Pair.area, query.area),
        (Pair.genre, query.genre),
        (Pair.document, query.document),
        (Source.licence, query.licence),
    ):
        if value is not None:
            wanted.append(column == value if value else func.coalesce(column, "") == "")
    if query.number is not None:
        wanted.append(Pair.id == query.number)
    if query.source_id is not None:
        wanted.append(Pair.source_id == query.source_id)
    if query.flag is not None:
        wanted.append(flag_condition(query.flag))
    return wanted


def flag_condition(flag: str) -> ColumnElement[bool]:
    """That a pair has this flag; any, or none, for ANY_FLAG and NO_FLAG."""
    flags = cast(Pair.flags, Text)
    if flag == ANY_FLAG:
        return flags != "[]"
    return flags == "[]" if flag == NO_FLAG else flags.contains(f'"{flag}"', autoescape=True)


def _holds(session: Session, text: str, language: Language) -> ColumnElement[bool]:
    """That the key of this language holds that of the text."""
    wanted = key(text, language)
    if not wanted:
        return false()
    column = Pair.zh_key if language == "zh" else Pair.ja_key
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    holds = (func.instr if on_sqlite else func.strpos)(column, wanted) > 0
    if len(wanted) < 3:
        return holds
    trigrams = list(dict.fromkeys(wanted[start : start + 3] for start in range(len(wanted) - 2)))
    name = f"{language}_trigrams"
    if on_sqlite:
        table = f"pairs_{name}"
        proposed = sql(f"pairs.id IN (SELECT rowid FROM {table} WHERE {table} MATCH :{name})")
        value: object = " AND ".join('"' + trigram.replace('"', '""') + '"' for trigram in trigrams)
    else:
        proposed = sql(f'trigrams_of(pairs.{language}_key) COLLATE "C" @> CAST(:{name} AS text[])')
        value = trigrams
    return holds & proposed.bindparams(**{name: value})
