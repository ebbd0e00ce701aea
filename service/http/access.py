"""Who asks: the owner of the token that a request brings, or whoever sits at this machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import APIKeyHeader, HTTPBearer
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from service.accounts import Person, Role
from service.accounts.mode import comes_from_elsewhere
from service.accounts.tokens import find_bearer
from service.http.problems import RequestError
from service.http.rates import RateLimiter

_SCHEMES = ("bearer ", "deepl-auth-key ", "apikey ")
_TOKEN_NEEDED = "This needs a token that is valid: send it as Authorization: Bearer TOKEN; hoyaku tokens add makes one."


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and with which token; None is the person at this machine, who needs none."""

    person: Person
    token_id: int | None


class Access:
    """Lets requests in. Without `required`, programs of this machine need no token and act as HOYAKU_USER."""

    def __init__(self, sessions: sessionmaker[Session], settings: Settings, required: bool) -> None:
        self._sessions = sessions
        self._local = Caller(Person(settings.user, Role.ADMIN), None)
        self._origins = {origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()}
        self._rates = RateLimiter(settings.requests_per_minute)
        self.required = required

    async def admit(self, request: Request, secret: str = "") -> Caller:
        """The caller of this request, whose token is `secret` or in its headers.

        RequestError without a token that opens anything (401), from another site's page (403), or too often (429).
        """
        secret = secret or secret_of(request.headers)
        caller = await run_in_threadpool(self._find, secret) if secret else None
        if caller is None:
            if self.required:
                raise RequestError(_TOKEN_NEEDED, "unauthorised", {"WWW-Authenticate": "Bearer"})
            self._refuse_elsewhere(request)
            caller = self._local
        if caller.token_id is not None:
            self._rates.count(caller.token_id)
        return caller

    def _find(self, secret: str) -> Caller | None:
        with self._sessions() as session:
            bearer = find_bearer(session, secret)
        return None if bearer is None else Caller(bearer.person, bearer.token_id)

    def _refuse_elsewhere(self, request: Request) -> None:
        """RequestError where a request without a token is not one of a program of this machine.

        A proxy may pass on anybody's, and a web page open in this machine's browser may send some too, be it that
        its site's name points to 127.0.0.1.
        """
        headers = request.headers
        origin = headers.get("origin", "")
        own = origin.partition("://")[2] == headers.get("host", "") or origin in self._origins
        if comes_from_elsewhere(headers):
            raise RequestError(_TOKEN_NEEDED, "unauthorised", {"WWW-Authenticate": "Bearer"})
        if origin and not own:
            raise RequestError(
                f"Pages of {origin} may not ask here; name it in HOYAKU_CORS_ORIGINS if they shall.", "forbidden"
            )


def secret_of(headers: Mapping[str, str]) -> str:
    """The token of a request: Authorization with Bearer or DeepL-Auth-Key, or X-API-Key; "" where there is none."""
    given = headers.get("authorization", "")
    for scheme in _SCHEMES:
        if given[: len(scheme)].casefold() == scheme:
            return given[len(scheme) :].strip()
    return headers.get("x-api-key", "").strip()


_bearer = HTTPBearer(auto_error=False, description="A token that hoyaku tokens add made.")
_key = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same token, for clients that send it so.")


async def _admitted(
    request: Request,
    _token: Annotated[object, Depends(_bearer)],  # read by admit; declared so that the documentation shows it
    _header: Annotated[object, Depends(_key)],
) -> Caller:
    access: Access = request.app.state.access
    return await access.admit(request)


Admitted = Annotated[Caller, Depends(_admitted)]
