"""A document goes to OmegaT from the page, and comes back to it."""

import io
import runpy
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import Page, expect  # noqa: E402
from sqlalchemy.orm import Session, sessionmaker  # noqa: E402

from corpus.database import open_database  # noqa: E402
from corpus.languages import Direction  # noqa: E402
from corpus.settings import Settings  # noqa: E402
from service.accounts import Person, Role  # noqa: E402
from service.workbench.documents import upload_document  # noqa: E402
from service.workbench.editing import save_target  # noqa: E402
from service.workbench.segments import load_segments  # noqa: E402
from tests.corpus.documents.omegat_editor import OmegaT  # noqa: E402

BROWSING = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("browsing.py"))))
LINES = ["抵押权人有权就抵押财产优先受偿。", "当事人应当遵循诚信原则。"]
MORI = Person("mori", Role.TRANSLATOR)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts a server and a browser
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[Page, str, sessionmaker[Session]]]:
    """A page, the address of the product, and its database."""
    data = tmp_path / "data"
    data.mkdir()
    with BROWSING.served(data) as address, BROWSING.browsing(tmp_path / "profile") as context:
        yield context.new_page(), address, open_database(Settings(data_dir=data, database_url=""))


def open_panel(browser: Page) -> None:
    BROWSING.settle(browser)
    browser.get_by_role("button", name="Export").click()
    browser.get_by_role("radio", name="OmegaT").click()
    expect(browser.locator(".st-key-omegat_make button").first).to_be_visible()
    BROWSING.settle(browser)


def test_a_project_is_taken_away_and_what_was_translated_comes_back(
    page: tuple[Page, str, sessionmaker[Session]], tmp_path: Path
) -> None:
    browser, address, database = page
    with database() as session:
        number = upload_document(session, MORI, "合同.txt", "\n".join(LINES).encode(), Direction.ZH_JA, "property")
    browser.goto(f"{address}/documents?lang=en&document={number}")
    open_panel(browser)
    browser.locator(".st-key-omegat_make button").first.click()
    BROWSING.photograph(browser, "omegat-out")
    with browser.expect_download() as download:
        browser.locator(".st-key-omegat_take_away button").click()
    assert download.value.suggested_filename == "合同.omegat.zip"
    download.value.save_as(tmp_path / "project.zip")
    with zipfile.ZipFile(tmp_path / "project.zip") as archive:
        archive.extractall(tmp_path)

    folder = tmp_path / "合同.omegat"
    omegat = OmegaT(folder)
    omegat.translate(1, "抵当権者は、抵当財産について優先弁済を受ける権利を有する。")
    omegat.translate(2, "当事者は、信義誠実の原則に従わなければならない。")
    omegat.save()
    with database() as session:  # somebody is at the second one meanwhile
        row = load_segments(session, number)[1]
        save_target(session, MORI, row.id, row.version, "当事者は")

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(tmp_path))
    browser.reload()
    open_panel(browser)
    browser.locator("input[type=file]").set_input_files(
        {"name": "project.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    )
    expect(browser.get_by_text("New 1, unchanged 0, not translated 0.")).to_be_visible()
    expect(browser.get_by_text("2 · changed here since")).to_be_visible()
    BROWSING.photograph(browser, "omegat-back")
    browser.locator(".st-key-omegat_take button").click()
    expect(browser.get_by_text("Took 1 from OmegaT. Left as they are: changed here 1, approved 0.")).to_be_visible()
    with database() as session:
        assert [(row.target, str(row.status)) for row in load_segments(session, number)] == [
            ("抵当権者は、抵当財産について優先弁済を受ける権利を有する。", "translated"),
            ("当事者は", "draft"),
        ]
