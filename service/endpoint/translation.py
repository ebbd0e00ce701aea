"""Segments through the endpoint: asked at once up to a limit, each answer checked, one with faults asked for again."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.settings import Settings
from service.endpoint.answers import FINAL, Fault, FaultKind, judge
from service.endpoint.breaker import CircuitBreaker
from service.endpoint.prompt import VERSION, EndpointSegment, Message, first_prompt, second_prompt
from service.engine import Hypothesis
from service.errors import EndpointError
from service.placement import locate
from service.results import EndpointUse

if TYPE_CHECKING:
    from service.endpoint.chat import ChatClient

_FAULTS: dict[FaultKind, str] = {
    "missing": "{term} should be {rendering}, which was missing",
    "forbidden": "{rendering} is forbidden for {term}",
    "empty": "it was empty",
    "language": "it was in another language",
    "lines": "it held more than the translation",
    "long": "it was far longer than the source",
    "broken": "it repeated itself or held signs that are no text",
    "declined": "the model declined to translate",
    "cut_off": "it was cut off",
}
_TOKENS = 2048  # of any answer: what a model may think before it translates
_TOKENS_PER_CHARACTER = 4  # of the source, on top of that


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """The endpoint's translation of a segment, None where there is none to take, and what became of asking.

    The score of the hypothesis is 0 and means nothing: servers are not asked for log probabilities.
    """

    hypothesis: Hypothesis | None
    use: EndpointUse


def open_endpoint(settings: Settings) -> "EndpointTranslator | None":
    """The endpoint of the settings, None where they name none; no connection is opened before the first segment."""
    return EndpointTranslator(settings) if settings.endpoint_url else None


class EndpointTranslator:
    """Asks one endpoint from any thread; all of them together ask for no more segments at once than the settings say.

    The requests live in an event loop in a thread of its own, which begins with the first segment. Whoever is
    cancelled, or interrupted, ends the requests that it waits for.
    """

    def __init__(self, settings: Settings) -> None:
        self.host = settings.endpoint_host
        self.model = f"{settings.endpoint_label}, prompt {VERSION}"
        self._settings = settings
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._breaker = CircuitBreaker()
        self._slots = asyncio.Semaphore(settings.endpoint_concurrency)

    def translate(
        self, segments: Sequence[EndpointSegment], answered: Callable[[int], None] | None = None
    ) -> list[EndpointDraft]:
        """A draft of each segment, in order.

        `answered` is told the number of drafts that can be taken, after each segment, and may raise to cancel.
        """
        futures = [self._submit(self._draft(segment)) for segment in segments]
        taken = 0
        try:
            for future in as_completed(futures):
                taken += future.result().hypothesis is not None
                if answered is not None:
                    answered(taken)
        except BaseException:
            for future in futures:
                future.cancel()
            raise
        return [future.result() for future in futures]

    def close(self) -> None:
        """Ends the connections and the thread; nothing may be asked any more."""
        if self._loop is not None:
            self._submit(self._client.close()).result()
            self._loop.call_soon_threadsafe(self._loop.stop)

    def _submit(self, work: Coroutine[Any, Any, Any]) -> "Future[Any]":
        with self._starting:
            if self._loop is None:
                self._client = self._connect()
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="endpoint", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _connect(self) -> "ChatClient":
        from service.endpoint.chat import ChatClient  # with the HTTP client, which nobody needs without an endpoint

        given = self._settings
        return ChatClient(
            given.endpoint_url,
            given.endpoint_model,
            given.endpoint_key,
            given.endpoint_seconds,
            given.endpoint_concurrency,
        )

    async def _draft(self, segment: EndpointSegment) -> EndpointDraft:
        async with self._slots:
            try:
                return await self._translated(segment)
            except EndpointError as error:
                return EndpointDraft(None, EndpointUse("failed", self.model, str(error)))

    async def _translated(self, segment: EndpointSegment) -> EndpointDraft:
        text, faults = await self._answered(segment, first_prompt(segment))
        again = bool(faults) and not any(fault.kind in FINAL for fault in faults)
        if again:
            text, faults = await self._answered(segment, second_prompt(segment, text, faults))
        if faults:
            return EndpointDraft(None, EndpointUse("rejected", self.model, self._reason(faults)))
        found = Hypothesis(text, 0.0, locate(text, segment.constraints))
        return EndpointDraft(found, EndpointUse("mended" if again else "accepted", self.model))

    async def _answered(self, segment: EndpointSegment, messages: Sequence[Message]) -> tuple[str, tuple[Fault, ...]]:
        """The translation in the endpoint's answer and its faults."""
        self._breaker.check()
        try:
            answer = await self._client.complete(messages, _TOKENS + _TOKENS_PER_CHARACTER * len(segment.source))
        except EndpointError as error:
            self._breaker.failed(error)
            raise
        self._breaker.succeeded()
        return judge(answer, segment.source, segment.constraints, segment.direction)

    def _reason(self, faults: Sequence[Fault]) -> str:
        told = ", ".join(_FAULTS[fault.kind].format(term=fault.term, rendering=fault.rendering) for fault in faults)
        return f"The translation of {self.host} was not taken: {told}."
