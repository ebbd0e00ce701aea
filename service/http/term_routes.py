"""/v1/terms: the terms in a text, the glossary's entries, proposing one and deciding it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from corpus.languages import Area
from corpus.tables import TermRow
from glossary.lookup import list_terms
from glossary.store import select_terms
from glossary.terms import Term, TermStatus
from glossary.workflow import approve_term, propose_term
from service.accounts import Action, require
from service.errors import ServiceError
from service.http.access import Admitted
from service.http.schemas import (
    MAX_NUMBER,
    MatchRequest,
    Proposal,
    Reason,
    TermList,
    TermMatched,
    TermView,
    Text,
)
from service.http.state import State
from service.terminology import Terminology

router = APIRouter(prefix="/v1/terms", tags=["terms"])
Number = Annotated[int, Path(ge=1, le=MAX_NUMBER)]


@router.post("/match")
def match_terms(body: MatchRequest, state: State, caller: Admitted) -> list[TermMatched]:
    """The glossary's terms in a text, in order, not overlapping."""
    direction = body.direction
    matcher = Terminology(state.sessions).matcher(direction.source)
    return [
        TermMatched(
            surface=match.surface,
            span=(match.start, match.end),
            renderings=list(match.citations(direction.target)),
            forbidden=list(match.forbidden(direction.target)),
            binding=match.binding,
            terms=[term.id for term in match.terms if term.id is not None],
        )
        for match in matcher.match(body.text, body.area or "")
    ]


@router.get("")
def find(
    state: State,
    caller: Admitted,
    text: Annotated[Text, Query(max_length=200, description="In either form or a variant.")] = "",
    area: Area | None = None,
    status: TermStatus | None = None,
    offset: Annotated[int, Query(ge=0, le=MAX_NUMBER)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> TermList:
    """The entries that pass the filters, approved and proposed ones where no status is given."""
    statuses = (status,) if status else (TermStatus.APPROVED, TermStatus.PROPOSED)
    with state.sessions() as session:
        page = list_terms(session, text=text, area=area, statuses=statuses, offset=offset, limit=limit)
    return TermList(terms=[TermView.of(term) for term in page.terms], total=page.total)


@router.get("/{number}")
def show(number: Number, state: State, caller: Admitted) -> TermView:
    """One entry."""
    with state.sessions() as session:
        return TermView.of(_load(session, number))


@router.post("", status_code=201)
def propose(body: Proposal, state: State, caller: Admitted) -> TermView:
    """Propose a term; it is used when a reviewer has approved it."""
    require(caller.person, Action.PROPOSE_TERM)
    term = Term(
        zh=body.zh,
        ja=body.ja,
        area=body.area or "",
        zh_variants=tuple(body.zh_variants),
        ja_variants=tuple(body.ja_variants),
        zh_forbidden=tuple(body.zh_forbidden),
        ja_forbidden=tuple(body.ja_forbidden),
        definition=body.definition,
        note=body.note,
    )
    with state.sessions() as session:
        return TermView.of(propose_term(session, term, caller.person.name, body.reason))


@router.post("/{number}/approve")
def approve(number: Number, body: Reason, state: State, caller: Admitted) -> TermView:
    """Approve a proposed term; the next translation uses it. For reviewers."""
    require(caller.person, Action.DECIDE_TERM)
    with state.sessions() as session:
        _load(session, number)
        return TermView.of(approve_term(session, number, caller.person.name, body.reason))


def _load(session: Session, number: int) -> Term:
    found = select_terms(session, TermRow.id == number)
    if not found:
        raise ServiceError(f"There is no term {number}; GET /v1/terms lists them.", code="missing")
    return found[0]
