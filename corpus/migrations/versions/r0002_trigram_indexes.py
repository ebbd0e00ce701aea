"""The translation memory's trigram indexes: FTS5 on SQLite, pg_trgm on PostgreSQL.

On SQLite each language has a full-text table over its key (external content: the text stands in
`pairs` alone; `detail=none`: a trigram is looked up by itself, so positions would be dead weight),
kept in step by triggers, and a vocabulary table that tells how many pairs hold a trigram. PostgreSQL's
index cannot tell that, and the search needs it to pick the rare ones; so a trigger counts a sample of the
pairs into a table of the same shape. It only guides the search: nothing is lost where it is out of date.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LANGUAGES = ("zh", "ja")
SAMPLING = 16  # one pair in sixteen, those whose digest begins with 0, is counted


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for language in LANGUAGES:
        build = _sqlite_statements if sqlite else _postgresql_statements
        for statement in build(f"pairs_{language}_trigrams", f"{language}_key"):
            op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    for language in LANGUAGES:
        table = f"pairs_{language}_trigrams"
        if op.get_bind().dialect.name == "sqlite":
            for event in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER {table}_{event}")
            op.execute(f"DROP TABLE {table[:-1]}_counts")
            op.execute(f"DROP TABLE {table}")
        else:
            op.execute(f"DROP TRIGGER {table}_insert ON pairs")
            op.execute(f"DROP FUNCTION count_{table}()")
            op.execute(f"DROP TABLE {table[:-1]}_counts")
            op.execute(f"DROP INDEX ix_{table}")


def _postgresql_statements(table: str, column: str) -> tuple[str, ...]:
    # A statement's trigrams are upserted in one order, so that two imports at once do not lock each other out.
    count = f"""
        INSERT INTO {table[:-1]}_counts AS held (term, doc)
        SELECT term, {SAMPLING} * count(DISTINCT id) FROM %s AS added,
            LATERAL (SELECT substr({column}, place, 3) AS term
                     FROM generate_series(1, length({column}) - 2) AS place) AS trigrams
        WHERE digest < '1' GROUP BY term ORDER BY term
        ON CONFLICT (term) DO UPDATE SET doc = held.doc + excluded.doc"""
    return (
        f"CREATE INDEX ix_{table} ON pairs USING gin ({column} gin_trgm_ops)",
        f"CREATE TABLE {table[:-1]}_counts (term text PRIMARY KEY, doc bigint NOT NULL)",
        f"CREATE FUNCTION count_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$body$ BEGIN {count % 'added_pairs'}; RETURN NULL; END $body$",
        f"CREATE TRIGGER {table}_insert AFTER INSERT ON pairs REFERENCING NEW TABLE AS added_pairs "
        f"FOR EACH STATEMENT EXECUTE FUNCTION count_{table}()",
        count % "pairs",
    )


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
