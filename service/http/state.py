"""What the routes of one application share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Request
from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from glossary.terms import Term
from service.batching import Batcher
from service.http.access import Access
from service.http.metrics import Metrics
from service.http.problems import RequestError
from service.http.usage import UsageMeter
from service.results import SegmentTranslation, TranslationOptions


class BatchTranslator(Protocol):
    """What of `service.translator.Translator` the service needs."""

    sessions: sessionmaker[Session]

    def translate_accepted(
        self, texts: Sequence[str], options: TranslationOptions, session_terms: Sequence[Term] = ()
    ) -> list[SegmentTranslation]: ...


@dataclass(slots=True)
class ServiceState:
    """Made once an application; `batcher` and what follows only live while it serves."""

    settings: Settings
    translator: BatchTranslator
    access: Access
    metrics: Metrics
    usage: UsageMeter
    lanes: int
    batcher: Batcher | None = None
    ready: bool = False
    failure: str = ""  # why the model could not be loaded

    @property
    def sessions(self) -> sessionmaker[Session]:
        return self.translator.sessions

    @property
    def batches(self) -> Batcher:
        """The batcher; RequestError before the service has started."""
        if self.batcher is None:
            raise RequestError("The service is starting; ask again in a moment.", "not_ready", {"Retry-After": "1"})
        return self.batcher


def _state(request: Request) -> ServiceState:
    state: ServiceState = request.app.state.service
    return state


State = Annotated[ServiceState, Depends(_state)]
