"""The models page in a real browser: a version is promoted, two are compared, a training outlives a reload."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import BrowserContext, Page, expect  # noqa: E402

from corpus.database import open_database  # noqa: E402
from corpus.settings import PROJECT_ROOT, Settings  # noqa: E402

HERE = Path(__file__).parent
BROWSING = SimpleNamespace(**runpy.run_path(str(HERE / "browsing.py")))
VERSIONS = SimpleNamespace(**runpy.run_path(str(HERE / "stand_in_versions.py")))
SENTENCE = "抵押权人有权就抵押财产优先受偿。"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts a server and a browser
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page with three versions, the second of which serves."""
    data = tmp_path_factory.mktemp("data")
    settings = Settings(data_dir=data, database_url="")
    sessions = open_database(settings)
    for name, gain, status in (
        ("20261101-090000", 0.1, "retired"),
        ("20261114-101500", 1.2, "serving"),
        ("20261128-135025", 1.9, "candidate"),
    ):
        VERSIONS.add_version(sessions, settings, name, gain, status)
    sessions.kw["bind"].dispose()
    with BROWSING.served(data, PYTHONPATH=str(PROJECT_ROOT), HOYAKU_STAND_IN_ENDING="stuck") as address:
        yield address
    for stop in (data / "runs").glob("*/"):
        (stop / "stop").touch()


@pytest.fixture
def page(browser: BrowserContext, address: str) -> Iterator[Page]:
    opened = browser.new_page()
    opened.goto(f"{address}/models?lang=en")
    expect(opened.locator(".hy-serving")).to_be_visible()
    BROWSING.settle(opened)
    yield opened
    opened.close()


def show(page: Page, view: str) -> None:
    page.locator(".st-key-models_view").get_by_role("radio", name=view).click()
    BROWSING.settle(page)


def test_a_version_is_chosen_in_the_table_and_promoted(page: Page) -> None:
    title = page.locator(".hy-title")
    expect(title).to_contain_text("20261114-101500")  # the one that serves comes first
    BROWSING.photograph(page, "models-versions")
    promote = page.locator(".st-key-promote button")
    BROWSING.mark_row(page.locator('[data-testid="stDataFrame"]'), 1, promote)
    expect(title).to_contain_text("20261128-135025")
    reason = page.get_by_label("Reason for the change")
    expect(reason).to_have_count(1)  # that of the version shown before has gone
    BROWSING.fill_in(reason, "better on contracts")
    promote.click()
    expect(page.locator(".st-key-confirm button")).to_be_visible()
    BROWSING.photograph(page, "models-promoting")
    page.locator(".st-key-confirm button").click()
    expect(page.locator(".hy-serving b")).to_have_text("20261128-135025")
    expect(page.locator(".hy-serving")).to_contain_text("better on contracts")


def test_two_models_stand_side_by_side_with_their_differences_shaded(page: Page) -> None:
    show(page, "Compare")
    field = page.locator(".st-key-compare_text textarea")
    expect(field).to_have_attribute("lang", "zh-Hans")
    page.locator(".st-key-compare_second input").click()
    page.get_by_role("option", name="20261114-101500").click()
    expect(page.get_by_role("option")).to_have_count(0)  # the list has closed
    BROWSING.fill_in(field, SENTENCE)
    page.locator(".st-key-compare button").click()
    expect(page.locator(".hy-text mark")).to_have_count(2)
    assert page.locator(".hy-text mark").all_inner_texts() == ["を有す", "があ"]
    expect(page.locator('.hy-text[data-side="first"] .hy-term')).to_have_count(3)
    BROWSING.photograph(page, "models-compare")
    page.locator('.hy-text[data-side="first"]').select_text()
    page.mouse.up()
    expect(page.locator(".hy-chip")).to_be_hidden()  # there is no term to be made here


def test_a_training_goes_on_over_a_reload_and_is_cancelled(page: Page) -> None:
    show(page, "Training")
    page.locator(".st-key-training_start button").click()
    now = page.locator(".st-key-training_now")
    expect(now).to_contain_text(re.compile("step [0-9]+ of"))
    name = now.locator(".hy-heading").first.inner_text()
    page.reload()
    show(page, "Training")
    expect(now.locator(".hy-heading").first).to_have_text(name)
    BROWSING.photograph(page, "models-training")
    page.locator(".st-key-training_cancel button").click()
    expect(page.locator(".st-key-training_resume button")).to_be_visible()
    expect(page.locator(".st-key-training_last")).to_contain_text("was cancelled")


def test_nothing_is_wider_than_the_window(page: Page) -> None:
    for width in (1280, 820):
        page.set_viewport_size({"width": width, "height": 1000})
        for view in ("Versions", "Compare", "Training"):
            show(page, view)
            expect(page.locator(".hy-serving")).to_be_visible()
            BROWSING.expect_to_fit(page, view, width)
