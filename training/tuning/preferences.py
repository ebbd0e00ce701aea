"""What reviewers changed: the machine's draft of a segment and the text that was approved in its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from corpus.languages import Direction
from corpus.normalisation import key
from corpus.tables import Document, Segment


@dataclass(frozen=True, slots=True)
class Preference:
    """A source, the approved translation (`chosen`) and the draft that it replaced (`rejected`)."""

    source: str
    chosen: str
    rejected: str
    direction: Direction
    area: str
    document: str


def read_preferences(session: Session, directions: Iterable[Direction]) -> Iterator[Preference]:
    """The segments that are approved now and whose last machine draft says something else, in the documents' order.

    What the translation memory proposed is no draft of the machine's: the model did not write it. A draft that differs
    in width, quotes or spaces only is no preference, and the same three texts give one.
    """
    query = (
        select(Segment, Document)
        .join(Document, Segment.document_id == Document.id)
        .where(Segment.status == "approved", Document.direction.in_([str(direction) for direction in directions]))
        .options(selectinload(Segment.revisions))
        .order_by(Document.id, Segment.position)
    )
    seen: set[tuple[str, str, str]] = set()
    for segment, document in session.execute(query):
        drafts = [state.target for state in segment.revisions if state.status == "machine" and state.action != "memory"]
        direction = Direction(document.direction)
        if not drafts or not drafts[-1].strip() or not segment.target.strip():
            continue
        texts = (segment.source, segment.target, drafts[-1])
        same = key(texts[1], direction.target) == key(texts[2], direction.target)
        if not same and texts not in seen:
            seen.add(texts)
            yield Preference(*texts, direction, document.area or "", document.name)
