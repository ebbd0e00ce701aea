"""The service over a slow stand-in for the model, to be run in several workers:
`uvicorn tests.service.http.stand_in_app:create --factory --workers 2` with HOYAKU_DATA_DIR set.

`create_serving` follows promotions as the real service does, with a stand-in for each model that writes its name.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI, Response

from corpus.database import open_database
from corpus.languages import Direction
from corpus.settings import Settings
from service import serving
from service.constraints import Constraints
from service.engine import Hypothesis, SearchOptions
from service.http.application import create_app
from service.translator import Translator

SECONDS = 0.02  # for a segment


class SlowEngine:
    """Writes what is required, slowly, and where nothing is, the text that it was made with."""

    name = "fast"
    share_guaranteed = 0.0

    def __init__(self, text: str = "訳文。") -> None:
        self._text = text

    def translate(
        self, sources: Sequence[str], constraints: Sequence[Constraints], direction: Direction, options: SearchOptions
    ) -> list[list[Hypothesis]]:
        time.sleep(SECONDS * len(sources))
        return [
            [Hypothesis("、".join(group.alternatives[0] for group in wanted.required) or self._text, -0.5)]
            for wanted in constraints
        ]


def create() -> FastAPI:
    """One worker's application; the answer to /pid says which process it is."""
    settings = Settings()
    return _application(Translator(open_database(settings), SlowEngine()), settings)


def create_serving() -> FastAPI:
    """The same over whichever model serves: its engine writes the name of the model's folder."""
    settings = Settings()
    serving.open_cascade = lambda model, _: SlowEngine(f"{Path(model).name}。")  # type: ignore[assignment,return-value]
    sessions = open_database(settings)
    return _application(Translator(sessions, serving.ServingPipeline(sessions, settings)), settings)


def _application(translator: Translator, settings: Settings) -> FastAPI:
    app = create_app(translator, settings, tokens_required=False)

    @app.get("/pid")
    async def pid() -> Response:
        return Response(str(os.getpid()))

    return app
