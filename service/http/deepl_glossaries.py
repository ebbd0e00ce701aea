"""DeepL's routes for glossaries: /v2/glossaries. Each is a set of terms of the token that made it."""

import csv
from datetime import datetime
from io import StringIO

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from corpus.languages import Direction
from service.errors import ServiceError
from service.http.access import Admitted
from service.http.deepl_languages import code_of, language_of
from service.http.fields import Fields, described, read_fields
from service.http.state import State
from service.token_glossaries import (
    GlossaryInfo,
    create_glossary,
    delete_glossary,
    find_glossary,
    glossary_entries,
    list_glossaries,
)

router = APIRouter(prefix="/v2", tags=["DeepL"])
TSV = "text/tab-separated-values"


class DeepLGlossary(BaseModel):
    glossary_id: str
    name: str
    ready: bool
    source_lang: str
    target_lang: str
    creation_time: datetime
    entry_count: int

    @classmethod
    def of(cls, info: GlossaryInfo) -> "DeepLGlossary":
        return cls(
            glossary_id=info.id,
            name=info.name,
            ready=True,
            source_lang=code_of(info.direction.source).lower(),
            target_lang=code_of(info.direction.target).lower(),
            creation_time=info.created_at,
            entry_count=info.entries,
        )


class DeepLGlossaries(BaseModel):
    glossaries: list[DeepLGlossary]


class DeepLLanguagePair(BaseModel):
    source_lang: str
    target_lang: str


class DeepLLanguagePairs(BaseModel):
    supported_languages: list[DeepLLanguagePair]


@router.get("/glossary-language-pairs")
async def pairs(caller: Admitted) -> DeepLLanguagePairs:
    """The directions that glossaries may have."""
    return DeepLLanguagePairs(
        supported_languages=[
            DeepLLanguagePair(source_lang=direction.source, target_lang=direction.target) for direction in Direction
        ]
    )


@router.post(
    "/glossaries",
    status_code=201,
    openapi_extra=described(
        {"name": "text", "source_lang": "text", "target_lang": "text", "entries": "text", "entries_format": "text"}
    ),
)
async def create(request: Request, state: State, caller: Admitted) -> DeepLGlossary:
    """Make a glossary of entries in TSV or CSV."""
    fields = await read_fields(request)
    source, target = language_of(fields.one("source_lang")), language_of(fields.one("target_lang"))
    if source == target:
        raise ServiceError("A glossary goes from one language to the other; send two that differ.")
    entries = _entries(fields)

    def make() -> GlossaryInfo:
        with state.sessions() as session:
            direction = Direction.between(source, target)
            return create_glossary(session, caller.token_id, fields.one("name"), direction, entries)

    return DeepLGlossary.of(await run_in_threadpool(make))


@router.get("/glossaries")
def list_all(state: State, caller: Admitted) -> DeepLGlossaries:
    """The glossaries of this token."""
    with state.sessions() as session:
        found = list_glossaries(session, caller.token_id)
    return DeepLGlossaries(glossaries=[DeepLGlossary.of(info) for info in found])


@router.get("/glossaries/{glossary_id}")
def show(glossary_id: str, state: State, caller: Admitted) -> DeepLGlossary:
    """One glossary, without its entries."""
    with state.sessions() as session:
        return DeepLGlossary.of(find_glossary(session, caller.token_id, _known(glossary_id)))


@router.get("/glossaries/{glossary_id}/entries", response_class=Response, responses={200: {"content": {TSV: {}}}})
def entries(glossary_id: str, state: State, caller: Admitted) -> Response:
    """The entries of a glossary in TSV."""
    with state.sessions() as session:
        found = glossary_entries(session, caller.token_id, _known(glossary_id))
    return Response("\n".join(f"{source}\t{target}" for source, target in found), media_type=TSV)


@router.delete("/glossaries/{glossary_id}", status_code=204)
def remove(glossary_id: str, state: State, caller: Admitted) -> Response:
    """Delete a glossary."""
    with state.sessions() as session:
        delete_glossary(session, caller.token_id, _known(glossary_id))
    return Response(status_code=204)


def _known(glossary_id: str) -> str:
    """The number in a form that both databases can look for."""
    return glossary_id.replace("\x00", "").encode("utf-8", "replace").decode()


def _entries(fields: Fields) -> dict[str, str]:
    """Rendering by source term; ServiceError where a line is not two cells, or a term is there twice."""
    form = fields.one("entries_format", "tsv")
    if form not in ("tsv", "csv"):
        raise ServiceError(f"The entries_format {form[:20]} is unknown; use tsv or csv.")
    text = fields.one("entries")
    try:
        if form == "csv":
            rows = list(csv.reader(StringIO(text, newline="")))
        else:
            rows = [line.split("\t") for line in text.splitlines()]
    except csv.Error as error:
        raise ServiceError(f"The entries are not CSV ({error}); correct them.") from error
    found: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) not in ((2,) if form == "tsv" else (2, 4)) or not all(cells[:2]):
            raise ServiceError(f"Entry {number} is not a term and its rendering; write one of each.")
        if cells[0] in found:
            raise ServiceError(f"Entry {number} has the term {cells[0][:50]} once more; remove one of them.")
        found[cells[0]] = cells[1]
    return found
