"""Opening the database: engine, migrations, sessions, and failures told in one sentence."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from corpus.errors import DatabaseError
from corpus.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30  # how long a SQLite writer waits for another one
MAPPED_BYTES = 1 << 30  # of a SQLite file read without copying: a third off the time of a memory search
CONNECT_SECONDS = 10  # how long a PostgreSQL server may take to answer
MIGRATION_LOCK = 0x686F79616B75  # "hoyaku": the advisory lock that serialises migrations on PostgreSQL
_MIGRATING = threading.Lock()  # Alembic's context is one for the whole process


def open_engine(url: str) -> Engine:
    """An engine for a SQLite or PostgreSQL URL, not yet connected.

    SQLite connections use write-ahead logging, enforce foreign keys and wait BUSY_SECONDS for a lock
    (or what `?timeout=` of the URL says). Raises DatabaseError where the URL is neither of the two.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:  # the URL may hold a password, so it is not repeated
        raise _bad_url() from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite_engine(parsed)
    if backend in ("postgresql", "postgres"):
        options = {} if "connect_timeout" in parsed.query else {"connect_timeout": CONNECT_SECONDS}
        # The pool's connections are tried before use, so that a restarted server is not an error.
        return sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args=options, hide_parameters=True
        )
    raise _bad_url()


def migrate(engine: Engine) -> None:
    """Brings the schema to the newest revision; safe where several processes or threads start at once.

    Raises DatabaseError where the database was written by a newer version of the product.
    """
    with failures_told(engine.url), engine.connect() as connection:
        if not _behind(connection, engine.url):
            return
        connection.rollback()
        _lock_for_migration(connection)
        with _MIGRATING:
            if _behind(connection, engine.url):
                command.upgrade(configuration(connection), "head")
        connection.commit()


def open_database(settings: Settings) -> sessionmaker[Session]:
    """Sessions on the migrated database of the settings; creates the folder, does not seed.

    Objects stay readable after commit (`expire_on_commit` is off). Raises DatabaseError, in one
    sentence with its remedy, where the database cannot be reached, read or written, or has an encoding
    other than UTF-8.
    """
    engine = open_engine(settings.resolved_database_url)
    _create_folder(settings.data_dir)
    path = _sqlite_file(engine.url)
    if path is not None:
        _create_folder(path.parent)
    try:
        _refuse_encoding(engine)
        migrate(engine)
    except DatabaseError:
        engine.dispose()
        raise
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def failures_told(url: URL) -> Iterator[None]:
    """Turns a failure of the driver inside the block into a DatabaseError that names the remedy."""
    try:
        yield
    except DBAPIError as error:
        raise DatabaseError(_sentence(url, str(error.orig)), case=failure_case(error)) from error


def failure_case(error: DBAPIError) -> str:
    """Which sentence of an interface tells what to do about a failure of the driver; "" where none does."""
    reason = str(error.orig)
    return next((case for sign, case in _CASES.items() if sign in reason), "")


def url_of(session: Session) -> URL:
    """The address of the database that the session works on."""
    return session.get_bind().engine.url


def shown_url(url: URL) -> str:
    """The URL without password and options, fit for a message."""
    return URL.create(
        url.drivername, url.username, host=url.host, port=url.port, database=url.database
    ).render_as_string()


def _bad_url() -> DatabaseError:
    return DatabaseError(
        "HOYAKU_DATABASE_URL is not a database address that Hoyaku knows; "
        "write sqlite:////folder/hoyaku.db or postgresql://user:password@host/database, or leave it empty."
    )


def _sqlite_engine(url: URL) -> Engine:
    # The driver's own transaction control is kept: it begins a transaction at the first write, when the
    # snapshot is fresh, so that reading and then writing never fails because another session wrote between.
    options = {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}
    engine = sa.create_engine(url.set(drivername="sqlite"), connect_args=options, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        _log_ahead(cursor)
        cursor.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
    finally:
        cursor.close()


def _log_ahead(cursor: DBAPICursor) -> None:
    """Turns write-ahead logging on.

    Where several turn it on in a new file at once, SQLite refuses some of them instead of having them wait, so they do
    here, as long as the connection waits for any lock.
    """
    cursor.execute("PRAGMA busy_timeout")
    [milliseconds] = cursor.fetchone() or (0,)
    deadline = time.monotonic() + milliseconds / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= deadline:
                raise
        time.sleep(0.02)


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings for the migrations of this package, to be run on the connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _behind(connection: Connection, url: URL) -> bool:
    """Whether migrations are to be run; DatabaseError where the revision is one we have never heard of."""
    scripts = ScriptDirectory.from_config(configuration())
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseError(
            f"The database {shown_url(url)} is at revision {current}, which a newer version of Hoyaku wrote; "
            "update Hoyaku, or name another database in HOYAKU_DATABASE_URL."
        )
    return current != scripts.get_current_head()


def _lock_for_migration(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))


def _refuse_encoding(engine: Engine) -> None:
    """DatabaseError where a PostgreSQL database cannot hold both Chinese and Japanese, as with SQL_ASCII or EUC_JP."""
    if engine.dialect.name != "postgresql":
        return
    with failures_told(engine.url), engine.connect() as connection:
        encoding = connection.scalar(sa.text("SHOW server_encoding"))
        if encoding != "UTF8":
            raise DatabaseError(
                f"The database {shown_url(engine.url)} has the encoding {encoding}, in which Chinese and Japanese text "
                "cannot be kept; create one anew with createdb --encoding UTF8 --template template0."
            )


def _sqlite_file(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _create_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseError(
            f"Cannot create the folder {folder} ({error.strerror}); set HOYAKU_DATA_DIR to a folder that you may write."
        ) from error


_CASES = {
    "locked": "database_busy",
    "readonly": "database_readonly",
    "read-only": "database_readonly",
    "permission denied": "database_readonly",
    "full": "database_full",
    "No space left": "database_full",
    "disk I/O error": "database_full",  # what SQLite also says where the disk has no room for its log
}
_REMEDIES = {
    "locked": "another program is writing to it: close that program or wait, then try again",
    "unable to open": "see that its folder exists and that you may write there, or set HOYAKU_DATA_DIR",
    "readonly": "see that you may write the file and its folder, or set HOYAKU_DATA_DIR",
    "full": "free some space on its disk, then try again",
    "No space left": "free some space on its disk, then try again",
    "disk I/O error": "see that its disk has free space and is in order, then try again",
    "not a database": "move that file away, or name another one in HOYAKU_DATABASE_URL",
    "malformed": "restore that file from a backup, or move it away to start anew",
    "no such module: fts5": "use a Python whose SQLite has FTS5",
    "no such tokenizer": "use a Python whose SQLite is 3.34 or newer",
    "pg_trgm": 'let the administrator run "CREATE EXTENSION pg_trgm" in it once',
    "password authentication": "correct the user and the password in HOYAKU_DATABASE_URL",
    "no password supplied": "write the password into HOYAKU_DATABASE_URL",
    "does not exist": "create it, or correct HOYAKU_DATABASE_URL",
    "permission denied": "let the administrator grant that right to the user in HOYAKU_DATABASE_URL",
}


def _sentence(url: URL, reason: str) -> str:
    folded = " ".join(reason.split()).rstrip(".;")
    if url.password:
        folded = folded.replace(str(url.password), "***")
    default = "see that the server runs and that HOYAKU_DATABASE_URL is right"
    remedy = next((remedy for sign, remedy in _REMEDIES.items() if sign in folded), default)
    return f"Cannot use the database {shown_url(url)} ({folded}); {remedy}."
