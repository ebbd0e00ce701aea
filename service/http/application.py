"""The ASGI application: all routes over one translator, and what starts and ends with it."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware

from corpus.documents import MAX_BYTES
from corpus.errors import HoyakuError
from corpus.languages import Direction
from corpus.settings import Settings
from service.batching import Batcher, BatchLimits
from service.http import (
    deepl_documents,
    deepl_glossaries,
    deepl_translate,
    docs_page,
    document_routes,
    health_routes,
    libretranslate_routes,
    memory_routes,
    model_routes,
    problems,
    term_routes,
    translate_routes,
)
from service.http.access import Access
from service.http.document_worker import DocumentWorker
from service.http.intake import Intake
from service.http.metrics import Measured, Metrics
from service.http.problems import Problem
from service.http.state import BatchTranslator, ServiceState
from service.http.translating import NO_MEMORY
from service.http.usage import UsageMeter
from service.results import TranslationOptions

MAX_BODY = 4 * 1024 * 1024  # bytes; of a text of 200,000 characters in JSON escapes, thrice over
MAX_DOCUMENT_BODY = MAX_BYTES + 64 * 1024  # the file with the other fields of its form
USAGE_SECONDS = 5
WARMING_SECONDS = 10
_LOG = logging.getLogger(__name__)
_ROUTERS = (
    translate_routes.router,
    term_routes.router,
    memory_routes.router,
    document_routes.router,
    model_routes.router,
    health_routes.router,
    deepl_translate.router,
    deepl_glossaries.router,
    deepl_documents.router,
    libretranslate_routes.router,
    docs_page.router,
)


def create_app(translator: BatchTranslator, settings: Settings, *, tokens_required: bool, lanes: int = 2) -> FastAPI:
    """The application over a translator; `lanes` is how many batches it translates at once."""
    access = Access(translator.sessions, settings, tokens_required)
    state = ServiceState(settings, translator, access, Metrics(), UsageMeter(translator.sessions), lanes)
    app = FastAPI(
        title="Hoyaku",
        version=version("hoyaku"),
        description="Translation of legal text between Chinese and Japanese with the approved term, always.",
        lifespan=_lifespan,
        docs_url=None,  # these two load their scripts from elsewhere
        redoc_url=None,
        responses={status: {"model": Problem} for status in (401, 403, 413, 422, 429, 503)},
    )
    app.state.service = state
    app.state.access = access
    for router in _ROUTERS:
        app.include_router(router)
    problems.install(app)
    app.add_middleware(Intake, limit=_body_limit, seconds=settings.request_seconds)
    origins = [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["*"], allow_headers=["*"])
    app.add_middleware(Measured, metrics=state.metrics)
    return app


def create_app_from_settings() -> FastAPI:
    """The application over the settings' database and model: what a worker process of `hoyaku serve` runs."""
    from service.translator import open_translator

    settings = Settings()
    workers = int(os.environ.get("HOYAKU_SERVICE_WORKERS", "1"))
    required = os.environ.get("HOYAKU_SERVICE_TOKENS", "required") == "required"
    lanes = max(1, min(4, len(os.sched_getaffinity(0)) // workers))
    return create_app(open_translator(settings), settings, tokens_required=required, lanes=lanes)


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state: ServiceState = app.state.service
    capacity = state.settings.queue_characters
    limits = BatchLimits(lanes=state.lanes, capacity=capacity)
    if not state.settings.batching:
        limits = BatchLimits(lanes=1, characters=1, wait=0, capacity=capacity)
    batcher = Batcher(state.translator.translate_accepted, limits, state.metrics.count_batch)
    state.batcher = batcher
    documents = DocumentWorker(state)
    background = [asyncio.create_task(work) for work in (_warm(state), _meter(state), documents.run())]
    yield
    # The server calls this when the requests that it had accepted are answered.
    for task in background:
        task.cancel()
    await documents.close()
    await run_in_threadpool(state.usage.flush)
    await batcher.close()
    state.batcher = None


async def _warm(state: ServiceState) -> None:
    """Loads the model by translating a sentence each way, so that the first request does not wait for that.

    Where that fails it is tried again, as a model may be put in its place while the service runs.
    """
    samples = {Direction.ZH_JA: "合同自成立时生效。", Direction.JA_ZH: "契約は成立の時から効力を生ずる。"}
    while not state.ready:
        try:
            for direction, text in samples.items():
                options = TranslationOptions(
                    direction, beam_size=state.settings.beam_size, memory_threshold=NO_MEMORY, local=True
                )
                await run_in_threadpool(state.translator.translate_accepted, [text], options)
            state.ready = True
        except HoyakuError as error:
            state.failure = str(error)
            _LOG.error("The model cannot be used: %s", error)
            await asyncio.sleep(WARMING_SECONDS)


async def _meter(state: ServiceState) -> None:
    """Writes the usage down every few seconds."""
    while True:
        await asyncio.sleep(USAGE_SECONDS)
        try:
            await run_in_threadpool(state.usage.flush)
        except HoyakuError as error:
            _LOG.warning("The usage of tokens could not be written, and will be: %s", error)


def _body_limit(path: str) -> int:
    return MAX_DOCUMENT_BODY if path in ("/v1/documents", "/v2/document") else MAX_BODY
