"""The workbench: files of documents, what is known of each segment, ratings, tasks, sessions of people."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# Columns of earlier tables: (name, type, value for the rows that are there; None leaves the column nullable).
NEW_COLUMNS: dict[str, list[tuple[str, sa.types.TypeEngine[Any], str | None]]] = {
    "documents": [("format", sa.String(16), "txt"), ("updated_at", sa.DateTime(timezone=True), "created_at")],
    "segments": [
        ("unit", sa.Integer(), "0"),
        ("source_key", sa.Text(), ""),
        ("before", sa.Text(), ""),
        ("after", sa.Text(), ""),
        ("draft", sa.Text(), ""),
        ("alternatives", sa.JSON(), "[]"),
        ("uncertainty", sa.Float(), None),
        ("memory_score", sa.Float(), None),
        ("warnings", sa.JSON(), "[]"),
        ("seconds", sa.Float(), "0"),
        ("pair_id", sa.Integer(), None),
        ("updated_by", sa.Text(), ""),
        ("updated_at", sa.DateTime(timezone=True), "CURRENT_TIMESTAMP"),
    ],
    "segment_revisions": [("action", sa.String(16), "edit"), ("note", sa.Text(), "")],
    "users": [
        ("must_change", sa.Boolean(), "false"),
        ("active", sa.Boolean(), "true"),
        ("failures", sa.Integer(), "0"),
        ("locked_until", sa.DateTime(timezone=True), None),
        ("last_seen_at", sa.DateTime(timezone=True), None),
    ],
}


def upgrade() -> None:
    for table, columns in NEW_COLUMNS.items():
        _add_columns(table, columns)
    with op.batch_alter_table("segments") as batch:
        batch.create_foreign_key(op.f("fk_segments_pair_id"), "pairs", ["pair_id"], ["id"], ondelete="SET NULL")
        batch.create_index(op.f("ix_segments_pair_id"), ["pair_id"])
        batch.create_index("ix_segments_source_key", ["source_key"], postgresql_using="hash")
    _create_document_tables()
    _create_term_tables()
    _create_people_tables()


def downgrade() -> None:
    for table in (
        "account_events",
        "user_sessions",
        "dismissed_candidates",
        "term_tasks",
        "segment_ratings",
        "document_events",
        "document_files",
    ):
        op.drop_table(table)
    with op.batch_alter_table("segments") as batch:
        batch.drop_index("ix_segments_source_key")
        batch.drop_index(op.f("ix_segments_pair_id"))
        batch.drop_constraint(op.f("fk_segments_pair_id"), type_="foreignkey")
    for table, columns in NEW_COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for name, _, _ in reversed(columns):
                batch.drop_column(name)


def _add_columns(table: str, columns: list[tuple[str, sa.types.TypeEngine[Any], str | None]]) -> None:
    """Adds the columns, nullable at first, fills them and then refuses NULL, on both databases alike."""
    with op.batch_alter_table(table) as batch:
        for name, kind, _ in columns:
            batch.add_column(sa.Column(name, kind, nullable=True))
    filled = [(name, value) for name, _, value in columns if value is not None]
    values = ", ".join(f"{name} = {_literal(value)}" for name, value in filled)
    op.execute(f"UPDATE {table} SET {values}")
    with op.batch_alter_table(table) as batch:
        for name, _ in filled:
            batch.alter_column(name, nullable=False)


def _literal(value: str) -> str:
    bare = value.isdigit() or value in ("created_at", "CURRENT_TIMESTAMP", "true", "false")
    return value if bare else f"'{value}'"


def _create_document_tables() -> None:
    op.create_table(
        "document_files",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _reference("document_files", "document_id", "documents"),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_files")),
    )
    op.create_table(
        "document_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _reference("document_events", "document_id", "documents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_events")),
    )
    op.create_index(op.f("ix_document_events_document_id"), "document_events", ["document_id"])
    marks = ("fluency", "accuracy", "terminology")
    op.create_table(
        "segment_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        *(sa.Column(mark, sa.Integer(), nullable=False) for mark in marks),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.CheckConstraint(f"{mark} BETWEEN 1 AND 5", name=op.f(f"ck_segment_ratings_{mark}_range"))
            for mark in marks
        ),
        _reference("segment_ratings", "segment_id", "segments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_ratings")),
        sa.UniqueConstraint("segment_id", "author", name=op.f("uq_segment_ratings_segment_id_author")),
    )
    op.create_index(op.f("ix_segment_ratings_segment_id"), "segment_ratings", ["segment_id"])


def _create_term_tables() -> None:
    op.create_table(
        "term_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("pair_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(segment_id IS NULL) <> (pair_id IS NULL)", name=op.f("ck_term_tasks_one_subject")),
        _reference("term_tasks", "term_id", "terms"),
        _reference("term_tasks", "segment_id", "segments"),
        _reference("term_tasks", "pair_id", "pairs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_tasks")),
        sa.UniqueConstraint("term_id", "segment_id", name=op.f("uq_term_tasks_term_id_segment_id")),
        sa.UniqueConstraint("term_id", "pair_id", name=op.f("uq_term_tasks_term_id_pair_id")),
    )
    for column in ("term_id", "segment_id", "pair_id", "status"):
        op.create_index(op.f(f"ix_term_tasks_{column}"), "term_tasks", [column])
    op.create_table(
        "dismissed_candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("ja", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissed_candidates")),
        sa.UniqueConstraint("zh", "ja", name=op.f("uq_dismissed_candidates_zh_ja")),
    )


def _create_people_tables() -> None:
    op.create_table(
        "user_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _reference("user_sessions", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_user_sessions_digest")),
    )
    op.create_index(op.f("ix_user_sessions_user_id"), "user_sessions", ["user_id"])
    op.create_table(
        "account_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_events")),
    )
    op.create_index(op.f("ix_account_events_name"), "account_events", ["name"])


def _reference(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")
