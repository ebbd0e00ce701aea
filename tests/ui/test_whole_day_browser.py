"""A contract's way through the firm, in two browsers: translated, submitted, reviewed, returned, mended, exported."""

import io
import runpy
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
import docx  # noqa: E402
from playwright.sync_api import BrowserContext, Locator, Page, expect  # noqa: E402
from sqlalchemy import select  # noqa: E402
from sqlalchemy.orm import Session, sessionmaker  # noqa: E402

from corpus.database import open_database  # noqa: E402
from corpus.pairs import NewPair, SourceInfo, add_pairs  # noqa: E402
from corpus.settings import Settings  # noqa: E402
from corpus.tables import Document, Pair, Segment, User  # noqa: E402
from service.accounts.passwords import hash_password  # noqa: E402

HERE = Path(__file__).parent
BROWSING = SimpleNamespace(**runpy.run_path(str(HERE / "browsing.py")))
CONTRACT = SimpleNamespace(**runpy.run_path(str(HERE.parent / "corpus" / "documents" / "contract.py")))
PASSWORD = "umi no soko no mori"
FIRST, SECOND = "设备买卖合同", "合同编号：YP-EQ-2025-0317"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts a server and two browsers
    pytest.mark.timeout(600),  # it is one story, told by two people
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def database(data: Path) -> sessionmaker[Session]:
    """Two people, and a translation memory that holds the contract's segments."""
    opened = open_database(Settings(data_dir=data, database_url=""))
    known = [NewPair(zh, ja) for zh, ja in CONTRACT.translations().items()]
    with opened() as session:
        for name, role in (("mori", "translator"), ("chen", "reviewer")):
            session.add(User(name=name, role=role, password_hash=hash_password(PASSWORD)))
        add_pairs(session, known, SourceInfo("memory", "0" * 64, "", "seed"))
        session.commit()
    return opened


@pytest.fixture(scope="module")
def address(data: Path, database: sessionmaker[Session]) -> Iterator[str]:
    with BROWSING.served(data, HOYAKU_ACCOUNTS="required") as address:
        yield address


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[BrowserContext]]:
    with BROWSING.browsers(*(tmp_path_factory.mktemp("profile") for _ in range(2))) as contexts:
        yield contexts


def signed_in(context: BrowserContext, address: str, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/documents?lang=en")
    BROWSING.fill_in(page.locator(".st-key-sign_in_name input"), name)
    page.locator(".st-key-sign_in_password input").fill(PASSWORD)
    page.locator(".st-key-sign_in_password input").press("Enter")
    expect(page.locator(".st-key-sign_in_name")).to_have_count(0)
    for _ in range(100):  # the page hands the cookie over a moment after it has let somebody in
        if any(cookie["name"].startswith("hoyaku_session") for cookie in context.cookies()):
            return page
        page.wait_for_timeout(100)
    pytest.fail("the browser got no session cookie")


def row(page: Page, source: str) -> Locator:
    return page.locator(".hyg-row").filter(has=page.locator(".hyg-source", has_text=source)).first


def open_row(page: Page, source: str) -> Locator:
    row(page, source).locator(".hyg-source").click()
    field = row(page, source).locator(".hyg-field")
    expect(field).to_be_focused()
    return field


photograph = BROWSING.photograph


def test_a_contract_is_translated_reviewed_and_exported(
    browsers: list[BrowserContext], address: str, database: sessionmaker[Session], tmp_path: Path
) -> None:
    contract = CONTRACT.build_contract()

    # The translator adds the contract; its segments come from the memory.
    mori = signed_in(browsers[0], address, "mori")
    file = {"name": "合同.docx", "mimeType": "application/octet-stream", "buffer": contract}
    mori.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(file)
    mori.locator(".st-key-upload_open button").click()
    expect(mori.locator(".hyg-row")).to_have_count(60)
    expect(mori.locator(".hyg-row[data-status=machine]")).to_have_count(60)

    # They change a word, confirm, ask something, and submit. They may not approve.
    field = open_row(mori, FIRST)
    field.fill("設備売買契約")
    field.press("Control+Enter")
    expect(row(mori, FIRST).locator(".hyg-status")).to_have_text("Translated")
    expect(mori.get_by_role("button", name="Approve")).to_have_count(0)
    open_row(mori, SECOND)
    mori.get_by_role("button", name="Comment", exact=True).click()
    row(mori, SECOND).locator(".hyg-remark").fill("番号の表記はこれでよいか。")
    row(mori, SECOND).locator(".hyg-remark").press("Control+Enter")
    expect(row(mori, SECOND)).to_contain_text("Comments 1")
    photograph(mori, "day-1-translated")
    mori.locator(".st-key-submit button").first.click()
    expect(mori.get_by_text("In review")).to_be_visible()

    # The reviewer sees what was changed of the draft, returns one segment and approves the others.
    chen = signed_in(browsers[1], address, "chen")
    chen.goto(f"{address}/review?lang=en")
    expect(row(chen, FIRST).locator(".hyg-draft del")).to_have_text("書")
    open_row(chen, FIRST)
    chen.get_by_role("button", name="Return", exact=True).click()
    row(chen, FIRST).locator(".hyg-remark").fill("「契約書」とする。")
    row(chen, FIRST).locator(".hyg-remark").press("Control+Enter")
    expect(row(chen, FIRST).locator(".hyg-status")).to_have_text("Returned")
    photograph(chen, "day-2-reviewed")
    chen.locator(".st-key-review_document").click()
    chen.get_by_role("option", name="合同.docx").click()
    chen.locator(".st-key-approve_all button").first.click()
    expect(chen.get_by_text("Approved: ")).to_be_visible()
    with database() as session:
        left = session.scalars(select(Segment).where(Segment.status != "approved")).all()
    for segment in left:
        if segment.source == FIRST:
            continue
        chen.locator(".st-key-review_refresh button").first.click()
        open_row(chen, segment.source)
        chen.keyboard.press("Control+Enter")
        expect(row(chen, segment.source).locator(".hyg-status")).to_have_text("Approved")

    # The translator reads why and mends it; an approved segment is not theirs to change.
    mori.reload()
    field = open_row(mori, FIRST)
    expect(mori.locator(".hyg-panel")).to_contain_text("「契約書」とする。")
    field.fill("設備売買契約書")
    field.press("Control+Enter")
    expect(row(mori, FIRST).locator(".hyg-status")).to_have_text("Translated")
    row(mori, SECOND).locator(".hyg-source").click()
    expect(row(mori, SECOND)).to_contain_text("A reviewer can return it to you.")

    # It is approved, the document is done, and exported without a warning.
    chen.locator(".st-key-review_refresh button").first.click()
    open_row(chen, FIRST)
    chen.keyboard.press("Control+Enter")
    expect(row(chen, FIRST).locator(".hyg-status")).to_have_text("Approved")
    with database() as session:
        document = session.scalars(select(Document)).one()
        assert document.status == "done"
        approved = session.scalars(select(Segment).where(Segment.pair_id.is_not(None))).all()
        assert len(approved) == 60
        assert session.scalar(select(Pair.ja).where(Pair.zh == FIRST)) == "設備売買契約書"
    chen.goto(f"{address}/documents?lang=en&document={document.id}")
    chen.get_by_role("button", name="Export").click()
    chen.locator(".st-key-export_make button").click()
    with chen.expect_download() as download:
        chen.locator(".st-key-export_take button").click()
    assert download.value.suggested_filename == "合同.ja.docx"
    exported = tmp_path / "exported.docx"
    download.value.save_as(exported)
    photograph(chen, "day-3-exported")

    same_structure(contract, exported.read_bytes())
    reopened(exported, tmp_path)


def same_structure(source: bytes, target: bytes) -> None:
    """Styles, tables, numbering and notes of both files are alike, and the text is the translation."""
    before, after = docx.Document(io.BytesIO(source)), docx.Document(io.BytesIO(target))
    assert [paragraph.style.name for paragraph in before.paragraphs] == [
        paragraph.style.name for paragraph in after.paragraphs
    ]
    assert [len(table.rows) for table in before.tables] == [len(table.rows) for table in after.tables]
    translations = CONTRACT.translations()
    assert after.paragraphs[0].text == translations[FIRST]
    assert after.tables[0].cell(1, 0).text == translations["五轴立式加工中心"]
    assert after.sections[0].header.paragraphs[0].text == translations[CONTRACT.HEADER]


def reopened(file: Path, folder: Path) -> None:
    """LibreOffice opens the file and finds the translation, the header's and the notes' too."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed; all but reopening the file was tested")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", "odt", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    with zipfile.ZipFile(folder / "exported.odt") as archive:
        text = archive.read("content.xml").decode()
        styles = archive.read("styles.xml").decode()
    translations = CONTRACT.translations()
    assert translations["五轴立式加工中心"] in text
    assert all(translations[note] in text for note in CONTRACT.NOTES)
    assert "text:page-number" in styles
