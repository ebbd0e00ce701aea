"""What a request passes first: limits of its body and time, and the client that may leave."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from service.http.intake import Intake


class Slow:
    """An application that answers after some seconds, and notes whether it was cancelled."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.began = asyncio.Event()
        self.cancelled = False
        self.body = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.body = (await receive())["body"]
        self.began.set()
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


class Client:
    """Sends a body in chunks and stays, or leaves when it is told to."""

    def __init__(self, *chunks: bytes) -> None:
        last = len(chunks) - 1
        self._messages: list[Message] = [
            {"type": "http.request", "body": chunk, "more_body": place < last} for place, chunk in enumerate(chunks)
        ]
        self.left = asyncio.Event()
        self.got: list[Message] = []

    async def receive(self) -> Message:
        if self._messages:
            return self._messages.pop(0)
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.got.append(message)

    @property
    def status(self) -> int:
        return int(self.got[0]["status"])


def scope(**headers: str) -> Scope:
    encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "path": "/", "method": "POST", "headers": encoded}


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), 20))


def test_the_application_gets_the_whole_body_and_the_client_its_answer() -> None:
    async def scenario() -> None:
        app, client = Slow(0), Client(b"ab", b"cd")
        await Intake(app, lambda _: 4, 10)(scope(), client.receive, client.send)
        assert app.body == b"abcd"
        assert (client.status, client.got[1]["body"]) == (200, b"done")

    run(scenario)


def test_the_work_ends_when_the_client_leaves() -> None:
    async def scenario() -> None:
        app, client = Slow(60), Client(b"x")
        answering = asyncio.create_task(Intake(app, lambda _: 9, 60)(scope(), client.receive, client.send))
        await app.began.wait()
        client.left.set()
        await answering
        assert app.cancelled
        assert client.got == []

    run(scenario)


def test_what_takes_too_long_is_given_up_and_told() -> None:
    async def scenario() -> None:
        app, client = Slow(60), Client(b"x")
        await Intake(app, lambda _: 9, 0.02)(scope(), client.receive, client.send)
        assert app.cancelled
        assert client.status == 503
        assert "send less at once" in json.loads(client.got[1]["body"])["detail"]

    run(scenario)


def test_a_body_over_the_limit_is_refused_however_it_is_declared() -> None:
    async def scenario() -> None:
        for headers, chunks in (({}, (b"abc", b"def")), ({"content_length": "6"}, (b"",))):
            app, client = Slow(0), Client(*chunks)
            await Intake(app, lambda _: 5, 10)(scope(**headers), client.receive, client.send)
            assert client.status == 413
            assert not app.began.is_set()

    run(scenario)
