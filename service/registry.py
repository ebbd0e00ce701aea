"""The model versions: which there are, and which one serves.

One version serves at a time, or none, and then the settings' model does. Folders inside the data folder
are stored relative to it, so that it can be moved. How versions come and change is in `service.promotion`,
which needs libraries that are slow to load.
"""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from corpus.database import failures_told, url_of
from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.errors import ServiceError


def serving_version(session: Session) -> ModelVersion | None:
    """The newest version that serves; None where the settings' model does."""
    newest = select(ModelVersion).where(ModelVersion.status == "serving").order_by(ModelVersion.id.desc()).limit(1)
    return session.scalars(newest).first()


def serving_model(session: Session, settings: Settings) -> str:
    """The folder or hub name of the version that serves, else the settings' model."""
    version = serving_version(session)
    return settings.model if version is None else model_of(version, settings)


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
