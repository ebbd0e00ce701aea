"""Translates the documents that wait, beside the requests and through the same batches."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Sequence
from uuid import uuid4

from fastapi.concurrency import run_in_threadpool

from corpus.errors import DatabaseError, HoyakuError
from glossary.terms import Term
from service.batching import OverloadedError
from service.document_jobs import MAX_ATTEMPTS, JobTask, claim_job, finish_job, keep_alive, release_job
from service.http.state import ServiceState
from service.http.translating import NO_MEMORY, translate_segments
from service.results import SegmentTranslation, TranslationOptions
from service.token_glossaries import glossary_terms
from service.workbench.pretranslation import PretranslationOptions, pretranslate

LOOK_SECONDS = 0.5  # between two looks for a document, also one that another worker took in
BEAT_SECONDS = 2.0
AT_ONCE = 2  # documents of one worker
_LOG = logging.getLogger(__name__)


class _StoppedError(Exception):
    """The worker ends, or another one has the job."""


class DocumentWorker:
    """One worker's share of the document jobs."""

    def __init__(self, state: ServiceState) -> None:
        self._state = state
        self._name = str(uuid4())
        self._stop = threading.Event()
        self._working: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Takes jobs on until it is cancelled."""
        while True:
            try:
                while len(self._working) < AT_ONCE and (task := await run_in_threadpool(self._claim)) is not None:
                    work = asyncio.create_task(self._work(task))
                    self._working.add(work)
                    work.add_done_callback(self._working.discard)
            except DatabaseError as error:
                _LOG.warning("No document can be looked for at the moment: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Ends after the chunks under way; what is left of the documents is another worker's, or the next start's."""
        self._stop.set()
        if self._working:
            await asyncio.wait(self._working)

    def _claim(self) -> JobTask | None:
        with self._state.sessions() as session:
            return claim_job(session, self._name)

    async def _work(self, task: JobTask) -> None:
        lost = threading.Event()
        beating = asyncio.create_task(self._beat(task, lost))
        try:
            outcome = await run_in_threadpool(self._translate, task, lost)
        finally:
            beating.cancel()
        self._state.metrics.jobs.labels(outcome).inc()

    async def _beat(self, task: JobTask, lost: threading.Event) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with contextlib.suppress(DatabaseError):
                if not await run_in_threadpool(self._alive, task):
                    lost.set()

    def _alive(self, task: JobTask, done: int | None = None) -> bool:
        with self._state.sessions() as session:
            return keep_alive(session, self._name, task.id, done)

    def _translate(self, task: JobTask, lost: threading.Event) -> str:
        """Drafts the document; how that ended, for the metrics."""

        def progress(done: int, _: int) -> None:
            if not self._alive(task, done) or lost.is_set():
                lost.set()
                raise _StoppedError
            if self._stop.is_set():
                raise _StoppedError

        error = ""
        try:
            if task.attempts > MAX_ATTEMPTS:
                error = "The document could not be translated: each worker that began it has died; divide it."
            else:
                terms = self._terms(task)
                options = PretranslationOptions(
                    beam_size=self._state.settings.beam_size,
                    alternatives=1,
                    memory_threshold=NO_MEMORY if terms else self._state.settings.memory_threshold,
                )
                translator = _Batched(self._state, self._loop, terms)
                pretranslate(self._state.sessions, translator, task.person, task.document_id, options, progress)
        except _StoppedError:
            with self._state.sessions() as session:
                if not lost.is_set():
                    release_job(session, self._name, task.id)
            return "passed_on"
        except HoyakuError as refused:
            error = str(refused)
        except Exception as unforeseen:
            _LOG.error("document job %s", task.id, exc_info=unforeseen)
            error = "Something unforeseen went wrong; the log of the service says what."
        with self._state.sessions() as session:
            finish_job(session, self._name, task.id, error)
        if not error:
            self._state.usage.add(task.token_id, task.characters)
        return "error" if error else "done"

    def _terms(self, task: JobTask) -> tuple[Term, ...]:
        if not task.glossary:
            return ()
        with self._state.sessions() as session:
            return glossary_terms(session, task.token_id, task.glossary, task.direction)


class _Batched:
    """The batcher, for code in threads."""

    def __init__(self, state: ServiceState, loop: asyncio.AbstractEventLoop, terms: Sequence[Term]) -> None:
        self._state = state
        self._loop = loop
        self._terms = terms

    def translate_segments(self, sources: Sequence[str], options: TranslationOptions) -> list[SegmentTranslation]:
        """As Translator; where the service is busy, it waits: the document was accepted."""
        return asyncio.run_coroutine_threadsafe(self._translate(sources, options), self._loop).result()

    async def _translate(self, sources: Sequence[str], options: TranslationOptions) -> list[SegmentTranslation]:
        while True:
            try:
                return await translate_segments(self._state, sources, options, self._terms)
            except OverloadedError as busy:
                await asyncio.sleep(busy.retry_seconds)
