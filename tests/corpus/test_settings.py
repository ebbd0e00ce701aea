"""Settings that must hang together, and one that is never shown."""

import pytest
from pydantic import ValidationError

from corpus.settings import Settings

KEY = "sk-secret-0123456789"


def test_there_is_no_endpoint_unless_one_is_named():
    settings = Settings(_env_file=None)
    assert (settings.endpoint_url, settings.endpoint_host, settings.endpoint_label) == ("", "", "")


@pytest.mark.parametrize(
    ("given", "url", "host"),
    [
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1", "127.0.0.1:8000"),
        (" http://127.0.0.1:8000/v1/ ", "http://127.0.0.1:8000/v1", "127.0.0.1:8000"),
        ("https://llm.example/v1/chat/completions", "https://llm.example/v1", "llm.example"),
        ("http://[::1]:11434/v1", "http://[::1]:11434/v1", "[::1]:11434"),
        ("", "", ""),
        (" ", "", ""),
    ],
)
def test_an_endpoints_address_is_what_comes_before_the_route(given, url, host):
    settings = Settings(endpoint_url=given, endpoint_model="m")
    assert (settings.endpoint_url, settings.endpoint_host) == (url, host)


@pytest.mark.parametrize(
    "address",
    [
        "llm.example/v1",
        "ftp://llm.example",
        "http://",
        "http://h:port/v1",
        "http://h:99999/v1",
        "http://h/v1?key=1",
        "//h",
    ],
)
def test_an_address_that_none_can_be_asked_at_is_refused(address):
    with pytest.raises(ValidationError):
        Settings(endpoint_url=address, endpoint_model="m")


def test_an_address_with_a_password_is_refused():
    with pytest.raises(ValidationError, match="leave name and password out"):
        Settings(endpoint_url="http://user:password@llm.example/v1", endpoint_model="m")


def test_an_endpoint_needs_a_model():
    with pytest.raises(ValidationError, match="name a model"):
        Settings(endpoint_url="http://127.0.0.1:8000/v1")


def test_the_key_is_in_no_text_of_the_settings():
    settings = Settings(endpoint_url="http://h/v1", endpoint_model="m", endpoint_key=f" {KEY}\n")
    assert KEY not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert settings.endpoint_key.get_secret_value() == KEY


@pytest.mark.parametrize("key", ["鍵", "a\nb", "a\x00b"])
def test_a_key_that_no_header_can_carry_is_refused(key):
    with pytest.raises(ValidationError, match="letters, digits and signs"):
        Settings(endpoint_key=key)
