"""The corpus page in a real browser: two texts aligned, one row corrected, saved, found again, exported."""

import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import BrowserContext, Page, expect  # noqa: E402

BROWSING = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("browsing.py"))))
photograph = BROWSING.photograph

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts a server and a browser
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]

ZH = """股权转让合同
第一条　转让标的
甲方将其持有的目标公司30%的股权转让给乙方。
股权转让价款为人民币500万元，乙方应当于2025年3月31日前支付。
乙方逾期付款的，应当按日万分之五支付违约金；逾期超过三十日的，甲方有权解除合同。
第二条　争议解决
因本合同发生的争议，提交云浦仲裁委员会仲裁。
本合同一式二份。"""
JA = """持分譲渡契約書
第1条　譲渡の目的
甲は、その保有する対象会社の30%の持分を乙に譲渡する。
持分譲渡の代金は500万人民元とし、乙は、2025年3月31日までに支払わなければならない。
乙は、支払を遅延したときは、1日につき1万分の5の違約金を支払わなければならない。遅延が30日を超えたときは、甲は、契約を解除することができる。
第2条　紛争解決
本契約に関して生じた紛争は、雲浦仲裁委員会に付託して仲裁により解決する。
本契約は、2通作成する。"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page with an empty database of its own."""
    with BROWSING.served(tmp_path_factory.mktemp("data")) as address:
        yield address


@pytest.fixture
def page(browser: BrowserContext, address: str) -> Iterator[Page]:
    opened = browser.new_page()
    opened.goto(f"{address}/corpus?lang=en")
    expect(opened.locator(".st-key-corpus_view")).to_be_visible()
    yield opened
    opened.close()


def open_view(page: Page, name: str) -> None:
    page.locator(".st-key-corpus_view").get_by_text(name, exact=True).click()


def fill(page: Page, key: str, text: str, kind: str = "input") -> None:
    BROWSING.fill_in(page.locator(f".st-key-{key} {kind}"), text)


def test_two_texts_are_aligned_corrected_saved_found_and_exported(page: Page) -> None:
    # Pastes both texts, the wrong way round first.
    open_view(page, "Align")
    fill(page, "align_zh", JA, "textarea")
    fill(page, "align_ja", ZH, "textarea")
    page.locator(".st-key-align_run button").click()
    expect(page.get_by_text("The texts are exchanged")).to_be_visible()
    expect(page.locator(".st-key-align_zh textarea")).to_have_value(JA)
    page.locator(".st-key-align_exchange button").click()
    expect(page.locator(".st-key-align_zh textarea")).to_have_value(ZH)
    page.locator(".st-key-align_run button").click()

    # Sees a row for each bead; the sentence that Japanese says in two is one row.
    rows = page.locator(".hy-grid tbody tr")
    expect(rows).to_have_count(8)
    expect(rows.nth(4).locator('td[lang="ja"] .hy-segment')).to_have_count(2)
    expect(rows.nth(4).locator('td[lang="zh-Hans"]')).to_contain_text("按日万分之五")
    photograph(page, "corpus-align")

    # Corrects by keyboard: two headings become one row, and again two; then edits a text.
    rows.nth(0).click()
    page.keyboard.press("m")
    expect(rows).to_have_count(7)
    page.keyboard.press("s")
    expect(rows).to_have_count(8)
    page.keyboard.press("u")
    expect(rows).to_have_count(7)
    page.keyboard.press("u")
    expect(rows).to_have_count(8)
    rows.nth(7).click()
    page.keyboard.press("j")
    field = page.locator(".hy-grid textarea")
    field.fill("本契約書は、正本2通を作成する。")
    field.press("Control+Enter")
    expect(rows.nth(7)).to_contain_text("正本2通")

    # Saves, and finds the pair by a part of its new text.
    fill(page, "align_name", "持分譲渡契約書")
    fill(page, "align_licence", "依頼者Ａ")
    page.locator(".st-key-align_save button").click()
    expect(page.get_by_text("8 pairs were added")).to_be_visible()
    photograph(page, "corpus-saved")
    open_view(page, "Search")
    fill(page, "corpus_text", "正本2通")
    expect(page.locator(".hy-pair")).to_have_count(1)
    expect(page.locator('.hy-pair [lang="zh-Hans"]')).to_have_text("本合同一式二份。")
    fill(page, "corpus_text", "")
    expect(page.locator(".hy-pair")).to_have_count(8)
    photograph(page, "corpus-search")

    # Takes the pairs away as a table.
    open_view(page, "Statistics")
    expect(page.locator("[data-testid='stMetric']").first).to_contain_text("8")
    photograph(page, "corpus-statistics")
    open_view(page, "Export")
    page.locator(".st-key-corpus_export_run button").click()
    with page.expect_download() as download:
        page.locator(".st-key-corpus_export_download button").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t")[:2] == ["zh", "ja"]
    assert "本合同一式二份。\t本契約書は、正本2通を作成する。\t\t\t持分譲渡契約書\t7" in lines
    photograph(page, "corpus-export")


def test_a_file_is_judged_before_it_is_imported(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text(
        "zh\tja\n租金按月支付。\t賃料は、月ごとに支払う。\n定金为500元。\t手付は、600元とする。\n只有一列\n",
        encoding="utf-8",
    )
    open_view(page, "Import")
    page.locator(".st-key-corpus_import_file input[type=file]").set_input_files(file)
    expect(page.get_by_text("2 pairs read: 1 pass")).to_be_visible()
    photograph(page, "corpus-import")
    page.get_by_text("Import with a flag").click()
    page.locator(".st-key-corpus_import_run button").click()
    expect(page.get_by_text("2 pairs were added")).to_be_visible()
    open_view(page, "Search")
    fill(page, "corpus_text", "600元")
    expect(page.locator(".hy-badge")).to_have_text("Numbers")


def test_nothing_is_wider_than_the_window(page: Page, address: str) -> None:
    # The narrow window in each language, and the wide one in the language with the longest words.
    windows = {"zh": [("dark", 820)], "ja": [("light", 820)], "en": [("light", 820), ("dark", 1280)]}
    for language, sizes in windows.items():
        page.emulate_media(color_scheme=sizes[0][0])  # type: ignore[arg-type]
        page.set_viewport_size({"width": sizes[0][1], "height": 1000})
        page.goto(f"{address}/corpus?lang={language}")
        for place, view in enumerate(("search", "import", "align", "statistics", "export")):
            expect(page.locator(".st-key-corpus_view button").nth(place)).to_be_visible()
            page.locator(".st-key-corpus_view button").nth(place).click()
            if view == "align":
                fill(page, "align_zh", ZH, "textarea")
                fill(page, "align_ja", JA, "textarea")
                page.locator(".st-key-align_run button").click()
                expect(page.locator(".hy-grid tbody tr")).to_have_count(8)
            for scheme, width in sizes:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.set_viewport_size({"width": width, "height": 1000})
                BROWSING.expect_to_fit(page, language, view, width)
                photograph(page, f"corpus-{view}-{language}-{scheme}-{width}")
