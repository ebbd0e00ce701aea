"""The service over a slow stand-in for the model, to be run in several workers:
`uvicorn tests.service.http.stand_in_app:create --factory --workers 2` with HOYAKU_DATA_DIR set.
"""

import time
from collections.abc import Sequence

from fastapi import FastAPI, Response

from corpus.database import open_database
from corpus.languages import Direction
from corpus.settings import Settings
from service.constraints import Constraints
from service.engine import Hypothesis, SearchOptions
from service.http.application import create_app
from service.translator import Translator

SECONDS = 0.02  # for a segment


class SlowEngine:
    """Writes what is required, slowly."""

    name = "fast"

    def translate(
        self, sources: Sequence[str], constraints: Sequence[Constraints], direction: Direction, options: SearchOptions
    ) -> list[list[Hypothesis]]:
        time.sleep(SECONDS * len(sources))
        return [
            [Hypothesis("、".join(group.alternatives[0] for group in wanted.required) or "訳文。", -0.5)]
            for wanted in constraints
        ]


def create() -> FastAPI:
    """One worker's application; the answer to /pid says which process it is."""
    import os

    settings = Settings()
    app = create_app(Translator(open_database(settings), SlowEngine()), settings, tokens_required=False)

    @app.get("/pid")
    async def pid() -> Response:
        return Response(str(os.getpid()))

    return app
