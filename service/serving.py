"""The pipeline over whichever model serves, so that a promoted one is used without a restart.

This is the one place where the endpoint of the settings comes in: a pipeline over a model that somebody names (to
evaluate, compare or train it) never asks it.
"""

import threading

from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from service.endpoint import open_endpoint
from service.engines import open_cascade
from service.pipeline import Pipeline
from service.registry import serving_model


class ServingPipeline:
    """Gives the pipeline of the model that serves now; a translation under way keeps the one it began with."""

    def __init__(self, sessions: sessionmaker[Session], settings: Settings) -> None:
        self._sessions = sessions
        self._settings = settings
        self._endpoint = open_endpoint(settings)
        self._lock = threading.Lock()
        self._current: tuple[str, Pipeline] | None = None

    def __call__(self) -> Pipeline:
        """The pipeline; its engines load at their first segment. Raises CorpusError where the database fails."""
        with self._lock:
            with self._sessions() as session:
                model = serving_model(session, self._settings)
            if self._current is None or self._current[0] != model:
                self._current = model, Pipeline(open_cascade(model, self._settings), self._endpoint)
            return self._current[1]
