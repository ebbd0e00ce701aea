"""The engines that run a model, each made when it is first needed."""

import threading
from collections.abc import Callable, Sequence

from corpus.languages import Direction
from corpus.settings import Settings
from service.cascade import CascadeEngine
from service.constraints import Constraints
from service.ctranslate2_engine import CTranslate2Engine
from service.engine import Engine, Hypothesis, SearchOptions
from service.transformers_engine import TransformersEngine


def open_cascade(model: str, settings: Settings) -> CascadeEngine:
    """The cascade over a model (folder or hub name); each path loads it when the first segment needs that path."""
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
