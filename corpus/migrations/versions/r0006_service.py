"""The HTTP service: glossaries and usage of tokens, documents translated for programs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "token_glossaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _reference("token_glossaries", "token_id", "api_tokens", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_glossaries")),
        sa.UniqueConstraint("public_id", name=op.f("uq_token_glossaries_public_id")),
    )
    op.create_index(op.f("ix_token_glossaries_token_id"), "token_glossaries", ["token_id"])
    op.create_table(
        "token_glossary_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("glossary_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        _reference("token_glossary_entries", "glossary_id", "token_glossaries", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_glossary_entries")),
        sa.UniqueConstraint("glossary_id", "source", name=op.f("uq_token_glossary_entries_glossary_id_source")),
    )
    op.create_index(op.f("ix_token_glossary_entries_glossary_id"), "token_glossary_entries", ["glossary_id"])
    op.create_table(
        "token_usage",
        sa.Column("token", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", "month", name=op.f("pk_token_usage")),
    )
    _create_jobs()


def downgrade() -> None:
    for table in ("document_jobs", "token_usage", "token_glossary_entries", "token_glossaries"):
        op.drop_table(table)


def _create_jobs() -> None:
    op.create_table(
        "document_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=True),
        sa.Column("glossary_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=36), nullable=False),
        sa.Column("alive_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _reference("document_jobs", "document_id", "documents", "CASCADE"),
        _reference("document_jobs", "token_id", "api_tokens", "CASCADE"),
        _reference("document_jobs", "glossary_id", "token_glossaries", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_jobs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_jobs_public_id")),
    )
    for column in ("document_id", "token_id", "status"):
        op.create_index(op.f(f"ix_document_jobs_{column}"), "document_jobs", [column])


def _reference(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)
