"""A translation that runs beside the page, so that the page stays usable and can cancel it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")
Progress = Callable[[int, int], None]


class Cancelled(Exception):  # noqa: N818  # it reports no error
    """Raised inside the work when the person cancelled it."""


class Job(Generic[Result]):
    """Runs `work(progress)` in a thread of its own.

    `done` of `total` segments are finished; `result()` gives what the work returned or raises what
    it raised. Cancelling takes effect when the work next reports progress.
    """

    def __init__(self, work: Callable[[Progress], Result]) -> None:
        self.done = 0
        self.total = 0
        self._work = work
        self._cancel = threading.Event()
        self._finished = threading.Event()
        self._result: Result | None = None
        self._error: Exception | None = None

    def start(self) -> "Job[Result]":
        threading.Thread(target=self._run, name="hoyaku-translation", daemon=True).start()
        return self

    def cancel(self) -> None:
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def wait(self, seconds: float) -> bool:
        """True once the work has ended; False after so many seconds."""
        return self._finished.wait(seconds)

    def result(self) -> Result:
        """What the work returned; only to be called after it has ended."""
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # set whenever there is no error

    def _run(self) -> None:
        try:
            self._result = self._work(self._report)
        except Exception as error:  # handed to the page, which shows one sentence and logs the rest
            self._error = error
        finally:
            self._finished.set()

    def _report(self, done: int, total: int) -> None:
        if self._cancel.is_set():
            raise Cancelled
        self.done, self.total = done, total
