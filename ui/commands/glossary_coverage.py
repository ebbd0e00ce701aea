"""`hoyaku glossary coverage`: how far the approved pairs and the glossary agree."""

from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.glossary import show_terms
from ui.commands.progress import counting
from ui.commands.terminal import Json, open_session, print_record, print_table

if TYPE_CHECKING:
    from service.glossary_coverage import AreaCoverage

app = typer.Typer()  # joins the commands of ui.commands.glossary


@app.command()
def coverage(
    unseen: Annotated[bool, typer.Option("--unseen", help="List the terms that are in no pair instead.")] = False,
    json: Json = False,
) -> None:
    """Show by area how often terms in the pairs have their approved rendering, and how many terms are in no pair."""
    from service.glossary_coverage import glossary_coverage

    with open_session() as session, counting("pairs") as progress:
        found = glossary_coverage(session, lambda done, _: progress(done))
    if unseen:
        show_terms(list(found.unseen), json)
        return
    if json:
        areas = [_record(one) for one in found.areas]
        print_record({**_record(found.whole), "area": None, "areas": areas, "unseen_ids": [t.id for t in found.unseen]})
        return
    columns = ["area", "occurrences", "as approved", "forbidden", "terms", "in no pair"]
    print_table(columns, [_row(one.area or "-", one) for one in found.areas] + [_row("all", found.whole)])


def _record(one: "AreaCoverage") -> dict[str, object]:
    counts = {"occurrences": one.occurrences, "rendered": one.rendered, "forbidden": one.forbidden}
    return {"area": one.area, **counts, "share": one.share, "terms": one.terms, "unseen": one.unseen}


def _row(name: str, one: "AreaCoverage") -> tuple[object, ...]:
    share = f"{one.share:.1%}" if one.occurrences else "-"
    return name, one.occurrences, share, one.forbidden, one.terms, one.unseen
