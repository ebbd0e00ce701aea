"""Which model serves."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.settings import Settings
from corpus.tables import ModelVersion


def serving_model(session: Session, settings: Settings) -> str:
    """The folder or hub name of the newest model version that serves, else the settings' model.

    A version with an adapter serves from the folder that the adapter was merged into, its base.
    """
    newest = select(ModelVersion).where(ModelVersion.status == "serving").order_by(ModelVersion.id.desc()).limit(1)
    version = session.scalars(newest).first()
    return version.base if version is not None else settings.model
