"""Databases for the tests of every package, and how the tests are shared out between processes.

`sessions`          a sessionmaker on an empty, migrated SQLite file
`each_database`     the same, once on SQLite and once on PostgreSQL
`seeded_database`   the path of a SQLite file with the seed pairs and terms, the test's own copy;
                    its folder serves as `Settings(data_dir=seeded_database.parent)`
`seeded_sessions`   a sessionmaker on that copy
`thinned_database`  the same with the short pairs of some documents, for what needs pairs of each kind but not many
`postgresql_url`    the address of a fresh, empty PostgreSQL database

`made_once`         makes a folder that every test, in whatever process, may read and none may change

PostgreSQL is the server of HOYAKU_TEST_POSTGRESQL_URL, or else a throw-away cluster made from the
binaries of this machine; where there is neither, its tests are skipped.

`make test` runs the tests in a process for each core (pytest-xdist). A test goes to whichever process is free,
but for those of one `xdist_group`, which stay together because what they share is dear to make.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import open_database
from corpus.seeds import seed_corpus
from corpus.settings import Settings
from corpus.tables import Pair

CORES = len(os.sched_getaffinity(0))
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0"))  # 0 where one process does everything

MakeFolder = Callable[[Path], object]
MadeOnce = Callable[[str, MakeFolder], Path]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """As many as there are cores, at least two: while one waits for a server or a browser, the other works."""
    return max(2, CORES)


def pytest_configure(config: pytest.Config) -> None:
    if WORKERS:  # threads of several processes on one core wait for each other; torch asks when it is imported
        os.environ.setdefault("OMP_NUM_THREADS", str(max(1, CORES // WORKERS)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Between several processes, modules with slow tests come first, so that all processes end at about one time, and
    the tests of a module that drives a browser stay with its server."""
    if WORKERS:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.xdist_group(item.path.stem))
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """`made_once(name, make)` returns a folder that `make` has filled, in this process or in another one."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if WORKERS else base  # each worker has a folder of its own within that of the run

    def folder_of(name: str, make: MakeFolder) -> Path:
        folder, made = shared / "made-once" / name, shared / "made-once" / f"{name}.made"
        folder.parent.mkdir(exist_ok=True)
        with FileLock(folder.parent / f"{name}.lock"):
            if not made.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a process that failed half-way
                folder.mkdir()
                make(folder)
                made.touch()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def migrated_file(made_once: MadeOnce) -> Path:
    """An empty, migrated SQLite file that tests copy, because migrating takes longer than copying."""

    def migrate(folder: Path) -> None:
        close(open_database(Settings(data_dir=folder, database_url="")))

    return made_once("migrated", migrate) / "hoyaku.db"


@pytest.fixture
def sessions(migrated_file: Path, tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    yield from sqlite_sessions(migrated_file, tmp_path / "database")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def each_database(request: pytest.FixtureRequest) -> Iterator[sessionmaker[Session]]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sessions")
        return
    server, template = request.getfixturevalue("postgresql_server"), request.getfixturevalue("migrated_template")
    with fresh_database(server, template) as url:
        opened = open_database(Settings(data_dir=request.getfixturevalue("tmp_path"), database_url=url))
        yield opened
        close(opened)


@pytest.fixture(scope="session")
def seeded_file(made_once: MadeOnce) -> Path:
    from glossary.seeds import seed_glossary

    def seed(folder: Path) -> None:
        opened = open_database(Settings(data_dir=folder, database_url=""))
        with opened() as session:
            seed_corpus(session)
            seed_glossary(session)
            session.commit()
        close(opened)

    return made_once("seeded", seed) / "hoyaku.db"


@pytest.fixture
def seeded_database(seeded_file: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "seeded"
    folder.mkdir()
    return Path(shutil.copy(seeded_file, folder / "hoyaku.db"))


@pytest.fixture(scope="session")
def thinned_file(made_once: MadeOnce, seeded_file: Path) -> Path:
    """Of the held-out documents, twenty others and a tenth of the loose pairs the segments of up to 40 characters."""
    from training.splits import TEST_DOCUMENTS, VALIDATION_DOCUMENTS, document_order

    def thin(folder: Path) -> None:
        shutil.copy(seeded_file, folder / "hoyaku.db")
        opened = open_database(Settings(data_dir=folder, database_url=""))
        with opened() as session:
            documents = session.scalars(sa.select(Pair.document).where(Pair.document.is_not(None)).distinct())
            ordered = document_order(f"documents/{name}" for name in documents)
            kept = [unit.removeprefix("documents/") for unit in ordered[: TEST_DOCUMENTS + VALIDATION_DOCUMENTS + 20]]
            session.execute(sa.delete(Pair).where(Pair.document.not_in(kept)))
            session.execute(sa.delete(Pair).where(Pair.document.is_(None), Pair.id % 10 != 0))
            session.execute(sa.delete(Pair).where(sa.func.length(Pair.zh) > 40))  # which take long to translate
            session.commit()
        close(opened)

    return made_once("thinned", thin) / "hoyaku.db"


@pytest.fixture
def thinned_database(thinned_file: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "thinned"
    folder.mkdir()
    return Path(shutil.copy(thinned_file, folder / "hoyaku.db"))


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
    with fresh_database(postgresql_server) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_template(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of an empty, migrated PostgreSQL database, copies of which are made sooner than it was."""
    with fresh_database(postgresql_server) as url:
        close(open_database(Settings(data_dir=tmp_path_factory.mktemp("template"), database_url=url)))
        yield str(make_url(url).database)


@contextmanager
def fresh_database(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a new database of the server, a copy of the template, as long as the block lasts."""
    name = f"hoyaku_test_{uuid4().hex}"
    engine = sa.create_engine(make_url(server).set(drivername="postgresql+psycopg"))
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with autocommit.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


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
