"""When people must sign in: always, but on a machine of one's own."""

import pytest

from corpus.settings import Settings
from service.accounts.mode import accounts_required, comes_from_elsewhere, is_loopback

HERE = ["127.0.0.1", "127.0.0.2", "localhost", "LOCALHOST", "::1", "[::1]"]
EVERYWHERE = ["0.0.0.0", "::", "", None, "192.168.1.5", "hoyaku.example.jp", "127.0.0.1.example.jp", "fe80::1%eth0"]


@pytest.mark.parametrize("address", HERE)
def test_on_loopback_nobody_signs_in_unless_that_is_asked(address: str) -> None:
    assert is_loopback(address)
    assert not accounts_required(Settings(accounts="auto"), address)
    assert accounts_required(Settings(accounts="required"), address)


@pytest.mark.parametrize("address", EVERYWHERE)
def test_elsewhere_everybody_signs_in_unless_the_opposite_is_asked(address: str | None) -> None:
    assert not is_loopback(address)
    assert accounts_required(Settings(accounts="auto"), address)
    assert not accounts_required(Settings(accounts="single"), address)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "localhost:9000", "[::1]:8501", ""])
def test_a_request_from_this_machine_means_this_machine(host: str) -> None:
    assert not comes_from_elsewhere({"Host": host, "User-Agent": "x"})


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "hoyaku.example.jp"},
        {"Host": "127.0.0.1.example.jp:8501"},
        {"Host": "127.0.0.1:8501", "X-Forwarded-For": "10.0.0.9"},
        {"host": "localhost:8501", "x-real-ip": "10.0.0.9"},
        {"host": "localhost:8501", "Forwarded": "for=10.0.0.9"},
        {"host": "[::1"},
        {"host": "evil@192.168.0.1"},
    ],
)
def test_one_that_was_passed_on_does_not(headers: dict[str, str]) -> None:
    assert comes_from_elsewhere(headers)
