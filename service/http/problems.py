"""What goes wrong, as problem documents (RFC 9457): one sentence with its remedy, never a traceback.

Beside the standard's members stands what the clients of the other dialects read: `message` for DeepL's, `error` for
LibreTranslate's.
"""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from corpus.errors import DatabaseError, HoyakuError
from glossary.errors import GlossaryError
from service.batching import OverloadedError
from service.errors import ModelError, ServiceError

MEDIA_TYPE = "application/problem+json"
NOT_JSON = "The body is not JSON; see that it is written in UTF-8 and complete."
_LOG = logging.getLogger(__name__)
_STATUSES = {
    "empty": 422,
    "too_long": 413,
    "wrong_language": 422,
    "reversed": 422,
    "language": 422,
    "unauthorised": 401,
    "forbidden": 403,
    "missing": 404,
    "conflict": 409,
    "busy": 429,
    "too_often": 429,
    "timeout": 503,
    "not_ready": 503,
}
_TITLES = {
    400: "The request cannot be taken",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Changed meanwhile",
    413: "Too long",
    422: "The input cannot be taken",
    429: "Too much at once",
    500: "Something unforeseen went wrong",
    503: "Not available at the moment",
}


class Problem(BaseModel):
    """A problem document, RFC 9457; `detail` is one sentence that names the remedy."""

    type: str = Field(description="A URN that names the kind of problem, or about:blank.")
    title: str
    status: int
    detail: str
    message: str = Field(description="The detail, where DeepL's clients look for it.")
    error: str = Field(description="The detail, where LibreTranslate's clients look for it.")


class RequestError(ServiceError):
    """A request that is refused for how it is asked, not for what; with headers that tell the client more."""

    def __init__(self, message: str, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message, code)
        self.headers = dict(headers or {})


def problem(status: int, detail: str, code: str = "", headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer that says what is wrong."""
    document = Problem(
        type=f"urn:hoyaku:problem:{code}" if code else "about:blank",
        title=_TITLES.get(status, "The request cannot be taken"),
        status=status,
        detail=detail,
        message=detail,
        error=detail,
    )
    return JSONResponse(document.model_dump(), status, dict(headers or {}), MEDIA_TYPE)


def problem_of(error: Exception) -> JSONResponse:
    """The answer for whatever the product itself raised."""
    if isinstance(error, OverloadedError):
        return problem(429, str(error), error.code, {"Retry-After": str(error.retry_seconds)})
    if isinstance(error, RequestError):
        return problem(_STATUSES.get(error.code, 400), str(error), error.code, error.headers)
    if isinstance(error, ModelError):
        return problem(503, str(error), "model")
    if isinstance(error, ServiceError):
        return problem(_STATUSES.get(error.code, 400), str(error), error.code)
    if isinstance(error, GlossaryError):
        return problem(422, str(error), "glossary")
    if isinstance(error, DatabaseError):  # its sentence has the database's address, which is nobody's business
        _LOG.warning("%s", error)
        return problem(503, "The database cannot be used at the moment; the log of the service says why.", "database")
    return problem(400, str(error))


def _as_deepl(error: ServiceError) -> JSONResponse:
    """The same with the statuses that DeepL's clients know: 403 for a token that opens nothing, 400 for bad input."""
    answer = problem_of(error)
    status = {401: 403, 422: 400}.get(answer.status_code, answer.status_code)
    if status == answer.status_code:
        return answer
    return problem(status, str(error), error.code)


def install(app: FastAPI) -> None:
    """Makes every failure of the application's routes a problem document."""

    @app.exception_handler(HoyakuError)
    async def refused(request: Request, error: HoyakuError) -> JSONResponse:
        if isinstance(error, ServiceError) and request.url.path.startswith("/v2/"):
            return _as_deepl(error)
        return problem_of(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return problem(422, _sentence(error), "invalid")

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> JSONResponse:
        details = {
            404: f"There is nothing at {request.url.path}; /docs lists what there is.",
            405: f"{request.method} is not possible at {request.url.path}; /docs lists what is.",
        }
        return problem(error.status_code, details.get(error.status_code, f"{error.detail}."), "", error.headers)

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> JSONResponse:
        _LOG.error("%s %s", request.method, request.url.path, exc_info=error)
        return problem(500, "Something unforeseen went wrong; the log of the service says what.")


def _sentence(error: RequestValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return NOT_JSON
    place = ".".join(str(part) for part in first["loc"] if part != "body") or "The body"
    reason = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{place}: {reason[:1].lower()}{reason[1:]}; /docs says what is taken."
