"""Model versions and their scores."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from corpus.tables.base import Base, now


class ModelVersion(Base):
    """A base model with or without an adapter. Folders inside the data folder are stored relative to it."""

    __tablename__ = "model_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    base: Mapped[str]  # folder or hub name of what was trained on
    adapter: Mapped[str | None]  # folder of the LoRA weights
    folder: Mapped[str] = mapped_column(default="")  # the whole model that serves; "" where that is the base
    weights_digest: Mapped[str] = mapped_column(default="")  # of the files in the folder, as they were registered
    data_digest: Mapped[str] = mapped_column(default="")
    parameters: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    status: Mapped[str] = mapped_column(String(16), default="candidate")  # candidate, serving, retired
    author: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # of the status
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)  # of the status

    evaluations: Mapped[list["Evaluation"]] = relationship(cascade="all, delete-orphan", order_by="Evaluation.id")


class Evaluation(Base):
    """Scores of one model version on one test set."""

    __tablename__ = "evaluations"

    id: Mapped[int] = mapped_column(primary_key=True)
    model_version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id", ondelete="CASCADE"), index=True)
    test_digest: Mapped[str] = mapped_column(String(64))
    direction: Mapped[str] = mapped_column(String(5))
    scores: Mapped[dict[str, object]] = mapped_column(JSON)  # metric signature -> value
    created_at: Mapped[datetime] = mapped_column(default=now)
