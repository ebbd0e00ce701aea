"""The page with an endpoint: it says where text is sent, lets people keep it, and tells once when that fails."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui.session
from corpus.database import open_database
from corpus.languages import Direction
from corpus.settings import Settings
from glossary.terms import Term
from glossary.workflow import add_term
from service import serving
from service.accounts import Person, Role
from service.cascade import CascadeEngine
from service.serving import ServingPipeline
from service.translator import Translator
from service.workbench.documents import upload_document
from tests.service.endpoint.stand_in_server import StandInServer, dropping
from tests.ui.commands.conftest import TermEngine
from ui.messages import INTERFACE_LANGUAGES, speaker
from ui.pretranslation import pretranslation_of, settle_pretranslation

APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"

pytestmark = pytest.mark.slow  # each test runs the whole page several times


def open_small(settings: Settings) -> Translator:
    """The real translator over a database with one term."""
    sessions = open_database(settings)
    with sessions() as session:
        add_term(session, Term("抵押权", "抵当権"), "test", "needed")
    return Translator(sessions, ServingPipeline(sessions, settings))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInServer]:
    running = StandInServer()
    monkeypatch.setenv("HOYAKU_ENDPOINT_URL", running.url)
    monkeypatch.setenv("HOYAKU_ENDPOINT_MODEL", "stand-in")
    yield running
    running.stop()


@pytest.fixture
def page(page_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setattr(ui.session, "load_translator", open_small)
    monkeypatch.setattr(serving, "open_cascade", lambda model, settings: CascadeEngine(TermEngine(), TermEngine()))
    st.cache_resource.clear()
    yield AppTest.from_file(str(APP), default_timeout=60)
    st.cache_resource.clear()


def translate(page: AppTest, text: str) -> AppTest:
    page.text_area(key="source_text").set_value(text)
    page.button(key="translate").click()
    return page.run()


def html_of(page: AppTest) -> str:
    return unescape("\n".join(element.body for element in page.html))


def toggles(page: AppTest) -> list[str]:
    return [toggle.key for toggle in page.toggle]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_language_says_where_text_is_sent(page, server, language):
    page.query_params["lang"] = language
    page.run()
    assert speaker(language)("endpoint_told", host=server.host, model="stand-in") in html_of(page)


def test_without_an_endpoint_there_is_nothing_to_say(page, monkeypatch):
    monkeypatch.delenv("HOYAKU_ENDPOINT_URL", raising=False)
    assert "send" not in toggles(page.run())


def test_a_translation_says_that_the_endpoint_made_it(page, server):
    translate(page.run(), "抵押权消灭。")
    assert not page.exception
    assert speaker("en")("engine_endpoint") in html_of(page)
    assert server.sources == ["抵押权消灭。"]  # warming up sent nothing


def test_whoever_switches_it_off_sends_nothing(page, server):
    page.run().toggle(key="send").set_value(False).run()
    assert speaker("en")("endpoint_kept") in html_of(page)
    translate(page, "抵押权消灭。")
    assert speaker("en")("engine_fast") in html_of(page)
    assert server.asked == []


def test_the_switch_holds_for_segments_that_a_new_term_renews(page, server):
    translate(page.run(), "抵押权消灭。")
    page.toggle(key="send").set_value(False).run()
    page.button(key="term_0").click().run()
    page.text_input(key="term_zh").set_value("消灭")
    page.text_input(key="term_ja").set_value("消滅")
    page.button(key="propose_0").click().run()
    assert speaker("en")("engine_fast") in html_of(page)
    assert len(server.asked) == 1


def test_the_switch_holds_for_documents(page, server):
    def drafting() -> None:
        import streamlit as st

        from ui.endpoint_note import show_endpoint
        from ui.messages import speaker
        from ui.people import current_person
        from ui.pretranslation import start_pretranslation
        from ui.session import set_defaults

        set_defaults()
        show_endpoint(speaker("en"))
        if st.button("draft", key="draft"):
            start_pretranslation(1, current_person())

    with ui.session.open_page_translator().sessions() as session:
        upload_document(session, Person("森", Role.TRANSLATOR), "a.txt", "抵押权消灭。".encode(), Direction.ZH_JA)
    drafts = AppTest.from_function(drafting, default_timeout=60).run()
    drafts.toggle(key="send").set_value(False).run()
    drafts.button(key="draft").click().run()
    if (job := pretranslation_of(1)) is not None:
        job.wait(30)
    assert settle_pretranslation(1).translated == 1
    assert server.asked == []


def test_an_answer_that_was_not_taken_is_said_beside_the_segment(page, server):
    server.behaviour = dropping
    translate(page.run(), "抵押权消灭。")
    assert speaker("en")("endpoint_rejected") in html_of(page)
    assert not page.warning


def test_an_endpoint_that_is_down_is_said_once(page, server):
    server.stop()
    translate(page.run(), "抵押权消灭。\n抵押权设立。")
    [warning] = page.warning
    assert "2" in warning.value
    assert "cannot be reached" in warning.value.replace("\\", "")
