"""What programs keep in the HTTP service: glossaries of their tokens, how much they translated, documents in work."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from corpus.tables.base import Base, now


class TokenGlossary(Base):
    """A set of terms that one token made and sees; without a token, the person's at the machine."""

    __tablename__ = "token_glossaries"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True)  # a UUID, what clients call it by
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_tokens.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    direction: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(default=now)

    entries: Mapped[list["TokenGlossaryEntry"]] = relationship(
        order_by="TokenGlossaryEntry.id", cascade="all, delete-orphan"
    )


class TokenGlossaryEntry(Base):
    """A term of such a glossary, in the glossary's direction."""

    __tablename__ = "token_glossary_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    glossary_id: Mapped[int] = mapped_column(ForeignKey("token_glossaries.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    target: Mapped[str]

    __table_args__ = (UniqueConstraint("glossary_id", "source"),)


class TokenUsage(Base):
    """The source characters that were translated for one token (0: for nobody's) in one month, YYYY-MM."""

    __tablename__ = "token_usage"

    token: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # no reference: it outlives the token
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    characters: Mapped[int] = mapped_column(default=0)


class DocumentJob(Base):
    """A document that is translated for a program; any worker takes it on where the one that had it has died."""

    __tablename__ = "document_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    key_digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the key that opens the result
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_tokens.id", ondelete="CASCADE"), index=True)
    glossary_id: Mapped[int | None] = mapped_column(ForeignKey("token_glossaries.id", ondelete="SET NULL"))
    author: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))  # of the author when the document was taken in
    status: Mapped[str] = mapped_column(String(16), default="queued", index=True)  # queued, translating, done, error
    error: Mapped[str] = mapped_column(default="")
    characters: Mapped[int] = mapped_column(default=0)  # of the sources
    done: Mapped[int] = mapped_column(default=0)  # segments
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)  # workers that began it
    worker: Mapped[str] = mapped_column(String(36), default="")  # the one that has it
    alive_at: Mapped[datetime] = mapped_column(default=now)  # when that one was last heard of
    created_at: Mapped[datetime] = mapped_column(default=now)
