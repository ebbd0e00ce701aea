"""How every command speaks: records as JSON lines, tables for people, sentences on standard error."""

import json
import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import HoyakuError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from corpus.settings import Settings
    from service.accounts import Person

SECRET = ("HOYAKU_ENDPOINT_KEY", "HOYAKU_ENDPOINT_URL")  # settings whose values are never shown
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Author = Annotated[str | None, typer.Option(help="Who makes the change; HOYAKU_USER where absent.", show_default=False)]


def load_settings() -> "Settings":
    """The settings; HoyakuError in one sentence where a HOYAKU_ variable has a value that it cannot have."""
    from pydantic import ValidationError

    from corpus.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "HOYAKU_" + "_".join(str(part) for part in first["loc"]).upper()
        # An address may hold a password, and the error's own text repeats every value.
        value = "what it is" if name in SECRET else repr(first["input"])
        reason = first["msg"].removeprefix("Value error, ")  # pydantic's, before what a validator says
        raise HoyakuError(
            f"The setting {name} cannot be {value} ({reason}); docs/settings.md lists what it takes."
        ) from (None if name in SECRET else error)


@contextmanager
def open_session() -> Iterator["Session"]:
    """A session on the settings' database."""
    from corpus.database import open_database

    with open_database(load_settings())() as session:
        yield session


def author_name(given: str | None) -> str:
    """Who makes a change: the name given on the command line, or the setting."""
    return given or load_settings().user


def acting_person(author: str | None) -> "Person":
    """Who acts on the command line: under any name an administrator, as whoever may run commands owns the database."""
    from service.accounts import Person, Role

    return Person(author_name(author), Role.ADMIN)


def print_record(record: Mapping[str, object]) -> None:
    """Prints one JSON object on one line, at once, so that a reader behind a pipe sees it."""
    print(json.dumps(record, ensure_ascii=False), flush=True)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints a table for people; tab-separated values where standard output is no terminal."""
    texts = [[_one_line(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for line in (columns, *texts):
            print("\t".join(line))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for line in texts:
        table.add_row(*(Text(cell) for cell in line))
    Console().print(table)


def _one_line(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def warn(sentence: str) -> None:
    """Prints a sentence on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def tell_endpoint(settings: "Settings", tells_failures: bool = False) -> None:
    """Says on standard error where text is sent, where the settings name an endpoint.

    A command that tells of its failures itself has no use for the log's word on them.
    """
    if tells_failures:
        logging.getLogger("service.endpoint").setLevel(logging.ERROR)
    if settings.endpoint_url:
        warn(f"What is translated is sent to {settings.endpoint_label} (HOYAKU_ENDPOINT_URL).")


def quiet_libraries() -> None:
    """Keeps the libraries' progress bars and notes off the terminal, unless the user asked for them."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
