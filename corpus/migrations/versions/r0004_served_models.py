"""Where a model version serves from, and who gave it its status, when and why."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TEXTS = ("folder", "weights_digest", "author", "reason")


def upgrade() -> None:
    with op.batch_alter_table("model_versions") as table:
        for name in TEXTS:
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE model_versions SET changed_at = created_at")
    with op.batch_alter_table("model_versions") as table:
        for name in TEXTS:
            table.alter_column(name, server_default=None)
        table.alter_column("changed_at", nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("model_versions") as table:
        for name in ("changed_at", *reversed(TEXTS)):
            table.drop_column(name)
