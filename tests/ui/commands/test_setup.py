"""`hoyaku setup`, `models` and `ui`: what `make run` does, and what it says where that is impossible."""

import json
import os
import socket
import sys
from pathlib import Path

import pytest

import service.conversion
import ui.commands.page
from service.errors import UnsupportedModelError


@pytest.fixture
def converted(monkeypatch, tmp_path):
    """A model folder whose conversion only counts how often it was asked for."""
    asked = []

    def convert(folder: Path, cache: Path) -> Path:
        asked.append(folder)
        (cache / "0123").mkdir(parents=True, exist_ok=True)
        return cache / "0123"

    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"weights")
    monkeypatch.setenv("HOYAKU_MODEL", str(tmp_path / "model"))
    monkeypatch.setattr(service.conversion, "converted_model", convert)
    return asked


class TestSetup:
    @pytest.mark.slow  # seeds a whole database
    def test_a_first_start_seeds_and_converts(self, hoyaku, converted, monkeypatch, tmp_path):
        monkeypatch.setenv("HOYAKU_DATA_DIR", str(tmp_path / "new"))
        done = json.loads(hoyaku("setup", "--json").out)
        assert done["pairs"] > 14_000
        assert done["terms"] > 3_600
        assert done["fast_path"] is True
        assert len(converted) == 1

    def test_what_is_done_is_not_done_again(self, hoyaku, converted):
        first, second = hoyaku("setup").out, hoyaku("setup").out
        assert first == second
        assert len(converted) == 1

    @pytest.mark.parametrize("change", ["weights", "conversion"])
    def test_a_changed_model_or_a_lost_conversion_is_converted_anew(self, hoyaku, converted, tmp_path, change):
        hoyaku("setup")
        if change == "weights":
            (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
        else:
            (Path(os.environ["HOYAKU_DATA_DIR"]) / "converted" / "0123").rmdir()
        hoyaku("setup")
        assert len(converted) == 2

    def test_a_model_without_fast_path_is_told_and_remembered(self, hoyaku, converted, monkeypatch):
        def refuse(folder: Path, cache: Path) -> Path:
            raise UnsupportedModelError("CTranslate2 cannot convert it.")

        monkeypatch.setattr(service.conversion, "converted_model", refuse)
        first, second = hoyaku("setup"), hoyaku("setup")
        assert (first.status, second.status) == (0, 0)
        assert "guaranteed path" in first.err
        assert "there is no fast path" in second.out

    def test_an_absent_model_is_one_sentence(self, hoyaku, monkeypatch, tmp_path):
        monkeypatch.setenv("HOYAKU_MODEL", str(tmp_path / "absent"))
        finished = hoyaku("setup")
        assert finished.status == 1
        assert "HOYAKU_MODEL" in finished.err
        assert finished.err.count("\n") == 1


class TestModels:
    def test_the_model_that_translates_and_its_size(self, hoyaku, converted, tmp_path):
        assert json.loads(hoyaku("models", "--json").out) == {
            "model": str(tmp_path / "model"),
            "kind": "folder",
            "bytes": 7,
            "endpoint": "",
        }

    @pytest.mark.parametrize(("name", "kind"), [("/nowhere/model", "absent"), ("owner/model", "hub")])
    def test_a_model_that_is_not_here(self, hoyaku, monkeypatch, name, kind):
        monkeypatch.setenv("HOYAKU_MODEL", name)
        assert json.loads(hoyaku("models", "--json").out)["kind"] == kind


class TestPage:
    @pytest.fixture
    def started(self, monkeypatch):
        commands = []
        monkeypatch.setattr(os, "execv", lambda program, arguments: commands.append([program, *arguments]))
        return commands

    def test_the_address_is_printed_and_the_page_started_there(self, hoyaku, started):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        finished = hoyaku("ui", "--port", str(port))
        assert finished.status == 0, finished.err
        assert f"http://127.0.0.1:{port}" in finished.out
        [command] = started
        assert command[:5] == [sys.executable, sys.executable, "-m", "streamlit", "run"]
        assert {f"--server.port={port}", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"} <= set(
            command
        )
        assert ui.commands.page.PAGE.is_file()

    def test_a_taken_port_is_one_sentence_that_names_another(self, hoyaku, started):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            finished = hoyaku("ui", "--port", str(port))
        assert (finished.status, finished.out, started) == (1, "", [])
        assert f"--port {port + 1}" in finished.err
        assert finished.err.count("\n") == 1
