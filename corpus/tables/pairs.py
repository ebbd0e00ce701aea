"""The parallel corpus."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from corpus.tables.base import Base, now


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
