"""`hoyaku glossary import` and `export`: terms from files and into files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.terms import TermStatus
from ui.commands.glossary import InArea, Statuses, term_record
from ui.commands.terminal import Author, Json, author_name, open_session, print_record, warn

if TYPE_CHECKING:
    from glossary.exchange import TermImportReport

app = typer.Typer()  # joins the commands of ui.commands.glossary

SHOWN = 10  # conflicts and problems shown of each kind where --report does not name a file for them


@app.command("import")
def import_terms(
    file: Annotated[Path, typer.Argument(help="TSV, CSV or TBX file.", metavar="FILE")],
    reason: Annotated[str, typer.Option(help="Why, for the audit trail.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each term.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Where file and glossary disagree, let the file be right.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write every conflict and problem into this TSV file.", metavar="FILE")
    ] = None,
    author: Author = None,
    json: Json = False,
) -> None:
    """Bring the terms of a file into the glossary; those that contradict it are reported and left out."""
    from glossary import exchange

    with open_session() as session:
        result = exchange.import_terms(session, file, author_name(author), reason, dry_run, replace_existing=replace)
    if report is not None:
        lines = "".join(f"{line}\t{kind}\t{message}\n" for line, kind, message in _left_out(result))
        report.write_text("line\tkind\treason\n" + lines, encoding="utf-8")
    if json:
        print_record({"file": str(file), "dry_run": dry_run, **_report_record(result)})
        return
    would = "would be " if dry_run else ""
    print(
        f"{file}: {result.added} {would}added, {result.changed} {would}changed, {result.unchanged} unchanged, "
        f"{len(result.conflicts)} in conflict, {len(result.problems)} refused"
    )
    if report is None:
        left_out = _left_out(result)
        for line, kind, message in left_out[:SHOWN]:
            warn(f"{file}, line {line}: {kind}: {message}")
        if len(left_out) > SHOWN:
            warn(f"{len(left_out) - SHOWN} more; --report FILE lists all.")


@app.command("export")
def export_terms(
    file: Annotated[Path, typer.Argument(help="File to write: .tsv, .csv or .tbx.", metavar="FILE")],
    area: InArea = None,
    status: Statuses = None,
    json: Json = False,
) -> None:
    """Write terms, the approved ones unless --status says otherwise, into a file whose ending says its format."""
    from glossary.exchange import write_terms
    from glossary.store import load_terms

    with open_session() as session:
        terms = load_terms(session, tuple(status or (TermStatus.APPROVED,)))
    number = write_terms(file, [term for term in terms if area is None or term.area == area])
    if json:
        print_record({"file": str(file), "terms": number})
    else:
        print(f"{file}: {number} terms")


def _left_out(result: "TermImportReport") -> list[tuple[int, str, str]]:
    """Line, kind and reason of everything that was not brought in, in the order of the file."""
    found = [(conflict.line, "conflict", conflict.message) for conflict in result.conflicts]
    found += [(problem.line, "refused", problem.message) for problem in result.problems]
    return sorted((line, kind, " ".join(message.split())) for line, kind, message in found)


def _report_record(result: "TermImportReport") -> dict[str, object]:
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "conflicts": [
            {
                "line": conflict.line,
                "term": term_record(conflict.term),
                "existing": term_record(conflict.existing),
                "reason": conflict.message,
            }
            for conflict in result.conflicts
        ],
        "problems": [{"line": problem.line, "reason": problem.message} for problem in result.problems],
    }
