"""`hoyaku corpus`: the parallel corpus from a shell."""

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from corpus.languages import Area, Language
from ui.commands.progress import counting
from ui.commands.standard_input import read_text
from ui.commands.terminal import (
    Author,
    Json,
    author_name,
    load_settings,
    open_session,
    print_record,
    print_table,
    warn,
)
from ui.commands.translate import From, To, direction_between

if TYPE_CHECKING:
    from corpus.pairs import ImportReport
    from corpus.tables import Pair

app = typer.Typer(help="Import, export and search the approved pairs.", no_args_is_help=True)

InArea = Annotated[Area | None, typer.Option(help="Only pairs of this area of law.")]
InGenre = Annotated[str | None, typer.Option(help="Only pairs of this genre, such as contract or statute.")]


@app.command("import")
def import_pairs(
    files: Annotated[list[Path], typer.Argument(help="TSV, CSV, JSONL or TMX files.", metavar="FILE")],
    report: Annotated[
        Path | None, typer.Option(help="Write why each pair was not added into this TSV file.", metavar="FILE")
    ] = None,
    licence: Annotated[str, typer.Option(help="Licence under which the files may be used.")] = "",
    author: Author = None,
    json: Json = False,
) -> None:
    """Add the pairs of files to the corpus; those it holds already are counted, not added again."""
    if report is not None:
        report.write_text("file\tline\tkind\treason\n", encoding="utf-8")
    from corpus.formats import importing

    with open_session() as session:
        for path in files:
            with counting(f"{path.name}: pairs read") as progress:
                result = importing.import_pairs(session, path, author_name(author), licence, progress)
            _report(path, result, report, json)


def _report(path: Path, result: "ImportReport", report: Path | None, json: bool) -> None:
    if json:
        counts = {"added": result.added, "duplicate": result.duplicate, "rejected": result.rejected}
        problems = [{"line": p.line, "kind": p.kind, "reason": p.message} for p in result.problems]
        print_record({"file": str(path), **counts, "problems": problems})
    else:
        print(f"{path}: {result.added} added, {result.duplicate} duplicate, {result.rejected} rejected")
        for problem in [] if report else [p for p in result.problems if p.kind == "rejected"][:10]:
            warn(f"{path}, line {problem.line}: {problem.message}.")
    if report is not None:
        with report.open("a", encoding="utf-8") as lines:
            for problem in result.problems:
                lines.write(f"{path}\t{problem.line or ''}\t{problem.kind}\t{' '.join(problem.message.split())}\n")


@app.command("export")
def export_pairs(
    file: Annotated[Path, typer.Argument(help="File to write: .tsv, .csv, .jsonl or .tmx.", metavar="FILE")],
    area: InArea = None,
    genre: InGenre = None,
    licence: Annotated[str | None, typer.Option(help="Only pairs under this licence.")] = None,
    json: Json = False,
) -> None:
    """Write the pairs into a file whose ending says its format."""
    from corpus.formats import importing
    from corpus.pair_search import PairQuery, conditions

    with open_session() as session:
        wanted = conditions(session, PairQuery(licence=licence))
        number = importing.export_pairs(session, file, area, genre, *wanted)
    if json:
        print_record({"file": str(file), "pairs": number})
    else:
        print(f"{file}: {number} pairs")


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Segment to look up.")],
    source: From = "zh",
    target: To = None,
    threshold: Annotated[float | None, typer.Option(min=0, max=1, help="Lowest score, 0 to 1.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most matches shown.")] = 5,
    json: Json = False,
) -> None:
    """Look a segment up in the translation memory, best match first."""
    from corpus.memory import search_memory

    lowest = load_settings().memory_threshold if threshold is None else threshold
    with open_session() as session:
        hits = search_memory(session, text, direction_between(source, target), lowest, limit)
    if json:
        for hit in hits:
            print_record(
                {
                    "source": hit.source,
                    "target": hit.target,
                    "score": round(hit.score, 4),
                    "differences": [
                        {"kind": part.kind, "query": part.query, "hit": part.hit} for part in hit.differences
                    ],
                    "origin": hit.origin,
                    "document": hit.document,
                    "area": hit.area,
                    "genre": hit.genre,
                    "pair": hit.pair_id,
                }
            )
    elif hits:
        rows = [(f"{hit.score:.0%}", hit.source, hit.target, hit.document or hit.origin) for hit in hits]
        print_table(["score", "source", "translation", "from"], rows)
    else:
        warn(f"No pair is at least {lowest:.0%} like this; lower --threshold to see more.")


@app.command("list")
def list_pairs(
    area: InArea = None,
    genre: InGenre = None,
    limit: Annotated[int, typer.Option(min=0, help="Most pairs shown; 0 shows all.")] = 20,
    offset: Annotated[int, typer.Option(min=0, help="Pairs to skip.")] = 0,
    json: Json = False,
) -> None:
    """Show pairs in the order of their import."""
    from corpus.pairs import iter_pairs

    with open_session() as session:
        pairs = islice(iter_pairs(session, area, genre), offset, offset + limit if limit else None)
        if json:
            for pair in pairs:
                print_record(pair_record(pair))
        else:
            print_table(
                ["id", "zh", "ja", "area", "genre", "document"],
                ((pair.id, pair.zh, pair.ja, pair.area, pair.genre, pair.document) for pair in pairs),
            )


def pair_record(pair: "Pair") -> dict[str, object]:
    """The pair as `--json` prints it."""
    return {
        "id": pair.id,
        "zh": pair.zh,
        "ja": pair.ja,
        "area": pair.area,
        "genre": pair.genre,
        "source": pair.source.name,
        "document": pair.document,
        "position": pair.position,
    }


@app.command()
def stats(
    by: Annotated[Literal["area", "genre", "source", "document"], typer.Option(help="What to count by.")] = "source",
    json: Json = False,
) -> None:
    """Count the pairs by source, document, area or genre."""
    from sqlalchemy import func, select

    from corpus.tables import Pair, Source

    column = {"area": Pair.area, "genre": Pair.genre, "source": Source.name, "document": Pair.document}[by]
    with open_session() as session:
        counts = select(column, func.count()).select_from(Pair).join(Source).group_by(column).order_by(column)
        rows = [(name, number) for name, number in session.execute(counts)]
    total = sum(number for _, number in rows)
    if json:
        print_record({"pairs": total, "by": by, "counts": [{by: name, "pairs": number} for name, number in rows]})
    else:
        print_table([by, "pairs"], [*((name or "-", number) for name, number in rows), ("total", total)])


@app.command()
def segment(
    files: Annotated[list[Path] | None, typer.Argument(help="Text files; standard input where absent.")] = None,
    language: Annotated[Language, typer.Option(help="Language of the text.")] = "zh",
    json: Json = False,
) -> None:
    """Cut text into the segments that are translated one by one, a line each."""
    from corpus.segmentation import split_segments

    for text in (_read(path) for path in files) if files else [read_text(sys.stdin.buffer)]:
        for part in split_segments(text, language):
            if json:
                print_record({"before": part.before, "text": part.text, "after": part.after})
            elif part.text:
                print(" ".join(part.text.splitlines()))


def _read(path: Path) -> str:
    with path.open("rb") as content:
        return read_text(content, str(path))
