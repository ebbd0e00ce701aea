"""Whether the service lives, whether it can translate, and what it has counted; none of these needs a token."""

from fastapi import APIRouter, Response
from sqlalchemy import text

from corpus.database import failures_told, url_of
from service.errors import ServiceError
from service.http.metrics import CONTENT_TYPE_LATEST
from service.http.schemas import Health, Readiness
from service.http.state import State
from service.registry import find_serving

router = APIRouter(tags=["operation"])


@router.get("/v1/health")
async def health() -> Health:
    """Answers as long as the worker lives."""
    return Health(status="ok")


@router.get("/v1/ready")
def ready(state: State) -> Readiness:
    """Answers 200 when a model is loaded and the database can be read, else 503.

    Where it stands in for a promoted version whose folder is gone, `notice` says so.
    """
    if not state.ready:
        raise ServiceError(state.failure or "The model is still loading; ask again in a moment.", code="not_ready")
    with state.sessions() as session, failures_told(url_of(session)):
        session.execute(text("SELECT 1"))
        found = find_serving(session, state.settings)
        name = "" if found.version is None else found.version.name
    waiting = state.batches.waiting_characters
    return Readiness(status="ready", model=name, notice=found.notice, queue_characters=waiting)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(state: State) -> Response:
    """Prometheus's format: latencies, queue, batches, paths of the cascade, terms."""
    state.metrics.queue.set(state.batches.waiting_characters)
    state.metrics.waiting.set(state.batches.waiting_requests)
    return Response(state.metrics.text(), media_type=CONTENT_TYPE_LATEST)
