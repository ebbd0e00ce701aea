"""`hoyaku corpus align-docs`: pairs from the Chinese and the Japanese edition of the same documents."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.progress import counting
from ui.commands.report import report_lines
from ui.commands.terminal import Json, print_record, print_table, warn

if TYPE_CHECKING:
    from corpus.pairs import NewPair

app = typer.Typer()  # joins the commands of ui.commands.corpus


@app.command("align-docs")
def align_docs(
    zh: Annotated[Path, typer.Argument(help="Folder of the Chinese documents.", metavar="ZH_DIR")],
    ja: Annotated[Path, typer.Argument(help="Folder of the Japanese ones, under the same names.", metavar="JA_DIR")],
    output: Annotated[Path, typer.Option(help="File to write: .tsv, .csv, .jsonl or .tmx.", metavar="FILE")],
    report: Annotated[
        Path | None, typer.Option(help="Write what was left out, and why, into this TSV file.", metavar="FILE")
    ] = None,
    json: Json = False,
) -> None:
    """Make pairs of the same Markdown, reStructuredText and PO files in two languages."""
    from corpus.formats import write_pairs
    from corpus.localised import align_trees

    aligned = unmatched = 0
    dropped: dict[str, int] = {}
    columns = ("document", "pair", "filter", "reason", "zh", "ja")
    with report_lines(report, columns) as write, counting("documents read") as progress:

        def pairs() -> Iterator["NewPair"]:
            nonlocal aligned, unmatched
            for document in align_trees(zh, ja):
                if document.problem:
                    unmatched += 1
                    write(document.path, None, "document", document.problem, None, None)
                else:
                    aligned += 1
                progress(aligned + unmatched)
                for one in document.dropped:
                    dropped[one.filter] = dropped.get(one.filter, 0) + 1
                    write(document.path, one.pair.position, one.filter, one.reason, one.pair.zh, one.pair.ja)
                yield from document.pairs

        number = write_pairs(output, pairs())
    if json:
        counts = {"documents": aligned, "unmatched": unmatched, "pairs": number, "dropped": dropped}
        print_record({"file": str(output), **counts})
        return
    if dropped:
        print_table(["filter", "dropped"], list(dropped.items()))
    print(f"{output}: {number} pairs of {aligned} documents; {sum(dropped.values())} pairs dropped")
    if unmatched:
        told = "" if report else "; --report tells why"
        warn(f"{unmatched} documents have no edition in the other language that matches{told}.")
