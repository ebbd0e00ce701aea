"""`hoyaku documents export-omegat` and `import-omegat`: work on a document in OmegaT, and back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.progress import counting
from ui.commands.terminal import (
    Author,
    Json,
    acting_person,
    load_settings,
    open_session,
    print_record,
    print_table,
    warn,
)

if TYPE_CHECKING:
    from service.workbench.omegat_returns import OmegatReturn, ReturnedText

app = typer.Typer()  # joins the commands of ui.commands.documents


@app.command("export-omegat")
def export_omegat(
    document: Annotated[int, typer.Argument(help="Number of the document.", metavar="ID", show_default=False)],
    folder: Annotated[
        Path, typer.Argument(help="Folder to be made; it must not be there yet, or be empty.", metavar="FOLDER")
    ],
    author: Author = None,
    json: Json = False,
) -> None:
    """Write a document as an OmegaT project: its segments, translations, terms and matches of the memory."""
    from corpus.documents.omegat import write_folder
    from service.workbench.documents import load_document
    from service.workbench.omegat_projects import omegat_project

    settings = load_settings()
    with open_session() as session:
        found = load_document(session, document)
        with counting("segments looked up in the memory", found.total) as progress:
            files = omegat_project(
                session,
                acting_person(author),
                document,
                settings.memory_threshold,
                lambda done, _: progress(done),
            )
    write_folder(folder, files)
    if json:
        print_record({"document": document, "folder": str(folder), "segments": found.total, "files": sorted(files)})
    else:
        print(folder)


@app.command("import-omegat")
def import_omegat(
    folder: Annotated[Path, typer.Argument(help="Folder of the OmegaT project.", metavar="FOLDER", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be taken; change nothing.")] = False,
    author: Author = None,
    json: Json = False,
) -> None:
    """Take back what was translated in an OmegaT project that export-omegat wrote.

    What somebody changed here in the meantime stays, and so does what is approved; both are listed with the text of
    OmegaT.
    """
    from corpus.documents.omegat import read_folder, read_project
    from service.workbench.omegat_returns import preview_return, take_return

    project = read_project(read_folder(folder))
    with open_session() as session:
        result = preview_return(session, project) if dry_run else take_return(session, acting_person(author), project)
    if json:
        print_record(_record(result, dry_run))
    else:
        _show(result, dry_run)


def _show(result: "OmegatReturn", dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    print(
        f"{len(result.taken)} {would}taken, {result.unchanged} unchanged, {result.untranslated} not translated, "
        f"{len(result.conflicts)} changed here meanwhile, {len(result.approved)} approved here"
    )
    if result.gone:
        warn(f"{result.gone} segments are not there any more: they were joined to others.")
    if result.strays:
        warn(f"{result.strays} translations in the project belong to no segment of the document.")
    listed = [
        *(("would be taken", found) for found in result.taken if dry_run),
        *(("changed here", found) for found in result.conflicts),
        *(("approved here", found) for found in result.approved),
    ]
    if listed:
        rows = [
            (found.row.position + 1, why, found.row.source, found.row.target, found.target) for why, found in listed
        ]
        print_table(["segment", "what", "source", "here", "OmegaT"], rows)


def _record(result: "OmegatReturn", dry_run: bool) -> dict[str, object]:
    return {
        "document": result.document,
        "dry_run": dry_run,
        "taken": _texts(result.taken),
        "conflicts": _texts(result.conflicts),
        "approved": _texts(result.approved),
        "unchanged": result.unchanged,
        "untranslated": result.untranslated,
        "gone": result.gone,
        "strays": result.strays,
    }


def _texts(found: "Sequence[ReturnedText]") -> list[dict[str, object]]:
    return [
        {
            "segment": text.row.position + 1,
            "source": text.row.source,
            "here": text.row.target,
            "omegat": text.target,
            "updated_by": text.row.updated_by,
        }
        for text in found
    ]
