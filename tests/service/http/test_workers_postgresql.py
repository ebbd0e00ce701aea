"""Several workers over PostgreSQL: what is changed through one is obeyed by the others, and a killed one loses nothing.

The workers are started once for all tests. Each is spoken to over a connection of its own, because a connection stays
with the worker that took it.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import open_database
from corpus.settings import Settings
from corpus.tables import ModelVersion
from glossary.terms import Term
from glossary.workflow import add_term
from tests.conftest import close, fresh_database
from tests.service.http.test_workers import fetch, run_workers, view, wait_until

pytestmark = [
    pytest.mark.slow,  # starts a database server and processes, and waits until a killed one counts as dead
    pytest.mark.postgresql,
    pytest.mark.xdist_group("workers_postgresql"),
]


@pytest.fixture(scope="module")
def sessions(
    postgresql_server: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sessionmaker[Session]]:
    """A database with one term and two model versions, of which the first serves."""
    with fresh_database(postgresql_server, migrated_template) as url:
        opened = open_database(Settings(data_dir=tmp_path_factory.mktemp("test"), database_url=url))
        with opened() as session:
            add_term(session, Term("抵押权", "抵当権", area="property"), "test", "for a test")
            for name, status in (("一号", "serving"), ("二号", "candidate")):
                session.add(ModelVersion(name=name, base="base", folder=f"models/{name}", status=status))
            session.commit()
        yield opened
        close(opened)


@pytest.fixture(scope="module")
def address(sessions: sessionmaker[Session], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where two workers listen."""
    url = sessions.kw["bind"].url.render_as_string(hide_password=False)
    folder = tmp_path_factory.mktemp("workers")
    for name in ("一号", "二号"):
        (folder / "models" / name).mkdir(parents=True)
    yield from run_workers("create_serving", {"HOYAKU_DATA_DIR": str(folder), "HOYAKU_DATABASE_URL": url})


@pytest.fixture
def workers(address: str) -> Iterator[dict[int, httpx.Client]]:
    """A connection to each worker, by its process."""
    with ExitStack() as opened:
        found: dict[int, httpx.Client] = {}
        while len(found) < 2:
            client = opened.enter_context(httpx.Client(base_url=address, timeout=60))
            found.setdefault(int(client.get("/pid").text), client)
        yield found


def translation(client: httpx.Client, text: str) -> str:
    answer = client.post("/v1/translate", json={"text": text})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["translation"])


def serve(sessions: sessionmaker[Session], name: str) -> None:
    """Lets this version serve, and no other, in one transaction, as `promote` does once it has loaded the model."""
    with sessions() as session:
        session.execute(update(ModelVersion).values(status="retired"))
        session.execute(update(ModelVersion).where(ModelVersion.name == name).values(status="serving"))
        session.commit()


def test_a_term_approved_through_one_worker_is_obeyed_by_the_other_within_a_second(
    workers: dict[int, httpx.Client],
) -> None:
    first, second = workers.values()
    assert "質権" not in translation(second, "质权消灭。")
    proposed = first.post("/v1/terms", json={"zh": "质权", "ja": "質権"})
    assert first.post(f"/v1/terms/{proposed.json()['id']}/approve", json={}).status_code == 200
    time.sleep(1)
    assert [translation(client, "质权消灭。") for client in (first, second)] == ["質権", "質権"]


def test_a_promoted_model_is_used_by_every_worker_within_a_second(
    sessions: sessionmaker[Session], workers: dict[int, httpx.Client]
) -> None:
    serve(sessions, "一号")
    time.sleep(1)
    assert [translation(client, "今天开庭。") for client in workers.values()] == ["一号。", "一号。"]
    serve(sessions, "二号")
    time.sleep(1)
    assert [translation(client, "今天开庭。") for client in workers.values()] == ["二号。", "二号。"]
    assert {client.get("/v1/models").json()["serving"] for client in workers.values()} == {"二号"}


def test_promotions_under_load_fail_no_request_and_hold_from_the_next_one_on(
    sessions: sessionmaker[Session], workers: dict[int, httpx.Client], address: str
) -> None:
    answers: list[httpx.Response] = []
    over = threading.Event()

    def ask(number: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as client:
            while not over.is_set():
                answers.append(client.post("/v1/translate", json={"text": f"今天第{number}庭审理第{len(answers)}号。"}))

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in asking:
        thread.start()
    try:
        for name in ("一号", "二号", "一号", "二号"):
            serve(sessions, name)
            assert [translation(client, "今天开庭。") for client in workers.values()] == [f"{name}。"] * 2
            asked = len(answers)
            wait_until(lambda asked=asked: len(answers) >= asked + 20, 60)
    finally:
        over.set()
        for thread in asking:
            thread.join(60)
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["translation"] for answer in answers} == {"一号。", "二号。"}


def test_a_document_that_a_killed_worker_accepted_is_finished_by_another(
    address: str, workers: dict[int, httpx.Client]
) -> None:
    victim, client = next(iter(workers.items()))
    numbers = []
    for document in range(4):  # a worker has two at once, so the killed one surely has some
        text = "\n".join(f"抵押权第{document * 100 + place}号消灭。" for place in range(100))
        answer = client.post(
            "/v1/documents", files={"file": (f"{document}.txt", text.encode())}, data={"direction": "zh-ja"}
        )
        assert answer.status_code == 202
        numbers.append(answer.json()["id"])
    wait_until(lambda: sum(view(address, number)["status"] == "translating" for number in numbers) >= 3, 30)
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: all(view(address, number)["status"] == "done" for number in numbers), 150)
    for number in numbers:
        assert fetch(address, f"/v1/documents/{number}/file").text.splitlines() == ["抵当権"] * 100
