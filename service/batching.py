"""Segments of many requests in common batches, so that the model is never asked for one sentence at a time.

A batch goes to the model as soon as a lane is free and it is full, or its oldest segment has waited for a few
milliseconds; where nothing else is under way it goes at once. Of the requests that wait, each puts in one segment in
turn, so that a long text fills what the short ones leave and never stands in front of them. What differs in options or
terms goes in batches of its own, and these take turns too. All state belongs to the event loop; only the translating
itself is in threads.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from glossary.terms import Term
from service.errors import ModelError, ServiceError
from service.results import SegmentTranslation, TranslationOptions

Translate = Callable[[Sequence[str], TranslationOptions, Sequence[Term]], list[SegmentTranslation]]
Key = tuple[TranslationOptions, tuple[Term, ...]]

MAX_RETRY_SECONDS = 60
_FIRST_RATE = 500.0  # characters a second, until the first batch was measured


class OverloadedError(ServiceError):
    """More waits than the service takes on; `retry_seconds` later there will be room."""

    def __init__(self, retry_seconds: int) -> None:
        super().__init__(f"The service is busy: send this again in {retry_seconds} seconds.", code="busy")
        self.retry_seconds = retry_seconds


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """How segments are gathered. Characters stand for the model's pieces, of which there are about as many."""

    lanes: int = 2  # batches under way at once
    characters: int = 1024  # of a batch; a longer segment is a batch of its own
    wait: float = 0.01  # seconds that a segment waits for others, while other batches are under way
    capacity: int = 100_000  # characters that may wait; a longer text is taken while none does


@dataclass(eq=False, slots=True)
class _Request:
    texts: Sequence[str]
    key: Key
    arrived: float
    future: "asyncio.Future[list[SegmentTranslation]]"
    next: int = 0  # the first text that is in no batch yet
    done: dict[int, SegmentTranslation] = field(default_factory=dict)

    def left(self) -> int:
        """The characters that wait."""
        return sum(_size(text) for text in self.texts[self.next :])


@dataclass(slots=True)
class _Batch:
    key: Key
    segments: list[tuple[_Request, int]]
    characters: int = 0


class Batcher:
    """Translates what requests of one event loop ask for, together. Make it inside the loop."""

    def __init__(
        self,
        translate: Translate,
        limits: BatchLimits | None = None,
        observe: Callable[[int, float], None] | None = None,
    ) -> None:
        """`observe` is told the number of segments of each batch and the seconds that it took."""
        self._translate = translate
        self._limits = limits or BatchLimits()
        self._observe = observe
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(self._limits.lanes, "translate")
        self._waiting: dict[Key, deque[_Request]] = {}  # the kind whose turn it is first
        self._running: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._rate = _FIRST_RATE
        self.waiting_characters = 0

    @property
    def waiting_requests(self) -> int:
        """How many requests have segments in no batch yet."""
        return sum(map(len, self._waiting.values()))

    @property
    def batches_under_way(self) -> int:
        return len(self._running)

    async def translate(
        self, texts: Sequence[str], options: TranslationOptions, session_terms: Sequence[Term] = ()
    ) -> list[SegmentTranslation]:
        """One translation for each text, in order; the texts come from `accept_sources`.

        Raises OverloadedError where too much waits already, and what translating raises. A caller that is cancelled
        takes its waiting segments back.
        """
        if not texts:
            return []
        size = sum(map(_size, texts))
        if self.waiting_characters and self.waiting_characters + size > self._limits.capacity:
            raise OverloadedError(self.retry_seconds())
        key = (options, tuple(session_terms))
        request = _Request(texts, key, self._loop.time(), self._loop.create_future())
        self._waiting.setdefault(key, deque()).append(request)
        self.waiting_characters += size
        self._dispatch()
        try:
            return await request.future
        finally:
            self._withdraw(request)

    def retry_seconds(self) -> int:
        """After how many seconds what waits now will have gone to the model, at the rate measured last."""
        return max(1, min(MAX_RETRY_SECONDS, math.ceil(self.waiting_characters / self._rate)))

    async def close(self) -> None:
        """Waits for the batches under way and ends the threads; nothing may be asked any more."""
        while self._running:
            await asyncio.wait(self._running)
        self._threads.shutdown(wait=False)

    def _dispatch(self) -> None:
        """Starts what may start now, and looks again when the oldest segment will have waited long enough."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting and len(self._running) < self._limits.lanes:
            delay = self._delay()
            if delay > 0:
                self._timer = self._loop.call_later(delay, self._dispatch)
                return
            task = self._loop.create_task(self._run(self._next_batch()))
            self._running.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._dispatch()

    def _delay(self) -> float:
        """Seconds until the next batch may go; 0 where nothing is under way, or there is enough for a whole one."""
        if not self._running or self.waiting_characters >= self._limits.characters:
            return 0.0
        oldest = min(request.arrived for requests in self._waiting.values() for request in requests)
        return oldest + self._limits.wait - self._loop.time()

    def _next_batch(self) -> _Batch:
        """A segment of each request in turn, until the batch is full."""
        key = next(iter(self._waiting))
        requests = self._waiting.pop(key)
        batch = _Batch(key, [])
        # What waits is shared among the lanes: one that takes everything leaves the others single segments.
        most = min(self._limits.characters, math.ceil(self.waiting_characters / self._limits.lanes))
        while requests:
            request = requests[0]
            size = _size(request.texts[request.next])
            if batch.segments and batch.characters + size > most:
                break
            requests.popleft()
            batch.segments.append((request, request.next))
            batch.characters += size
            request.next += 1
            if request.next < len(request.texts):
                requests.append(request)
        if requests:
            self._waiting[key] = requests  # at the end: the other kinds come first now
        self.waiting_characters -= batch.characters
        return batch

    async def _run(self, batch: _Batch) -> None:
        began = time.perf_counter()
        for request, index, outcome in await self._loop.run_in_executor(self._threads, self._outcomes, batch):
            if request.future.done():
                continue
            if isinstance(outcome, BaseException):
                request.future.set_exception(outcome)
                continue
            request.done[index] = outcome
            if len(request.done) == len(request.texts):
                request.future.set_result([request.done[place] for place in range(len(request.texts))])
        seconds = time.perf_counter() - began
        self._rate += 0.2 * (len(self._running) * batch.characters / max(seconds, 1e-6) - self._rate)
        if self._observe is not None:
            self._observe(len(batch.segments), seconds)

    def _outcomes(self, batch: _Batch) -> list[tuple[_Request, int, SegmentTranslation | BaseException]]:
        """What became of each segment; a request on which the translator fails costs no other its translation."""
        options, terms = batch.key
        wanted = [(request, index) for request, index in batch.segments if not request.future.done()]
        if not wanted:
            return []
        try:
            texts = [request.texts[index] for request, index in wanted]
            found = self._translate(texts, options, terms)
            return [(request, index, one) for (request, index), one in zip(wanted, found, strict=True)]
        except Exception as error:
            requests = list(dict.fromkeys(request for request, _ in wanted))
            if len(requests) == 1 or isinstance(error, ModelError):
                return [(request, index, error) for request, index in wanted]
            apart = [_Batch(batch.key, [item for item in wanted if item[0] is request]) for request in requests]
            return [outcome for part in apart for outcome in self._outcomes(part)]

    def _withdraw(self, request: _Request) -> None:
        """Takes what waits of a request back; nothing does where it was answered."""
        requests = self._waiting.get(request.key)
        if requests is not None and request in requests:
            requests.remove(request)
            self.waiting_characters -= request.left()
            if not requests:
                del self._waiting[request.key]


def _size(text: str) -> int:
    return max(1, len(text))
