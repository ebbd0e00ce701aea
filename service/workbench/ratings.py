"""How good a translation is: marks from 1 (worst) to 5 on fluency, accuracy and terminology, one set a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.tables import Segment, SegmentRating, now
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.transactions import transaction

RESPECTS = ("fluency", "accuracy", "terminology")
WORST, BEST = 1, 5


@dataclass(frozen=True, slots=True)
class Rating:
    """One person's marks for the text `target` of a segment."""

    segment_id: int
    author: str
    target: str
    fluency: int
    accuracy: int
    terminology: int
    at: datetime


def rate_segment(
    session: Session, person: Person, segment_id: int, fluency: int, accuracy: int, terminology: int
) -> Rating:
    """The person's marks for the segment's text as it stands, in place of those that they gave before.

    Raises ServiceError for a mark out of range, and where there is no text to rate.
    """
    require(person, Action.RATE_SEGMENT)
    marks = {"fluency": fluency, "accuracy": accuracy, "terminology": terminology}
    for respect, mark in marks.items():
        if not WORST <= mark <= BEST:
            raise ServiceError(f"The mark for {respect} is {mark}; give one from {WORST} to {BEST}.", code="mark")
    with transaction(session):
        target = session.scalar(select(Segment.target).where(Segment.id == segment_id))
        if not target:
            raise ServiceError(
                "The segment has no translation to be rated; open the document anew.",
                code="empty",
                case="no_translation",
            )
        at = now()
        values = {"target": target, "created_at": at, **marks}
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        statement = insert(SegmentRating).values(segment_id=segment_id, author=person.name, **values)
        session.execute(statement.on_conflict_do_update(index_elements=["segment_id", "author"], set_=values))
    return Rating(segment_id, person.name, target, fluency, accuracy, terminology, at)


def list_ratings(session: Session, segment_id: int) -> list[Rating]:
    """Everybody's marks for the segment, in the order in which they first rated it."""
    query = select(SegmentRating).where(SegmentRating.segment_id == segment_id).order_by(SegmentRating.id)
    with failures_told(url_of(session)):
        return [
            Rating(
                rating.segment_id,
                rating.author,
                rating.target,
                rating.fluency,
                rating.accuracy,
                rating.terminology,
                rating.created_at,
            )
            for rating in session.scalars(query.execution_options(populate_existing=True))
        ]
