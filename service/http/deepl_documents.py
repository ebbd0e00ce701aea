"""DeepL's routes for documents: upload, poll, download."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from corpus.languages import Direction
from service.document_jobs import JobStatus, accept_document, find_job
from service.errors import ServiceError
from service.http.access import Admitted, Caller
from service.http.deepl_languages import language_of
from service.http.document_routes import file_faults_told, file_response, read_upload, translated_file
from service.http.fields import described, read_fields
from service.http.state import ServiceState, State

router = APIRouter(prefix="/v2/document", tags=["DeepL"])
_SEGMENT_SECONDS = 0.05  # a guess, which the client only takes for when to ask again


class DeepLHandle(BaseModel):
    document_id: str
    document_key: str


class DeepLDocument(BaseModel):
    document_id: str
    status: str
    seconds_remaining: int | None = None
    billed_characters: int | None = None
    error_message: str | None = None


@router.post(
    "", openapi_extra=described({"file": "file", "target_lang": "text"}, {"source_lang": "text", "glossary_id": "text"})
)
async def upload(request: Request, state: State, caller: Admitted) -> DeepLHandle:
    """Take a document in to be translated; with `glossary_id`, its terms win over the approved glossary."""
    fields = await read_fields(request)
    file = fields.files.get("file")
    if file is None:
        raise ServiceError("The field file is missing; send the document in it.")
    target = language_of(fields.one("target_lang"))
    source = fields.one("source_lang", "") or ("JA" if target == "zh" else "ZH")
    if language_of(source) == target:
        raise ServiceError("source_lang and target_lang are the same; send two that differ.")
    direction = Direction.between(language_of(source), target)
    name = fields.one("filename", "") or file.filename or ""
    glossary = fields.one("glossary_id", "") or fields.one("glossary_ids", "")

    def take_in() -> DeepLHandle:
        data = read_upload(file.file)
        with state.sessions() as session, file_faults_told():
            job, key = accept_document(session, caller.person, caller.token_id, name, data, direction, "", glossary)
        return DeepLHandle(document_id=job.id, document_key=key)

    return await run_in_threadpool(take_in)


@router.post("/{document_id}", openapi_extra=described({"document_key": "text"}))
async def poll(document_id: str, request: Request, state: State, caller: Admitted) -> DeepLDocument:
    """How far the document is."""
    job = await _job(document_id, request, state, caller)
    return DeepLDocument(
        document_id=job.id,
        status=job.status,
        seconds_remaining=int((job.total - job.done) * _SEGMENT_SECONDS) if job.status == "translating" else None,
        billed_characters=job.characters if job.status == "done" else None,
        error_message=job.error or None,
    )


@router.post("/{document_id}/result", response_class=Response, openapi_extra=described({"document_key": "text"}))
async def download(document_id: str, request: Request, state: State, caller: Admitted) -> Response:
    """The translated document; 503 while it is not done."""
    job = await _job(document_id, request, state, caller)
    return file_response(await run_in_threadpool(translated_file, state, caller.person, job))


async def _job(document_id: str, request: Request, state: ServiceState, caller: Caller) -> JobStatus:
    key = (await read_fields(request)).one("document_key")
    known = document_id if document_id.isalnum() and document_id.isascii() else ""

    def find() -> JobStatus:
        with state.sessions() as session:
            return find_job(session, caller.token_id, known, key)

    return await run_in_threadpool(find)
