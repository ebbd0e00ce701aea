"""`hoyaku serve` and `hoyaku tokens`, as a shell starts them."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import PROJECT_ROOT
from corpus.tables import User


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=PROJECT_ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
    )


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "HOYAKU_DATA_DIR": str(folder), "HOYAKU_DATABASE_URL": "", "PYTHONPATH": str(PROJECT_ROOT)}


@pytest.mark.slow  # starts the command four times
def test_a_token_is_shown_once_listed_and_revoked(
    seeded_database: Path, seeded_sessions: sessionmaker[Session]
) -> None:
    folder = seeded_database.parent
    with seeded_sessions() as session:
        session.add(User(name="佐藤", role="translator", password_hash=""))
        session.commit()
    made = run(folder, "tokens", "add", "OmegaT", "--owner", "佐藤", "--days", "30", "--json")
    assert json.loads(made.stdout)["token"].startswith("hoyaku_")
    listed = json.loads(run(folder, "tokens", "list", "--json").stdout)
    assert (listed["owner"], listed["name"], "token" in listed) == ("佐藤", "OmegaT", False)
    assert "opens nothing any more" in run(folder, "tokens", "revoke", "OmegaT", "--owner", "佐藤").stdout
    unknown = run(folder, "tokens", "add", "x", "--owner", "王")
    assert (unknown.returncode, "There is no account 王" in unknown.stderr) == (1, True)


@pytest.fixture
def service(seeded_database: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of `hoyaku serve` over the shipped model, and its process."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)],
        cwd=PROJECT_ROOT,
        env=environment(seeded_database.parent),
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    ends = time.monotonic() + 200
    while not _ready(address):
        assert process.poll() is None
        assert time.monotonic() < ends
        time.sleep(0.5)
    yield address, process
    process.kill()
    process.wait()


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/v1/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.slow  # loads the shipped model
def test_the_service_translates_and_ends_when_what_it_accepted_is_answered(
    service: tuple[str, subprocess.Popen[str]],
) -> None:
    address, process = service
    answer = httpx.post(f"{address}/v1/translate", json={"text": "抵押权消灭。"}, timeout=60)
    assert "抵当権" in answer.json()["translation"]
    text = "\n".join(f"第{number}条　抵押权自登记时设立。" for number in range(200))
    long: list[httpx.Response] = []

    def ask() -> None:
        long.append(httpx.post(f"{address}/v1/translate", json={"text": text}, timeout=120))

    asking = threading.Thread(target=ask)
    asking.start()
    while "hoyaku_queue_requests 1.0" not in httpx.get(f"{address}/metrics", timeout=60).text and not long:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    asking.join(120)
    assert process.wait(60) in (0, -signal.SIGTERM)
    assert long[0].status_code == 200
    assert len(long[0].json()["segments"]) == 200
