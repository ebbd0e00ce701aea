"""The model versions: which there are, and which one serves.

One version serves at a time, or none, and then the settings' model does. Where the folder of the version that serves
is gone, the version that it replaced translates in its place, and so on back to the settings' model; whoever asks what
serves is told so. Folders inside the data folder are stored relative to it, so that it can be moved. How versions come
and change is in `service.promotion`, which needs libraries that are slow to load.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from corpus.database import failures_told, url_of
from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.errors import ServiceError
from service.model_files import is_hub_name


@dataclass(frozen=True, slots=True)
class Serving:
    """What translates: a version, or the settings' model where it is None, from the folder or hub name `model`.

    `gone` names the versions that would translate if their folders were there, the promoted one first.
    """

    version: ModelVersion | None
    model: str
    gone: tuple[str, ...] = ()

    @property
    def notice(self) -> str:
        """One sentence where this stands in for a version whose folder is gone, else ""."""
        if not self.gone:
            return ""
        first, *others = self.gone
        too = f" (and of {', '.join(others)})" if others else ""
        instead = "the settings' model" if self.version is None else self.version.name
        return (
            f"The folder of the model version {first}{too} is gone, so {instead} translates; "
            "restore it, or promote another version."
        )


def find_serving(session: Session, settings: Settings) -> Serving:
    """The newest version that serves; where its folder is gone the one that it replaced, and so on; else the settings'
    model."""
    serving = select(ModelVersion).where(ModelVersion.status == "serving").order_by(ModelVersion.id.desc())
    version = session.scalars(serving.limit(1)).first()
    gone: list[str] = []
    while version is not None:  # each version names one that replaced it, so this goes back and comes to an end
        if _is_there(version, settings):
            return Serving(version, model_of(version, settings), tuple(gone))
        gone.append(version.name)
        replaced = select(ModelVersion).where(
            ModelVersion.status == "retired", ModelVersion.reason == replaced_by(version.name)
        )
        version = session.scalars(replaced.order_by(ModelVersion.changed_at.desc(), ModelVersion.id.desc())).first()
    return Serving(None, settings.model, tuple(gone))


def serving_version(session: Session, settings: Settings) -> ModelVersion | None:
    """The version that translates; None where the settings' model does."""
    return find_serving(session, settings).version


def serving_model(session: Session, settings: Settings) -> str:
    """The folder or hub name of what translates."""
    return find_serving(session, settings).model


def replaced_by(name: str) -> str:
    """The reason for which a version is retired when the one of this name is promoted."""
    return f"{name} serves instead"


def _is_there(version: ModelVersion, settings: Settings) -> bool:
    """Whether the version's folder is; a hub model is fetched when it is needed."""
    name = model_of(version, settings)
    return Path(name).expanduser().is_dir() or (not version.folder and is_hub_name(name))


def model_of(version: ModelVersion, settings: Settings) -> str:
    """The folder or hub name that a version translates from."""
    return located(version.folder or version.base, settings)


def located(stored: str, settings: Settings) -> str:
    """A stored folder as an absolute path where it lies in the data folder; anything else as it is."""
    inside = settings.data_dir / stored
    return str(inside) if not Path(stored).is_absolute() and inside.is_dir() else stored


def all_versions(session: Session) -> list[ModelVersion]:
    """Every version with its evaluations, oldest first."""
    with failures_told(url_of(session)):
        query = select(ModelVersion).options(selectinload(ModelVersion.evaluations)).order_by(ModelVersion.id)
        return list(session.scalars(query))


def find_version(session: Session, name: str) -> ModelVersion:
    """The version of this name or number; ServiceError where there is none."""
    versions = all_versions(session)
    for version in versions:
        if name in (version.name, str(version.id)):
            return version
    known = ", ".join(version.name for version in versions[-5:])
    remedy = f"the newest are {known}" if known else "none is registered yet; hoyaku train makes one"
    raise ServiceError(f"There is no model version {name}: {remedy}.")


def stored_place(place: str | Path, settings: Settings) -> str:
    """A folder as it is stored: relative to the data folder where it lies in it. `located` reads it back."""
    path = Path(place)
    inside = settings.data_dir.resolve()
    if path.is_absolute() and path.resolve().is_relative_to(inside):
        return str(path.resolve().relative_to(inside))
    return str(place)
