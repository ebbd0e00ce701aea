"""Below the list of documents: which were deleted, by whom and why, for administrators."""

import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui.deletions_panel
import ui.session
from corpus.languages import Direction
from service.accounts import Person, Role
from service.workbench.documents import delete_document, upload_document

STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
MORI = Person("mori", Role.REVIEWER)


def deletions_only() -> None:
    from ui.deletions_panel import show_deletions
    from ui.messages import speaker

    show_deletions(speaker("ja"))


@pytest.fixture(autouse=True)
def deleted(page_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ui.session, "load_translator", STAND_IN.open_stand_in)
    st.cache_resource.clear()
    with ui.session.open_page_translator().sessions() as session:
        text = "当事人应当遵循诚信原则。\n".encode()
        number = upload_document(session, MORI, "<b>合同</b>.txt", text, Direction.ZH_JA)
        delete_document(session, MORI, number, "依頼の取下げ <script>")
    yield
    st.cache_resource.clear()


def seated(monkeypatch: pytest.MonkeyPatch, role: Role) -> AppTest:
    monkeypatch.setattr(ui.deletions_panel, "current_person", lambda: Person("佐藤", role))
    return AppTest.from_function(deletions_only, default_timeout=60).run()


def test_an_administrator_sees_what_was_deleted_by_whom_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    page = seated(monkeypatch, Role.ADMIN)
    [shown] = page.html
    assert "1 セグメント、追加者 mori" in shown.body
    assert "依頼の取下げ &lt;script&gt;" in shown.body
    assert page.expander[0].label == "削除された文書：1 件"


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.REVIEWER])
def test_nobody_else_does(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    page = seated(monkeypatch, role)
    assert not page.html
    assert not page.expander
