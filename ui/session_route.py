"""The one address that gives the browser its session cookie, and takes it away: Streamlit's scripts cannot.

The script hands the page a ticket for the secret, the page's few lines of JavaScript send it here, and the answer sets
a cookie that no JavaScript can read (HttpOnly). The secret itself never comes into the page.
"""

import json
import secrets
import threading
import time
from functools import cache
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SESSION_PATH = "/session"
_TICKET_SECONDS = 120  # a ticket is used within a second, if the network is there
_MOST_BYTES = 1000


class Tickets:
    """Tickets for secrets, each good once and for a short time; the script and the route share one object."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[str, tuple[str, float]] = {}

    def issue(self, secret: str) -> str:
        """A ticket for the secret."""
        ticket, at = secrets.token_urlsafe(32), time.monotonic()
        with self._lock:
            self._secrets = {one: kept for one, kept in self._secrets.items() if at - kept[1] < _TICKET_SECONDS}
            self._secrets[ticket] = (secret, at)
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """The ticket's secret, this once; None where it is unknown, used or old."""
        with self._lock:
            secret, at = self._secrets.pop(ticket, ("", 0.0))
        return secret if secret and time.monotonic() - at < _TICKET_SECONDS else None


@cache
def tickets() -> Tickets:
    """The tickets of this process."""
    return Tickets()


def cookie_name(port: int) -> str:
    """The cookie's name; with the port, which a cookie does not tell apart, for two pages on one machine."""
    return f"hoyaku_session_{port}"


def session_routes() -> list[Route]:
    """What a server of the page answers besides Streamlit's own addresses."""
    return [Route(SESSION_PATH, _keep, methods=["POST"]), Route(SESSION_PATH, _forget, methods=["DELETE"])]


async def _keep(request: Request) -> Response:
    """Sets the cookie for a ticket: 204, or 403 where the request is another site's or the ticket is not good."""
    import streamlit as st

    from corpus.settings import Settings

    secret = tickets().redeem(await _ticket(request)) if _same_origin(request) else None
    if secret is None:
        return Response(status_code=403)
    response = Response(status_code=204)
    response.set_cookie(
        cookie_name(st.get_option("server.port")),
        secret,
        max_age=round(Settings().session_days * 24 * 3600),
        path="/",
        secure=urlsplit(request.headers["origin"]).scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


async def _forget(request: Request) -> Response:
    """Takes the cookie away; the session that it named has been ended by the page."""
    import streamlit as st

    if not _same_origin(request):
        return Response(status_code=403)
    response = Response(status_code=204)
    response.delete_cookie(cookie_name(st.get_option("server.port")), path="/", httponly=True, samesite="strict")
    return response


async def _ticket(request: Request) -> str:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return ""
    try:
        sent = json.loads(body)
    except ValueError:
        return ""
    ticket = sent.get("ticket") if isinstance(sent, dict) else None
    return ticket if isinstance(ticket, str) else ""


def _same_origin(request: Request) -> bool:
    """Whether the page itself sent it: browsers name the sender of each such request in its Origin."""
    origin = urlsplit(request.headers.get("origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == request.headers.get("host")
