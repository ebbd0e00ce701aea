"""What the workbench shows: frozen views of documents and segments, and the refusal where two people met."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corpus.languages import Direction
from corpus.tables import Segment
from service.errors import ServiceError


class SegmentStatus(StrEnum):
    """How far a segment is. A text that a person changed is a draft until they confirm it."""

    NEW = "new"  # nothing yet
    MACHINE = "machine"
    DRAFT = "draft"
    TRANSLATED = "translated"
    APPROVED = "approved"
    RETURNED = "returned"


class DocumentStatus(StrEnum):
    """How far a document is; `done` once all its segments are approved."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment as a page shows it; `version` is to be given back with every change."""

    id: int
    document_id: int
    position: int
    unit: int
    source: str
    target: str
    status: SegmentStatus
    origin: str
    draft: str
    alternatives: tuple[str, ...]
    uncertainty: float | None
    memory_score: float | None
    warnings: tuple[str, ...]
    seconds: float
    updated_by: str
    updated_at: datetime
    version: int
    comments: int = 0
    repetitions: int = 0  # other segments of the document with the same source


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document as a list shows it; `counts` are its segments by status."""

    id: int
    name: str
    format: str
    direction: Direction
    area: str
    status: DocumentStatus
    created_by: str
    created_at: datetime
    updated_at: datetime
    counts: dict[SegmentStatus, int]
    warned: int  # segments with open warnings

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class ConflictError(ServiceError):
    """Somebody else changed the segment since it was read; `current` is what stands now. Nothing was saved."""

    def __init__(self, current: SegmentRow) -> None:
        super().__init__(
            f"{current.updated_by or 'Somebody'} changed this segment in the meantime; "
            "look at the two texts and choose which one stays.",
            code="conflict",
        )
        self.current = current


def row_of(segment: Segment, comments: int = 0, repetitions: int = 0) -> SegmentRow:
    """The view of a segment."""
    return SegmentRow(
        id=segment.id,
        document_id=segment.document_id,
        position=segment.position,
        unit=segment.unit,
        source=segment.source,
        target=segment.target,
        status=SegmentStatus(segment.status),
        origin=segment.origin,
        draft=segment.draft,
        alternatives=tuple(segment.alternatives),
        uncertainty=segment.uncertainty,
        memory_score=segment.memory_score,
        warnings=tuple(segment.warnings),
        seconds=segment.seconds,
        updated_by=segment.updated_by,
        updated_at=segment.updated_at,
        version=segment.version,
        comments=comments,
        repetitions=repetitions,
    )
