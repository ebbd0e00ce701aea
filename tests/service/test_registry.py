"""The model that serves is the registry's newest serving version, else the settings' model."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.constraints import NONE
from service.engine import SearchOptions
from service.engines import open_cascade
from service.errors import ModelError
from service.registry import serving_model

SETTINGS = Settings(model="models/base")


def register(sessions: sessionmaker[Session], *versions: tuple[str, str]) -> None:
    """Versions as (folder, status), oldest first."""
    with sessions() as session:
        session.add_all(
            ModelVersion(name=f"version {number}", base=base, status=status)
            for number, (base, status) in enumerate(versions)
        )
        session.commit()


def serving(sessions: sessionmaker[Session], settings: Settings = SETTINGS) -> str:
    with sessions() as session:
        return serving_model(session, settings)


def test_without_a_serving_version_the_settings_name_the_model(each_database: sessionmaker[Session]) -> None:
    assert serving(each_database) == "models/base"
    register(each_database, ("runs/1", "candidate"), ("runs/2", "retired"))
    assert serving(each_database) == "models/base"


def test_the_newest_serving_version_goes_before_the_settings(each_database: sessionmaker[Session]) -> None:
    register(each_database, ("runs/1", "serving"), ("runs/2", "serving"), ("runs/3", "candidate"))
    assert serving(each_database) == "runs/2"


def test_a_serving_version_whose_folder_is_gone_is_named_when_the_first_segment_needs_it(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    gone = str(tmp_path / "runs" / "1")
    settings = Settings(data_dir=tmp_path, model=str(tmp_path))
    register(sessions, (gone, "serving"))
    cascade = open_cascade(serving(sessions, settings), settings)  # nothing is loaded yet
    for _ in range(2):  # a failed attempt leaves nothing behind
        with pytest.raises(ModelError, match="no model folder") as refused:
            cascade.translate(["抵押权消灭。"], [NONE], Direction.ZH_JA, SearchOptions())
        assert gone in str(refused.value)


def test_a_folder_without_a_model_is_one_sentence(tmp_path: Path) -> None:
    cascade = open_cascade(str(tmp_path), Settings(data_dir=tmp_path / "data"))
    with pytest.raises(ModelError, match="no weights"):
        cascade.translate(["抵押权消灭。"], [NONE], Direction.ZH_JA, SearchOptions())
