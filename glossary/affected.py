"""Texts that may hold a term: approved pairs and segments of documents, read in small portions, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from corpus.holding import pairs_holding
from corpus.languages import LANGUAGES, Direction, Language
from corpus.normalisation import key
from corpus.tables import Document, Pair, Segment
from glossary.surfaces import stems
from glossary.terms import Term

_PORTION = 500  # texts read at once
_APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Text:
    """A source with its translation, and where it stands; `document` is "" where a pair has none.

    `kind` is "pair" for one of the corpus, which was approved, and for a segment whether it is still open.
    """

    kind: Literal["pair", "open_segment", "approved_segment"]
    id: int
    source: str
    target: str
    direction: Direction
    area: str
    document: str
    document_id: int | None = None
    position: int | None = None
    segment_id: int | None = None  # the segment in the document: itself, or the one that the pair was approved in


def pair_texts(session: Session, terms: Sequence[Term]) -> Iterator[Text]:
    """The pairs whose Chinese side holds a form of one of the terms as characters, newest first."""
    ids = pairs_holding(session, "zh", _expressions(terms, "zh"))
    for start in range(0, len(ids), _PORTION):
        yield from read_pairs(session, ids[start : start + _PORTION])


def segment_texts(session: Session, terms: Sequence[Term]) -> Iterator[Text]:
    """The segments whose source holds a form of one of the terms as characters, newest first."""
    held = [
        (Document.direction == direction.value)
        & or_(*(Segment.source_key.icontains(text, autoescape=True) for text in texts))
        for language, direction in zip(LANGUAGES, (Direction.ZH_JA, Direction.JA_ZH), strict=True)
        if (texts := [folded for form in _expressions(terms, language) if (folded := key(form, language))])
    ]
    if not held:
        return
    ids = session.scalars(select(Segment.id).join(Document).where(or_(*held)).order_by(Segment.id.desc())).all()
    for start in range(0, len(ids), _PORTION):
        yield from read_segments(session, ids[start : start + _PORTION])


def read_pairs(session: Session, ids: Sequence[int]) -> list[Text]:
    """The pairs of these ids, as translations from Chinese, highest id first; those that are gone are left out."""
    columns = select(Pair.id, Pair.zh, Pair.ja, Pair.area, Pair.document, Pair.position)
    rows = session.execute(columns.where(Pair.id.in_(ids)).order_by(Pair.id.desc())).all()
    approved = select(Segment.pair_id, Segment.id, Segment.document_id).where(Segment.pair_id.in_(ids))
    places = {row.pair_id: row for row in session.execute(approved.order_by(Segment.id.desc()))}  # the first one stays
    return [
        Text(
            "pair",
            row.id,
            row.zh,
            row.ja,
            Direction.ZH_JA,
            row.area or "",
            row.document or "",
            place.document_id if (place := places.get(row.id)) else None,
            row.position,
            place.id if place else None,
        )
        for row in rows
    ]


def read_segments(session: Session, ids: Sequence[int]) -> list[Text]:
    """The segments of these ids, highest first; those that are gone are left out."""
    columns = select(
        Segment.id,
        Segment.source,
        Segment.target,
        Segment.status,
        Segment.position,
        Document.id.label("document_id"),
        Document.name,
        Document.direction,
        Document.area,
    ).join(Document)
    rows = session.execute(columns.where(Segment.id.in_(ids)).order_by(Segment.id.desc()))
    return [
        Text(
            "approved_segment" if row.status == _APPROVED else "open_segment",
            row.id,
            row.source,
            row.target,
            Direction(row.direction),
            row.area or "",
            row.name,
            row.document_id,
            row.position,
            row.id,
        )
        for row in rows
    ]


def _expressions(terms: Sequence[Term], language: Language) -> list[str]:
    """What must stand in a text for one of the terms to match: its forms, in Japanese their stems too."""
    forms = [form for term in terms for form in term.forms(language)]
    inflected = [stem for form in forms for stem in stems(form)] if language == "ja" else []
    return list(dict.fromkeys((*forms, *inflected)))
