"""How often each token may ask: a bucket that fills steadily and holds a minute's worth."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from service.http.problems import RequestError

_KEPT = 10_000  # tokens whose bucket is remembered; one forgotten starts full
_BURST_SECONDS = 10  # worth of requests that may come at once


class RateLimiter:
    """Token buckets, one a caller, in the memory of one worker."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._burst = max(1.0, self._per_second * _BURST_SECONDS)
        self._clock = clock
        self._buckets: OrderedDict[int, tuple[float, float]] = OrderedDict()  # (requests left, at that time)

    def count(self, caller: int) -> None:
        """Takes one request from the caller's bucket; RequestError with Retry-After where it is empty."""
        if self._per_second <= 0:
            return
        at = self._clock()
        left, since = self._buckets.pop(caller, (self._burst, at))
        left = min(self._burst, left + (at - since) * self._per_second)
        allowed = left >= 1
        self._buckets[caller] = (left - 1 if allowed else left, at)
        while len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)
        if not allowed:
            seconds = math.ceil((1 - left) / self._per_second)
            raise RequestError(
                f"This token asks too often; send this again in {seconds} seconds.",
                "too_often",
                {"Retry-After": str(seconds)},
            )
