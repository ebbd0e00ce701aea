"""PostgreSQL: an index of the trigrams themselves, as an array, in place of pg_trgm's.

pg_trgm answers LIKE, and its index is lossy: every row that it proposes is compared with every pattern, which took
two thirds of a search. An array index is exact, so the rows are only read, and all trigrams of a text can be asked
for at once, punctuation among them, which pg_trgm leaves out. It works in every locale: the collation "C" compares
bytes. New entries wait in a list that every search reads through; it is kept short, because at the default of 4 MB
reading it took as long as all the rest. SQLite stays as it is.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LANGUAGES = ("zh", "ja")
PENDING_KILOBYTES = 512  # a third of a millisecond to read; with 128, imports take half as long again

# Twice the same: substr is quick, but has to count from the beginning of the text each time; the second is linear. The
# cost is what the planner needs to know to prefer the index to a scan. Not marked as safe for parallel plans: to start
# workers takes longer than to read the few thousand rows of a search.
FUNCTION = """
    CREATE FUNCTION trigrams_of(text text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT COST 5000 AS $body$
        SELECT CASE WHEN length(text) < 150 THEN
            ARRAY(SELECT substr(text, place, 3) FROM generate_series(1, length(text) - 2) AS place)
        ELSE
            array_remove(ARRAY(
                SELECT letter || lead(letter) OVER places || lead(letter, 2) OVER places
                FROM unnest(string_to_array(text, NULL)) WITH ORDINALITY AS letters (letter, place)
                WINDOW places AS (ORDER BY place)
            ), NULL)
        END
    $body$"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(FUNCTION)
    for language in LANGUAGES:
        op.execute(f"DROP INDEX ix_pairs_{language}_trigrams")
        op.execute(
            f"CREATE INDEX ix_pairs_{language}_trigrams ON pairs "
            f'USING gin ((trigrams_of({language}_key) COLLATE "C")) WITH (gin_pending_list_limit = {PENDING_KILOBYTES})'
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for language in LANGUAGES:
        op.execute(f"DROP INDEX ix_pairs_{language}_trigrams")
        op.execute(f"CREATE INDEX ix_pairs_{language}_trigrams ON pairs USING gin ({language}_key gin_trgm_ops)")
    op.execute("DROP FUNCTION trigrams_of(text)")
