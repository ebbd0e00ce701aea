"""An OpenAI-compatible server for tests that answers as it is told to, well or badly, and keeps what it was sent.

`python tests/service/endpoint/stand_in_server.py PORT [BEHAVIOUR]` runs it by hand; BEHAVIOUR is a name in BEHAVIOURS.
"""

import json
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends; `drop` breaks the connection off instead, after `body` where there is one."""

    body: object = None  # sent as JSON, or as it is where it is bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False


@dataclass(slots=True)
class Asked:
    """One request: its JSON, its headers, and which one it was for its segment, from 0."""

    body: dict[str, Any]
    headers: dict[str, str]
    path: str
    attempt: int

    @property
    def prompt(self) -> str:
        """The first request of a person in it."""
        return str(self.body["messages"][1]["content"])

    @property
    def source(self) -> str:
        return re.search("<source>(.*)</source>", self.prompt, re.DOTALL)[1]  # type: ignore[index]

    @property
    def renderings(self) -> list[str]:
        """The preferred renderings of the terms in the prompt."""
        return re.findall(r"^.+? → (.+?) \(", self.prompt, re.MULTILINE)

    @property
    def to_japanese(self) -> bool:
        return "日本語に訳す" in self.body["messages"][0]["content"]


Behaviour = Callable[[Asked], Reply]


def completion(text: str | None, finish_reason: str = "stop", **message: object) -> Reply:
    """A completion as vLLM sends it, with members that nobody needs."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, "tool_calls": [], **message},
        "finish_reason": finish_reason,
        "logprobs": None,
    }
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return Reply({"id": "chatcmpl-1", "object": "chat.completion", "model": "m", "choices": [choice], "usage": usage})


def sentence(asked: Asked) -> str:
    """A sentence in the target language with every term of the prompt."""
    terms = "、".join(asked.renderings)
    return f"{terms}については、この法律の定めるところによる。" if asked.to_japanese else f"{terms}依照本法的规定。"


def good(asked: Asked) -> Reply:
    return completion(f"<translation>{sentence(asked)}</translation>")


def dropping(asked: Asked) -> Reply:
    """Leaves every term out."""
    return completion("これは、この法律の定めるところによる。" if asked.to_japanese else "这些依照本法的规定。")


def mending(asked: Asked) -> Reply:
    """Leaves every term out at first."""
    return good(asked) if asked.attempt else dropping(asked)


def reasoning(asked: Asked) -> Reply:
    """Refuses what OpenAI's reasoning models refuse, one member at a time."""
    for name in ("max_tokens", "temperature"):
        if name in asked.body:
            return Reply({"error": {"message": "Unsupported", "code": "unsupported_parameter", "param": name}}, 400)
    return good(asked)


BEHAVIOURS: dict[str, Behaviour] = {
    "good": good,
    "dropping": dropping,
    "mending": mending,
    "reasoning": reasoning,
    "slow": lambda asked: Reply(good(asked).body, delay=5),
    "refusing": lambda asked: completion("申し訳ありませんが、この内容を翻訳することはできません。"),
    "malformed": lambda asked: Reply(b"<html>It works!</html>", headers={"Content-Type": "text/html"}),
    "failing": lambda asked: Reply({"error": {"message": "CUDA error", "type": "server_error"}}, 500),
    "locked": lambda asked: Reply({"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, 401),
    "breaking": lambda asked: Reply(b'{"choices": [', drop=True),
}


class StandInServer:
    """The server, on a free port of 127.0.0.1 unless one is given; `behaviour` may be changed at any time."""

    def __init__(self, behaviour: Behaviour = good, port: int = 0) -> None:
        self.behaviour = behaviour
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.stopped = threading.Event()  # ends delays
        self._at_once = 0
        self._counting = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/v1"

    @property
    def sources(self) -> list[str]:
        """The segments that were sent, in the order in which they came, repeated ones included."""
        return [asked.source for asked in self.asked]

    def stop(self) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def reply(self, path: str, headers: dict[str, str], content: bytes) -> Reply:
        body = json.loads(content)
        with self._counting:
            asked = Asked(body, headers, path, 0)
            asked.attempt = self.sources.count(asked.source)
            self.asked.append(asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            reply = self.behaviour(asked)
            if reply.delay:
                self.stopped.wait(reply.delay)
            return reply
        finally:
            with self._counting:
                self._at_once -= 1

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                reply = server.reply(self.path, dict(self.headers), content)
                body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                try:
                    self.send_response(reply.status)
                    headers = {"Content-Type": "application/json", **reply.headers}
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body) + reply.drop))
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                if reply.drop:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


if __name__ == "__main__":
    running = StandInServer(BEHAVIOURS[sys.argv[2] if len(sys.argv) > 2 else "good"], int(sys.argv[1]))
    print(f"HOYAKU_ENDPOINT_URL={running.url}", flush=True)
    while True:
        time.sleep(1)
        for asked in running.asked:
            print(json.dumps(asked.body, ensure_ascii=False), flush=True)
        running.asked.clear()
