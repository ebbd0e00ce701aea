"""A model is promoted while the service translates: nobody's request fails, and the next one has the new model."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import torch
from sqlalchemy.orm import Session, sessionmaker
from transformers import MarianMTModel

from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.accounts import Person, Role
from service.http.application import create_app
from service.promotion import NewVersion, promote, register
from service.serving import ServingPipeline
from service.translator import Translator
from tests.service.http.conftest import serve

pytestmark = pytest.mark.slow  # converts and loads three models

SATO = Person("佐藤", Role.ADMIN)
SENTENCE = "今天开庭审理本案。"
ASKING = 4  # clients at once


@pytest.fixture
def settings(tmp_path: Path, marian_folder: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url="", model=str(marian_folder), cors_origins="", threads=1)


@pytest.fixture
def versions(database: sessionmaker[Session], settings: Settings, marian_folder: Path) -> list[ModelVersion]:
    """Two candidates of the same family that say other things."""
    made = []
    for seed, name in enumerate(("one", "two"), start=11):
        folder = settings.data_dir / "runs" / name / "model"
        shutil.copytree(marian_folder, folder)
        model = MarianMTModel.from_pretrained(folder)
        torch.manual_seed(seed)
        with torch.no_grad():
            for parameter in model.model.decoder.parameters():
                parameter.add_(0.3 * torch.randn(parameter.shape))
        model.save_pretrained(folder)
        with database() as session:
            made.append(register(session, settings, NewVersion(name, "tiny", None, folder, "data", "佐藤", "a test")))
            session.expunge_all()
    return made


@pytest.fixture
def address(database: sessionmaker[Session], settings: Settings) -> Iterator[str]:
    translator = Translator(database, ServingPipeline(database, settings))
    yield from serve(create_app(translator, settings, tokens_required=False))


class Load:
    """Clients that ask for the same sentence all the time, until the block ends."""

    def __init__(self, address: str) -> None:
        self.answers: list[httpx.Response | httpx.HTTPError] = []
        self._address = address
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(ASKING)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def wait_for(self, more: int) -> None:
        """Returns when so many more requests have been answered."""
        until = len(self.answers) + more
        while len(self.answers) < until:
            assert not self._over.wait(0.02)

    def _ask(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60) as client:
            while not self._over.is_set():
                try:
                    self.answers.append(client.post("/v1/translate", json={"text": SENTENCE, "direction": "zh-ja"}))
                except httpx.HTTPError as error:
                    self.answers.append(error)


def test_no_request_fails_and_the_next_one_has_the_promoted_model(
    database: sessionmaker[Session], settings: Settings, versions: list[ModelVersion], address: str
) -> None:
    def said() -> str:
        answer = httpx.post(f"{address}/v1/translate", json={"text": SENTENCE, "direction": "zh-ja"}, timeout=60)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["translation"])

    own = said()
    by_version: dict[str, str] = {}
    with Load(address) as load:
        load.wait_for(2 * ASKING)
        for version in (*versions, versions[0]):
            with database() as session:
                promote(session, settings, session.merge(version), SATO, "better")
            text = said()
            assert by_version.setdefault(version.name, text) == text
            load.wait_for(2 * ASKING)
    assert [answer for answer in load.answers if not isinstance(answer, httpx.Response)] == []
    statuses = {answer.status_code for answer in load.answers if isinstance(answer, httpx.Response)}
    assert statuses == {200}
    assert len({own, *by_version.values()}) == 3  # each model says something else
    heard = {answer.json()["translation"] for answer in load.answers if isinstance(answer, httpx.Response)}
    assert heard == {own, *by_version.values()}
