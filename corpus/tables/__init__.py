"""Every table of the product as SQLAlchemy 2 models.

The schema is one whole (a segment names a model version, an event names a term), so it stands in
one place, below all layers that use it. Migrations are in `corpus/migrations`.
"""

from corpus.tables.base import Base, UtcDateTime, now
from corpus.tables.documents import (
    Comment,
    DeletedDocument,
    Document,
    DocumentEvent,
    DocumentFile,
    Segment,
    SegmentRating,
    SegmentRevision,
)
from corpus.tables.models import Evaluation, ModelVersion
from corpus.tables.pairs import Pair, Source
from corpus.tables.people import AccountEvent, ApiToken, User, UserSession
from corpus.tables.service import DocumentJob, TokenGlossary, TokenGlossaryEntry, TokenUsage
from corpus.tables.terms import AcceptedConflict, DismissedCandidate, TermEvent, TermForm, TermRow, TermTask

__all__ = [
    "AcceptedConflict",
    "AccountEvent",
    "ApiToken",
    "Base",
    "Comment",
    "DeletedDocument",
    "DismissedCandidate",
    "Document",
    "DocumentEvent",
    "DocumentFile",
    "DocumentJob",
    "Evaluation",
    "ModelVersion",
    "Pair",
    "Segment",
    "SegmentRating",
    "SegmentRevision",
    "Source",
    "TermEvent",
    "TermForm",
    "TermRow",
    "TermTask",
    "TokenGlossary",
    "TokenGlossaryEntry",
    "TokenUsage",
    "User",
    "UserSession",
    "UtcDateTime",
    "now",
]
