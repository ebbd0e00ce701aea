"""Documents under translation: their segments, every earlier text, and what people said about them."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from corpus.tables.base import Base, now


class Document(Base):
    """A file being translated."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    format: Mapped[str] = mapped_column(String(16), default="txt")  # corpus.documents.DocumentFormat
    direction: Mapped[str] = mapped_column(String(5))
    area: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16), default="open")  # open, in_review, done
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)

    segments: Mapped[list["Segment"]] = relationship(
        back_populates="document", order_by="Segment.position", cascade="all, delete-orphan"
    )
    file: Mapped["DocumentFile"] = relationship(cascade="all, delete-orphan")
    events: Mapped[list["DocumentEvent"]] = relationship(cascade="all, delete-orphan", order_by="DocumentEvent.id")


class DocumentFile(Base):
    """The file as it was uploaded; apart from the document, so that a list of documents reads no files."""

    __tablename__ = "document_files"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the content


class DocumentEvent(Base):
    """What was done to a document as a whole: uploaded, pretranslated, submitted, exported, ..."""

    __tablename__ = "document_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(24))
    author: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class DeletedDocument(Base):
    """What is kept of a document after somebody deleted it; no reference, as nothing else of it is left."""

    __tablename__ = "deleted_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int]  # the number that it had
    name: Mapped[str]
    direction: Mapped[str] = mapped_column(String(5))
    segments: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of its file
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    deleted_by: Mapped[str]
    deleted_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str]


class Segment(Base):
    """A source sentence, heading or item of a document and its translation."""

    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    unit: Mapped[int] = mapped_column(default=0)  # of the file: a paragraph, a row; segments are joined within it only
    source: Mapped[str]
    source_key: Mapped[str] = mapped_column(default="")  # corpus.normalisation.key(source): which segments are alike
    before: Mapped[str] = mapped_column(default="")  # white space around the segment in its unit
    after: Mapped[str] = mapped_column(default="")
    target: Mapped[str] = mapped_column(default="")
    # new (nothing yet), machine, draft, translated, approved, returned
    status: Mapped[str] = mapped_column(String(16), default="machine")
    origin: Mapped[str] = mapped_column(String(16), default="")  # engine, endpoint, memory, file, person
    draft: Mapped[str] = mapped_column(default="")  # what the machine, the memory or the file proposed last
    alternatives: Mapped[list[str]] = mapped_column(JSON, default=list)  # further hypotheses, best first
    uncertainty: Mapped[float | None]  # of the machine draft, 0 (sure) to 1
    memory_score: Mapped[float | None]  # of the best match when it was pre-translated, 0 to 1
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)  # of the target as it stands: names of checks
    seconds: Mapped[float] = mapped_column(default=0.0)  # that people spent editing it
    model_version_id: Mapped[int | None] = mapped_column(ForeignKey("model_versions.id"))
    pair_id: Mapped[int | None] = mapped_column(ForeignKey("pairs.id", ondelete="SET NULL"), index=True)
    updated_by: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1)  # optimistic lock

    document: Mapped[Document] = relationship(back_populates="segments")
    revisions: Mapped[list["SegmentRevision"]] = relationship(
        order_by="SegmentRevision.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (declared by SQLAlchemy)
    __table_args__ = (
        UniqueConstraint("document_id", "position"),
        Index("ix_segments_source_key", "source_key", postgresql_using="hash"),
    )


class SegmentRevision(Base):
    """One state of a segment, the one that stands now included, with its author, time and what was done."""

    __tablename__ = "segment_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    target: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(16), default="edit")  # see service.workbench.history
    author: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class SegmentRating(Base):
    """How good one person found the translation of a segment, 1 (worst) to 5, in three respects."""

    __tablename__ = "segment_ratings"

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    author: Mapped[str]
    target: Mapped[str]  # the text that was rated
    fluency: Mapped[int]
    accuracy: Mapped[int]
    terminology: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        UniqueConstraint("segment_id", "author"),
        CheckConstraint("fluency BETWEEN 1 AND 5", name="fluency_range"),
        CheckConstraint("accuracy BETWEEN 1 AND 5", name="accuracy_range"),
        CheckConstraint("terminology BETWEEN 1 AND 5", name="terminology_range"),
    )


class Comment(Base):
    """A remark on a segment or on a term (exactly one of the two is set)."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"), index=True)
    author: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (CheckConstraint("(segment_id IS NULL) <> (term_id IS NULL)", name="one_subject"),)
