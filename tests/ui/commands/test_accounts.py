"""`hoyaku accounts`, and what a start says about who may come in."""

import json
import os
import re
import socket

import pytest
from argon2 import PasswordHasher

from service.accounts import passwords


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def lines(finished) -> list[dict]:
    assert finished.status == 0, finished.err
    return [json.loads(line) for line in finished.out.splitlines()]


def test_an_account_from_its_making_to_its_end(hoyaku):
    [added] = lines(hoyaku("accounts", "add", "森花子", "--role", "reviewer", "--author", "佐藤", "--json"))
    assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", added["one_time_password"])
    [given] = lines(hoyaku("accounts", "reset", "森花子", "--json"))
    assert given["one_time_password"] != added["one_time_password"]
    [changed] = lines(hoyaku("accounts", "role", "森花子", "translator", "--json"))
    assert changed["role"] == "translator"
    assert lines(hoyaku("accounts", "deactivate", "森花子", "--json"))[0]["active"] is False
    assert lines(hoyaku("accounts", "activate", "森花子", "--json"))[0]["active"] is True
    [listed] = lines(hoyaku("accounts", "list", "--json"))
    assert (listed["name"], listed["role"], listed["password"]) == ("森花子", "translator", "one-time")
    events = lines(hoyaku("accounts", "events", "森花子", "--json"))
    assert [event["action"] for event in events][::-1] == [
        "created",
        "role_reviewer",
        "reset",
        "role_translator",
        "deactivated",
        "activated",
    ]
    assert [event["by"] for event in events][-2:] == ["佐藤", "佐藤"]


def test_people_read_tables_and_sentences(hoyaku):
    assert re.match(r"mori: one-time password \S+ \(for 72 hours\)$", hoyaku("accounts", "add", "mori").out)
    assert "identity provider only" in hoyaku("accounts", "add", "li@example.cn", "--no-password").out
    assert hoyaku("accounts", "role", "mori", "admin").out == "mori: admin, active.\n"
    assert "mori\tadmin\tTrue\tone-time" in hoyaku("accounts", "list").out
    assert "\tmori\tcreated\tlocal" in hoyaku("accounts", "events").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "MORI"), "already"),
        (("role", "mori", "reviewer"), "last active administrator"),
        (("deactivate", "mori"), "last active administrator"),
        (("reset", "nobody"), "There is no account nobody"),
        (("add", ""), "visible characters"),
    ],
)
def test_what_cannot_be_is_one_sentence(hoyaku, arguments, told):
    hoyaku("accounts", "add", "mori", "--role", "admin")
    finished = hoyaku("accounts", *arguments)
    assert (finished.status, finished.out) == (1, "")
    assert told in finished.err
    assert finished.err.count("\n") == 1


class TestStart:
    @pytest.fixture
    def start(self, hoyaku, monkeypatch):
        """`hoyaku ui` up to the point where the page takes over."""
        monkeypatch.setattr(os, "execv", lambda program, arguments: None)
        monkeypatch.setattr(os, "chdir", lambda folder: None)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        return lambda *arguments: hoyaku("ui", "--port", str(port), *arguments)

    def test_on_this_machine_only_nobody_signs_in_and_no_account_is_made(self, hoyaku, start):
        assert "Single-user mode: no sign-in, this machine only" in start().out
        assert hoyaku("accounts", "list", "--json").out == ""

    @pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1"])
    def test_with_accounts_the_first_administrators_password_is_printed_once(self, hoyaku, start, monkeypatch, address):
        if address == "127.0.0.1":
            monkeypatch.setenv("HOYAKU_ACCOUNTS", "required")
        first, second = start("--address", address), start("--address", address)
        assert re.search(r"name admin, one-time password ([a-z2-9]{5}-){3}[a-z2-9]{5}\n", first.out)
        assert "one-time password" not in second.out
        assert "opens the account for 72 hours" in first.out
        assert "Everybody signs in" in second.out
        monkeypatch.setenv("HOYAKU_ONE_TIME_PASSWORD_HOURS", "1e-9")
        assert "has expired: hoyaku accounts reset admin prints another" in start("--address", address).out
        assert lines(hoyaku("accounts", "list", "--json"))[0]["password"] == "expired"
        assert "admin: one-time password" in hoyaku("accounts", "reset", "admin").out
        [admin] = lines(hoyaku("accounts", "list", "--json"))
        assert (admin["name"], admin["role"]) == ("admin", "admin")

    def test_open_to_others_without_accounts_only_where_that_was_said_and_with_a_warning(
        self, hoyaku, start, monkeypatch
    ):
        monkeypatch.setenv("HOYAKU_ACCOUNTS", "single")
        finished = start("--address", "0.0.0.0")
        assert "whoever reaches this address may do everything" in finished.err
        assert "Everybody signs in" not in finished.out
