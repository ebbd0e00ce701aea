"""Documents as files again: in their own format, as two columns to read, or as a translation memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.documents import DocumentFormat, FileSegment, write_bilingual_docx, write_document, write_tmx
from corpus.documents.content import State
from corpus.languages import Direction, Language
from corpus.tables import Document, DocumentFile, Segment
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.workbench.documents import clean_name
from service.workbench.inspection import Inspector
from service.workbench.records import SegmentStatus
from service.workbench.revisions import note_event
from service.workbench.transactions import lock_document, transaction


class ExportKind(StrEnum):
    """What a document may be exported as."""

    ORIGINAL = "original"  # the format it was uploaded in, with its layout
    BILINGUAL_DOCX = "bilingual_docx"
    TMX = "tmx"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to be saved; its name is fit for any file system and, quoted, for a Content-Disposition header."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """How many segments of a document stand in the way of its export; one may be counted under several."""

    unapproved: int
    untranslated: int
    warned: int

    def __bool__(self) -> bool:
        return bool(self.unapproved or self.untranslated or self.warned)


class OpenWarningsError(ServiceError):
    """A document that is not finished; `unfinished` says how far."""

    def __init__(self, unfinished: Unfinished) -> None:
        super().__init__(
            f"Of the segments {unfinished.unapproved} are not approved, {unfinished.untranslated} have no translation "
            f"and {unfinished.warned} have open warnings: finish them, or export despite that.",
            code="open_warnings",
        )
        self.unfinished = unfinished


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MIME = {
    DocumentFormat.DOCX: _WORD,
    DocumentFormat.TEXT: "text/plain",
    DocumentFormat.MARKDOWN: "text/markdown",
    DocumentFormat.XLIFF: "application/xliff+xml",
    DocumentFormat.XLIFF2: "application/xliff+xml",
    DocumentFormat.TMX: "application/xml",
    DocumentFormat.TSV: "text/tab-separated-values",
}
_FINISHED = (SegmentStatus.TRANSLATED, SegmentStatus.APPROVED)
_HEADINGS: dict[Language, str] = {"zh": "中文", "ja": "日本語"}


def unfinished_of(session: Session, document_id: int) -> Unfinished:
    """What stands in the way of an export; ServiceError where there is no such document."""
    with failures_told(url_of(session)):
        if session.scalar(select(Document.id).where(Document.id == document_id)) is None:
            raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
        return _unfinished(_segments(session, document_id))


def export_document(
    session: Session, person: Person, document_id: int, kind: ExportKind, despite_warnings: bool = False
) -> ExportedFile:
    """The translated document as a file.

    OpenWarningsError where segments are not approved, not translated or have open warnings, unless that is overridden,
    which is kept in the document's events. In a text to be read a segment without a translation stays in the source
    language; in XLIFF and in the two columns its target is empty; a TMX has confirmed and approved segments only.
    """
    require(person, Action.EXPORT_DOCUMENT)
    with failures_told(url_of(session)):
        document = session.get(Document, document_id, populate_existing=True)
        data = session.scalar(select(DocumentFile.content).where(DocumentFile.document_id == document_id))
        segments = _segments(session, document_id)
        if document is None or data is None:
            raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
        inspector = Inspector(session, document.direction, document.area or "")
    unfinished = _unfinished(segments)
    if unfinished and not despite_warnings:
        raise OpenWarningsError(unfinished)
    file = _written(document, data, segments, kind, inspector)
    with transaction(session):
        lock_document(session, document_id, touch=False)
        note_event(session, document_id, "export", person.name, _note(kind, unfinished))
    return file


def exported_name(name: str, direction: Direction, kind: ExportKind) -> str:
    """contract.docx as contract.ja.docx, contract.zh-ja.docx (two columns) or contract.zh-ja.tmx."""
    path = PurePath(clean_name(name))
    stem = path.stem.removesuffix(f".{direction.source}")
    if kind is ExportKind.ORIGINAL:
        return clean_name(f"{stem}.{direction.target}{path.suffix}")
    return clean_name(f"{stem}.{direction}{'.tmx' if kind is ExportKind.TMX else '.docx'}")


def _segments(session: Session, document_id: int) -> list[Segment]:
    query = select(Segment).where(Segment.document_id == document_id).order_by(Segment.position)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _unfinished(segments: Sequence[Segment]) -> Unfinished:
    return Unfinished(
        unapproved=sum(segment.status != SegmentStatus.APPROVED for segment in segments),
        untranslated=sum(not segment.target.strip() for segment in segments),
        warned=sum(bool(segment.warnings) and segment.status != SegmentStatus.APPROVED for segment in segments),
    )


def _note(kind: ExportKind, unfinished: Unfinished) -> str:
    if not unfinished:
        return kind.value
    return (
        f"{kind.value}, despite {unfinished.unapproved} not approved, {unfinished.untranslated} not translated, "
        f"{unfinished.warned} with warnings"
    )


def _written(
    document: Document, data: bytes, segments: Sequence[Segment], kind: ExportKind, inspector: Inspector
) -> ExportedFile:
    direction, held = inspector.direction, DocumentFormat(document.format)
    name = exported_name(document.name, direction, kind)
    if kind is ExportKind.TMX:
        confirmed = [segment for segment in segments if segment.status in _FINISHED and segment.target.strip()]
        content = write_tmx([_file_segment(segment) for segment in confirmed], direction, document.name)
        return ExportedFile(name, content, _MIME[DocumentFormat.TMX])
    rows = [_file_segment(segment) for segment in segments]
    if kind is ExportKind.BILINGUAL_DOCX:
        headings = (_HEADINGS[direction.source], _HEADINGS[direction.target])
        return ExportedFile(name, write_bilingual_docx(rows, direction, document.name, headings), _WORD)
    content = write_document(held, data, rows, direction, _anchors(segments, inspector))
    return ExportedFile(name, content, _MIME[held])


def _file_segment(segment: Segment) -> FileSegment:
    state: State = ""
    if segment.status in _FINISHED:
        state = "approved" if segment.status == SegmentStatus.APPROVED else "translated"
    return FileSegment(segment.unit, segment.source, segment.before, segment.after, segment.target, state)


def _anchors(segments: Sequence[Segment], inspector: Inspector) -> list[tuple[str, str]]:
    """What says the same in source and target, so that formatting finds its place: the terms as they are rendered."""
    found = {
        (finding.match.surface, finding.rendering): None
        for segment in segments
        if segment.target.strip()
        for finding in inspector.terms(segment.source, segment.target)
        if finding.status == "satisfied"
    }
    return list(found)
