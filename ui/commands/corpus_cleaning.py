"""`hoyaku corpus clean`: what of a file of pairs is fit to be kept, and why the rest is not."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import CorpusError
from ui.commands.progress import counting
from ui.commands.report import report_lines
from ui.commands.terminal import Json, print_record, print_table, warn

if TYPE_CHECKING:
    from corpus.filters import Dropped
    from corpus.pairs import NewPair

app = typer.Typer()  # joins the commands of ui.commands.corpus


@app.command()
def clean(
    file: Annotated[Path, typer.Argument(help="TSV, CSV, JSONL or TMX file.", metavar="FILE")],
    output: Annotated[
        Path | None, typer.Option(help="Write the pairs that are kept into this file.", metavar="FILE")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write why each pair was dropped into this TSV file.", metavar="FILE")
    ] = None,
    names: Annotated[
        list[str] | None, typer.Option("--filter", help="Only this filter; may be repeated.", metavar="NAME")
    ] = None,
    json: Json = False,
) -> None:
    """Drop pairs that are no translations of each other, or repeat others; without --output they are only counted."""
    from corpus.filters import FILTERS, USUAL, apply_filters
    from corpus.filters.duplicates import NearDuplicateFilter
    from corpus.formats import RejectedLine, read_pairs, write_pairs

    unknown = [name for name in names or [] if name not in FILTERS]
    if unknown:
        raise CorpusError(f"There is no filter {', '.join(unknown)}; choose from {', '.join(FILTERS)}.")
    filters = [FILTERS[name]() for name in FILTERS if name in (names or USUAL)]
    unreadable = 0
    with (
        report_lines(report, ("line", "filter", "reason", "zh", "ja")) as write,
        counting(f"{file.name}: pairs") as progress,
    ):
        for one in filters:
            if isinstance(one, NearDuplicateFilter):
                one.progress = progress  # counts from 0 again, over the pairs that are left

        def pairs() -> Iterator["NewPair"]:
            nonlocal unreadable
            for number, item in enumerate(read_pairs(file), start=1):
                if not number % 1_000:
                    progress(number)
                if isinstance(item, RejectedLine):
                    unreadable += 1
                    write(item.line, "unreadable", item.message)
                else:
                    yield item

        def tell(dropped: "Dropped") -> None:
            pair = dropped.pair
            write(pair.line, dropped.filter, dropped.reason, pair.zh, pair.ja)

        kept, result = apply_filters(pairs(), filters, tell)
        if output is None:
            deque(kept, maxlen=0)
        else:
            write_pairs(output, kept)
    rows = [(one.name, one.threshold, result.dropped[one.name]) for one in filters]
    if json:
        counts = [{"filter": name, "threshold": limit, "dropped": dropped} for name, limit, dropped in rows]
        record = {"file": str(file), "read": result.read, "unreadable": unreadable, "kept": result.kept}
        print_record({**record, "filters": counts})
        return
    print_table(["filter", "keeps", "dropped"], rows)
    print(f"{file}: {result.read} pairs read, {result.kept} kept, {result.read - result.kept} dropped")
    if unreadable:
        warn(f"{file}: {unreadable} lines hold no pair{'' if report else '; --report names them'}.")
