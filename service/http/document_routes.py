"""/v1/documents: sending a document, asking how far it is, fetching the translation."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, BinaryIO, Literal
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Path, Response, UploadFile
from pydantic import BaseModel

from corpus.documents import MAX_BYTES
from corpus.errors import CorpusError, DatabaseError
from corpus.languages import Area, Direction
from service.accounts import Person
from service.document_jobs import JobStatus, accept_document, find_job
from service.errors import ServiceError
from service.http.access import Admitted
from service.http.problems import RequestError
from service.http.state import ServiceState, State
from service.workbench.exporting import ExportedFile, ExportKind, export_document

router = APIRouter(prefix="/v1/documents", tags=["documents"])
Number = Annotated[str, Path(pattern="^[0-9A-F]{32}$")]


class DocumentView(BaseModel):
    id: str
    name: str
    direction: Direction
    status: Literal["queued", "translating", "done", "error"]
    error: str
    segments: int
    segments_done: int
    created_at: datetime

    @classmethod
    def of(cls, job: JobStatus) -> "DocumentView":
        return cls(
            id=job.id,
            name=job.name,
            direction=job.direction,
            status=job.status,  # type: ignore[arg-type]
            error=job.error,
            segments=job.total,
            segments_done=job.done,
            created_at=job.created_at,
        )


@router.post("", status_code=202)
def send(
    state: State,
    caller: Admitted,
    file: Annotated[UploadFile, File(description="DOCX, text, Markdown, XLIFF, TMX or TSV.")],
    direction: Annotated[Direction, Form()],
    area: Annotated[Area | None, Form()] = None,
) -> DocumentView:
    """Take a document in; from now on it is not lost, whatever becomes of the worker."""
    data = read_upload(file.file)
    with state.sessions() as session, file_faults_told():
        job, _ = accept_document(
            session, caller.person, caller.token_id, file.filename or "", data, direction, area or ""
        )
    return DocumentView.of(job)


@router.get("/{number}")
def show(number: Number, state: State, caller: Admitted) -> DocumentView:
    """How far a document is."""
    with state.sessions() as session:
        return DocumentView.of(find_job(session, caller.token_id, number))


@router.get("/{number}/file", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}})
def fetch(number: Number, state: State, caller: Admitted) -> Response:
    """The translated document; 503 with Retry-After while it is not done."""
    with state.sessions() as session:
        job = find_job(session, caller.token_id, number)
    return file_response(translated_file(state, caller.person, job))


@contextmanager
def file_faults_told() -> Iterator[None]:
    """Makes a file that cannot be read the client's fault: CorpusError, but of a database, becomes ServiceError."""
    try:
        yield
    except DatabaseError:
        raise
    except CorpusError as error:
        raise ServiceError(str(error), "document") from error


def translated_file(state: ServiceState, person: Person, job: JobStatus) -> ExportedFile:
    """The translated file; RequestError while it is not done, ServiceError where it will never be."""
    if job.status == "error":
        raise ServiceError(job.error, "document")
    if job.status != "done":
        raise RequestError(
            "The document is not translated yet; ask again in a moment.", "not_ready", {"Retry-After": "1"}
        )
    with state.sessions() as session:
        return export_document(session, person, job.document_id, ExportKind.ORIGINAL, despite_warnings=True)


def file_response(file: ExportedFile) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(file.content, media_type=file.mime, headers={"Content-Disposition": disposition})


def read_upload(file: BinaryIO) -> bytes:
    """The file's bytes; ServiceError where there are too many."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ServiceError(f"The document is over {MAX_BYTES // 2**20} MB: divide it.", "too_long")
    return data
