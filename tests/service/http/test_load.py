"""A service that has more to do than it takes on says so, and says when to come back."""

import threading
from collections.abc import Sequence

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.settings import Settings
from service.constraints import Constraints
from service.engine import Hypothesis, SearchOptions
from service.errors import ModelError
from service.http.application import create_app
from service.translator import Translator
from tests.service.http.conftest import BASE_URL, ObedientEngine


class Gate(ObedientEngine):
    """Translates only when it is let."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.asked = threading.Event()

    def translate(
        self, sources: Sequence[str], constraints: Sequence[Constraints], direction: Direction, options: SearchOptions
    ) -> list[list[Hypothesis]]:
        self.asked.set()
        assert self.open.wait(60)
        return super().translate(sources, constraints, direction, options)


def test_requests_beyond_what_may_wait_are_answered_429_and_the_others_in_the_end(
    database: sessionmaker[Session],
) -> None:
    gate = Gate()
    settings = Settings(queue_characters=20, database_url="")
    app = create_app(Translator(database, gate), settings, tokens_required=False, lanes=1)
    with TestClient(app, base_url=BASE_URL) as client:
        assert gate.asked.wait(60)  # the model is being loaded
        answers: list[int] = []
        text = {"text": "抵押权自登记之时起设立。", "direction": "zh-ja"}
        waiting = [
            threading.Thread(target=lambda: answers.append(client.post("/v1/translate", json=text).status_code))
            for _ in range(2)
        ]
        for thread in waiting:
            thread.start()
        while "hoyaku_queue_requests 1.0" not in client.get("/metrics").text:
            pass
        refused = client.post("/v1/translate", json=text)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        gate.open.set()
        for thread in waiting:
            thread.join(60)
        assert answers == [200, 200]


def test_without_a_model_the_service_is_not_ready_and_says_why(
    database: sessionmaker[Session], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: object) -> list[list[Hypothesis]]:
        raise ModelError("There is no model at models/none; set HOYAKU_MODEL.")

    engine = ObedientEngine()
    monkeypatch.setattr(engine, "translate", absent)
    app = create_app(Translator(database, engine), settings, tokens_required=False)
    with TestClient(app, base_url=BASE_URL) as client:
        answer = client.post("/v1/translate", json={"text": "抵押权消灭。"})
        assert answer.status_code == 503
        assert answer.json()["detail"] == "There is no model at models/none; set HOYAKU_MODEL."
        while "still loading" in (ready := client.get("/v1/ready")).text:
            pass
        assert (ready.status_code, ready.json()["detail"]) == (503, answer.json()["detail"])
        assert client.get("/v1/health").status_code == 200
