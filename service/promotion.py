"""How model versions come and change: registered as candidates, promoted to serving, retired."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import Evaluation, ModelVersion, now
from service.accounts import Action, Person, require
from service.conversion import converted_model, model_digest
from service.errors import ModelError, ServiceError, UnsupportedModelError
from service.model_family import load_model
from service.model_files import is_hub_name
from service.registry import model_of, replaced_by, stored_place


@dataclass(frozen=True, slots=True)
class Scores:
    """One evaluation: scores by the metric's signature or name, on the test set of that digest."""

    test_digest: str
    direction: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be registered; `folder` holds the whole model, merged where there is an adapter."""

    name: str
    base: str
    adapter: Path | None
    folder: Path
    data_digest: str
    author: str
    reason: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    scores: tuple[Scores, ...] = ()


def register(session: Session, settings: Settings, new: NewVersion) -> ModelVersion:
    """Add a candidate (committed); ServiceError for a name that is taken, ModelError for a folder without a model."""
    if session.scalar(select(ModelVersion.id).where(ModelVersion.name == new.name)) is not None:
        raise ServiceError(f"There is a model version {new.name} already; choose another name.")
    version = ModelVersion(
        name=new.name,
        base=stored_place(new.base, settings),
        adapter=None if new.adapter is None else stored_place(new.adapter, settings),
        folder=stored_place(new.folder, settings),
        weights_digest=model_digest(new.folder),
        data_digest=new.data_digest,
        parameters=dict(new.parameters),
        author=new.author,
        reason=new.reason,
        evaluations=[
            Evaluation(test_digest=scores.test_digest, direction=scores.direction, scores=dict(scores.values))
            for scores in new.scores
        ],
    )
    session.add(version)
    session.commit()
    return version


def promote(session: Session, settings: Settings, version: ModelVersion, person: Person, reason: str) -> None:
    """Let this version serve, and retire the one that did (committed).

    The model is loaded and converted for the fast path first: ModelError, and nothing changes, where its files are
    gone, unreadable or not those that were registered. ServiceError "forbidden" where the person may not change models.
    """
    require(person, Action.CHANGE_MODEL)
    name = model_of(version, settings)
    _verify(version, name)
    load_model(name, "cpu")
    if not is_hub_name(name):
        with suppress(UnsupportedModelError):  # the guaranteed path serves it alone
            converted_model(Path(name), settings.data_dir / "converted")
    for other in session.scalars(select(ModelVersion).where(ModelVersion.status == "serving")):
        if other is not version:
            _change(other, "retired", person.name, replaced_by(version.name))
    _change(version, "serving", person.name, reason)
    session.commit()


def retire(session: Session, version: ModelVersion, person: Person, reason: str) -> None:
    """Take this version out of service, or off the list of candidates (committed).

    Where it served, the settings' model serves then; promoting an earlier version brings that back. ServiceError
    "forbidden" where the person may not change models.
    """
    require(person, Action.CHANGE_MODEL)
    _change(version, "retired", person.name, reason)
    session.commit()


def _verify(version: ModelVersion, name: str) -> None:
    if is_hub_name(name):
        return
    folder = Path(name).expanduser()
    if not folder.is_dir():
        raise ModelError(
            f"The folder {folder} of {version.name} is gone; restore it, or promote another version.",
            case="model_folder_gone",
            folder=folder,
            version=version.name,
        )
    if version.weights_digest and model_digest(folder) != version.weights_digest:
        raise ModelError(
            f"The files in {folder} are not those that {version.name} was registered with; "
            "restore them, or promote another version.",
            case="model_files_changed",
            folder=folder,
            version=version.name,
        )


def _change(version: ModelVersion, status: str, author: str, reason: str) -> None:
    version.status, version.author, version.reason, version.changed_at = status, author, reason, now()
