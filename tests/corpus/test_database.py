"""The database opens, migrates and explains itself."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session, sessionmaker

from corpus.tables import Base


def test_migrations_make_the_tables_that_the_models_describe(each_database: sessionmaker[Session]) -> None:
    def of_models(name: str | None, kind: str, *_: object) -> bool:
        return name != "alembic_version" and "trigram" not in str(name)

    with each_database() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"include_name": of_models, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
        checks = sa.inspect(session.connection()).get_check_constraints("comments")
        assert [check["name"] for check in checks] == ["ck_comments_one_subject"]
