"""A circuit breaker: an endpoint that fails is left alone for a while, so that a contract does not wait 300 timeouts.

Nygard, Release It!, 2nd edition, 2018, "Circuit Breaker". While it is open every call fails at once with the failure
that opened it; then one call is let through, and what becomes of that decides.
"""

import logging
import time
from collections.abc import Callable

from service.errors import EndpointError

PAUSE = 30.0  # seconds for which an endpoint that cannot be used is left alone, unless its failure says otherwise
FAILURES = 3  # in a row that open it, where none of them is a failure that will last

_LOG = logging.getLogger(__name__)


class CircuitBreaker:
    """Not to be shared between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._failure: EndpointError | None = None  # while it is open
        self._until = 0.0

    def check(self) -> None:
        """Raises EndpointError while the endpoint is left alone."""
        if self._failure is None:
            return
        if self._clock() < self._until:
            raise EndpointError(str(self._failure))
        self._until = self._clock() + PAUSE  # this call tries it out; the others go on failing meanwhile

    def succeeded(self) -> None:
        self._failures, self._failure = 0, None

    def failed(self, error: EndpointError) -> None:
        """Opens where the failure will last, was the third in a row, or is that of the call that tried it out."""
        self._failures += 1
        if error.pause or self._failure is not None or self._failures >= FAILURES:
            pause = error.pause or PAUSE
            if self._failure is None:
                _LOG.warning("The endpoint is left alone for %.0f seconds: %s", pause, error)
            self._failure, self._until = error, self._clock() + pause
