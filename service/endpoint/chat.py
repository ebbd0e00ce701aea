"""One chat completion over HTTP: `POST /chat/completions` as OpenAI defined it and vLLM, Ollama and llama.cpp take it.

https://platform.openai.com/docs/api-reference/chat, https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html,
https://docs.ollama.com/api/openai-compatibility. Only what all of them take is sent: the model, the messages, a
temperature of 0 and a bound on the answer; what a model refuses of these is left out or called by its newer name from
then on. It is one request of one form, so that httpx2, which the hub's client brings
anyway, does; the vendor's client would bring retries, proxies and telemetry headers of its own.

The text goes to the address of the settings and nowhere else: redirects are not followed, and proxies and credentials
that the environment names are not used.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2
from pydantic import BaseModel, Field, SecretStr, ValidationError

from service.endpoint.answers import Answer
from service.endpoint.breaker import PAUSE
from service.endpoint.prompt import Message
from service.errors import EndpointError

MAX_BYTES = 1 << 20  # of an answer; a segment's translation has some thousands
_LONGEST_PAUSE = 300.0
_BUSY = (429, 503)  # after these the same request may be made again
_ATTEMPTS = 3
_CONNECT_SECONDS = 10.0
_INSTEAD = {"max_tokens": "max_completion_tokens", "temperature": ""}  # for members that reasoning models refuse
_IDENTIFIER = re.compile(r"[\w.\-]{1,60}")


class _AnsweredMessage(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _AnsweredMessage
    finish_reason: str | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


class ChatClient:
    """Asks one model of one server; to be used inside one event loop."""

    def __init__(self, url: str, model: str, key: SecretStr, seconds: float, connections: int) -> None:
        """`url` is what `/chat/completions` is added to; each answer may take `seconds`, waits included."""
        self.host = urlsplit(url).netloc
        self.model = model
        self._url = f"{url}/chat/completions"
        self._refused: set[str] = set()  # members of _INSTEAD
        self._seconds = seconds
        headers = {"User-Agent": "hoyaku", "Accept": "application/json", "Accept-Encoding": "identity"}
        self._key = key
        if secret := key.get_secret_value():
            headers["Authorization"] = f"Bearer {secret}"
        self._client = httpx2.AsyncClient(
            headers=headers,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(None, connect=min(_CONNECT_SECONDS, seconds)),
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
        )

    async def complete(self, messages: Sequence[Message], max_tokens: int) -> Answer:
        """The model's answer; EndpointError in one sentence where there is none that can be read.

        A server that is busy is asked again when it says so, as long as the time allows, and one that refuses a member
        of the request without it.
        """
        try:
            async with asyncio.timeout(self._seconds) as limit:
                body = self._body(messages, max_tokens)
                status, headers, content = await self._post(body)
                for _ in range(_ATTEMPTS - 1):
                    again = status in _BUSY or self._refuses(body, status, content)
                    wait = _wait(headers) if status in _BUSY else 0.0
                    left = (limit.when() or 0.0) - asyncio.get_running_loop().time()
                    if not again or wait >= left:
                        break
                    await asyncio.sleep(wait)
                    body = self._body(messages, max_tokens)
                    status, headers, content = await self._post(body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL) as error:
            raise EndpointError(
                f"{self.host} cannot be reached ({error or 'no answer'}): start the server there, or correct "
                "HOYAKU_ENDPOINT_URL.",
                PAUSE,
            ) from error
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise EndpointError(
                f"{self.host} did not answer within {self._seconds:g} s: see whether it is overloaded, or raise "
                "HOYAKU_ENDPOINT_SECONDS."
            ) from error
        except (httpx2.HTTPError, OSError) as error:
            raise EndpointError(f"{self.host} broke the connection off: see what its log says.") from error
        if status != 200:
            raise self._failure(status, headers, content)
        return self._read(content)

    async def close(self) -> None:
        await self._client.aclose()

    def _body(self, messages: Sequence[Message], max_tokens: int) -> dict[str, object]:
        members = {"temperature": 0, "max_tokens": max_tokens}
        named = {_INSTEAD[name] if name in self._refused else name: value for name, value in members.items()}
        named.pop("", None)
        return {"model": self.model, "messages": list(messages), "stream": False, **named}

    def _refuses(self, body: Mapping[str, object], status: int, content: bytes) -> bool:
        """Whether the server refuses a member of this request that it can be asked without."""
        name = _error_detail(content).param if status == 400 else None
        if name is None or name not in _INSTEAD or name not in body:
            return False
        self._refused.add(name)
        return True

    async def _post(self, body: Mapping[str, object]) -> tuple[int, httpx2.Headers, bytes]:
        content = bytearray()
        async with self._client.stream("POST", self._url, json=body) as response:
            async for part in response.aiter_bytes():
                content += part
                if len(content) > MAX_BYTES:
                    raise EndpointError(f"{self.host} answered with over {MAX_BYTES >> 20} MB: see what it runs.")
            return response.status_code, response.headers, bytes(content)

    def _read(self, content: bytes) -> Answer:
        try:
            choice = _Completion.model_validate_json(content).choices[0]
        except ValidationError:  # its text would quote the answer
            raise EndpointError(
                f"{self.host} answers with something that is no chat completion: HOYAKU_ENDPOINT_URL must be what "
                "comes before /chat/completions, as in http://127.0.0.1:8000/v1."
            ) from None
        refused = bool(choice.message.refusal) or choice.finish_reason == "content_filter"
        return Answer(choice.message.content or "", choice.finish_reason == "length", refused)

    def _failure(self, status: int, headers: httpx2.Headers, content: bytes) -> EndpointError:
        """What a status other than 200 means for whoever set the endpoint up.

        What the server wrote is not repeated, as it may quote the text or the key; only names of errors are.
        """
        if status in (401, 403):
            return EndpointError(f"{self.host} refuses the key ({status}): correct HOYAKU_ENDPOINT_KEY.", PAUSE)
        if status == 404:
            return EndpointError(
                f"{self.host} has no model {self.model}, or serves under another address (404): correct "
                "HOYAKU_ENDPOINT_MODEL, or HOYAKU_ENDPOINT_URL, which mostly ends in /v1.",
                PAUSE,
            )
        if status in _BUSY:
            pause = min(_LONGEST_PAUSE, max(PAUSE, _wait(headers)))
            return EndpointError(
                f"{self.host} is asked more than it takes ({status}): lower HOYAKU_ENDPOINT_CONCURRENCY.", pause
            )
        if 300 <= status < 400:
            return EndpointError(
                f"{self.host} sends on to another address ({status}), where nothing was sent: set HOYAKU_ENDPOINT_URL "
                "to the address itself.",
                PAUSE,
            )
        names = _error_names(content)
        secret = self._key.get_secret_value()
        if secret and secret in names:
            names = ""
        reason = f"{status}, {names}" if names else str(status)
        if status < 500:
            return EndpointError(f"{self.host} does not take the request ({reason}): see what its log says.")
        return EndpointError(f"{self.host} failed ({reason}): see what its log says.")


class _ErrorDetail(BaseModel):
    code: str | int | None = None
    param: str | None = None


class _ErrorBody(BaseModel):
    error: _ErrorDetail


def _error_detail(content: bytes) -> _ErrorDetail:
    """OpenAI's error object, empty where the content holds none."""
    try:
        return _ErrorBody.model_validate_json(content).error
    except ValidationError:
        return _ErrorDetail()


def _error_names(content: bytes) -> str:
    """What it calls the error and its parameter: `unsupported_value reasoning_effort`."""
    error = _error_detail(content)
    return " ".join(str(name) for name in (error.code, error.param) if name and _IDENTIFIER.fullmatch(str(name)))


def _wait(headers: httpx2.Headers) -> float:
    """Seconds that `Retry-After` asks for, which is a number of them or a date (RFC 9110, 10.2.3); 1 without it."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 1.0
