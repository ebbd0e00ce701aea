"""The model that serves is the registry's newest serving version, what it replaced where it is gone, else the
settings' model."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.constraints import NONE
from service.engine import SearchOptions
from service.engines import open_cascade
from service.errors import ModelError
from service.registry import Serving, find_serving, replaced_by, serving_model, serving_version

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


class TestAFolderIsGone:
    """Versions that came one after the other, each with a folder that is there or not, and what translates then."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return Settings(data_dir=tmp_path, model="models/base")

    def replaced(self, session: Session, settings: Settings, **there: bool) -> Serving:
        """What translates after these versions were promoted one after the other."""
        *earlier, newest = there
        for name, after in zip(there, [*earlier[1:], newest, ""], strict=True):
            status, reason = ("retired", replaced_by(after)) if after else ("serving", "better")
            session.add(ModelVersion(name=name, base="b", folder=f"runs/{name}/model", status=status, reason=reason))
            session.flush()
            if there[name]:
                (settings.data_dir / "runs" / name / "model").mkdir(parents=True)
        session.commit()
        return find_serving(session, settings)

    def test_the_version_that_it_replaced_translates(
        self, each_database: sessionmaker[Session], settings: Settings
    ) -> None:
        with each_database() as session:
            found = self.replaced(session, settings, one=True, two=True, three=False)
            assert found.version is not None
            assert (found.version.name, found.gone) == ("two", ("three",))
            assert found.model == str(settings.data_dir / "runs/two/model") == serving_model(session, settings)
            assert serving_version(session, settings) is found.version
            assert found.notice == (
                "The folder of the model version three is gone, so two translates; "
                "restore it, or promote another version."
            )

    def test_where_that_one_is_gone_too_the_one_before_does(
        self, each_database: sessionmaker[Session], settings: Settings
    ) -> None:
        with each_database() as session:
            found = self.replaced(session, settings, one=True, two=False, three=False)
            assert (found.version and found.version.name, found.gone) == ("one", ("three", "two"))
            assert "of the model version three (and of two) is gone, so one translates" in found.notice

    def test_where_none_is_left_the_settings_model_does(
        self, each_database: sessionmaker[Session], settings: Settings
    ) -> None:
        with each_database() as session:
            found = self.replaced(session, settings, one=False, two=False)
            assert found == Serving(None, "models/base", ("two", "one"))
            assert "so the settings' model translates" in found.notice

    def test_a_version_that_somebody_took_out_of_service_does_not_come_back(
        self, each_database: sessionmaker[Session], settings: Settings
    ) -> None:
        with each_database() as session:
            self.replaced(session, settings, one=True, two=False)
            session.execute(update(ModelVersion).where(ModelVersion.name == "one").values(reason="bad dates"))
            session.commit()
            assert find_serving(session, settings) == Serving(None, "models/base", ("two",))

    def test_of_several_that_it_replaced_the_last_one_translates(
        self, each_database: sessionmaker[Session], settings: Settings
    ) -> None:
        with each_database() as session:
            self.replaced(session, settings, one=True, two=True, three=True)
            shutil.rmtree(settings.data_dir / "runs" / "three")
            for name, days in (("one", 1), ("two", 2)):
                values = {"reason": replaced_by("three"), "changed_at": datetime(2026, 11, 29 - days, tzinfo=UTC)}
                session.execute(update(ModelVersion).where(ModelVersion.name == name).values(**values))
            session.commit()
            assert serving_model(session, settings) == str(settings.data_dir / "runs/one/model")

    def test_a_restored_folder_translates_again(self, each_database: sessionmaker[Session], settings: Settings) -> None:
        with each_database() as session:
            self.replaced(session, settings, one=True, two=False)
            (settings.data_dir / "runs" / "two" / "model").mkdir(parents=True)
            found = find_serving(session, settings)
            assert (found.version and found.version.name, found.gone, found.notice) == ("two", (), "")


def test_a_model_of_the_settings_that_is_gone_is_named_when_the_first_segment_needs_it(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    gone = str(tmp_path / "runs" / "1")
    settings = Settings(data_dir=tmp_path, model=gone)
    cascade = open_cascade(serving(sessions, settings), settings)  # nothing is loaded yet
    for _ in range(2):  # a failed attempt leaves nothing behind
        with pytest.raises(ModelError, match="no model folder") as refused:
            cascade.translate(["抵押权消灭。"], [NONE], Direction.ZH_JA, SearchOptions())
        assert gone in str(refused.value)


def test_a_folder_without_a_model_is_one_sentence(tmp_path: Path) -> None:
    cascade = open_cascade(str(tmp_path), Settings(data_dir=tmp_path / "data"))
    with pytest.raises(ModelError, match="no weights"):
        cascade.translate(["抵押权消灭。"], [NONE], Direction.ZH_JA, SearchOptions())
