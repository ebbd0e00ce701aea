"""What people say to each other about a segment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.tables import Comment
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.texts import clean_text
from service.workbench.transactions import lock_segment, transaction

LONGEST = 5_000  # characters


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as a page shows it."""

    id: int
    author: str
    text: str
    created_at: datetime


def add_comment(session: Session, person: Person, segment_id: int, text: str) -> Remark:
    """The comment as added; ServiceError, code "empty", without a text. The segment's version stays."""
    require(person, Action.COMMENT)
    text = clean_text(text, "comment", LONGEST).strip()
    if not text:
        raise ServiceError("There is no comment to add: write one.", code="empty", case="no_comment")
    with transaction(session):
        lock_segment(session, segment_id)  # so that it is not joined to another meanwhile
        comment = Comment(segment_id=segment_id, author=person.name, text=text)
        session.add(comment)
        session.flush()
        remark = _remark(comment)
    return remark


def list_comments(session: Session, segment_id: int) -> list[Remark]:
    """The comments on the segment, oldest first."""
    with failures_told(url_of(session)):
        query = select(Comment).where(Comment.segment_id == segment_id).order_by(Comment.id)
        return [_remark(comment) for comment in session.scalars(query)]


def _remark(comment: Comment) -> Remark:
    return Remark(comment.id, comment.author, comment.text, comment.created_at)
