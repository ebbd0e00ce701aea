"""One-time passwords expire: when each was given; those that are out are given the whole time once more."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("users", sa.Column("password_given_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE users SET password_given_at = CURRENT_TIMESTAMP WHERE must_change")


def downgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.drop_column("password_given_at")
