"""A browser for the tests that drive the page, and what makes those cheap that run it in their own process."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
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


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """Streamlit reads the metadata of every installed package for each page that a test runs; they stay as they are."""
    from streamlit.components.v2 import manifest_scanner

    found = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture
def page_data(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the page, with an empty database: a copy, because migrating one takes longer."""
    shutil.copy(migrated_file, tmp_path / "hoyaku.db")
    monkeypatch.setenv("HOYAKU_DATA_DIR", str(tmp_path))
    return tmp_path
