"""The HTML of the page: terms marked on both sides, everything escaped."""

import re
import runpy
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.languages import Direction
from corpus.memory import Difference, MemoryHit
from glossary.lookup import TermChange
from glossary.matching import Matcher
from glossary.terms import Term, TermStatus
from service.checks import CheckFinding
from service.results import TranslationOptions
from ui.messages import speaker
from ui.notices import check_sentence
from ui.render import (
    Mark,
    copy_button,
    difference_html,
    memory_html,
    notices_html,
    percent,
    segment_html,
    source_html,
    target_html,
)
from ui.term_view import changed_fields, term_html
from ui.workspace import Row

STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
ZH_JA = Direction.ZH_JA
SAY = speaker("en")
NASTY = "<script>alert(\"1\")</script> & 'x'"


class Page(HTMLParser):
    """What a browser would make of a piece of HTML: its tags and its text outside tooltips."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.visible = ""
        self._tip = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag == "span" and (self._tip or dict(attributes).get("class") == "hy-tip"):
            self._tip += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._tip:
            self._tip -= 1

    def handle_data(self, data: str) -> None:
        if not self._tip:
            self.visible += data


def row_of(source: str, *terms: Term) -> Row:
    matches = Matcher(terms or STAND_IN.TERMS, "zh").match(source)
    return Row.of(STAND_IN.translate_one(source, matches, TranslationOptions(ZH_JA)))


@pytest.fixture
def row() -> Row:
    return row_of("抵押权人有权就抵押财产优先受偿。")


def marked(html: str) -> list[str]:
    return re.findall(r'aria-describedby="[^"]*">([^<]+)<', html)


def test_terms_are_marked_on_both_sides(row: Row) -> None:
    assert marked(source_html(row, 0, ZH_JA, SAY)) == ["抵押权人", "抵押财产", "优先受偿"]
    assert marked(target_html(row, 0, ZH_JA, SAY)) == ["抵当権者", "抵当財産", "優先弁済を受ける"]


def test_both_sides_carry_their_language(row: Row) -> None:
    assert 'lang="zh-Hans"' in source_html(row, 0, ZH_JA, SAY)
    assert Page(target_html(row, 0, ZH_JA, SAY)).tags[0][1]["lang"] == "ja"


def test_a_marked_term_is_reached_by_keyboard_and_described_by_its_tooltip(row: Row) -> None:
    page = Page(source_html(row, 7, ZH_JA, SAY))
    terms = [attributes for tag, attributes in page.tags if "hy-term" in (attributes.get("class") or "")]
    tips = {attributes["id"] for tag, attributes in page.tags if attributes.get("role") == "tooltip"}
    assert len(tips) == 3
    assert {term["aria-describedby"] for term in terms} == tips
    assert all(term["tabindex"] == "0" for term in terms)


def test_the_tooltip_tells_rendering_definition_note_area_and_what_is_forbidden(row: Row) -> None:
    html = source_html(row, 0, ZH_JA, SAY)
    for text in ("抵当権者", "抵当権を有する債権者をいう。", "とはしない。", "Property · Approved", "抵押権者"):
        assert text in html


def test_the_tooltip_of_an_ambiguous_term_names_every_reading() -> None:
    trustor = (Term("委托人", "委任者", area="contract"), Term("委托人", "委託者", area="company"))
    html = source_html(row_of("委托人", *trustor), 0, ZH_JA, SAY)
    assert "委託者" in html
    assert "Contract · Approved · 委托人 = 委任者" in html
    assert "Company · Approved · 委托人 = 委託者" in html


def test_nothing_from_outside_becomes_html() -> None:
    nasty = Term("甲" + NASTY, "乙" + NASTY, definition=NASTY, note=NASTY, ja_forbidden=(NASTY,))
    row = replace(row_of("甲" + NASTY + "丙", nasty), text="乙" + NASTY + "丁")
    hit = MemoryHit(NASTY, NASTY, 0.9, (), NASTY, NASTY, "contract", "statute", 1)
    parts = [
        source_html(row, 0, ZH_JA, SAY),
        target_html(row, 0, ZH_JA, SAY),
        notices_html(replace(row, machine=replace(row.machine, error=NASTY, translation=row.text)), ZH_JA, SAY),
        *memory_html(hit, "甲", ZH_JA, SAY),
        term_html(nasty, SAY),
        term_html(nasty, SAY, details=True),
        copy_button(NASTY, NASTY),
    ]
    allowed = {"div", "span", "b", "ul", "li", "dl", "dt", "dd", "del", "ins", "button"}
    for part in parts:
        assert {tag for tag, _ in Page(part).tags} <= allowed
        assert "alert(" in part
    assert dict(Page(copy_button(NASTY, "Copy")).tags)["button"]["data-text"] == NASTY


@given(text=st.text(max_size=40), cuts=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_marks_never_change_the_text(text: str, cuts: list[tuple[int, int]]) -> None:
    marks = [Mark(start, end, "hy-satisfied", "tip", 0) for start, end in cuts]
    assert Page(segment_html(text, marks, "zh", "source", 0)).visible == text.replace("\r\n", "\n")


def test_a_shaded_span_is_shaded_within_a_term_and_outside_of_it_and_changes_no_text() -> None:
    html = segment_html("甲は<乙>を", [Mark(2, 5, "hy-satisfied", "tip", 0)], "ja", "first", 0, [(1, 4), (5, 6)])
    assert Page(html).visible == "甲は<乙>を"
    assert re.findall("<mark>(.*?)</mark>", html) == ["は", "&lt;乙", "を"]


def test_an_approved_term_needs_no_notice(row: Row) -> None:
    assert notices_html(row, ZH_JA, SAY) == ""


def test_a_missing_and_a_forbidden_rendering_are_told_apart() -> None:
    source = "抵押权人有权就抵押财产优先受偿。"
    matches = Matcher(STAND_IN.TERMS, "zh").match(source)
    from glossary.adherence import check_adherence

    text = "抵押権者は優先弁済を受ける。"
    row = replace(row_of(source), text=text, terms=tuple(check_adherence(matches, text, "ja")))
    notices = notices_html(row, ZH_JA, SAY)
    assert "抵押权人: 抵押権者 must not be used; the approved rendering is 抵当権者." in notices
    assert "抵押财产: the approved rendering 抵当財産 is missing." in notices
    assert "hy-forbidden" in target_html(row, 0, ZH_JA, SAY)
    assert "hy-missing" in source_html(row, 0, ZH_JA, SAY)


def test_checks_are_told_in_the_interface_language() -> None:
    row = row_of("得利人没有法律根据取得不当利益的，应返还300元。")
    notices = notices_html(row, ZH_JA, speaker("zh"))
    assert "金额不一致：译文中没有「300元」" in notices
    assert "金额不一致：原文中没有「30元」" in notices
    assert "hy-check" in target_html(row, 0, ZH_JA, SAY)


def test_a_check_that_the_page_does_not_know_shows_its_own_sentence(row: Row) -> None:
    odd = CheckFinding("tone", "The tone is odd.")
    assert check_sentence(odd, row.source, row.text, SAY) == "Please check: The tone is odd."


def test_memory_differences_show_what_the_query_has_and_what_the_match_has() -> None:
    differences = (
        Difference("replace", (0, 4), (0, 3)),
        Difference("insert", (5, 5), (4, 6)),
        Difference("delete", (6, 7), (7, 7)),
    )
    html = difference_html("抵押权人有权。", "质权人有合法权", differences)
    assert html == "<del>抵押权人</del><ins>质权人</ins>有<ins>合法</ins>权<del>。</del>"


def test_a_memory_match_names_score_source_document_and_area() -> None:
    hit = MemoryHit("甲", "乙", 0.914, (), "民法典対訳", "担保物権", "property", "statute", 1)
    source, target = memory_html(hit, "甲", ZH_JA, SAY)
    for text in ("91 %", "Source: 民法典対訳", "Document: 担保物権", "Property"):
        assert text in source
    assert 'lang="ja"' in target


@pytest.mark.parametrize(("score", "shown"), [(1.0, 100), (0.999, 99), (0.70, 70)])
def test_only_an_exact_match_is_a_hundred_percent(score: float, shown: int) -> None:
    assert percent(score) == shown


def test_a_change_of_a_term_is_told_field_by_field() -> None:
    from datetime import UTC, datetime

    before = Term("定金", "手付", ja_forbidden=("定金",))
    after = replace(before, ja="手付金", area="contract", status=TermStatus.RETIRED)
    change = TermChange("edited", "李", "理由", datetime(2026, 1, 1, tzinfo=UTC), before, after)
    assert changed_fields(change, SAY) == [
        "Japanese term: 手付 → 手付金",
        "Area of law: Any area of law → Contract",
        "Status: Approved → Retired",
    ]
    assert changed_fields(replace(change, before=None), SAY) == []
