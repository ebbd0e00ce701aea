"""Every table of the product as SQLAlchemy 2 models.

The schema is one whole (a segment names a model version, an event names a term), so it stands in
one place, below all layers that use it. Migrations are in `corpus/migrations`.
"""

from datetime import UTC, datetime
from typing import ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Float,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A time zone aware datetime, read back in UTC; SQLite drops the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    type_annotation_map: ClassVar = {datetime: UtcDateTime, str: Text, float: Float}
    # Every constraint has a name, the same on both databases, so that a later migration can drop it.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class Source(Base):
    """Where pairs came from: one imported file or one kind of work inside the product."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the file's bytes
    licence: Mapped[str] = mapped_column(default="")
    imported_by: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(default=now)


class Pair(Base):
    """An approved zh-ja segment of the parallel corpus, unique on its normalised text."""

    __tablename__ = "pairs"

    id: Mapped[int] = mapped_column(primary_key=True)
    zh: Mapped[str]
    ja: Mapped[str]
    zh_key: Mapped[str]  # corpus.normalisation.key(zh): what exact search compares
    ja_key: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of both keys
    genre: Mapped[str | None] = mapped_column(String(32))
    area: Mapped[str | None] = mapped_column(String(32), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    document: Mapped[str | None] = mapped_column(index=True)  # the document's name within its source
    position: Mapped[int | None]  # 0-based place in the document or file
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)  # quality flags, names of filters
    created_at: Mapped[datetime] = mapped_column(default=now)

    source: Mapped[Source] = relationship()

    __table_args__ = (
        # Hashed on PostgreSQL: a b-tree entry may not exceed 2,704 bytes and statutes do.
        Index("ix_pairs_zh_key", "zh_key", postgresql_using="hash"),
        Index("ix_pairs_ja_key", "ja_key", postgresql_using="hash"),
    )


class Document(Base):
    """A file being translated."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    direction: Mapped[str] = mapped_column(String(5))
    area: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16), default="open")  # open, in_review, done
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)

    segments: Mapped[list["Segment"]] = relationship(
        back_populates="document", order_by="Segment.position", cascade="all, delete-orphan"
    )


class Segment(Base):
    """A source sentence, heading or item of a document and its translation."""

    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    source: Mapped[str]
    target: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(String(16), default="machine")  # machine draft translated approved returned
    origin: Mapped[str] = mapped_column(String(16), default="")  # engine, memory, person
    model_version_id: Mapped[int | None] = mapped_column(ForeignKey("model_versions.id"))
    version: Mapped[int] = mapped_column(default=1)  # optimistic lock

    document: Mapped[Document] = relationship(back_populates="segments")
    revisions: Mapped[list["SegmentRevision"]] = relationship(
        order_by="SegmentRevision.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (declared by SQLAlchemy)
    __table_args__ = (UniqueConstraint("document_id", "position"),)


class SegmentRevision(Base):
    """An earlier text of a segment, with its author and time."""

    __tablename__ = "segment_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id", ondelete="CASCADE"), index=True)
    target: Mapped[str]
    status: Mapped[str] = mapped_column(String(16))
    author: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


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
    action: Mapped[str] = mapped_column(String(16))  # added, proposed, edited, approved, rejected, retired, imported
    author: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, object] | None] = mapped_column(JSON)
    after: Mapped[dict[str, object] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)


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


class ModelVersion(Base):
    """A base model with or without an adapter. Folders inside the data folder are stored relative to it."""

    __tablename__ = "model_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    base: Mapped[str]  # folder or hub name of what was trained on
    adapter: Mapped[str | None]  # folder of the LoRA weights
    folder: Mapped[str] = mapped_column(default="")  # the whole model that serves; "" where that is the base
    weights_digest: Mapped[str] = mapped_column(default="")  # of the files in the folder, as they were registered
    data_digest: Mapped[str] = mapped_column(default="")
    parameters: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    status: Mapped[str] = mapped_column(String(16), default="candidate")  # candidate, serving, retired
    author: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # of the status
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)  # of the status

    evaluations: Mapped[list["Evaluation"]] = relationship(cascade="all, delete-orphan", order_by="Evaluation.id")


class Evaluation(Base):
    """Scores of one model version on one test set."""

    __tablename__ = "evaluations"

    id: Mapped[int] = mapped_column(primary_key=True)
    model_version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id", ondelete="CASCADE"), index=True)
    test_digest: Mapped[str] = mapped_column(String(64))
    direction: Mapped[str] = mapped_column(String(5))
    scores: Mapped[dict[str, object]] = mapped_column(JSON)  # metric signature -> value
    created_at: Mapped[datetime] = mapped_column(default=now)


class User(Base):
    """A person who may sign in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(String(16))  # translator, reviewer, admin
    password_hash: Mapped[str]  # Argon2
    created_at: Mapped[datetime] = mapped_column(default=now)


class ApiToken(Base):
    """A program's access token; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
