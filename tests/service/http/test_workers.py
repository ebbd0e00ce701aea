"""Several workers over one database: what one is told the others know, and what a killed one had is not lost."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from corpus.settings import PROJECT_ROOT
from glossary.terms import Term
from glossary.workflow import add_term
from tests.conftest import sqlite_sessions

pytestmark = [
    pytest.mark.slow,  # starts processes, and waits until a killed one counts as dead
    pytest.mark.xdist_group("workers"),
]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture(scope="module")
def two_workers(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of two workers over one file, the same for all tests."""
    folder = tmp_path_factory.mktemp("workers") / "data"
    for opened in sqlite_sessions(migrated_file, folder):
        with opened() as session:
            add_term(session, Term("抵押权", "抵当権", area="property"), "test", "for a test")
        yield from run_workers("create", {"HOYAKU_DATA_DIR": str(folder), "HOYAKU_DATABASE_URL": ""})


def run_workers(factory: str, settings: dict[str, str]) -> Iterator[str]:
    """Runs two workers of an application of stand_in_app.py until the tests are over, and gives their address."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", f"tests.service.http.stand_in_app:{factory}", "--factory"]
    process = subprocess.Popen(
        [*command, "--workers", "2", "--port", str(port), "--log-level", "warning"],
        cwd=PROJECT_ROOT,
        env={**os.environ, **settings, "PYTHONPATH": str(PROJECT_ROOT)},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: len(pids(address)) == 2, 120)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def pids(address: str) -> set[int]:
    """The workers that answer."""
    found = set()
    for _ in range(8):
        try:
            found.add(int(httpx.get(f"{address}/pid", timeout=5).text))
        except httpx.TransportError:
            time.sleep(0.2)
    return found


def wait_until(condition, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_killing_a_worker_under_load_loses_no_document_that_was_accepted(
    two_workers: str,
) -> None:
    address = two_workers
    numbers = []
    for document in range(4):
        text = "\n".join(f"抵押权第{document * 150 + place}号消灭。" for place in range(150))
        answer = httpx.post(
            f"{address}/v1/documents",
            files={"file": (f"{document}.txt", text.encode())},
            data={"direction": "zh-ja"},
            timeout=60,
        )
        assert answer.status_code == 202
        numbers.append(answer.json()["id"])
    wait_until(lambda: sum(view(address, number)["status"] == "translating" for number in numbers) >= 3, 30)
    victim = min(pids(address))
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(victim) or psutil.Process(victim).status() == psutil.STATUS_ZOMBIE, 30)
    wait_until(lambda: all(view(address, number)["status"] == "done" for number in numbers), 150)
    for number in numbers:
        lines = fetch(address, f"/v1/documents/{number}/file").text.splitlines()
        assert lines == ["抵当権"] * 150


def test_a_term_that_one_worker_approves_is_used_by_the_other_within_a_second(
    two_workers: str,
) -> None:
    address = two_workers
    proposed = httpx.post(f"{address}/v1/terms", json={"zh": "质权", "ja": "質権"}, timeout=30)
    approved = httpx.post(f"{address}/v1/terms/{proposed.json()['id']}/approve", json={}, timeout=30)
    assert approved.status_code == 200
    time.sleep(1)
    answers = [httpx.post(f"{address}/v1/translate", json={"text": "质权消灭。"}, timeout=30) for _ in range(8)]
    assert {answer.json()["translation"] for answer in answers} == {"質権"}


def view(address: str, number: str) -> dict[str, object]:
    found: dict[str, object] = fetch(address, f"/v1/documents/{number}").json()
    return found


def fetch(address: str, path: str) -> httpx.Response:
    """The answer, asked for again where the connection was that of the killed worker."""
    for _ in range(20):
        try:
            return httpx.get(f"{address}{path}", timeout=30)
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"nobody answers at {path}")
