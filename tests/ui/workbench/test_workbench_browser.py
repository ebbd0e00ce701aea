"""Documents in a real browser: edits that are never lost, two people who meet, long documents."""

import re
import runpy
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import BrowserContext, Locator, Page, expect  # noqa: E402
from sqlalchemy import select  # noqa: E402
from sqlalchemy.orm import Session, sessionmaker  # noqa: E402

from corpus.languages import Direction  # noqa: E402
from corpus.pairs import NewPair, SourceInfo, add_pairs  # noqa: E402
from corpus.tables import Pair, TermTask  # noqa: E402
from glossary.terms import Term  # noqa: E402
from glossary.workflow import add_term  # noqa: E402
from service.accounts import Person, Role  # noqa: E402
from service.workbench.documents import upload_document  # noqa: E402
from service.workbench.editing import save_target  # noqa: E402
from service.workbench.records import SegmentRow  # noqa: E402
from service.workbench.segments import load_segment, load_segments  # noqa: E402

BROWSING = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "browsing.py")))
EXAMPLE = "抵押权人有权就抵押财产优先受偿。"
GOOD_FAITH = "当事人应当遵循诚信原则。"
MORI = Person("mori", Role.TRANSLATOR)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts servers and browsers
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]


def uploaded(database: sessionmaker[Session], text: str, name: str = "合同.txt") -> list[SegmentRow]:
    with database() as session:
        return load_segments(session, upload_document(session, MORI, name, text.encode(), Direction.ZH_JA, "contract"))


def current(database: sessionmaker[Session], row: SegmentRow) -> SegmentRow:
    with database() as session:
        return load_segment(session, row.id)


def open_document(page: Page, server: SimpleNamespace, row: SegmentRow, language: str = "en") -> None:
    page.goto(f"{server.address}/documents?lang={language}&document={row.document_id}")
    expect(page.locator(".hyg-field")).to_be_visible()


def line(page: Page, row: SegmentRow) -> Locator:
    return page.locator(f'.hyg-row[data-id="{row.id}"]')


def open_row(page: Page, row: SegmentRow) -> Locator:
    line(page, row).locator(".hyg-source").click()
    field = line(page, row).locator(".hyg-field")
    expect(field).to_be_focused()
    return field


def expect_saved(page: Page) -> None:
    expect(page.locator(".hyg-saving")).to_have_text("All changes saved")


photograph = BROWSING.photograph


def test_a_file_is_added_drafted_edited_and_confirmed(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    page.goto(f"{server.address}/documents?lang=en")
    text = {"name": "抵押合同.txt", "mimeType": "text/plain", "buffer": (EXAMPLE + GOOD_FAITH + "\n").encode()}
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(text)
    page.locator(".st-key-upload_open button").click()

    # The language was told from the text; the drafts of the engine appear by themselves.
    expect(page.locator(".hyg-row")).to_have_count(2)
    expect(page.locator(".hyg-row[data-status=machine]")).to_have_count(2)
    photograph(page, "workbench-1-drafted")

    # The first segment's terms stand beside it; one is inserted where the caret is.
    first = page.locator(".hyg-row").first
    first.locator(".hyg-source").click()
    expect(page.locator(".hyg-panel .hyg-term")).to_have_count(3)
    field = first.locator(".hyg-field")
    field.fill("は、優先する。")
    field.press("Home")
    field.press("Alt+1")
    expect(field).to_have_value("抵当権者は、優先する。")
    expect(first.locator(".hyg-status")).to_have_text("Draft")
    expect(page.locator(".hyg-panel .hyg-notice")).to_have_count(2)
    photograph(page, "workbench-2-edited")

    # Confirming goes on to the next.
    field.press("Control+Enter")
    expect(first.locator(".hyg-status")).to_have_text("Translated")
    expect(page.locator(".hyg-row").nth(1).locator(".hyg-field")).to_be_focused()
    expect_saved(page)
    expect(page.locator(".hy-document")).to_contain_text("0 approved, 1 ready, 2 segments")
    document = int(re.search(r"document=(\d+)", page.url)[1])  # type: ignore[index]
    with database() as session:
        rows = load_segments(session, document)
    assert [(row.target, row.status) for row in rows] == [
        ("抵当権者は、優先する。", "translated"),
        ("当事者は、誠実信用の原則に従わなければならない。", "machine"),
    ]


def test_a_japanese_file_is_to_be_translated_into_chinese(page: Page, server: SimpleNamespace) -> None:
    page.goto(f"{server.address}/documents?lang=en")
    text = {"name": "契約.txt", "mimeType": "text/plain", "buffer": "甲は、乙に代金を支払わなければならない。".encode()}
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(text)
    expect(page.locator(".st-key-upload_direction").get_by_role("radio", name="Japanese → Chinese")).to_be_checked()


def test_two_people_on_one_segment_choose(page: Page, server: SimpleNamespace, database: sessionmaker[Session]) -> None:
    rows = uploaded(database, EXAMPLE + GOOD_FAITH + "\n")
    open_document(page, server, rows[0])
    field = open_row(page, rows[0])
    with database() as session:
        save_target(session, Person("chen", Role.TRANSLATOR), rows[0].id, rows[0].version, "抵当権者は優先する。")
    field.fill("抵当権者が優先する。")
    conflict = line(page, rows[0]).locator(".hyg-conflict")
    expect(conflict).to_contain_text("chen changed this segment")
    photograph(page, "workbench-3-conflict")
    assert current(database, rows[0]).target == "抵当権者は優先する。"
    conflict.get_by_role("button", name="Keep mine").click()
    expect_saved(page)
    assert current(database, rows[0]).target == "抵当権者が優先する。"

    with database() as session:
        theirs = current(database, rows[0])
        save_target(session, Person("chen", Role.TRANSLATOR), theirs.id, theirs.version, "抵当権者を優先する。")
    field = line(page, rows[0]).locator(".hyg-field")
    field.fill("何か別の文。")
    conflict.get_by_role("button", name="Take theirs").click()
    expect(line(page, rows[0]).locator(".hyg-field")).to_have_value("抵当権者を優先する。")
    assert current(database, rows[0]).target == "抵当権者を優先する。"


def test_two_browsers_on_one_document_keep_both_peoples_work(
    page: Page, other: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, EXAMPLE + GOOD_FAITH + "\n")
    open_document(page, server, rows[0])
    open_document(other, server, rows[1])
    open_row(page, rows[0]).fill("一つ目。")
    open_row(other, rows[1]).fill("二つ目。")
    expect_saved(page)
    expect_saved(other)
    assert [current(database, row).target for row in rows] == ["一つ目。", "二つ目。"]


def test_a_killed_server_loses_nothing_that_was_typed(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, EXAMPLE + GOOD_FAITH + "\n")
    open_document(page, server, rows[0])
    field = open_row(page, rows[0])
    field.press_sequentially("入力の途中で")
    server.stop(signal.SIGKILL)
    field.press_sequentially("サーバが落ちた。")
    server.start()
    # The page comes back by itself, with the text, and saves it.
    expect_saved(page)
    expect(line(page, rows[0]).locator(".hyg-field")).to_have_value("入力の途中でサーバが落ちた。")
    assert current(database, rows[0]).target == "入力の途中でサーバが落ちた。"


def test_a_browser_that_is_closed_while_the_server_is_down_brings_the_text_back(
    browsers: list[BrowserContext], server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, EXAMPLE + GOOD_FAITH + "\n")
    page = browsers[0].new_page()
    open_document(page, server, rows[0])
    field = open_row(page, rows[1])
    server.stop(signal.SIGKILL)
    field.fill("ブラウザも閉じた。")
    page.close()
    server.start()
    page = browsers[0].new_page()
    open_document(page, server, rows[0])
    expect(line(page, rows[1]).locator(".hyg-reading")).to_have_text("ブラウザも閉じた。")
    expect_saved(page)
    assert current(database, rows[1]).target == "ブラウザも閉じた。"
    page.close()


def test_segments_are_split_joined_repeated_and_commented(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, f"{EXAMPLE}{GOOD_FAITH}\n{EXAMPLE}\n")
    open_document(page, server, rows[0])

    # One translation for both segments of the same source.
    open_row(page, rows[0]).fill("抵当権者は、抵当財産について優先弁済を受ける。")
    page.get_by_role("button", name="Use for repetitions").click()
    expect(line(page, rows[2]).locator(".hyg-reading")).to_have_text("抵当権者は、抵当財産について優先弁済を受ける。")

    # A comment.
    page.get_by_role("button", name="Comment", exact=True).click()
    remark = line(page, rows[0]).locator(".hyg-remark")
    remark.fill(" ")
    remark.press("Control+Enter")
    expect(line(page, rows[0]).locator(".hyg-remark:invalid")).to_be_focused()  # it stays, and says that it is empty
    remark.fill("「優先弁済を受ける」でよいか。")
    remark.press("Control+Enter")
    expect(page.locator(".hyg-panel")).to_contain_text("「優先弁済を受ける」でよいか。")

    # Split where the caret is put in the source, and joined again.
    open_row(page, rows[1])
    line(page, rows[1]).get_by_role("button", name="Split").click()
    source = line(page, rows[1]).locator(".hyg-remark")
    source.evaluate("(field) => field.setSelectionRange(3, 3)")
    line(page, rows[1]).locator(".hyg-question").get_by_role("button", name="Split").click()
    expect(page.locator(".hyg-row")).to_have_count(4)
    expect(line(page, rows[1]).locator(".hyg-source")).to_have_text("当事人")
    photograph(page, "workbench-4-split")
    line(page, rows[1]).get_by_role("button", name="Join with next").click()
    expect(page.locator(".hyg-row")).to_have_count(3)
    expect(line(page, rows[1]).locator(".hyg-source")).to_have_text(GOOD_FAITH)


def test_search_and_replace_shows_what_it_will_do(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, EXAMPLE + GOOD_FAITH + "\n")
    with database() as session:
        for row, target in zip(rows, ("抵当権者が有する。", "当事者が従う。"), strict=True):
            save_target(session, MORI, row.id, row.version, target)
    open_document(page, server, rows[0])
    page.get_by_role("button", name="Replace").click()
    BROWSING.fill_in(page.get_by_label("Search for"), "が")
    BROWSING.fill_in(page.get_by_label("Replace by"), "は、")
    expect(page.get_by_text("Changes: 2.")).to_be_visible()
    photograph(page, "workbench-5-replace")
    page.locator('[class*="st-key-replace_"] label', has_text=re.compile("^2$")).click()
    page.get_by_role("button", name="Replace in 1 segments").click()
    expect(page.get_by_text("Replaced in 1 segments")).to_be_visible()
    assert [current(database, row).target for row in rows] == ["抵当権者は、有する。", "当事者が従う。"]


def test_the_filter_shows_what_is_asked_for_and_keeps_what_is_edited(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, EXAMPLE + GOOD_FAITH + "\n")
    with database() as session:
        save_target(session, MORI, rows[1].id, rows[1].version, "当事者は従う。")
    open_document(page, server, rows[0])
    BROWSING.fill_in(page.get_by_placeholder("Search in source and target"), "诚信")
    expect(page.locator(".hyg-row")).to_have_count(1)
    expect(line(page, rows[1])).to_be_visible()


def test_a_document_of_2000_segments_scrolls_and_saves(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, "\n".join(f"第{number}条　{GOOD_FAITH}" for number in range(1, 2001)))
    open_document(page, server, rows[0])
    expect(page.locator(".hyg-row")).to_have_count(2000)
    line(page, rows[-1]).scroll_into_view_if_needed()
    open_row(page, rows[-1]).fill("第二千条　当事者は従う。")
    expect_saved(page)
    assert current(database, rows[-1]).target == "第二千条　当事者は従う。"


def follow_first_task(page: Page, server: SimpleNamespace, link: str) -> None:
    page.goto(f"{server.address}/glossary?lang=en")
    views = page.locator(".st-key-glossary_view")
    views.get_by_role("radio", name="Tasks").or_(views.get_by_role("button", name="Tasks")).click()
    way = page.get_by_role("link", name=link)
    BROWSING.mark_row(page.locator('[data-testid="stDataFrame"]'), 1, way)
    photograph(page, "workbench-10-task")
    way.click()


def test_a_task_of_the_glossary_leads_to_its_segment_and_its_pair(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, f"{GOOD_FAITH}\n" * 60 + EXAMPLE)
    with database() as session:
        add_pairs(session, [NewPair(EXAMPLE, "抵当の権利。")], SourceInfo("a.tsv", "0" * 64, "", "mori"))
        [pair] = session.scalars(select(Pair.id)).all()
        term = add_term(session, Term("抵押财产权", "抵当財産権"), "mori")
        session.add(TermTask(term_id=term.id, segment_id=rows[-1].id, created_by="mori"))
        session.commit()
    follow_first_task(page, server, "Open in the document")
    expect(line(page, rows[-1]).locator(".hyg-field")).to_be_visible()
    expect(line(page, rows[-1])).to_be_in_viewport()
    photograph(page, "workbench-9-from-a-task")

    # The same address in a new session; and going on from there is not undone by the next rerun.
    page.goto(f"{server.address}/documents?lang=en&document={rows[-1].document_id}&segment={rows[30].id}")
    expect(line(page, rows[30]).locator(".hyg-field")).to_be_visible()
    expect(line(page, rows[30])).to_be_in_viewport()
    open_row(page, rows[31]).fill("当事者は従う。")
    expect_saved(page)
    expect(line(page, rows[31]).locator(".hyg-field")).to_be_focused()

    with database() as session:
        session.query(TermTask).update({"segment_id": None, "pair_id": pair})
        session.commit()
    follow_first_task(page, server, "Show in the corpus")
    expect(page.locator(".hy-pair")).to_have_count(1)
    expect(page.locator(".hy-pair")).to_contain_text("抵当の権利。")


def test_nothing_is_wider_than_the_window(page: Page, server: SimpleNamespace, database: sessionmaker[Session]) -> None:
    rows = uploaded(database, f"{EXAMPLE * 6}\n{GOOD_FAITH}\n")
    open_document(page, server, rows[0], "ja")
    for width in (1280, 820):
        page.set_viewport_size({"width": width, "height": 1000})
        BROWSING.expect_to_fit(page, width)
