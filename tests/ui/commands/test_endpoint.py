"""The commands with an endpoint: what they say of it, what is sent, and that the key is never shown."""

import json

import pytest

from corpus.settings import Settings
from service import serving
from service.cascade import CascadeEngine
from tests.service.endpoint.stand_in_server import BEHAVIOURS, Reply, StandInServer, dropping
from tests.ui.commands.conftest import TermEngine
from ui.commands.page import environment_of

SENTENCE = "抵押权人有权就抵押财产优先受偿。"
KEY = "sk-secret-0123456789"


@pytest.fixture
def server(monkeypatch):
    """A stand-in server that the settings name; this machine's model is TermEngine."""
    running = StandInServer()
    monkeypatch.setenv("HOYAKU_ENDPOINT_URL", running.url)
    monkeypatch.setenv("HOYAKU_ENDPOINT_MODEL", "stand-in")
    monkeypatch.setenv("HOYAKU_ENDPOINT_KEY", KEY)
    monkeypatch.setattr(serving, "open_cascade", lambda model, settings: CascadeEngine(TermEngine(), TermEngine()))
    yield running
    running.stop()


def records(finished) -> list[dict]:
    return [json.loads(line) for line in finished.out.splitlines()]


def test_translate_says_where_the_text_is_sent_and_which_engine_translated(hoyaku, server):
    finished = hoyaku("translate", "--json", SENTENCE)
    [segment] = records(finished)
    assert segment["engine"] == "endpoint"
    assert segment["endpoint"] == {
        "outcome": "accepted",
        "model": f"stand-in at {server.host}, prompt 1",
        "reason": "",
    }
    assert {term["status"] for term in segment["terms"]} == {"satisfied"}
    assert segment["alternatives"] == []
    assert finished.err == f"What is translated is sent to stand-in at {server.host} (HOYAKU_ENDPOINT_URL).\n"


def test_terms_that_the_endpoint_leaves_out_are_kept_all_the_same(hoyaku, server):
    server.behaviour = dropping
    [segment] = records(hoyaku("translate", "--json", SENTENCE))
    assert (segment["engine"], segment["endpoint"]["outcome"]) == ("fast", "rejected")
    assert {term["status"] for term in segment["terms"]} == {"satisfied"}


def test_an_endpoint_that_is_down_is_said_once_and_the_lines_are_translated(hoyaku, server):
    server.stop()
    finished = hoyaku("translate", stdin=f"{SENTENCE}\n合同无效。\n合同有效。\n".encode())
    assert finished.status == 0
    assert len(finished.out.splitlines()) == 3
    assert finished.err.count("cannot be reached") == 1
    assert len(finished.err.splitlines()) == 2
    assert "This machine's model translates instead." in finished.err


def test_local_sends_nothing_and_says_nothing(hoyaku, server):
    finished = hoyaku("translate", "--local", SENTENCE)
    assert finished.err == ""
    assert server.asked == []


def test_evaluation_never_asks_the_endpoint(hoyaku, server, tmp_path):
    test = tmp_path / "test.tsv"
    test.write_text("zh\tja\n合同无效。\t契約は、無効とする。\n", encoding="utf-8")
    assert hoyaku("evaluate", "--test", str(test), "--json").status == 0
    assert server.asked == []


def test_documents_are_drafted_by_it_unless_they_are_to_stay(hoyaku, server, tmp_path):
    (tmp_path / "a.txt").write_text(f"{SENTENCE}\n", encoding="utf-8")
    number = str(records(hoyaku("documents", "upload", "a.txt", "--json"))[0]["id"])
    local = hoyaku("documents", "pretranslate", number, "--local", "--json")
    assert (records(local)[0]["by_endpoint"], server.asked) == (0, [])
    [drafted] = records(hoyaku("documents", "pretranslate", number, "--overwrite-machine", "--json"))
    assert (drafted["translated"], drafted["by_endpoint"]) == (1, 1)
    [segment] = records(hoyaku("documents", "show", number, "--json"))
    assert segment["origin"] == "endpoint"


def test_models_names_it_first(hoyaku, server):
    assert records(hoyaku("models", "--json"))[0]["endpoint"] == f"stand-in at {server.host}"
    assert f"stand-in at {server.host}\tendpoint, asked first" in hoyaku("models").out


@pytest.mark.parametrize("behaviour", sorted(set(BEHAVIOURS) - {"slow"}))
def test_the_key_is_never_shown(hoyaku, server, behaviour, caplog):
    server.behaviour = BEHAVIOURS[behaviour]
    finished = hoyaku("translate", "--json", SENTENCE)
    assert finished.status == 0
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in finished.out + finished.err + caplog.text


@pytest.mark.parametrize("code", [KEY, f"{KEY}!"])
def test_a_server_that_repeats_the_key_does_not_get_it_shown(hoyaku, server, caplog, code):
    server.behaviour = lambda asked: Reply({"error": {"message": KEY, "code": code, "param": f"Bearer {KEY}"}}, 400)
    finished = hoyaku("translate", "--json", SENTENCE)
    assert KEY not in finished.out + finished.err + caplog.text


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("HOYAKU_ENDPOINT_URL", f"http://me:{KEY}@127.0.0.1/v1", "leave name and password out of it"),
        ("HOYAKU_ENDPOINT_URL", "127.0.0.1:8000", "write it as http://HOST:PORT/v1"),
        ("HOYAKU_ENDPOINT_MODEL", "", "name a model"),
        ("HOYAKU_ENDPOINT_KEY", f"{KEY}鍵", "a key has only letters"),
        ("HOYAKU_ENDPOINT_SECONDS", "0", "greater than 0"),
        ("HOYAKU_ENDPOINT_CONCURRENCY", "none", "integer"),
    ],
)
def test_a_wrong_setting_is_one_sentence(hoyaku, server, monkeypatch, name, value, remedy):
    monkeypatch.setenv(name, value)
    finished = hoyaku("translate", SENTENCE)
    assert finished.status != 0
    assert f"The setting {name} cannot be" in finished.err
    assert "Value error" not in finished.err
    assert remedy in finished.err
    assert KEY not in finished.err
    assert server.asked == []


def test_the_page_and_the_service_are_given_the_key_itself(server):
    assert environment_of(Settings())["HOYAKU_ENDPOINT_KEY"] == KEY
