"""/v1/memory: the translation memory."""

from fastapi import APIRouter

from corpus.memory import search_memory
from service.http.access import Admitted
from service.http.schemas import MemoryMatch, MemoryRequest
from service.http.state import State

router = APIRouter(prefix="/v1/memory", tags=["memory"])


@router.post("/search")
def search(body: MemoryRequest, state: State, caller: Admitted) -> list[MemoryMatch]:
    """The approved pairs whose source is the text, or nearly, best first."""
    with state.sessions() as session:
        hits = search_memory(session, body.text, body.direction, body.threshold, body.limit)
    return [MemoryMatch.of(hit) for hit in hits]
