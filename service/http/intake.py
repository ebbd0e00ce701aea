"""What every request passes first: its body is read up to a limit, its time is limited, and it ends with its client.

The work of a request whose client has left is cancelled, so that nobody waits behind what nobody wants.
"""

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.problems import problem

Limit = Callable[[str], int]  # the most bytes of a body at this path


class _TooLongError(Exception):
    """A body over the limit."""


class Intake:
    """An ASGI application around another one."""

    def __init__(self, app: ASGIApp, limit: Limit, seconds: float) -> None:
        self._app = app
        self._limit = limit
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._limit(scope["path"])
        try:
            async with asyncio.timeout(self._seconds):
                body = await _read_body(scope, receive, most)
        except TimeoutError:
            return  # a client that sends nothing is told nothing
        except _TooLongError:
            sentence = f"The request is over {most:,} bytes long: divide it."
            await problem(413, sentence, "too_long", {"Connection": "close"})(scope, receive, send)
            return
        if body is not None:
            await self._answer(scope, receive, send, body)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, body: bytes) -> None:
        """Runs the application until it has answered, its time is over or the client has left."""
        begun = False
        given = False
        left = asyncio.Event()

        async def replay() -> Message:
            nonlocal given
            if not given:
                given = True
                return {"type": "http.request", "body": body, "more_body": False}
            await left.wait()
            return {"type": "http.disconnect"}

        async def note(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            await send(message)

        work = asyncio.ensure_future(self._app(scope, replay, note))
        watch = asyncio.ensure_future(_until_left(receive, left))
        try:
            await asyncio.wait({work, watch}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
                return
            work.cancel()
            await asyncio.wait({work})
            if not left.is_set() and not begun:
                sentence = f"This took over {self._seconds:g} seconds and was given up: send less at once."
                await problem(503, sentence, "timeout", {"Retry-After": "10"})(scope, receive, send)
        finally:
            watch.cancel()
            work.cancel()


async def _read_body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The body; None where the client has left. _TooLongError where it has more than `most` bytes."""
    declared = dict(scope["headers"]).get(b"content-length", b"")
    if declared.isdigit() and int(declared) > most:
        raise _TooLongError
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > most:
            raise _TooLongError
        if not message.get("more_body", False):
            return b"".join(chunks)


async def _until_left(receive: Receive, left: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    left.set()
