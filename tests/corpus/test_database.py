"""The database opens, migrates and explains itself."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import configuration, migrate, open_database
from corpus.errors import CorpusError
from corpus.languages import Direction
from corpus.memory import search_memory
from corpus.pairs import NewPair, SourceInfo, add_pairs, count_pairs
from corpus.settings import Settings
from corpus.tables import Base, TermForm, User


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


def open_at(folder: Path, url: str = "") -> sessionmaker[Session]:
    return open_database(Settings(data_dir=folder, database_url=url))


def test_a_fresh_folder_is_created_with_a_database_that_is_safe_to_share(tmp_path: Path) -> None:
    opened = open_at(tmp_path / "new" / "folder")
    with opened() as session:
        assert session.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(sa.text("PRAGMA foreign_keys")) == 1
        assert session.scalar(sa.text("PRAGMA busy_timeout")) == 30_000
        assert count_pairs(session) == 0
    assert (tmp_path / "new" / "folder" / "hoyaku.db").is_file()


def test_opening_again_keeps_what_is_there(each_database: sessionmaker[Session]) -> None:
    with each_database() as session:
        add_pairs(session, [NewPair("甲", "乙")], SourceInfo("x", "1" * 64, "", ""))
        migrate(session.get_bind().engine)
        assert count_pairs(session) == 1


def test_several_processes_may_open_a_fresh_database_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_at(tmp_path), range(4)))
    for one in opened:
        with one() as session:
            assert count_pairs(session) == 0


def test_opening_waits_for_one_who_writes_a_file_that_has_no_write_ahead_log_yet(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "hoyaku.db", isolation_level=None)
    other.execute("CREATE TABLE theirs (x)")
    other.execute("BEGIN IMMEDIATE")  # for which SQLite itself does not wait here
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(open_at, tmp_path)
        with pytest.raises(TimeoutError):
            opening.result(0.2)
        other.execute("ROLLBACK")
        with opening.result()() as session:
            assert count_pairs(session) == 0
    other.close()


def test_one_process_may_open_several_fresh_databases_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda number: open_at(tmp_path / str(number)), range(16)))
    for one in opened:
        with one() as session:
            assert count_pairs(session) == 0


def test_the_schema_can_be_taken_back(each_database: sessionmaker[Session]) -> None:
    with each_database() as session:
        connection = session.connection()
        command.downgrade(configuration(connection), "base")
        assert sa.inspect(connection).get_table_names() == ["alembic_version"]


def test_foreign_keys_are_enforced(each_database: sessionmaker[Session]) -> None:
    with each_database() as session:
        session.add(TermForm(term_id=99, language="zh", kind="variant", text="甲"))
        with pytest.raises(sa.exc.IntegrityError):
            session.flush()


def test_times_come_back_in_utc_whatever_zone_they_were_given_in(each_database: sessionmaker[Session]) -> None:
    tokyo = datetime(2026, 4, 1, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    with each_database() as session:
        session.add(User(name="a", role="admin", password_hash="", created_at=tokyo))
        session.commit()
    with each_database() as session:
        read = session.scalars(sa.select(User)).one().created_at
    assert read == tokyo
    assert read.utcoffset() == timedelta(0)


def test_a_newer_database_is_refused(each_database: sessionmaker[Session]) -> None:
    with each_database() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
        with pytest.raises(CorpusError, match=r"revision 9999, which a newer version .* update Hoyaku"):
            migrate(session.get_bind().engine)


def test_a_locked_database_is_named_with_its_remedy(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "hoyaku.db")
    holder.execute("PRAGMA journal_mode = WAL")
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(CorpusError, match=r"\(database is locked\); another program is writing"):
        open_at(tmp_path, f"sqlite:///{tmp_path}/hoyaku.db?timeout=0.05")
    holder.close()


def test_an_import_into_a_locked_database_is_told_in_a_sentence(tmp_path: Path) -> None:
    opened = open_at(tmp_path, f"sqlite:///{tmp_path}/hoyaku.db?timeout=0.05")
    holder = sqlite3.connect(tmp_path / "hoyaku.db")
    holder.execute("BEGIN IMMEDIATE")
    with opened() as session, pytest.raises(CorpusError, match="another program is writing"):
        add_pairs(session, [NewPair("甲", "乙")], SourceInfo("x", "1" * 64, "", ""))
    holder.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CorpusError, match=r"Cannot create the folder .*file/data .*set HOYAKU_DATA_DIR"):
        open_at(tmp_path / "file" / "data")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CorpusError, match="unable to open database file"):
        open_at(tmp_path)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "hoyaku.db"
    file.write_text("甲方应当付款。" * 100, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"file is not a database\); move that file away"):
        open_at(tmp_path)
    assert file.read_text(encoding="utf-8").startswith("甲方")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://hoyaku:geheim@127.0.0.1:1/hoyaku",
        "postgresql://hoyaku:geheim@127.0.0.1:1/hoyaku?password=geheim",
        "postgres://hoyaku:geheim@127.0.0.1:1/hoyaku",
        "mysql://hoyaku:geheim@127.0.0.1/hoyaku",
        "hoyaku:geheim",
    ],
)
def test_an_unreachable_database_is_told_in_one_sentence_without_the_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(CorpusError, match="HOYAKU_DATABASE_URL") as caught:
        open_at(tmp_path, url)
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


def make_anew(postgresql_url: str, options: str, folder: Path) -> Settings:
    """The settings of the database after it was created anew with these options."""
    url = make_url(postgresql_url).set(drivername="postgresql+psycopg")
    server = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {url.database}")
        connection.exec_driver_sql(f"CREATE DATABASE {url.database} TEMPLATE template0 {options}")
    server.dispose()
    return Settings(data_dir=folder, database_url=postgresql_url)


@pytest.mark.postgresql
def test_an_encoding_that_cannot_hold_both_languages_is_told_in_a_sentence(postgresql_url: str, tmp_path: Path) -> None:
    settings = make_anew(postgresql_url, "ENCODING 'EUC_JP' LOCALE 'C'", tmp_path)
    with pytest.raises(CorpusError, match=r"encoding EUC_JP, .* createdb --encoding UTF8 .*\.$"):
        open_database(settings)


@pytest.mark.postgresql
def test_the_memory_works_in_the_locale_c_as_in_any_other(postgresql_url: str, tmp_path: Path) -> None:
    opened = open_database(make_anew(postgresql_url, "ENCODING 'UTF8' LOCALE 'C'", tmp_path))
    with opened() as session:
        add_pairs(session, [NewPair("抵押权自登记时设立。", "乙")], SourceInfo("x", "1" * 64, "", ""))
        assert search_memory(session, "抵押权自登记之时设立。", Direction.ZH_JA)
    opened.kw["bind"].dispose()


@pytest.mark.postgresql
def test_a_missing_postgresql_database_is_told_in_a_sentence(tmp_path: Path, postgresql_server: str) -> None:
    url = make_url(postgresql_server).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(CorpusError, match=r'"nowhere" does not exist\); create it'):
        open_at(tmp_path, url)
