"""`hoyaku documents`: files taken in, drafted and given back, as on the page."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import HoyakuError
from corpus.languages import Area, Direction
from ui.commands.progress import counting
from ui.commands.standard_input import waits_for_typing
from ui.commands.terminal import (
    Author,
    Json,
    author_name,
    load_settings,
    open_session,
    print_record,
    print_table,
    quiet_libraries,
    tell_endpoint,
    warn,
)
from ui.commands.translate import Local

if TYPE_CHECKING:
    from service.accounts import Person
    from service.workbench.deleted_documents import Deletion
    from service.workbench.records import DocumentSummary, SegmentRow

app = typer.Typer(help="Translate files: take them in, draft, look, export.", no_args_is_help=True)

DocumentId = Annotated[int, typer.Argument(help="Number of the document.", metavar="ID")]
Kind = Annotated[str, typer.Option(help="original, bilingual_docx or tmx.")]


@app.command()
def upload(
    file: Annotated[Path, typer.Argument(help="File to translate; - reads standard input.", metavar="FILE")],
    direction: Annotated[Direction, typer.Option(help="Direction of the translation.")] = Direction.ZH_JA,
    area: Annotated[Area | None, typer.Option(help="Area of law, which decides between renderings of a term.")] = None,
    name: Annotated[
        str, typer.Option(help="Name of the document, whose ending says its format; the file's where absent.")
    ] = "",
    author: Author = None,
    json: Json = False,
) -> None:
    """Take a file in as a document."""
    from service.workbench.documents import load_document, upload_document

    data = _read(file, name)
    with open_session() as session:
        _seed(session)
        number = upload_document(session, _person(author), name or file.name, data, direction, area or "")
        _show([load_document(session, number)], json)


@app.command("list")
def list_(
    status: Annotated[str, typer.Option(help="Only documents that are open, in_review or done.")] = "",
    json: Json = False,
) -> None:
    """Show the documents, newest first."""
    from service.workbench.documents import list_documents
    from service.workbench.records import DocumentStatus

    if status and status not in tuple(DocumentStatus):
        raise typer.BadParameter(f"--status is one of {', '.join(DocumentStatus)}.")
    with open_session() as session:
        _show(list_documents(session, DocumentStatus(status) if status else None), json)


@app.command()
def show(document: DocumentId, json: Json = False) -> None:
    """Show a document's segments with their translations and warnings."""
    from service.workbench.segments import load_segments

    with open_session() as session:
        rows = load_segments(session, document)
    if json:
        for row in rows:
            print_record(segment_record(row))
    else:
        table = [(row.position + 1, row.status, row.source, row.target, ", ".join(row.warnings)) for row in rows]
        print_table(["segment", "status", "source", "translation", "warnings"], table)


@app.command()
def pretranslate(
    document: DocumentId,
    overwrite_machine: Annotated[
        bool, typer.Option("--overwrite-machine", help="Draft anew what nobody has touched since it was drafted.")
    ] = False,
    beam: Annotated[
        int | None, typer.Option(min=1, max=64, help="Beam size; HOYAKU_BEAM_SIZE where absent.", show_default=False)
    ] = None,
    local: Local = False,
    author: Author = None,
    json: Json = False,
) -> None:
    """Draft a translation of the segments that have none, from the memory or by the model.

    What is finished is saved as it goes; a command that was stopped goes on where it was when it is started again.
    """
    quiet_libraries()
    from service.translator import open_translator
    from service.workbench.documents import load_document
    from service.workbench.pretranslation import PretranslationOptions
    from service.workbench.pretranslation import pretranslate as draft

    settings = load_settings()
    if not local:
        tell_endpoint(settings, tells_failures=True)
    translator = open_translator(settings)
    options = PretranslationOptions(
        beam_size=beam or settings.beam_size,
        memory_threshold=settings.memory_threshold,
        local=local,
        overwrite_machine=overwrite_machine,
    )
    with translator.sessions() as session:
        total = load_document(session, document).total
    with counting("segments drafted", total) as progress:
        result = draft(
            translator.sessions, translator, _person(author), document, options, lambda done, _: progress(done)
        )
    counts = {
        "document": document,
        "translated": result.translated,
        "by_endpoint": result.by_endpoint,
        "from_memory": result.from_memory,
        "left": result.left,
        "changed_meanwhile": result.changed_meanwhile,
    }
    if json:
        print_record({**counts, "problems": list(result.problems)})
        return
    by_endpoint = f" ({result.by_endpoint} by the endpoint)" if result.by_endpoint else ""
    print(f"{result.translated} translated{by_endpoint}, {result.from_memory} from the memory, {result.left} left")
    for problem in result.problems:
        warn(problem)


@app.command()
def export(
    document: DocumentId,
    kind: Kind = "original",
    despite_warnings: Annotated[
        bool, typer.Option("--despite-warnings", help="Export though segments are not approved or have warnings.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(help="File or folder to write; - writes to standard output.", show_default="the document's name"),
    ] = None,
    author: Author = None,
    json: Json = False,
) -> None:
    """Write the translated document as a file."""
    from service.workbench.exporting import ExportKind, export_document

    if kind not in tuple(ExportKind):
        raise typer.BadParameter(f"--kind is one of {', '.join(ExportKind)}.")
    with open_session() as session:
        file = export_document(session, _person(author), document, ExportKind(kind), despite_warnings)
    if output == Path("-"):
        sys.stdout.buffer.write(file.content)
        return
    path = Path(file.name) if output is None else output / file.name if output.is_dir() else output
    path.write_bytes(file.content)
    if json:
        print_record({"document": document, "kind": kind, "file": str(path), "bytes": len(file.content)})
    else:
        print(path)


@app.command()
def delete(
    document: DocumentId,
    reason: Annotated[str, typer.Option(help="Why, for the record.")],
    author: Author = None,
    json: Json = False,
) -> None:
    """Delete a document; its approved pairs stay in the corpus, and the reason on record."""
    from service.workbench.documents import delete_document, load_document

    with open_session() as session:
        held = load_document(session, document)
        delete_document(session, _person(author), document, reason)
    if json:
        print_record({"document": document, "name": held.name, "deleted": True})
    else:
        print(f"{held.name} is deleted.")


@app.command()
def deleted(json: Json = False) -> None:
    """Show which documents were deleted, by whom and why, the last one first."""
    from service.workbench.deleted_documents import list_deletions

    with open_session() as session:
        found = list_deletions(session, _person(None))
    if json:
        for one in found:
            print_record(deletion_record(one))
    else:
        rows = [(one.deleted_at, one.document_id, one.name, one.segments, one.deleted_by, one.reason) for one in found]
        times = [f"{at:%Y-%m-%d %H:%M} UTC" for at, *_ in rows]
        table = [(time, *rest) for time, (_, *rest) in zip(times, rows, strict=True)]
        print_table(["time", "document", "name", "segments", "author", "reason"], table)


def deletion_record(one: "Deletion") -> dict[str, object]:
    """The deletion as `--json` prints it."""
    return {
        "id": one.document_id,
        "name": one.name,
        "direction": str(one.direction),
        "segments": one.segments,
        "digest": one.digest,
        "created_by": one.created_by,
        "created_at": one.created_at.isoformat(),
        "deleted_by": one.deleted_by,
        "deleted_at": one.deleted_at.isoformat(),
        "reason": one.reason,
    }


def document_record(found: "DocumentSummary") -> dict[str, object]:
    """The document as `--json` prints it."""
    return {
        "id": found.id,
        "name": found.name,
        "format": found.format,
        "direction": str(found.direction),
        "area": found.area,
        "status": str(found.status),
        "created_by": found.created_by,
        "created_at": found.created_at.isoformat(),
        "updated_at": found.updated_at.isoformat(),
        "segments": found.total,
        "counts": {str(status): number for status, number in found.counts.items()},
        "warned": found.warned,
    }


def segment_record(row: "SegmentRow") -> dict[str, object]:
    """The segment as `--json` prints it."""
    return {
        "id": row.id,
        "segment": row.position + 1,
        "source": row.source,
        "translation": row.target,
        "status": str(row.status),
        "origin": row.origin,
        "warnings": list(row.warnings),
        "uncertainty": row.uncertainty,
        "memory_score": row.memory_score,
        "comments": row.comments,
        "repetitions": row.repetitions,
        "updated_by": row.updated_by,
        "version": row.version,
    }


def _show(documents: "list[DocumentSummary]", json: bool) -> None:
    if json:
        for found in documents:
            print_record(document_record(found))
        return
    rows = [
        (
            found.id,
            found.name,
            found.direction,
            found.area,
            found.status.replace("_", " "),
            found.total,
            ", ".join(f"{number} {status}" for status, number in found.counts.items()),
            found.warned,
        )
        for found in documents
    ]
    print_table(["id", "name", "direction", "area", "status", "segments", "of them", "warned"], rows)


def _read(file: Path, name: str) -> bytes:
    if file != Path("-"):
        return file.read_bytes()
    if not name:
        raise HoyakuError("Standard input has no name: say --name contract.docx, whose ending says the format.")
    if waits_for_typing():
        warn("Type or paste the text; Ctrl-D ends.")
    return sys.stdin.buffer.read()


def _person(author: str | None) -> "Person":
    """Whoever is at the command line has the database in their hands already."""
    from service.accounts import Person, Role

    return Person(author_name(author), Role.ADMIN)


def _seed(session: Any) -> None:
    """The seed glossary, so that the very first document is inspected against it."""
    from glossary.seeds import seed_glossary

    seed_glossary(session)
    session.commit()
