"""Which model serves, and the engine that runs it."""

import threading
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.languages import Direction
from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.cascade import CascadeEngine
from service.constraints import Constraints
from service.ctranslate2_engine import CTranslate2Engine
from service.engine import Engine, Hypothesis, SearchOptions
from service.transformers_engine import TransformersEngine


def serving_model(session: Session, settings: Settings) -> str:
    """The folder or hub name of the newest model version that serves, else the settings' model.

    A version with an adapter serves from the folder that the adapter was merged into, its base.
    """
    newest = select(ModelVersion).where(ModelVersion.status == "serving").order_by(ModelVersion.id.desc()).limit(1)
    version = session.scalars(newest).first()
    return version.base if version is not None else settings.model


def open_engine(model: str, settings: Settings) -> CascadeEngine:
    """The cascade over a model; each path loads the model when it is first needed."""
    cache = settings.data_dir / "converted"
    fast = DeferredEngine("fast", lambda: CTranslate2Engine(model, cache, settings.device, settings.threads))
    guaranteed = TransformersEngine(model, settings.device, settings.threads)
    return CascadeEngine(fast, guaranteed)


class DeferredEngine:
    """An engine that is made when it is first asked to translate, by one thread."""

    def __init__(self, name: str, make: Callable[[], Engine]) -> None:
        self.name = name
        self._make = make
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    def translate(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        """As Engine; raises what making the engine raises, and tries anew the next time."""
        with self._lock:
            if self._engine is None:
                self._engine = self._make()
        return self._engine.translate(sources, constraints, direction, options)
