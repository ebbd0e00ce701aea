"""The folder of the promoted version vanishes: the service goes on with what served before it, and says so."""

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from corpus.tables import ModelVersion
from service import serving
from service.http.application import create_app
from service.registry import replaced_by
from service.translator import Translator
from tests.service.http.conftest import BASE_URL
from tests.service.http.stand_in_app import SlowEngine

NOTICE = "The folder of the model version 二号 is gone, so {} translates; restore it, or promote another version."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose model is called base, and the folders of two versions, of which the second replaced the first."""
    for name in ("一号", "二号"):
        (tmp_path / "models" / name).mkdir(parents=True)
    return Settings(data_dir=tmp_path, database_url="", model=str(tmp_path / "base"), cors_origins="")


@pytest.fixture
def client(
    database: sessionmaker[Session], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """The service, whose engines write the name of the folder that they were made for."""
    monkeypatch.setattr(serving, "open_cascade", lambda model, _: SlowEngine(f"{Path(model).name}。"))
    with database() as session:
        for name, status, reason in (("一号", "retired", replaced_by("二号")), ("二号", "serving", "better")):
            session.add(ModelVersion(name=name, base="b", folder=f"models/{name}", status=status, reason=reason))
        session.commit()
    translator = Translator(database, serving.ServingPipeline(database, settings))
    with TestClient(create_app(translator, settings, tokens_required=False), base_url=BASE_URL) as opened:
        for _ in range(200):
            if opened.get("/v1/ready").status_code == 200:
                break
            time.sleep(0.05)
        yield opened


def said(client: TestClient) -> str:
    answer = client.post("/v1/translate", json={"text": "今天开庭。", "direction": "zh-ja"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["translation"])


def told(client: TestClient) -> tuple[str, str]:
    """Which version translates, and the notice, as both routes say."""
    ready, models = client.get("/v1/ready").json(), client.get("/v1/models").json()
    assert ready["status"] == "ready"
    assert (ready["model"], ready["notice"]) == (models["serving"], models["notice"])
    return ready["model"], ready["notice"]


def test_it_goes_on_with_what_served_before_and_says_so(
    client: TestClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    assert (said(client), told(client)) == ("二号。", ("二号", ""))
    aside = shutil.move(settings.data_dir / "models" / "二号", settings.data_dir / "aside")
    with caplog.at_level(logging.WARNING, "service.serving"):
        assert (said(client), told(client)) == ("一号。", ("一号", NOTICE.format("一号")))
        assert said(client) == "一号。"
        shutil.rmtree(settings.data_dir / "models" / "一号")
        assert (said(client), told(client)[0]) == ("base。", "")
        shutil.move(aside, settings.data_dir / "models" / "二号")
        assert (said(client), told(client)) == ("二号。", ("二号", ""))
    assert [(record.levelname, record.message.split(";")[0]) for record in caplog.records] == [
        ("ERROR", "The folder of the model version 二号 is gone, so 一号 translates"),
        ("ERROR", "The folder of the model version 二号 (and of 一号) is gone, so the settings' model translates"),
        ("WARNING", "The model version that serves has its folder again, or another one was promoted."),
    ]


def test_it_is_ready_after_a_start_without_the_folder(
    client: TestClient, database: sessionmaker[Session], settings: Settings
) -> None:
    shutil.rmtree(settings.data_dir / "models")
    translator = Translator(database, serving.ServingPipeline(database, settings))
    with TestClient(create_app(translator, settings, tokens_required=False), base_url=BASE_URL) as started:
        for _ in range(200):
            if (ready := started.get("/v1/ready")).status_code == 200:
                break
            time.sleep(0.05)
        assert (ready.json()["model"], ready.json()["status"]) == ("", "ready")
        assert "so the settings' model translates" in ready.json()["notice"]
        assert said(started) == "base。"
