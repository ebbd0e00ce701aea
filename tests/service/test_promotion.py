"""Versions are registered as they are, promoted only if they load, and followed by a running translator."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from service.accounts import Person, Role
from service.errors import ModelError, ServiceError
from service.promotion import NewVersion, Scores, promote, register, retire
from service.registry import all_versions, find_version, located, serving_model, serving_version, stored_place
from service.serving import ServingPipeline

SATO = Person("佐藤", Role.ADMIN)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url="", model="the settings' own")


def new(settings: Settings, source: Path, name: str) -> NewVersion:
    folder = settings.data_dir / "runs" / name / "model"
    shutil.copytree(source, folder)
    scores = (Scores("test set", "zh-ja", {"chrF2++": 45.5}),)
    return NewVersion(name, str(source), None, folder, "data", "佐藤", "no better", {"run": f"runs/{name}"}, scores)


def statuses(session: Session) -> dict[str, str]:
    return {version.name: version.status for version in all_versions(session)}


def test_a_registered_version_is_a_candidate_with_its_scores(
    each_database: sessionmaker[Session], settings: Settings, marian_folder: Path
) -> None:
    with each_database() as session:
        register(session, settings, new(settings, marian_folder, "one"))
    with each_database() as session:
        version = find_version(session, "one")
        assert find_version(session, str(version.id)) is version
        assert (version.status, version.author, version.reason) == ("candidate", "佐藤", "no better")
        assert version.folder == "runs/one/model"  # moves with the data folder
        assert version.evaluations[0].scores == {"chrF2++": 45.5}
        assert serving_model(session, settings) == settings.model
        with pytest.raises(ServiceError, match="already"):
            register(session, settings, NewVersion("one", "", None, marian_folder, "", "", ""))


def test_one_version_serves_at_a_time_and_retiring_it_brings_the_settings_model_back(
    each_database: sessionmaker[Session], settings: Settings, marian_folder: Path
) -> None:
    with each_database() as session:
        first = register(session, settings, new(settings, marian_folder, "one"))
        second = register(session, settings, new(settings, marian_folder, "two"))
        promote(session, settings, first, SATO, "better")
        promote(session, settings, second, SATO, "better still")
        assert statuses(session) == {"one": "retired", "two": "serving"}
        assert first.reason == "two serves instead"
        assert serving_model(session, settings) == str(settings.data_dir / "runs/two/model")
        promote(session, settings, first, SATO, "back")
        assert statuses(session) == {"one": "serving", "two": "retired"}
        retire(session, first, SATO, "not wanted")
        assert serving_version(session, settings) is None
        assert serving_model(session, settings) == settings.model


@pytest.mark.parametrize(("damage", "told"), [("gone", "is gone"), ("weights", "not those"), ("empty", "no weights")])
def test_a_damaged_version_is_refused_and_nothing_changes(
    sessions: sessionmaker[Session], settings: Settings, marian_folder: Path, damage: str, told: str
) -> None:
    with sessions() as session:
        good = register(session, settings, new(settings, marian_folder, "good"))
        bad = register(session, settings, new(settings, marian_folder, "bad"))
        promote(session, settings, good, SATO, "better")
        folder = settings.data_dir / "runs" / "bad" / "model"
        weights = folder / "model.safetensors"
        if damage == "gone":
            shutil.rmtree(folder)
        elif damage == "weights":
            weights.write_bytes(weights.read_bytes()[:-8])
        else:
            weights.unlink()
        with pytest.raises(ModelError, match=told):
            promote(session, settings, bad, SATO, "better")
        session.rollback()
        assert statuses(session) == {"good": "serving", "bad": "candidate"}


def test_an_unknown_version_is_told_with_those_that_there_are(
    sessions: sessionmaker[Session], settings: Settings, marian_folder: Path
) -> None:
    with sessions() as session:
        with pytest.raises(ServiceError, match="hoyaku train"):
            find_version(session, "one")
        register(session, settings, new(settings, marian_folder, "one"))
        with pytest.raises(ServiceError, match="the newest are one"):
            find_version(session, "two")


def test_places_in_the_data_folder_move_with_it(settings: Settings, tmp_path: Path) -> None:
    inside = settings.data_dir / "runs" / "one"
    inside.mkdir(parents=True)
    assert stored_place(inside, settings) == "runs/one"
    assert located("runs/one", settings) == str(inside)
    moved = settings.model_copy(update={"data_dir": tmp_path / "moved"})
    shutil.move(settings.data_dir, moved.data_dir)
    assert located("runs/one", moved) == str(moved.data_dir / "runs" / "one")
    assert stored_place("owner/model", settings) == located("owner/model", settings) == "owner/model"
    assert stored_place(tmp_path, settings) == str(tmp_path)


def test_a_promoted_model_is_followed_and_an_unchanged_one_kept(
    sessions: sessionmaker[Session], settings: Settings, marian_folder: Path
) -> None:
    pipeline = ServingPipeline(sessions, settings)
    before = pipeline()
    assert pipeline() is before
    with sessions() as session:
        version = register(session, settings, new(settings, marian_folder, "one"))
        promote(session, settings, version, SATO, "better")
    after = pipeline()
    assert after is not before
    assert pipeline() is after
