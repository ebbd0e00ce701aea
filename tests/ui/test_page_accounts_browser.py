"""Signing in, in a real browser: the first administrator, a translator beside them, what outlives a reload."""

import os
import re
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright  # noqa: E402

from corpus.database import open_database  # noqa: E402
from corpus.settings import PROJECT_ROOT, Settings  # noqa: E402
from corpus.tables import UserSession  # noqa: E402

HERE = Path(__file__).parent
BROWSING = SimpleNamespace(**runpy.run_path(str(HERE / "browsing.py")))
START = """
from pathlib import Path
import ui.cli, ui.commands.page
ui.commands.page.PAGE = Path({page!r})
ui.cli.main()
"""
ADMIN, TRANSLATOR = "kumo no ue no shiro", "umi no soko no mori"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts a server and a browser
    pytest.mark.timeout(600),  # it is one story, told by several people
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]


@dataclass(frozen=True)
class Served:
    address: str
    data: Path
    said: str  # by the start, on the terminal

    @property
    def one_time_password(self) -> str:
        found = re.search(r"name admin, one-time password (\S+)", self.said)
        assert found, self.said
        return found[1]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`hoyaku ui` over the stand-in engine, on an empty database, with accounts."""
    data = tmp_path_factory.mktemp("data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {
        **os.environ,
        "HOYAKU_DATA_DIR": str(data),
        "HOYAKU_DATABASE_URL": "",
        "HOYAKU_ACCOUNTS": "required",
        "PYTHONPATH": str(PROJECT_ROOT),
    }
    start = START.format(page=str(HERE / "page_server.py"))
    with (data / "terminal").open("w") as terminal:
        server = subprocess.Popen(
            [sys.executable, "-c", start, "ui", "--port", str(port)], env=variables, stdout=terminal, stderr=terminal
        )
        try:
            BROWSING._wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield Served(f"http://127.0.0.1:{port}", data, (data / "terminal").read_text())
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSING.CHROMIUM, args=BROWSING.FLAGS)
        expect.set_options(timeout=BROWSING.PATIENCE)
        yield browser
        browser.close()


def person(chromium: Browser) -> BrowserContext:
    """A browser of somebody's own."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(BROWSING.PATIENCE)
    return context


def sign_in(page: Page, name: str, password: str) -> None:
    expect(page.locator(".st-key-sign_in_password input")).to_have_value("")  # after a refusal it is cleared
    BROWSING.fill_in(page.locator(".st-key-sign_in_name input"), name)
    page.locator(".st-key-sign_in_password input").fill(password)
    page.locator(".st-key-sign_in_password input").press("Enter")


def choose_password(page: Page, current: str, new: str) -> None:
    for field, password in (("current", current), ("new", new), ("again", new)):
        BROWSING.fill_in(page.locator(f".st-key-password_{field} input"), password)
    page.locator(".st-key-password_save button").click()


def expect_signed_in(page: Page, name: str) -> None:
    expect(page.locator(".st-key-person_menu")).to_contain_text(name)


def expect_sign_in_page(page: Page) -> None:
    expect(page.locator(".st-key-sign_in_name input")).to_be_visible()


def until_kept(context: BrowserContext) -> dict[str, object]:
    """The session cookie, once the browser has it."""
    page = context.pages[0]
    for _ in range(100):
        for cookie in context.cookies():
            if cookie["name"].startswith("hoyaku_session"):
                return dict(cookie)
        page.wait_for_timeout(100)
    pytest.fail("the browser got no session cookie")


def end_all_sessions(served: Served) -> None:
    """As if the time without use had passed."""
    sessions = open_database(Settings(data_dir=served.data, database_url=""))
    with sessions() as session:
        session.query(UserSession).update({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)})
        session.commit()
    sessions.kw["bind"].dispose()


def test_from_the_first_start_to_a_translator_who_works(served: Served, chromium: Browser) -> None:
    # The start says that everybody signs in, and gives the first administrator's password.
    assert "Everybody signs in" in served.said
    admins = person(chromium)
    admin = admins.new_page()
    admin.goto(f"{served.address}/?lang=en")
    expect_sign_in_page(admin)
    expect(admin.locator(".st-key-source_text")).to_have_count(0)
    BROWSING.photograph(admin, "accounts-sign-in")
    sign_in(admin, "admin", "wrong password here")
    expect(admin.locator(".st-key-sign_in")).to_contain_text("The name or the password is wrong")
    sign_in(admin, "admin", served.one_time_password)

    # Nothing can be done before the password is one's own, also after a reload.
    expect(admin.locator(".st-key-password_new input")).to_be_visible()
    until_kept(admins)
    admin.reload()
    expect(admin.locator(".st-key-password_new input")).to_be_visible()
    BROWSING.photograph(admin, "accounts-first-password")
    choose_password(admin, served.one_time_password, "too short")
    expect(admin.locator(".st-key-sign_in")).to_contain_text("at least 12 characters")
    choose_password(admin, served.one_time_password, ADMIN)
    expect(admin.locator(".st-key-source_text textarea")).to_be_visible()
    expect_signed_in(admin, "admin")
    cookie = until_kept(admins)
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"], cookie["secure"]) == (True, "Strict", "/", False)
    assert admin.evaluate("document.cookie").find("hoyaku_session") == -1

    # An account for a translator.
    admin.get_by_role("link", name="Accounts").click()
    BROWSING.fill_in(admin.locator(".st-key-account_name input"), "森花子")
    admin.locator(".st-key-account_create button").click()
    shown = admin.locator(".st-key-account_password code")
    expect(shown).to_be_visible()
    given = shown.inner_text().strip()
    expect(admin.locator(".st-key-account_events")).to_contain_text("Account created")
    BROWSING.photograph(admin, "accounts-created")

    # The translator signs in in another browser, and is offered no accounts.
    translators = person(chromium)
    translator = translators.new_page()
    translator.goto(f"{served.address}/models?lang=en")
    sign_in(translator, "森花子", given)
    choose_password(translator, given, TRANSLATOR)
    expect_signed_in(translator, "森花子")
    expect(translator.locator(".hy-serving")).to_be_visible()  # the page that was asked for
    expect(translator.get_by_role("link", name="Accounts")).to_have_count(0)
    until_kept(translators)

    # A reload and a second tab stay signed in.
    translator.reload()
    expect_signed_in(translator, "森花子")
    second = translators.new_page()
    second.goto(f"{served.address}/?lang=en")
    expect_signed_in(second, "森花子")

    # What was typed outlives a session that ends meanwhile.
    source = second.locator(".st-key-source_text textarea")
    BROWSING.fill_in(source, "抵押权人有权就抵押财产优先受偿。")
    end_all_sessions(served)
    second.locator(".st-key-translate button").click()
    expect_sign_in_page(second)
    expect(second.locator(".st-key-sign_in")).to_contain_text("The session of 森花子 has ended")
    BROWSING.photograph(second, "accounts-session-ended")
    sign_in(second, "森花子", TRANSLATOR)
    expect(second.locator(".st-key-source_text textarea")).to_have_value("抵押权人有权就抵押财产优先受偿。")
    until_kept(translators)

    # Signing out ends the session on the server: the old cookie opens nothing, in no tab.
    old = [cookie for cookie in translators.cookies() if cookie["name"].startswith("hoyaku_session")]
    second.locator(".st-key-person_menu button").first.click()
    BROWSING.photograph(second, "accounts-menu")
    second.locator(".st-key-sign_out button").click()
    expect_sign_in_page(second)
    expect(second.locator(".st-key-sign_in")).to_contain_text("You are signed out")
    second.reload()
    expect_sign_in_page(second)
    translators.add_cookies(old)
    second.reload()
    expect_sign_in_page(second)
    translator.reload()
    expect_sign_in_page(translator)

    # Another person at the same browser finds nothing of the first.
    expect(translator.get_by_text("抵押权人有权")).to_have_count(0)

    # Five wrong passwords lock: the right one opens nothing then.
    for _ in range(5):
        sign_in(translator, "森花子", "wrong again and again")
        expect(translator.locator(".st-key-sign_in")).to_contain_text("locked for a while")
        expect(translator.locator(".st-key-sign_in_password input")).to_have_value("")
    sign_in(translator, "森花子", TRANSLATOR)
    expect(translator.locator(".st-key-sign_in_password input")).to_have_value("")
    expect_sign_in_page(translator)

    # The administrator sees it and unlocks; their session had ended too.
    admin.reload()
    sign_in(admin, "admin", ADMIN)
    expect(admin.locator(".st-key-account_create button")).to_be_visible()  # back on the accounts page
    unlock = admin.locator(".st-key-account_activate button")
    BROWSING.mark_row(admin.locator('[data-testid="stDataFrame"]'), 2, unlock)
    expect(unlock).to_have_text("Unlock")
    BROWSING.photograph(admin, "accounts-locked")
    unlock.click()
    expect(admin.locator(".st-key-account_activate")).to_have_count(0)
    sign_in(translator, "森花子", TRANSLATOR)
    expect_signed_in(translator, "森花子")

    # Deactivated, they are out at the next click.
    admin.locator(".st-key-account_deactivate button").click()
    expect(admin.get_by_text("can no longer sign in")).to_be_visible()
    translator.get_by_role("link", name="Glossary").click()
    expect_sign_in_page(translator)
    admins.close()
    translators.close()


def test_nothing_is_wider_than_the_window(served: Served, chromium: Browser) -> None:
    # The narrow window in each language, and the wide one in the language with the longest words.
    windows = {"zh": [("dark", 820)], "ja": [("light", 820)], "en": [("light", 820), ("dark", 1280)]}
    admins = person(chromium)
    page = admins.new_page()

    def expect_to_fit(language: str, state: str) -> None:
        for scheme, width in windows[language]:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            BROWSING.expect_to_fit(page, language, width, state)
            BROWSING.photograph(page, f"accounts-{language}-{scheme}-{width}{state}")

    for language in windows:
        page.goto(f"{served.address}/accounts?lang={language}")
        expect_sign_in_page(page)
        expect_to_fit(language, "-sign-in")
    sign_in(page, "admin", ADMIN)
    expect_signed_in(page, "admin")
    until_kept(admins)
    for language in reversed(windows):
        if language != "en":  # as which it has signed in
            page.goto(f"{served.address}/accounts?lang={language}")
        expect(page.locator(".st-key-account_create button")).to_be_visible()
        expect(page.locator(".st-key-account_events")).to_be_visible()
        expect_to_fit(language, "")
    admins.close()
