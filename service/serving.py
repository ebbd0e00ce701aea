"""The pipeline over whichever model serves, so that a promoted one is used without a restart.

This is the one place where the endpoint of the settings comes in: a pipeline over a model that somebody names (to
evaluate, compare or train it) never asks it.
"""

import logging
import threading

from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from service.endpoint import open_endpoint
from service.engines import open_cascade
from service.pipeline import Pipeline
from service.registry import find_serving

_LOG = logging.getLogger(__name__)


class ServingPipeline:
    """Gives the pipeline of the model that serves now; a translation under way keeps the one it began with.

    Where that model stands in for a version whose folder is gone, the log says so once, and once more when it is back.
    """

    def __init__(self, sessions: sessionmaker[Session], settings: Settings) -> None:
        self._sessions = sessions
        self._settings = settings
        self._endpoint = open_endpoint(settings)
        self._lock = threading.Lock()
        self._current: tuple[str, Pipeline] | None = None
        self._told = ""  # the notice that the log has

    def __call__(self) -> Pipeline:
        """The pipeline; its engines load at their first segment. Raises CorpusError where the database fails."""
        with self._lock:
            with self._sessions() as session:
                found = find_serving(session, self._settings)
                self._tell(found.notice)
            if self._current is None or self._current[0] != found.model:
                self._current = found.model, Pipeline(open_cascade(found.model, self._settings), self._endpoint)
            return self._current[1]

    def _tell(self, notice: str) -> None:
        if notice and notice != self._told:
            _LOG.error("%s", notice)
        elif self._told and not notice:
            _LOG.warning("The model version that serves has its folder again, or another one was promoted.")
        self._told = notice
