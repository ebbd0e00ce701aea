"""The lines of the grid in a real browser: whatever changes anywhere, and whatever breaks, it shows the document."""

import runpy
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import Locator, Page, expect  # noqa: E402
from sqlalchemy.orm import Session, sessionmaker  # noqa: E402

from corpus.languages import Direction  # noqa: E402
from service.accounts import Person, Role  # noqa: E402
from service.workbench.comments import list_comments  # noqa: E402
from service.workbench.documents import upload_document  # noqa: E402
from service.workbench.editing import save_target  # noqa: E402
from service.workbench.records import SegmentRow  # noqa: E402
from service.workbench.restructuring import split_segment  # noqa: E402
from service.workbench.segments import load_segment, load_segments  # noqa: E402

BROWSING = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "browsing.py")))
GOOD_FAITH = "当事人应当遵循诚信原则。"
MORI = Person("mori", Role.TRANSLATOR)
CHEN = Person("chen", Role.TRANSLATOR)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts servers and browsers
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]


def uploaded(database: sessionmaker[Session], segments: int) -> list[SegmentRow]:
    text = "\n".join(f"第{number}条　{GOOD_FAITH}" for number in range(1, segments + 1))
    with database() as session:
        document = upload_document(session, MORI, "合同.txt", text.encode(), Direction.ZH_JA, "contract")
        return load_segments(session, document)


def current(database: sessionmaker[Session], row: SegmentRow) -> SegmentRow:
    with database() as session:
        return load_segment(session, row.id)


def open_document(page: Page, server: SimpleNamespace, row: SegmentRow) -> None:
    page.goto(f"{server.address}/documents?lang=en&document={row.document_id}")
    expect(page.locator(".hyg-field")).to_be_visible()


def line(page: Page, row: SegmentRow) -> Locator:
    return page.locator(f'.hyg-row[data-id="{row.id}"]')


def edit(page: Page, row: SegmentRow, text: str) -> None:
    line(page, row).locator(".hyg-source").click()
    line(page, row).locator(".hyg-field").fill(text)
    expect(line(page, row).locator(".hyg-status")).to_have_text("Draft")


def expect_document(page: Page, database: sessionmaker[Session], document_id: int) -> None:
    """The grid shows the segments of the document, in order, as they are in the database."""
    with database() as session:
        rows = load_segments(session, document_id)
    expect(page.locator(".hyg-row")).to_have_count(len(rows))
    shown = page.locator(".hyg-row").evaluate_all(
        """(rows) => rows.map((row) => [
          Number(row.dataset.id),
          row.querySelector(".hyg-source").textContent,
          row.querySelector(".hyg-field")?.value
            ?? row.querySelector(".hyg-reading:not(.hyg-nothing)")?.textContent ?? "",
          row.dataset.status,
        ])"""
    )
    assert shown == [[row.id, row.source, row.target, row.status.value] for row in rows]


def test_what_two_people_do_reaches_both(
    page: Page, other: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, 4)
    open_document(page, server, rows[0])
    open_document(other, server, rows[0])
    edit(page, rows[0], "一つ目。")
    edit(other, rows[1], "二つ目。")
    expect_document(other, database, rows[0].document_id)
    edit(page, rows[2], "三つ目。")
    expect_document(page, database, rows[0].document_id)


def test_a_segment_that_somebody_else_splits_finds_its_place_and_the_caret_stays(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, 100)  # three sections of the grid
    open_document(page, server, rows[0])
    with database() as session:
        split_segment(session, CHEN, rows[1].id, rows[1].version, 3, 0)
    # The last row of the first section, which the split moves into the second.
    edit(page, rows[39], "当事者は、")
    expect(page.locator(".hyg-row")).to_have_count(101)
    expect(line(page, rows[39]).locator(".hyg-field")).to_be_focused()
    page.keyboard.type("従う。")
    expect(page.locator(".hyg-saving")).to_have_text("All changes saved")
    assert current(database, rows[39]).target == "当事者は、従う。"
    expect_document(page, database, rows[0].document_id)


def test_joined_segments_leave_the_grid(page: Page, server: SimpleNamespace, database: sessionmaker[Session]) -> None:
    rows = uploaded(database, 45)
    with database() as session:
        first, second = split_segment(session, MORI, rows[2].id, rows[2].version, 3, 0)
    open_document(page, server, rows[0])
    expect(page.locator(".hyg-row")).to_have_count(46)
    line(page, first).locator(".hyg-source").click()
    line(page, first).get_by_role("button", name="Join with next").click()
    expect(line(page, second)).to_have_count(0)
    expect_document(page, database, rows[0].document_id)


def test_the_filter_takes_lines_away_and_brings_them_back_as_they_are_then(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, 12)
    open_document(page, server, rows[0])
    edit(page, rows[0], "一つ目。")
    search = page.get_by_placeholder("Search in source and target")
    BROWSING.fill_in(search, "第12条")
    expect(page.locator(".hyg-row")).to_have_count(1)
    edit(page, rows[11], "最後。")
    with database() as session:
        save_target(session, CHEN, rows[5].id, rows[5].version, "その間に。")
    BROWSING.fill_in(search, "没有")
    expect(page.locator(".hyg-row")).to_have_count(0)
    BROWSING.fill_in(search, "")
    expect(page.locator(".hyg-row")).to_have_count(12)
    expect_document(page, database, rows[0].document_id)


def test_a_reload_and_a_visit_to_another_page_show_everything_again(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, 4)
    open_document(page, server, rows[0])
    edit(page, rows[0], "一つ目。")
    page.reload()
    expect_document(page, database, rows[0].document_id)
    edit(page, rows[1], "二つ目。")
    page.get_by_role("link", name="Glossary").click()
    expect(page.locator(".hyg-row")).to_have_count(0)
    page.get_by_role("link", name="Documents").click()
    page.locator(f".st-key-open_{rows[0].document_id}").get_by_text("合同.txt").first.click()
    expect(page.locator(".hyg-field")).to_be_visible()
    expect_document(page, database, rows[0].document_id)


def test_a_restarted_server_sends_everything_and_does_nothing_twice(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, 4)
    open_document(page, server, rows[0])
    edit(page, rows[0], "一つ目。")
    page.get_by_role("button", name="Comment", exact=True).click()
    line(page, rows[0]).locator(".hyg-remark").fill("这里用哪个译法？")
    line(page, rows[0]).locator(".hyg-remark").press("Control+Enter")
    expect(page.locator(".hyg-panel")).to_contain_text("这里用哪个译法？")
    server.stop(signal.SIGKILL)
    with database() as session:
        save_target(session, CHEN, rows[3].id, rows[3].version, "その間に。")
    server.start()
    search = page.get_by_placeholder("Search in source and target")
    for words, count in (("第2条", 1), ("", 4)):
        search.fill(words)
        search.press("Enter")
        expect(page.locator(".hyg-row")).to_have_count(count)
    expect(line(page, rows[3]).locator(".hyg-reading")).to_have_text("その間に。")
    edit(page, rows[1], "二つ目。")
    expect_document(page, database, rows[0].document_id)
    with database() as session:
        assert [comment.text for comment in list_comments(session, rows[0].id)] == ["这里用哪个译法？"]


def test_changes_to_what_the_grid_does_not_hold_make_it_ask_for_everything(page: Page) -> None:
    script = (BROWSING.ROOT / "ui" / "segment_grid" / "held_lines.js").read_text(encoding="utf-8")
    held = page.evaluate(f"""() => {{
      {script}
      const lines = new HeldLines();
      const taken = [];
      const take = (series, number, since, order, ids) => {{
        lines.take({{ series, number, since, order, changed: ids.map((id) => ({{ id }})) }});
        taken.push([lines.held?.number ?? null, lines.order.filter((id) => lines.lines.has(id))]);
      }};
      take("a", 3, 2, null, [7]); // mounted anew: the drawing before it is not here
      take("a", 4, 0, [7, 8], [7, 8]);
      take("a", 6, 4, null, [8]); // drawing 5 was lost
      take("b", 7, 6, null, [9]); // of a server that knows nothing of this grid
      take("b", 8, 0, [9], [9]);
      return taken;
    }}""")
    assert held == [[None, []], [4, [7, 8]], [6, [7, 8]], [None, [7, 8]], [8, [9]]]


def test_an_edit_of_a_long_document_brings_its_line_and_not_the_document(
    page: Page, server: SimpleNamespace, database: sessionmaker[Session]
) -> None:
    rows = uploaded(database, 500)
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    open_document(page, server, rows[0])
    expect(page.locator(".hyg-row")).to_have_count(500)
    assert sum(received) > 200_000
    edit(page, rows[250], "一つ目。")  # the first report says which drawing is held
    page.wait_for_timeout(1_000)
    received.clear()
    edit(page, rows[400], "二つ目。")
    page.wait_for_timeout(1_000)
    script = 60_000  # Streamlit sends it with every drawing
    assert 0 < sum(received) < 4 * script
    expect_document(page, database, rows[0].document_id)
