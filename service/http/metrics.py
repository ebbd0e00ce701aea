"""What the service counts, in the format of Prometheus; several workers are added up.

`prometheus_client` adds workers up where PROMETHEUS_MULTIPROC_DIR names a folder that they share before it is
imported; `hoyaku serve` sees to that.
"""

import os
import time
from collections.abc import Callable, Iterable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.results import SegmentTranslation

__all__ = ["CONTENT_TYPE_LATEST", "Measured", "Metrics"]

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_SEGMENTS = (1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Histogram(
            "hoyaku_request_seconds",
            "Time from a request's last byte to its answer.",
            ["method", "route", "status"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.batches = Histogram(
            "hoyaku_batch_segments", "Segments of a batch.", buckets=_SEGMENTS, registry=self._registry
        )
        self.batch_seconds = Histogram(
            "hoyaku_batch_seconds",
            "Time that the translator took for a batch.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.queue = Gauge(
            "hoyaku_queue_characters",
            "Characters that wait for the translator.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self.waiting = Gauge(
            "hoyaku_queue_requests",
            "Requests of which segments wait for the translator.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self.segments = Counter(
            "hoyaku_segments",
            "Segments by the path that translated them; guaranteed by all is the cascade's share.",
            ["engine"],
            registry=self._registry,
        )
        self.endpoint = Counter(
            "hoyaku_endpoint_segments",
            "Segments that the endpoint was asked for, by what became of that; mended ones took a second answer.",
            ["outcome"],
            registry=self._registry,
        )
        self.terms = Counter(
            "hoyaku_terms", "Matched terms by what became of them.", ["status"], registry=self._registry
        )
        self.jobs = Counter(
            "hoyaku_document_jobs", "Documents by how their translation ended.", ["outcome"], registry=self._registry
        )

    def count_batch(self, segments: int, seconds: float) -> None:
        """One batch of the translator."""
        self.batches.observe(segments)
        self.batch_seconds.observe(seconds)

    def count_segments(self, done: Iterable[SegmentTranslation]) -> None:
        """Translated segments, and what became of their terms."""
        for segment in done:
            self.segments.labels(segment.engine if segment.engine in ENGINES else "other").inc()
            if segment.endpoint is not None:
                self.endpoint.labels(segment.endpoint.outcome).inc()
            for finding in segment.terms:
                self.terms.labels(finding.status).inc()

    def text(self) -> bytes:
        """All that was counted, of every worker."""
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            return generate_latest(registry)
        return generate_latest(self._registry)


ENGINES = frozenset({"fast", "guaranteed", "memory", "copy", "endpoint", "none"})


class Measured:
    """An ASGI application around another one that measures how long each request takes."""

    def __init__(self, app: ASGIApp, metrics: Metrics, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._clock()
        status = "499"  # the client has left before it was answered

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            route = getattr(scope.get("route"), "path", "other")  # of what is not there, one label for all
            method = scope["method"] if route != "other" else "other"
            self._metrics.requests.labels(method, route, status).observe(self._clock() - began)
