"""The reviewer changes a rendering in place, sees what it does, saves it, and the next draft obeys."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import BrowserContext, Page, expect  # noqa: E402

from corpus.database import open_database  # noqa: E402
from corpus.pairs import NewPair, SourceInfo, add_pairs  # noqa: E402
from corpus.settings import Settings  # noqa: E402
from glossary.lookup import find_terms, term_history  # noqa: E402
from glossary.terms import Term  # noqa: E402
from glossary.workflow import add_term, propose_term  # noqa: E402

BROWSING = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("browsing.py"))))
STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
EXAMPLE = "抵押权人有权就抵押财产优先受偿。"
PAIR = NewPair("转让抵押财产。", "抵当財産を譲渡する。", area="property")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts a server and a browser
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A glossary with a proposal and conflicts, and one approved pair."""
    folder: Path = tmp_path_factory.mktemp("data")
    settings = Settings(data_dir=folder, database_url="")
    STAND_IN.open_stand_in(settings)
    with open_database(settings)() as session:
        add_pairs(session, [PAIR], SourceInfo("判決.tsv", "0" * 64, "", "林"))
        for term in (
            Term(zh="定金", ja="手付", ja_forbidden=("内金",)),
            Term(zh="订金", ja="内金", area="contract"),
            Term(zh="委托人", ja="委任者", area="contract"),
            Term(zh="委托人", ja="依頼者", area="procedure"),
            Term(zh="委托人", ja="委託者", area="property"),
        ):
            add_term(session, term, "林", "所内統一")
        propose_term(session, Term(zh="留置权", ja="留置権", area="property"), "李", "案件で必要")
    return folder


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with BROWSING.served(data, HOYAKU_USER="森") as address:
        yield address


@pytest.fixture
def page(browser: BrowserContext, address: str) -> Iterator[Page]:
    opened = browser.new_page()
    opened.goto(f"{address}/glossary?lang=en")
    expect(opened.locator(".st-key-glossary_search input")).to_be_visible()
    yield opened
    opened.close()


photograph = BROWSING.photograph


def edit_first_rendering(page: Page, rendering: str) -> None:
    """Types into the second cell of the grid's first row."""
    canvas = page.locator('[data-testid="stDataFrame"] canvas').first
    box = canvas.bounding_box()
    assert box is not None
    # The second of the two medium columns, 200 px each, in the row below the heading.
    page.mouse.dblclick(box["x"] + 300, box["y"] + 52)
    field = page.locator(".gdg-input, textarea.gdg-input").last
    expect(field).to_be_visible()
    field.fill(rendering)
    field.press("Enter")


def test_a_reviewer_changes_a_rendering_in_place_and_the_next_draft_obeys(page: Page, data: Path) -> None:
    BROWSING.fill_in(page.locator(".st-key-glossary_search input"), "抵押财产")
    expect(page.get_by_text("Terms found: 1")).to_be_visible()
    page.locator(".st-key-glossary_editing label").click()
    expect(page.get_by_text("Double-click a cell")).to_be_visible()
    edit_first_rendering(page, "担保目的財産")
    expect(page.get_by_text("Not saved yet: 1")).to_be_visible()
    photograph(page, "glossary-1-edited-in-place")

    # The impact stands between the edit and its being saved.
    BROWSING.fill_in(page.locator(".st-key-glossary_grid_reason input"), "統一のため")
    page.locator(".st-key-glossary_save_all button").click()
    expect(page.locator(".st-key-panel_glossary_question")).to_contain_text("抵当財産を譲渡する。")
    photograph(page, "glossary-2-impact")
    page.locator(".st-key-glossary_confirm button").click()
    expect(page.get_by_text(re.compile("New tasks: 1"))).to_be_in_viewport()  # wherever the button was
    with open_database(Settings(data_dir=data, database_url=""))() as session:
        [term] = find_terms(session, "抵押财产")
        assert term.ja == "担保目的財産"
        assert term_history(session, term.id or 0)[-1].author == "森"

    # The next draft on the translate page.
    page.get_by_role("link", name="Translate").click()
    source = page.locator(".st-key-source_text textarea")
    BROWSING.fill_in(source, EXAMPLE)
    source.press("Control+Enter")
    expect(page.locator('.hy-text[data-side="target"]')).to_contain_text("担保目的財産")
    photograph(page, "glossary-3-obeyed")


def choose(page: Page, view: str) -> None:
    page.locator(".st-key-glossary_view").get_by_role("radio", name=re.compile(f"^{view}")).or_(
        page.locator(".st-key-glossary_view").get_by_role("button", name=re.compile(f"^{view}"))
    ).first.click()


def test_a_row_opens_its_term(page: Page) -> None:
    canvas = page.locator('[data-testid="stDataFrame"] canvas').first
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    expect(page.locator(".st-key-glossary_back")).to_be_visible()
    expect(page.locator(".hy-title")).to_contain_text("抵押权人")
    photograph(page, "glossary-4-term")


@pytest.mark.parametrize("width", [1280, 820])
def test_no_view_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    for view in ("Proposals", "Conflicts", "Candidates", "Tasks", "Import", "Browse"):
        choose(page, view)
        BROWSING.settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        photograph(page, f"glossary-{view.lower()}-{width}")
