"""Translation memory: pairs whose source is the given text, or nearly.

The database's trigram index proposes candidates, RapidFuzz ranks them. The score is the Levenshtein
similarity of the keys (`corpus.normalisation.key`), 1 - distance / length of the longer one: the share of
the text that would not have to be retyped, which is what translators read a match percentage as, and which,
unlike the similarity by insertions and deletions alone, bounds the length of a match from both sides.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from sqlalchemy import bindparam, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, joinedload

from corpus.database import failures_told, url_of
from corpus.languages import Direction, Language
from corpus.normalisation import key
from corpus.tables import Pair

CANDIDATES = 4_000  # pairs that the trigram index may propose: 10 ms of reading at 200,000 pairs
LONG = 32  # characters from which half of them do: the rarest of so many trigrams find every match
TRIGRAMS = 40  # counted of one text at most, spread evenly over a longer one
LOWEST_THRESHOLD = 0.3  # below it, nearly everything would be a match


DifferenceKind = Literal["replace", "delete", "insert"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What turns the query into the hit: `kind` is done to the query's characters from query[0] up to query[1].

    `insert` stands where the hit has more, `delete` where the query has more. Spans are positions in the
    texts as given; differences that the key ignores (white space, width, quotation marks) are none.
    """

    kind: DifferenceKind
    query: tuple[int, int]
    hit: tuple[int, int]


@dataclass(frozen=True, slots=True)
class MemoryHit:
    """A pair of the memory, seen in the direction of the search; `score` 1.0 means that the keys are equal."""

    source: str
    target: str
    score: float  # threshold to 1
    differences: tuple[Difference, ...]
    origin: str  # name of the source that the pair came from
    document: str | None
    area: str | None
    genre: str | None
    pair_id: int


def search_memory(
    session: Session, text: str, direction: Direction, threshold: float = 0.7, limit: int = 5
) -> list[MemoryHit]:
    """The pairs whose source scores at least the threshold, best first, older first among equals.

    All exact matches are found. Of the fuzzy ones, those are that share one of the text's rarest runs of three
    characters; a text of fewer than three characters has exact matches only. A threshold above 1 finds
    nothing. Raises CorpusError where the database fails.
    """
    language = direction.source
    query = key(text, language)
    if not query or limit < 1 or threshold > 1:
        return []
    with failures_told(url_of(session)):
        scores = dict.fromkeys(_exact(session, query, language, limit), 1.0)
        if len(scores) < limit and len(query) >= 3:
            scores.update(_fuzzy(session, query, language, max(threshold, LOWEST_THRESHOLD), limit - len(scores)))
        pairs = session.scalars(select(Pair).where(Pair.id.in_(scores)).options(joinedload(Pair.source))).all()
    pairs = sorted(pairs, key=lambda pair: (-scores[pair.id], pair.id))
    return [_hit(pair, text, query, direction, scores[pair.id]) for pair in pairs]


def _exact(session: Session, query: str, language: Language, limit: int) -> Sequence[int]:
    column = Pair.zh_key if language == "zh" else Pair.ja_key
    return session.scalars(select(Pair.id).where(column == query).order_by(Pair.id).limit(limit)).all()


def _fuzzy(session: Session, query: str, language: Language, threshold: float, limit: int) -> dict[int, float]:
    """Scores below 1 of the best candidates, by pair id."""
    # A Levenshtein similarity of t is out of reach for texts shorter than t times the query or longer than 1/t.
    shortest, longest = int(len(query) * threshold), int(len(query) / threshold) + 1
    keys = {
        pair_id: candidate
        for pair_id, candidate in _candidates(session, query, language, shortest, longest)
        if candidate != query
    }
    ranked = process.extract(query, keys, scorer=Levenshtein.normalized_similarity, score_cutoff=threshold, limit=limit)
    return {pair_id: score for _, score, pair_id in ranked}


def _candidates(
    session: Session, query: str, language: Language, shortest: int, longest: int
) -> Sequence[tuple[int, str]]:
    """Ids and keys of the pairs of suitable length that hold one of the query's rarest trigrams."""
    trigrams = list(dict.fromkeys(query[start : start + 3] for start in range(len(query) - 2)))
    budget = CANDIDATES if len(query) < LONG else CANDIDATES // 2
    chosen = _rarest(session, trigrams, f"pairs_{language}_trigram_counts", budget)
    column, table = f"{language}_key", f"pairs_{language}_trigrams"
    values: dict[str, object] = {"shortest": shortest, "longest": longest}
    if session.get_bind().dialect.name == "sqlite":
        rows = f"pairs WHERE id IN (SELECT rowid FROM {table} WHERE {table} MATCH :trigrams LIMIT {budget})"
        values["trigrams"] = " OR ".join('"' + trigram.replace('"', '""') + '"' for trigram in chosen)
    else:
        held = f'trigrams_of({column}) COLLATE "C"'
        proposed = f"SELECT id, {column} FROM pairs WHERE {held} && CAST(:trigrams AS text[]) LIMIT {budget}"
        rows = f"({proposed}) AS proposed WHERE true"
        values["trigrams"] = chosen
    query_of_lengths = f"SELECT id, {column} FROM {rows} AND length({column}) BETWEEN :shortest AND :longest"
    return cast(Sequence[tuple[int, str]], session.execute(sql(query_of_lengths), values).all())


def _rarest(session: Session, trigrams: list[str], counts: str, budget: int) -> list[str]:
    """The rarest of the trigrams, at least one and together in `budget` pairs at most.

    A common trigram proposes much and tells little; one that no pair is known to hold costs nothing.
    """
    trigrams = trigrams[:: len(trigrams) // TRIGRAMS + 1]
    counting = sql(f"SELECT term, doc FROM {counts} WHERE term IN :trigrams")
    rows = session.execute(counting.bindparams(bindparam("trigrams", trigrams, expanding=True)))
    held: dict[str, int] = {row.term: row.doc for row in rows.all()}
    chosen: list[str] = []
    proposed = 0
    for trigram in sorted(trigrams, key=lambda trigram: held.get(trigram, 0)):
        proposed += held.get(trigram, 0)
        if chosen and proposed > budget:
            break
        chosen.append(trigram)
    return chosen


def _hit(pair: Pair, given: str, query: str, direction: Direction, score: float) -> MemoryHit:
    chinese_first = direction is Direction.ZH_JA
    source, target = (pair.zh, pair.ja) if chinese_first else (pair.ja, pair.zh)
    found = pair.zh_key if chinese_first else pair.ja_key
    differences = () if score == 1.0 else _differences(given, query, source, found)
    return MemoryHit(
        source, target, score, differences, pair.source.name, pair.document, pair.area, pair.genre, pair.id
    )


def _differences(given: str, query: str, source: str, found: str) -> tuple[Difference, ...]:
    """The differences of the keys `query` and `found`, as spans of the texts `given` and `source`."""
    in_query, in_hit = _spans(given, query), _spans(source, found)
    return tuple(
        Difference(
            cast(DifferenceKind, step.tag),
            _cover(in_query, step.src_start, step.src_end),
            _cover(in_hit, step.dest_start, step.dest_end),
        )
        for step in Levenshtein.opcodes(query, found)
        if step.tag != "equal"
    )


def _spans(given: str, key_of_it: str) -> list[tuple[int, int]]:
    """For every character of the key, the span of the characters of the text that it stands for."""
    bare: list[tuple[int, int]] = []
    for step in Levenshtein.opcodes(given, key_of_it):
        for place in range(step.src_start, step.src_start + step.dest_end - step.dest_start):
            bare.append((min(place, step.src_end), min(place + 1, step.src_end)))
    starts = {start for start, _ in bare}
    spans: list[tuple[int, int]] = []
    for start, end in bare:  # a mark that the key has merged into its letter (NFC) belongs to the letter
        while start < end < len(given) and end not in starts and unicodedata.combining(given[end]):
            end += 1
        spans.append((start, end))
    return spans


def _cover(spans: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The span of the text under the key's characters from start up to end; empty, and in its place, for none."""
    if start < end:
        return spans[start][0], spans[end - 1][1]
    place = spans[start - 1][1] if start else 0
    return place, place
