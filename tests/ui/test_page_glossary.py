"""The glossary page: find, read, change with a name and a reason; the next translation obeys."""

import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui.session
from glossary.lookup import find_terms, term_history
from glossary.terms import Term, TermStatus
from ui.messages import TABLES
from ui.proposals import listed

STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))

pytestmark = pytest.mark.slow  # each test runs the whole page several times


def glossary_only() -> None:
    from ui.glossary_page import show
    from ui.messages import speaker
    from ui.session import set_defaults

    set_defaults()
    show(speaker("en"))


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("HOYAKU_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(ui.session, "load_translator", STAND_IN.open_stand_in)
    st.cache_resource.clear()
    yield AppTest.from_function(glossary_only, default_timeout=60).run()
    st.cache_resource.clear()


def stored(zh: str) -> Term:
    with ui.session.open_page_translator().sessions() as session:
        return find_terms(session, zh, statuses=tuple(TermStatus))[0]


def open_term(page: AppTest, zh: str) -> int:
    number = stored(zh).id
    assert number is not None
    page.button(key=f"term_{number}").click().run()
    return number


def html_of(page: AppTest) -> str:
    return "\n".join(element.body for element in page.html)


def test_a_search_finds_terms_in_either_language(page: AppTest) -> None:
    assert page.caption[0].value == f"Terms found: {len(STAND_IN.TERMS)}"
    page.text_input(key="glossary_search").set_value("抵当財産").run()
    assert page.caption[0].value == "Terms found: 1"
    page.text_input(key="glossary_search").set_value("没有这个词").run()
    assert page.caption[0].value == TABLES["en"]["glossary_none"]


def test_a_term_shows_definition_note_forbidden_renderings_and_history(page: AppTest) -> None:
    open_term(page, "抵押权人")
    html = html_of(page)
    for text in ("抵当権を有する債権者をいう。", "とはしない。", "抵押権者", "Property · Approved", "seed", "stand-in"):
        assert text in html


def test_markup_in_a_term_is_only_text(page: AppTest) -> None:
    open_term(page, "A&B公司")
    assert "<script>" not in html_of(page)
    assert not page.exception


def test_an_edited_rendering_is_stored_with_author_and_reason_and_obeyed(page: AppTest) -> None:
    number = open_term(page, "抵押财产")
    page.text_input(key=f"glossary_ja_{number}").set_value("担保目的財産")
    page.text_area(key=f"glossary_ja_forbidden_{number}").set_value("抵押財産\n抵押財産\n")
    page.text_input(key="author").set_value("李")
    page.text_input(key=f"glossary_reason_{number}").set_value("統一のため")
    page.button(key="glossary_save").click().run()
    assert page.success[0].value == TABLES["en"]["term_changed"]
    term = stored("抵押财产")
    assert (term.ja, term.ja_forbidden) == ("担保目的財産", ("抵押財産",))
    with ui.session.open_page_translator().sessions() as session:
        event = term_history(session, number)[-1]
    assert (event.author, event.reason, event.action) == ("李", "統一のため", "edited")
    assert "抵当財産 → 担保目的財産" in html_of(page)
    translation = ui.session.open_page_translator().translate_segments(
        ["抵押权人有权就抵押财产优先受偿。"], STAND_IN.TranslationOptions(STAND_IN.Direction.ZH_JA)
    )
    assert "担保目的財産" in translation[0].translation


@pytest.mark.parametrize(
    ("author", "reason", "key"),
    [("", "理由", "author_missing"), ("李", "", "reason_missing"), ("李", "理由", "no_change")],
)
def test_a_change_without_name_reason_or_content_is_refused_in_words(
    page: AppTest, author: str, reason: str, key: str
) -> None:
    number = open_term(page, "抵押财产")
    if key != "no_change":
        page.text_input(key=f"glossary_ja_{number}").set_value("別の訳")
    page.text_input(key="author").set_value(author)
    page.text_input(key=f"glossary_reason_{number}").set_value(reason)
    page.button(key="glossary_save").click().run()
    assert page.warning[0].value == TABLES["en"][key]
    assert stored("抵押财产").ja == "抵当財産"
    if key != "no_change":
        assert page.text_input(key=f"glossary_ja_{number}").value == "別の訳"


def test_a_change_that_the_glossary_refuses_is_explained_and_what_was_typed_stays(page: AppTest) -> None:
    number = open_term(page, "抵押财产")
    page.text_input(key=f"glossary_ja_{number}").set_value("")
    page.text_input(key=f"glossary_reason_{number}").set_value("誤り")
    page.button(key="glossary_save").click().run()
    assert page.warning[0].value.startswith("The term was not stored: ")
    assert page.text_input(key=f"glossary_reason_{number}").value == "誤り"


def test_a_term_is_retired_and_restored_with_a_reason(page: AppTest) -> None:
    number = open_term(page, "抵押财产")
    for action, status in (("retire", TermStatus.RETIRED), ("restore", TermStatus.APPROVED)):
        page.text_input(key=f"glossary_reason_{number}").set_value("理由")
        page.button(key=f"glossary_{action}").click().run()
        assert stored("抵押财产").status is status
    assert "Retired" in html_of(page)
    assert "Restored" in html_of(page)


def test_a_list_field_has_an_entry_a_line() -> None:
    assert listed(" 甲 \n\n乙\n甲\n") == ("甲", "乙")
