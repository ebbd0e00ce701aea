"""Databases for the tests of every package.

`sessions`          a sessionmaker on an empty, migrated SQLite file
`each_database`     the same, once on SQLite and once on PostgreSQL
`seeded_database`   the path of a SQLite file with the seed pairs and terms, the test's own copy;
                    its folder serves as `Settings(data_dir=seeded_database.parent)`
`seeded_sessions`   a sessionmaker on that copy
`postgresql_url`    the address of a fresh, empty PostgreSQL database

PostgreSQL is the server of HOYAKU_TEST_POSTGRESQL_URL, or else a throw-away cluster made from the
binaries of this machine; where there is neither, its tests are skipped.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import open_database
from corpus.seeds import seed_corpus
from corpus.settings import Settings


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file that tests copy, because migrating takes longer than copying."""
    folder = tmp_path_factory.mktemp("migrated")
    close(open_database(Settings(data_dir=folder, database_url="")))
    return folder / "hoyaku.db"


@pytest.fixture
def sessions(migrated_file: Path, tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    yield from sqlite_sessions(migrated_file, tmp_path / "database")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def each_database(request: pytest.FixtureRequest) -> Iterator[sessionmaker[Session]]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sessions")
        return
    opened = open_database(
        Settings(data_dir=request.getfixturevalue("tmp_path"), database_url=request.getfixturevalue("postgresql_url"))
    )
    yield opened
    close(opened)


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from glossary.seeds import seed_glossary

    folder = tmp_path_factory.mktemp("seeded")
    opened = open_database(Settings(data_dir=folder, database_url=""))
    with opened() as session:
        seed_corpus(session)
        seed_glossary(session)
        session.commit()
    close(opened)
    return folder / "hoyaku.db"


@pytest.fixture
def seeded_database(seeded_file: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "seeded"
    folder.mkdir()
    return Path(shutil.copy(seeded_file, folder / "hoyaku.db"))


@pytest.fixture
def seeded_sessions(seeded_database: Path) -> Iterator[sessionmaker[Session]]:
    opened = open_database(Settings(data_dir=seeded_database.parent, database_url=""))
    yield opened
    close(opened)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server whose user may create databases."""
    given = os.environ.get("HOYAKU_TEST_POSTGRESQL_URL")
    if given:
        yield given
        return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        pytest.skip("no PostgreSQL: set HOYAKU_TEST_POSTGRESQL_URL, or install the package postgresql")
    with tempfile.TemporaryDirectory(prefix="hoyaku-pg-") as folder:
        yield from run_cluster(binaries[-1].parent, Path(folder))


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    name = f"hoyaku_test_{uuid4().hex}"
    server = sa.create_engine(make_url(postgresql_server).set(drivername="postgresql+psycopg"))
    autocommit = server.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    with autocommit.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


def sqlite_sessions(template: Path, folder: Path) -> Iterator[sessionmaker[Session]]:
    folder.mkdir()
    shutil.copy(template, folder / "hoyaku.db")
    opened = open_database(Settings(data_dir=folder, database_url=""))
    yield opened
    close(opened)


def close(opened: sessionmaker[Session]) -> None:
    """Closes all connections; on SQLite the last one folds the write-ahead log into the file."""
    opened.kw["bind"].dispose()


def run_cluster(binaries: Path, folder: Path) -> Iterator[str]:
    """Starts a cluster in the folder, reachable by a Unix socket there only, and stops it in the end."""
    owner = []
    if os.geteuid() == 0:  # the server refuses to run as root
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        owner = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"

    def run(*command: str) -> None:
        done = subprocess.run([*owner, *command], capture_output=True, text=True, cwd=folder, stdin=subprocess.DEVNULL)
        if done.returncode:
            pytest.fail(f"{command[0]} failed: {done.stdout}{done.stderr}")

    run(str(binaries / "initdb"), "-D", str(data), "-U", "hoyaku", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    start = ("start", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options)
    run(str(binaries / "pg_ctl"), *start)
    try:
        yield f"postgresql+psycopg://hoyaku@/postgres?host={folder}"
    finally:
        run(str(binaries / "pg_ctl"), "stop", "-m", "immediate", "-D", str(data))
