"""The page in a real browser: a sentence, its terms on both sides, an edit, a new term, obeyed."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import BrowserContext, Locator, Page, expect  # noqa: E402

BROWSING = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("browsing.py"))))
EXAMPLE = "抵押权人有权就抵押财产优先受偿。"
GOOD_FAITH = "当事人应当遵循诚信原则。"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts a server and a browser
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page over the stand-in engine, with an empty database of its own."""
    with BROWSING.served(tmp_path_factory.mktemp("data")) as address:
        yield address


@pytest.fixture
def page(browser: BrowserContext, address: str) -> Iterator[Page]:
    opened = browser.new_page()
    opened.goto(f"{address}/?lang=en")
    expect(opened.locator(".st-key-source_text textarea")).to_be_visible()
    yield opened
    opened.close()


def translate(page: Page, text: str) -> None:
    source = page.locator(".st-key-source_text textarea")
    BROWSING.settle(page)
    source.fill(text)
    source.press("Control+Enter")


photograph = BROWSING.photograph


def segment(page: Page, side: str, row: int) -> Locator:
    return page.locator(f'.hy-text[data-side="{side}"][data-row="{row}"]')


def expect_terms(page: Page, side: str, row: int, expected: list[str]) -> None:
    marked = page.locator(f'.hy-text[data-side="{side}"][data-row="{row}"] .hy-term')
    # Each begins with the term; its tooltip is part of the text. Waits until the page has settled.
    expect(marked).to_have_text([re.compile(f"^{re.escape(text)}") for text in expected])


def test_a_sentence_is_translated_edited_and_translated_again_with_a_new_term(page: Page) -> None:
    # Types a sentence and sees the terms on both sides.
    translate(page, EXAMPLE + GOOD_FAITH)
    expect(page.locator('.hy-text[data-side="target"]')).to_have_count(2)
    expect_terms(page, "source", 0, ["抵押权人", "抵押财产", "优先受偿"])
    expect_terms(page, "target", 0, ["抵当権者", "抵当財産", "優先弁済を受ける"])

    photograph(page, "1-translated")

    # Edits the first translation.
    page.locator(".st-key-edit_0 button").click()
    field = page.locator('[class*="st-key-edit_"] textarea')
    field.fill("抵当権者は、抵当財産から優先弁済を受ける。")
    photograph(page, "2-editing")
    page.locator(".st-key-edit_0 button").click()
    expect(page.locator(".hy-badge")).to_have_text("edited")
    expect(page.locator(".st-key-result")).to_contain_text("抵当財産から優先弁済を受ける。")

    # Adds a term to the second, which is translated again and obeys it.
    page.locator(".st-key-term_1 button").click()
    BROWSING.fill_in(page.locator(".st-key-term_zh input"), "诚信原则")
    BROWSING.fill_in(page.locator(".st-key-term_ja input"), "信義則")
    photograph(page, "3-new-term")
    page.locator(".st-key-propose_1 button").click()
    expect(segment(page, "target", 1)).to_contain_text("当事者は、")
    expect(page.locator('.hy-text[data-side="target"][data-row="1"] .hy-proposed')).to_contain_text("信義則")

    photograph(page, "4-obeyed")

    # Translates everything again: the term is obeyed, the edit is still there.
    page.locator(".st-key-translate button").click()
    expect(page.locator(".st-key-result")).to_contain_text("信義則に従わなければならない")
    expect_terms(page, "source", 1, ["诚信原则"])
    expect_terms(page, "target", 1, ["信義則"])
    expect(page.locator(".st-key-result")).to_contain_text("抵当財産から優先弁済を受ける。")
    photograph(page, "5-translated-again")


def test_control_enter_in_an_edit_field_saves_the_edit_and_does_not_translate(page: Page) -> None:
    translate(page, EXAMPLE)
    page.locator(".st-key-edit_0 button").click()
    field = page.locator('[class*="st-key-edit_"] textarea')
    field.fill("抵当権者は優先する。")
    field.press("Control+Enter")
    expect(page.locator(".st-key-result")).to_contain_text("抵当権者は優先する。")
    page.get_by_role("button", name="History").click()
    expect(page.locator(".st-key-history_0")).to_be_visible()
    expect(page.locator(".st-key-history_1")).to_have_count(0)


def test_selected_text_becomes_a_new_term(page: Page) -> None:
    translate(page, GOOD_FAITH)
    expect(page.locator('.hy-text[data-side="target"]')).to_have_count(1)
    select = """(node) => {
        const text = node.firstChild, start = text.textContent.indexOf('诚信原则');
        const range = document.createRange();
        range.setStart(text, start); range.setEnd(text, start + 4);
        getSelection().removeAllRanges(); getSelection().addRange(range);
        document.dispatchEvent(new MouseEvent('mouseup', { bubbles: true }));
    }"""
    page.locator('.hy-text[data-side="source"]').evaluate(select)
    page.locator(".hy-chip").click()
    expect(page.locator(".st-key-term_zh input")).to_have_value("诚信原则")


def test_a_tooltip_opens_by_keyboard_and_closes_with_escape(page: Page) -> None:
    translate(page, EXAMPLE)
    term = page.locator('.hy-text[data-side="source"] .hy-term').first
    expect(term).to_be_visible()
    term.focus()
    expect(term.locator(".hy-tip")).to_be_visible()
    expect(term.locator(".hy-tip")).to_contain_text("抵当権を有する債権者をいう。")
    page.keyboard.press("Escape")
    expect(term.locator(".hy-tip")).to_be_hidden()


def test_the_translation_can_be_copied(page: Page) -> None:
    translate(page, EXAMPLE)
    page.locator(".st-key-result_tools .hy-copy").click()
    expect(page.locator(".st-key-result_tools .hy-copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "抵当権者は、抵当財産について優先弁済を受ける権利を有する。"
    )


def test_a_reload_brings_back_what_was_typed(page: Page) -> None:
    page.locator(".st-key-source_text textarea").fill("打到一半的合同")
    page.reload()
    expect(page.locator(".st-key-source_text textarea")).to_have_value("打到一半的合同")


def test_markup_is_shown_as_text(page: Page) -> None:
    translate(page, "抵押权人<script>window.hacked = 1</script><img src=x onerror='window.hacked=1'>签字。")
    expect(page.locator('.hy-text[data-side="source"]')).to_contain_text("<script>window.hacked = 1</script>")
    assert page.evaluate("window.hacked") is None


def test_the_text_carries_its_language(page: Page) -> None:
    expect(page.locator(".st-key-source_text textarea")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_nothing_is_wider_than_the_window(page: Page) -> None:
    translate(page, (EXAMPLE + GOOD_FAITH) * 3)
    expect(page.locator('.hy-text[data-side="target"]')).to_have_count(6)
    for width in (1280, 820):
        page.set_viewport_size({"width": width, "height": 1000})
        BROWSING.expect_to_fit(page, width)
