"""OmegaT projects on the page: what takes long shows how far it is, can be left off, and blocks nothing."""

import runpy
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui.omegat_panel
import ui.session
from corpus.errors import CorpusError
from corpus.languages import Direction
from service.accounts import Person, Role
from service.workbench.documents import upload_document
from service.workbench.editing import save_target
from service.workbench.segments import load_segments

STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
MORI = Person("mori", Role.TRANSLATOR)

pytestmark = pytest.mark.slow  # each test runs the panel several times


def panel_only() -> None:
    import streamlit as st

    from service.workbench.documents import load_document
    from ui.messages import speaker
    from ui.omegat_panel import show_omegat
    from ui.session import open_page_translator

    with open_page_translator().sessions() as session:
        document = load_document(session, st.session_state["document"])
    show_omegat(document, speaker("en"))


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The panel of a document of one segment."""
    monkeypatch.setenv("HOYAKU_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(ui.session, "load_translator", STAND_IN.open_stand_in)
    monkeypatch.setattr(ui.omegat_panel, "_SOON", 0.01)
    st.cache_resource.clear()
    with ui.session.open_page_translator().sessions() as session:
        number = upload_document(session, MORI, "合同.txt", "第一条".encode(), Direction.ZH_JA)
    panel = AppTest.from_function(panel_only, default_timeout=60)
    panel.session_state["document"] = number
    yield panel.run()
    st.cache_resource.clear()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Preparing stops at the first of two segments until the event is set."""
    go_on, really = threading.Event(), ui.omegat_panel.omegat_project

    def prepare(*given: object) -> dict[str, bytes]:
        progress: Callable[[int, int], None] = given[-1]  # type: ignore[assignment]
        progress(1, 2)
        go_on.wait(60)
        progress(2, 2)
        return really(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(ui.omegat_panel, "omegat_project", prepare)
    yield go_on
    go_on.set()


def finished(page: AppTest) -> AppTest:
    """The panel after the work under way has ended."""
    work = page.session_state[f"omegat_work_{page.session_state['document']}"]
    assert work.job.wait(60)
    return page.run()


def test_a_project_is_offered_when_it_is_prepared(page: AppTest, slow: threading.Event) -> None:
    page.button(key="omegat_make").click().run()
    assert [button.key for button in page.button] == ["omegat_cancel"]
    [bar] = page.get("progress")
    assert bar.proto.text == "Looking up segments in the memory: 1 of 2"
    slow.set()
    finished(page)
    assert [button.proto.label for button in page.get("download_button")] == ["Download 合同.omegat.zip"]
    assert page.button(key="omegat_make").label == "Prepare an OmegaT project"


def test_what_was_left_off_leaves_nothing(page: AppTest, slow: threading.Event) -> None:
    page.button(key="omegat_make").click().run()
    page.button(key="omegat_cancel").click()
    page.run()
    slow.set()
    finished(page)
    assert page.button(key="omegat_make")
    assert not page.get("download_button")
    assert "document_notice" not in page.session_state


def test_a_document_that_changed_meanwhile_needs_another_project(page: AppTest, slow: threading.Event) -> None:
    page.button(key="omegat_make").click().run()
    with ui.session.open_page_translator().sessions() as session:
        [row] = load_segments(session, page.session_state["document"])
        save_target(session, MORI, row.id, row.version, "第1条")
    slow.set()
    finished(page)
    assert not page.get("download_button")
    assert [caption.value for caption in page.caption] == [
        "The document has changed since the project was prepared; prepare it again."
    ]


def test_a_failure_is_one_sentence(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> dict[str, bytes]:
        raise CorpusError("The disk is full.")

    monkeypatch.setattr(ui.omegat_panel, "omegat_project", fail)
    page.button(key="omegat_make").click().run()
    if "document_notice" not in page.session_state:  # it took longer than a click waits
        finished(page)
    assert page.session_state["document_notice"] == ("error", "This could not be done: The disk is full.")
    assert page.button(key="omegat_make")
