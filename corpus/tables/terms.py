"""The glossary, its audit trail and the work that its changes leave."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from corpus.tables.base import Base, now


class TermRow(Base):
    """A glossary entry. `area` is "" where the rendering holds in every area."""

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    zh: Mapped[str] = mapped_column(index=True)
    ja: Mapped[str] = mapped_column(index=True)
    area: Mapped[str] = mapped_column(String(32), default="")
    status: Mapped[str] = mapped_column(String(16), default="proposed", index=True)
    definition: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    forms: Mapped[list["TermForm"]] = relationship(
        order_by="TermForm.id", cascade="all, delete-orphan", lazy="selectin"
    )
    events: Mapped[list["TermEvent"]] = relationship(order_by="TermEvent.id", cascade="all, delete-orphan")


class TermForm(Base):
    """A further surface form of a term: a variant that is right, or a rendering that is forbidden."""

    __tablename__ = "term_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(16))  # variant, forbidden
    text: Mapped[str]

    __table_args__ = (UniqueConstraint("term_id", "language", "kind", "text"),)


class TermEvent(Base):
    """The audit trail of a term: who changed what, when and why."""

    __tablename__ = "term_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(16))  # what was done: see glossary.workflow and its neighbours
    author: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, object] | None] = mapped_column(JSON)
    after: Mapped[dict[str, object] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)


class AcceptedConflict(Base):
    """A contradiction among terms that somebody decided is meant; the digest tells which, and as it was then."""

    __tablename__ = "accepted_conflicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # see glossary.accepted_conflicts
    author: Mapped[str]
    reason: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class TermTask(Base):
    """One text that a change of the glossary made wrong: a segment or a pair (exactly one is set) to be mended."""

    __tablename__ = "term_tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"), index=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    pair_id: Mapped[int | None] = mapped_column(ForeignKey("pairs.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(String(16), default="open", index=True)  # open, done, dismissed
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    settled_by: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(segment_id IS NULL) <> (pair_id IS NULL)", name="one_subject"),
        UniqueConstraint("term_id", "segment_id"),
        UniqueConstraint("term_id", "pair_id"),
    )


class DismissedCandidate(Base):
    """A pair of expressions that somebody decided is no term, so that it is not proposed again."""

    __tablename__ = "dismissed_candidates"

    id: Mapped[int] = mapped_column(primary_key=True)
    zh: Mapped[str]
    ja: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (UniqueConstraint("zh", "ja"),)
