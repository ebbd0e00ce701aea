"""The translate page in Streamlit's own test runner: every button, nothing lost, every failure a sentence."""

import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui.session
from corpus.languages import Direction
from corpus.settings import Settings
from glossary.lookup import find_terms, term_history
from glossary.terms import TermStatus
from ui.messages import TABLES
from ui.session import EXAMPLES, Desk

APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
EXAMPLE = EXAMPLES[Direction.ZH_JA]
GOOD_FAITH = "当事人应当遵循诚信原则。"
TRANSLATED = "抵当権者は、抵当財産について優先弁済を受ける権利を有する。"

pytestmark = pytest.mark.slow  # each test runs the whole page several times


@pytest.fixture
def page(page_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setattr(ui.session, "load_translator", STAND_IN.open_stand_in)
    st.cache_resource.clear()
    test = AppTest.from_file(str(APP), default_timeout=60)
    yield test.run()
    st.cache_resource.clear()


def desk_of(page: AppTest) -> Desk:
    return page.session_state["desk"]  # type: ignore[no-any-return]


def translate(page: AppTest, text: str) -> AppTest:
    page.text_area(key="source_text").set_value(text)
    page.button(key="translate").click()
    return page.run()


def html_of(page: AppTest) -> str:
    return "\n".join(element.body for element in page.html)


def texts_of(page: AppTest) -> list[str]:
    workspace = desk_of(page).workspace
    assert workspace is not None
    return [row.text for row in workspace.rows if not row.blank]


def test_the_first_minute_an_example_is_translated_and_its_terms_are_marked(page: AppTest) -> None:
    page.button(key="example").click().run()
    assert page.text_area(key="source_text").value == EXAMPLE
    page.button(key="translate").click().run()
    assert texts_of(page) == [TRANSLATED]
    assert html_of(page).count('class="hy-term hy-satisfied"') == 6
    assert "Terms as approved: 3 of 3" in html_of(page)
    assert not page.exception


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "error_empty"),
        (" \n\t ", "error_empty"),
        ("約" * 200_001, "error_too_long"),
        ("This is plain English text.", "error_wrong_language"),
        ("これは日本語の文です。", "error_reversed"),
        ("explode 合同。", "error_unexpected"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "ja", "en"])
def test_what_cannot_be_translated_gets_a_sentence_and_keeps_the_text(
    page: AppTest, text: str, sentence: str, language: str
) -> None:
    page.selectbox(key="lang").set_value(language).run()
    translate(page, text)
    expected = TABLES[language][sentence].split("{")[0]  # type: ignore[index]
    [shown] = [error.value.replace("\\", "") for error in page.error]
    assert shown.startswith(expected)
    assert "Traceback" not in shown
    assert page.text_area(key="source_text").value == text
    assert not page.exception


def test_a_text_in_the_other_language_can_be_turned_round_with_one_click(page: AppTest) -> None:
    translate(page, "これは日本語の文です。")
    page.button(key="turn_round").click().run()
    assert desk_of(page).workspace is not None
    assert page.session_state["direction"] == "ja-zh"
    assert page.text_area(key="source_text").value == "これは日本語の文です。"
    assert not page.error


def test_what_was_typed_survives_direction_language_area_and_failure(page: AppTest) -> None:
    page.text_area(key="source_text").set_value("还没译完的文字").run()
    page.button_group(key="direction").set_value("ja-zh").run()
    page.selectbox(key="area").set_value("contract").run()
    page.selectbox(key="lang").set_value("ja").run()
    assert page.text_area(key="source_text").value == "还没译完的文字"
    assert page.selectbox(key="area").value == "contract"


def test_an_edit_is_kept_shown_and_checked_at_once(page: AppTest) -> None:
    translate(page, EXAMPLE)
    page.button(key="edit_0").click().run()
    page.text_area(key="edit_0_0").set_value("抵押権者は優先弁済を受ける。").run()
    assert texts_of(page) == ["抵押権者は優先弁済を受ける。"]
    assert "抵押権者 must not be used" in html_of(page)
    assert "抵押権者は優先弁済を受ける。" in html_of(page)
    page.button(key="edit_0").click().run()
    assert texts_of(page) == ["抵押権者は優先弁済を受ける。"]
    page.button(key="translate").click().run()
    assert texts_of(page) == ["抵押権者は優先弁済を受ける。"]


def test_alternatives_and_memory_matches_can_be_taken(page: AppTest) -> None:
    translate(page, EXAMPLE)
    page.button(key="alternatives_0").click().run()
    page.button(key="choose_0_0").click().run()
    assert texts_of(page) == [STAND_IN.SECOND]
    page.button(key="memory_0").click().run()
    assert "<del>抵押权人</del><ins>质权人</ins>" in html_of(page)
    page.button(key="remember_0_0").click().run()
    assert texts_of(page) == [STAND_IN.SIMILAR[1]]
    page.button(key="alternatives_0").click().run()
    page.button(key="choose_0_0").click().run()
    assert texts_of(page) == [TRANSLATED]


def propose(page: AppTest, row: int, zh: str, ja: str) -> None:
    page.button(key=f"term_{row}").click().run()
    page.text_input(key="term_zh").set_value(zh)
    page.text_input(key="term_ja").set_value(ja)
    page.button(key=f"propose_{row}").click().run()


def test_a_proposed_term_is_obeyed_at_once_and_stored_for_the_reviewer(page: AppTest) -> None:
    translate(page, EXAMPLE + GOOD_FAITH)
    propose(page, 1, "诚信原则", "信義則")
    assert texts_of(page) == [TRANSLATED, "当事者は、信義則に従わなければならない。"]
    assert "hy-proposed" in html_of(page)
    assert page.info[0].value.replace("\\", "").startswith("诚信原则 = 信義則")
    with ui.session.open_page_translator().sessions() as session:
        [stored] = find_terms(session, "诚信原则")
        assert (stored.ja, stored.status) == ("信義則", TermStatus.PROPOSED)
        assert stored.id is not None
        [event] = term_history(session, stored.id)
    assert (event.author, event.action) == (Settings().user, "proposed")
    page.button(key="translate").click().run()
    assert texts_of(page)[1] == "当事者は、信義則に従わなければならない。"


def test_a_new_term_leaves_an_edit_and_offers_the_new_translation(page: AppTest) -> None:
    translate(page, GOOD_FAITH)
    page.button(key="edit_0").click().run()
    page.text_area(key="edit_0_0").set_value("当事者は誠実でなければならない。").run()
    propose(page, 0, "诚信原则", "信義則")
    assert texts_of(page) == ["当事者は誠実でなければならない。"]
    assert "the approved rendering 信義則 is missing" in html_of(page)
    page.button(key="renew_0").click().run()
    assert texts_of(page) == ["当事者は、信義則に従わなければならない。"]


def test_the_same_proposal_twice_is_used_again_and_stored_once(page: AppTest) -> None:
    translate(page, GOOD_FAITH)
    propose(page, 0, "诚信原则", "信義則")
    propose(page, 0, "诚信原则", "信義則")
    assert not page.error
    assert len(desk_of(page).terms) == 1
    with ui.session.open_page_translator().sessions() as session:
        assert len(find_terms(session, "诚信原则")) == 1


@pytest.mark.parametrize(
    ("zh", "ja", "key"),
    [
        ("", "信義則", "term_blank"),
        ("诚信原则", " ", "term_blank"),
        ("诚信原则", "信" * 101, "term_line_break"),
    ],
)
def test_a_term_that_cannot_be_stored_is_explained_and_stays_in_the_form(
    page: AppTest, zh: str, ja: str, key: str
) -> None:
    translate(page, GOOD_FAITH)
    propose(page, 0, zh, ja)
    [warning] = page.warning
    assert warning.value == TABLES["en"][key].format(limit=100)
    assert page.text_input(key="term_zh").value == zh
    assert page.text_input(key="term_ja").value == ja
    assert desk_of(page).terms == ()


def test_a_term_that_the_glossary_refuses_is_explained_and_stays_in_the_form(page: AppTest) -> None:
    translate(page, GOOD_FAITH)
    propose(page, 0, "诚信|原则", "信義則")
    assert page.error[0].value.replace("\\", "").startswith("“诚信|原则” contains |")
    assert page.text_input(key="term_zh").value == "诚信|原则"


def test_there_is_one_form_for_a_new_term_and_it_keeps_what_was_typed(page: AppTest) -> None:
    translate(page, EXAMPLE + GOOD_FAITH)
    page.button(key="term_0").click().run()
    page.text_input(key="term_zh").set_value("诚信原则").run()
    page.button(key="term_1").click().run()
    assert not page.exception
    assert page.text_input(key="term_zh").value == "诚信原则"


def test_a_session_term_can_be_dropped(page: AppTest) -> None:
    translate(page, GOOD_FAITH)
    propose(page, 0, "诚信原则", "信義則")
    page.button(key="forget_0").click().run()
    page.button(key="translate").click().run()
    assert texts_of(page) == ["当事者は、誠実信用の原則に従わなければならない。"]


def test_an_earlier_translation_is_opened_again_with_its_edits(page: AppTest) -> None:
    translate(page, EXAMPLE)
    page.button(key="edit_0").click().run()
    page.text_area(key="edit_0_0").set_value("私の訳。").run()
    translate(page, GOOD_FAITH)
    page.text_area(key="source_text").set_value("打到一半").run()
    page.button(key="history_0").click().run()
    assert texts_of(page) == ["私の訳。"]
    assert page.text_area(key="source_text").value == EXAMPLE
    assert desk_of(page).drafts == ["打到一半"]
    page.button(key="draft_0").click().run()
    assert page.text_area(key="source_text").value == "打到一半"


def test_a_cleared_text_can_be_had_back(page: AppTest) -> None:
    page.text_area(key="source_text").set_value("打到一半").run()
    page.button(key="clear").click().run()
    assert page.text_area(key="source_text").value == ""
    page.button(key="draft_0").click().run()
    assert page.text_area(key="source_text").value == "打到一半"


def test_markup_in_the_text_is_only_text(page: AppTest) -> None:
    translate(page, "抵押权人<script>alert('1')</script>&\"签字\"。")
    assert not page.exception
    bodies = html_of(page)
    assert "<script>" not in bodies
    assert "&lt;script&gt;" in bodies


def test_many_segments_are_shown_by_the_page_and_by_kind(page: AppTest) -> None:
    translate(page, GOOD_FAITH * 22 + "得利人没有法律根据取得不当利益的，应返还300元。")
    assert html_of(page).count('data-side="target"') == 20
    page.button_group(key="show").set_value("attention").run()
    assert html_of(page).count('data-side="target"') == 1
    assert '<span class="hy-number">23</span>' in html_of(page)


def test_a_changed_source_is_pointed_out_and_the_translation_stays(page: AppTest) -> None:
    translate(page, EXAMPLE)
    page.text_area(key="source_text").set_value(EXAMPLE + GOOD_FAITH).run()
    assert TABLES["en"]["source_changed"] in [caption.value for caption in page.caption]
    assert texts_of(page) == [TRANSLATED]


def test_a_database_that_cannot_be_opened_gets_a_sentence(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.errors import CorpusError

    def refuse(settings: object) -> None:
        raise CorpusError("The database is on holiday.")

    monkeypatch.setattr(ui.session, "load_translator", refuse)
    st.cache_resource.clear()
    translate(page, EXAMPLE)
    assert "on holiday" in page.error[0].value
    assert page.text_area(key="source_text").value == EXAMPLE
