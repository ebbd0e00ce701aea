"""The engines that run a model, each made when it is first needed.

Their libraries (torch, transformers, CTranslate2) take seconds to import, so they are imported then too: what
opens a translator for its database alone, such as the page of the documents, does not wait for them.
"""

import threading
from collections.abc import Callable, Sequence

from corpus.languages import Direction
from corpus.settings import Settings
from service.cascade import CascadeEngine
from service.constraints import Constraints
from service.engine import Engine, Hypothesis, SearchOptions


def open_cascade(model: str, settings: Settings) -> CascadeEngine:
    """The cascade over a model (folder or hub name); each path loads it when the first segment needs that path."""

    def fast() -> Engine:
        from service.ctranslate2_engine import CTranslate2Engine

        return CTranslate2Engine(model, settings.data_dir / "converted", settings.device, settings.threads)

    def guaranteed() -> Engine:
        from service.transformers_engine import TransformersEngine

        return TransformersEngine(model, settings.device, settings.threads)

    return CascadeEngine(DeferredEngine("fast", fast), DeferredEngine("guaranteed", guaranteed))


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
