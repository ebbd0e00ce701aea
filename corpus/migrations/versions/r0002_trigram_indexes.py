"""The translation memory's trigram indexes: FTS5 on SQLite, pg_trgm on PostgreSQL.

On SQLite each language has a full-text table over its key (external content: the text stands in
`pairs` alone; `detail=none`: a trigram is looked up by itself, so positions would be dead weight),
kept in step by triggers, and a vocabulary table that tells how many pairs hold a trigram.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LANGUAGES = ("zh", "ja")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for language in LANGUAGES:
            for statement in _sqlite_statements(f"pairs_{language}_trigrams", f"{language}_key"):
                op.execute(statement)
    else:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for language in LANGUAGES:
            op.execute(
                f"CREATE INDEX ix_pairs_{language}_key_trigrams ON pairs USING gin ({language}_key gin_trgm_ops)"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for language in LANGUAGES:
            for event in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER pairs_{language}_trigrams_{event}")
            op.execute(f"DROP TABLE pairs_{language}_trigram_counts")
            op.execute(f"DROP TABLE pairs_{language}_trigrams")
    else:
        for language in LANGUAGES:
            op.execute(f"DROP INDEX ix_pairs_{language}_key_trigrams")


def _sqlite_statements(table: str, column: str) -> tuple[str, ...]:
    remove = f"INSERT INTO {table} ({table}, rowid, {column}) VALUES ('delete', old.id, old.{column});"
    add = f"INSERT INTO {table} (rowid, {column}) VALUES (new.id, new.{column});"
    return (
        f"CREATE VIRTUAL TABLE {table} USING fts5({column}, content='pairs', content_rowid='id', "
        "detail=none, columnsize=0, tokenize='trigram case_sensitive 1')",
        f"CREATE VIRTUAL TABLE {table[:-1]}_counts USING fts5vocab({table}, row)",
        f"CREATE TRIGGER {table}_insert AFTER INSERT ON pairs BEGIN {add} END",
        f"CREATE TRIGGER {table}_delete AFTER DELETE ON pairs BEGIN {remove} END",
        f"CREATE TRIGGER {table}_update AFTER UPDATE OF id, {column} ON pairs BEGIN {remove} {add} END",
        # Pairs that stand already, where a database is migrated that was filled before.
        f"INSERT INTO {table} ({table}) VALUES ('rebuild')",
    )
