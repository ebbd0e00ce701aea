"""People who may sign in, their sessions and their programs' tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from corpus.tables.base import Base, now


class User(Base):
    """A person who may sign in; with a password, or through the firm's identity provider where there is none."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(String(16))  # translator, reviewer, admin
    password_hash: Mapped[str]  # Argon2id, in the PHC string format; "" where no password opens the account
    must_change: Mapped[bool] = mapped_column(default=False)  # the password was given by somebody else
    password_given_at: Mapped[datetime | None]  # when that was; such a password opens the account for a time only
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)  # wrong passwords since the last right one
    locked_until: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    sessions: Mapped[list["UserSession"]] = relationship(cascade="all, delete-orphan")


class UserSession(Base):
    """A browser that is signed in; only the SHA-256 of its secret is kept."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class ApiToken(Base):
    """A program's access token; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]


class AccountEvent(Base):
    """Who changed an account or signed in, and when; kept where the account itself is not."""

    __tablename__ = "account_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)  # of the account
    action: Mapped[str] = mapped_column(String(24))
    author: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
