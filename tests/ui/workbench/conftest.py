"""A server over the stand-ins with its database, and two people's browsers, for the tests of documents."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import open_database
from corpus.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.ui.browsing import Server


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def server(data: Path) -> "Iterator[Server]":
    from tests.ui.browsing import Server

    started = Server(data)
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def database(server: "Server", data: Path) -> sessionmaker[Session]:
    return open_database(Settings(data_dir=data, database_url=""))


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[list[BrowserContext]]":
    from tests.ui.browsing import browsers

    with browsers(*(tmp_path_factory.mktemp("profile") for _ in range(2))) as contexts:
        yield contexts


@pytest.fixture
def page(browsers: "list[BrowserContext]") -> "Iterator[Page]":
    opened = browsers[0].new_page()
    yield opened
    opened.close()


@pytest.fixture
def other(browsers: "list[BrowserContext]") -> "Iterator[Page]":
    """A page in another browser."""
    opened = browsers[1].new_page()
    yield opened
    opened.close()
