"""Signing in and the accounts page in Streamlit's own test runner, and the address that sets the cookie."""

import re
import runpy
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from argon2 import PasswordHasher
from sqlalchemy.orm import Session, sessionmaker
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import ui.people
import ui.session
import ui.session_cookie
from corpus.settings import Settings
from corpus.tables import UserSession
from service.accounts import Person, Role, passwords
from service.accounts.accounts import (
    change_role,
    create_account,
    create_first_admin,
    deactivate_account,
    list_accounts,
    reset_password,
)
from service.accounts.signing_in import change_password, sign_in
from ui.messages import INTERFACE_LANGUAGES, TABLES
from ui.session_route import SESSION_PATH, Tickets, cookie_name, session_routes, tickets

APP = Path(__file__).resolve().parents[2] / "ui" / "app.py"
STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
EN = TABLES["en"]
BOSS = Person("boss", Role.ADMIN)
OWN = "kawa no nagare 7"

slow = pytest.mark.slow  # runs the whole page several times


@pytest.fixture(autouse=True)
def surroundings(page_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOYAKU_DATABASE_URL", "")
    monkeypatch.setenv("HOYAKU_ACCOUNTS", "required")
    monkeypatch.setattr(ui.session, "load_translator", STAND_IN.open_stand_in)
    monkeypatch.setattr(ui.people, "kept_secret", lambda: "")  # the test runner has no browser with cookies
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def people(surroundings: None) -> sessionmaker[Session]:
    """Boss, an administrator, and mori, a translator, with passwords of their own."""
    sessions = ui.people.account_sessions()
    with sessions() as session:
        for name, role in (("boss", Role.ADMIN), ("mori", Role.TRANSLATOR)):
            given = create_account(session, BOSS, name, role)
            entered = sign_in(session, Settings(), name, given)
            change_password(session, Settings(), entered.secret, given, OWN)
    return sessions


def open_page() -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60)
    page.run()
    assert not page.exception
    return page


def enter(page: AppTest, name: str, password: str) -> AppTest:
    page.text_input(key="sign_in_name").set_value(name)
    page.text_input(key="sign_in_password").set_value(password)
    page.button(key="sign_in_submit").click().run()
    assert not page.exception
    return page


def signed_out(page: AppTest) -> bool:
    return "sign_in_submit" in [button.key for button in page.button]


def said(page: AppTest) -> list[str]:
    notices = [*page.warning, *page.info, *page.success, *page.error]
    return [str(element.value).replace("\\", "") for element in notices]


@slow
class TestSigningIn:
    def test_nothing_of_the_product_is_shown_before(self, people: sessionmaker[Session]) -> None:
        page = open_page()
        assert signed_out(page)
        assert not page.text_area

    @pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
    def test_a_refusal_is_the_same_sentence_in_each_language(
        self, people: sessionmaker[Session], language: str
    ) -> None:
        page = open_page()
        page.selectbox(key="lang").set_value(language).run()
        sentence = TABLES[language]["error_sign_in"]  # type: ignore[index]
        for name, password in (("mori", "wrong"), ("nobody", OWN), ("", "")):
            enter(page, name, password)
            assert sentence in said(page)
            assert page.text_input(key="sign_in_password").value == ""

    def test_a_one_time_password_that_has_expired_is_told_with_what_to_do(
        self, people: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with people() as session:
            given = reset_password(session, BOSS, "mori")
        monkeypatch.setenv("HOYAKU_ONE_TIME_PASSWORD_HOURS", "1e-9")
        page = open_page()
        page.selectbox(key="lang").set_value("ja").run()
        enter(page, "mori", given)
        assert TABLES["ja"]["error_one_time_expired"] in said(page)
        assert signed_out(page)

    def test_the_right_password_opens_the_page(self, people: sessionmaker[Session]) -> None:
        page = enter(open_page(), "MORI", OWN)
        assert not signed_out(page)
        assert page.text_area(key="source_text").value == ""
        assert page.session_state["session_person"] == "mori"

    def test_a_one_time_password_opens_nothing_but_the_form_for_another(self, surroundings: None) -> None:
        with ui.people.account_sessions()() as session:
            given = create_first_admin(session)
        page = enter(open_page(), "admin", given)
        assert not page.text_area
        page.text_input(key="password_current").set_value(given)
        page.text_input(key="password_new").set_value(OWN)
        page.text_input(key="password_again").set_value(OWN + "!")
        page.button(key="password_save").click().run()
        assert EN["password_differs"] in said(page)
        assert not page.text_area
        page.text_input(key="password_again").set_value(OWN)
        page.button(key="password_save").click().run()
        assert page.text_area(key="source_text").value == ""

    def test_without_any_account_the_way_to_one_is_told(self, surroundings: None) -> None:
        assert EN["no_accounts"] in said(open_page())

    def test_an_ended_session_leads_to_the_form_and_back_to_what_was_typed(self, people: sessionmaker[Session]) -> None:
        page = enter(open_page(), "mori", OWN)
        page.text_area(key="source_text").set_value("打到一半的合同").run()
        with people() as session:
            session.query(UserSession).update({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)})
            session.commit()
        page.run()
        assert signed_out(page)
        assert EN["session_ended"].format(name="mori") in said(page)
        enter(page, "mori", OWN)
        assert page.text_area(key="source_text").value == "打到一半的合同"

    def test_another_person_finds_nothing_of_the_one_before(self, people: sessionmaker[Session]) -> None:
        page = enter(open_page(), "mori", OWN)
        page.text_area(key="source_text").set_value("打到一半的合同").run()
        with people() as session:
            session.query(UserSession).delete()
            session.commit()
        page.run()
        enter(page, "boss", OWN)
        assert page.text_area(key="source_text").value == ""
        assert "desk" not in page.session_state or not page.session_state["desk"].history

    def test_signing_out_ends_the_session_in_the_database(self, people: sessionmaker[Session]) -> None:
        page = enter(open_page(), "mori", OWN)
        with people() as session:
            before = session.query(UserSession).count()
        page.button(key="sign_out").click().run()
        assert signed_out(page)
        assert EN["signed_out"] in said(page)
        with people() as session:
            assert session.query(UserSession).count() == before - 1

    def test_a_deactivated_person_is_out_at_the_next_click(self, people: sessionmaker[Session]) -> None:
        page = enter(open_page(), "mori", OWN)
        with people() as session:
            deactivate_account(session, BOSS, "mori")
        page.button(key="example").click().run()
        assert signed_out(page)

    def test_on_a_machine_of_ones_own_nobody_signs_in_and_the_page_says_so(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOYAKU_ACCOUNTS", "auto")
        page = open_page()
        assert not signed_out(page)
        assert EN["single_user_note"] in "".join(element.body for element in page.html)

    def test_reached_through_a_proxy_a_page_on_loopback_asks_to_sign_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOYAKU_ACCOUNTS", "auto")
        monkeypatch.setattr(ui.people, "comes_from_elsewhere", lambda headers: True)
        assert signed_out(open_page())


def accounts_only() -> None:
    from ui.accounts_page import show
    from ui.messages import speaker

    show(speaker("en"))


@slow
class TestAccountsPage:
    @pytest.fixture
    def page(self, people: sessionmaker[Session]) -> AppTest:
        with people() as session:
            secret = sign_in(session, Settings(), "boss", OWN).secret
        page = AppTest.from_function(accounts_only, default_timeout=60)
        page.session_state["session_secret"] = secret
        page.session_state["session_person"] = "boss"
        page.run()
        assert not page.exception
        return page

    def test_an_account_is_made_and_its_one_time_password_shown_once(
        self, page: AppTest, people: sessionmaker[Session]
    ) -> None:
        page.text_input(key="account_name").set_value("李")
        page.selectbox(key="account_role").set_value(Role.REVIEWER)
        page.button(key="account_create").click().run()
        given = page.code[0].value
        assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", given)
        with people() as session:
            assert sign_in(session, Settings(), "李", given).person == Person("李", Role.REVIEWER)
        page.button(key="account_password_noted").click().run()
        assert not page.code

    def test_a_name_that_is_taken_is_told_and_stays(self, page: AppTest) -> None:
        page.text_input(key="account_name").set_value("ＭＯＲＩ")
        page.button(key="account_create").click().run()
        assert EN["error_name_taken"] in said(page)
        assert page.text_input(key="account_name").value == "ＭＯＲＩ"

    def test_the_last_administrator_cannot_deactivate_themself(
        self, page: AppTest, people: sessionmaker[Session]
    ) -> None:
        page.button(key="account_deactivate").click().run()
        assert EN["error_last_admin"] in said(page)
        page.selectbox(key="account_role_boss").set_value(Role.TRANSLATOR).run()
        assert EN["error_last_admin"] in said(page)
        assert page.selectbox(key="account_role_boss").value == Role.ADMIN

    def test_who_is_no_administrator_any_more_changes_nothing(
        self, page: AppTest, people: sessionmaker[Session]
    ) -> None:
        with people() as session:
            change_role(session, BOSS, "mori", Role.ADMIN)
            change_role(session, BOSS, "boss", Role.REVIEWER)
        page.text_input(key="account_name").set_value("李")
        page.button(key="account_create").click().run()
        with people() as session:
            assert {account.name for account in list_accounts(session, BOSS)} == {"boss", "mori"}


class TestCookie:
    @pytest.fixture
    def client(self) -> TestClient:
        return TestClient(Starlette(routes=session_routes()), base_url="http://hoyaku.example.jp:8501")

    def test_a_ticket_is_exchanged_once_for_a_cookie_that_scripts_cannot_read(self, client: TestClient) -> None:
        ticket = tickets().issue("the secret")
        assert "secret" not in ticket
        sent = {"headers": {"Origin": "http://hoyaku.example.jp:8501"}, "json": {"ticket": ticket}}
        answer = client.post(SESSION_PATH, **sent)
        cookie = answer.headers["set-cookie"]
        assert answer.status_code == 204
        assert cookie.startswith(f'{cookie_name(st.get_option("server.port"))}="the secret"')
        for attribute in ("HttpOnly", "SameSite=strict", "Path=/", f"Max-Age={7 * 24 * 3600}"):
            assert attribute in cookie
        assert "Secure" not in cookie
        assert client.post(SESSION_PATH, **sent).status_code == 403

    def test_over_https_the_cookie_is_secure(self) -> None:
        client = TestClient(Starlette(routes=session_routes()), base_url="http://hoyaku.example.jp")
        ticket = tickets().issue("the secret")
        headers = {"Origin": "https://hoyaku.example.jp"}
        assert "Secure" in client.post(SESSION_PATH, headers=headers, json={"ticket": ticket}).headers["set-cookie"]

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://hoyaku.example.jp", "file://"])
    def test_another_site_gets_and_takes_no_cookie(self, client: TestClient, origin: str) -> None:
        ticket = tickets().issue("the secret")
        headers = {"Origin": origin} if origin else {}
        assert client.post(SESSION_PATH, headers=headers, json={"ticket": ticket}).status_code == 403
        assert client.delete(SESSION_PATH, headers=headers).status_code == 403

    @pytest.mark.parametrize(
        "body", [b"", b"no json", b"[]", b'"x"', b'{"ticket": 1}', b'{"ticket": ""}', b"\xff", b"x" * 1_000_000]
    )
    def test_anything_else_gets_no_cookie(self, client: TestClient, body: bytes) -> None:
        answer = client.post(SESSION_PATH, headers={"Origin": "http://hoyaku.example.jp:8501"}, content=body)
        assert answer.status_code == 403

    def test_the_cookie_is_taken_away(self, client: TestClient) -> None:
        answer = client.delete(SESSION_PATH, headers={"Origin": "http://hoyaku.example.jp:8501"})
        assert answer.status_code == 204
        assert "Max-Age=0" in answer.headers["set-cookie"]

    def test_an_old_ticket_is_no_ticket(self, monkeypatch: pytest.MonkeyPatch) -> None:
        kept, begin = Tickets(), time.monotonic()
        ticket = kept.issue("the secret")
        monkeypatch.setattr(time, "monotonic", lambda: begin + 121)
        assert kept.redeem(ticket) is None
