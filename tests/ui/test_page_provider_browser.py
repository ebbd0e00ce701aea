"""Signing in through an identity provider, in a real browser, over a small provider of the tests' own."""

import os
import runpy
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs the browser driver of the extra `dev`")
from playwright.sync_api import BrowserContext, expect  # noqa: E402

from corpus.database import open_database  # noqa: E402
from corpus.settings import Settings  # noqa: E402
from service.accounts import Person, Role  # noqa: E402
from service.accounts.accounts import create_account, deactivate_account  # noqa: E402

HERE = Path(__file__).parent
BROWSING = SimpleNamespace(**runpy.run_path(str(HERE / "browsing.py")))
EMAIL = "mori@example.jp"
BOSS = Person("boss", Role.ADMIN)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # starts two servers and a browser
    pytest.mark.skipif(not BROWSING.CHROMIUM.exists(), reason="needs Chromium; HOYAKU_TEST_CHROMIUM names its path"),
]
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "a long random text of the tests"
client_id = "hoyaku"
client_secret = "secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, "HOYAKU_STAND_IN_EMAIL": EMAIL}
    server = subprocess.Popen([sys.executable, str(HERE / "stand_in_provider.py"), str(port)], env=variables)
    try:
        BROWSING._wait_for(f"http://127.0.0.1:{port}/keys")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def address(data: Path, provider: str) -> Iterator[str]:
    secrets = data / "secrets.toml"
    secrets.write_text(SECRETS.format(provider=provider), encoding="utf-8")
    with BROWSING.served(data, HOYAKU_ACCOUNTS="required", STREAMLIT_SECRETS_FILES=str(secrets)) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with BROWSING.browsing(tmp_path_factory.mktemp("profile")) as context:
        yield context


def test_the_provider_opens_the_account_of_the_address_and_no_other(
    address: str, data: Path, browser: BrowserContext
) -> None:
    sessions = open_database(Settings(data_dir=data, database_url=""))
    page = browser.new_page()
    page.goto(f"{address}/?lang=en")
    provider = page.locator(".st-key-sign_in_provider button")
    provider.click()
    expect(page.locator(".st-key-sign_in")).to_contain_text("There is no active account for your e-mail address")

    with sessions() as session:
        create_account(session, BOSS, EMAIL, Role.REVIEWER, with_password=False)
    provider.click()
    expect(page.locator(".st-key-source_text textarea")).to_be_visible()
    expect(page.locator(".st-key-person_menu")).to_contain_text(EMAIL)

    page.reload()
    expect(page.locator(".st-key-person_menu")).to_contain_text(EMAIL)

    page.locator(".st-key-person_menu button").first.click()
    page.locator(".st-key-sign_out button").click()
    expect(provider).to_be_visible()
    page.reload()
    expect(provider).to_be_visible()  # the provider's cookie is gone too

    with sessions() as session:
        deactivate_account(session, BOSS, EMAIL)
    provider.click()
    expect(page.locator(".st-key-sign_in")).to_contain_text("There is no active account for your e-mail address")
    sessions.kw["bind"].dispose()
