"""A browser for the tests that drive the page."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[BrowserContext]":
    """Chromium with a profile of its own; for a module, since its driver holds the event loop of its thread."""
    from tests.ui.browsing import browsing

    with browsing(tmp_path_factory.mktemp("profile")) as context:
        yield context
