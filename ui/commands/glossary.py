"""`hoyaku glossary`: finding terms, by themselves and in texts, their history and their conflicts."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.languages import Area, Language
from glossary.terms import Term, TermStatus
from ui.commands.standard_input import read_text
from ui.commands.terminal import Json, open_session, print_record, print_table, warn

if TYPE_CHECKING:
    from glossary.lookup import TermChange

app = typer.Typer(help="Find, add, change and exchange terms.", no_args_is_help=True)

TermId = Annotated[int, typer.Argument(help="The term's number, as find and list show it.", metavar="ID")]
InArea = Annotated[Area | None, typer.Option(help="Area of law; every area where absent.")]
Statuses = Annotated[
    list[TermStatus] | None, typer.Option(help="Only terms of this status; repeat for several.", show_default=False)
]


def term_record(term: Term) -> dict[str, object]:
    """The term as `--json` prints it."""
    return {
        "id": term.id,
        "zh": term.zh,
        "ja": term.ja,
        "area": term.area,
        "status": term.status.value,
        "zh_variants": list(term.zh_variants),
        "ja_variants": list(term.ja_variants),
        "zh_forbidden": list(term.zh_forbidden),
        "ja_forbidden": list(term.ja_forbidden),
        "definition": term.definition,
        "note": term.note,
    }


def show_terms(terms: list[Term], json: bool) -> None:
    """Prints the terms as a table or as JSON."""
    if json:
        for term in terms:
            print_record(term_record(term))
        return
    rows = [
        (
            term.id,
            "、".join((term.zh, *term.zh_variants)),
            "、".join((term.ja, *term.ja_variants)),
            "、".join((*term.zh_forbidden, *term.ja_forbidden)),
            term.area,
            term.status,
            term.note,
        )
        for term in terms
    ]
    print_table(["id", "zh", "ja", "forbidden", "area", "status", "note"], rows)


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="Part of a term, in either language.")],
    area: InArea = None,
    status: Statuses = None,
    json: Json = False,
) -> None:
    """Find terms by any part of their forms, approved and proposed ones; exit status 1 where there is none."""
    from glossary.lookup import find_terms

    with open_session() as session:
        terms = find_terms(session, text, area, tuple(status or (TermStatus.APPROVED, TermStatus.PROPOSED)))
    if not terms:
        warn(f"No term holds {text!r}.")
        raise typer.Exit(1)
    show_terms(terms, json)


@app.command("list")
def list_terms(
    area: InArea = None,
    status: Statuses = None,
    json: Json = False,
) -> None:
    """Show all terms, or those of an area and status."""
    from glossary.store import load_terms

    with open_session() as session:
        terms = load_terms(session, tuple(status or TermStatus))
    show_terms([term for term in terms if area is None or term.area == area], json)


@app.command()
def history(term_id: TermId, json: Json = False) -> None:
    """Show who changed a term, when and why."""
    from glossary.lookup import term_history

    with open_session() as session:
        changes = term_history(session, term_id)
    if json:
        for change in changes:
            print_record(
                {
                    "event": change.id,
                    "action": change.action,
                    "author": change.author,
                    "reason": change.reason,
                    "at": change.at.isoformat(),
                    "before": change.before and term_record(change.before),
                    "after": change.after and term_record(change.after),
                }
            )
    else:
        rows = [
            (
                change.id,
                f"{change.at:%Y-%m-%d %H:%M} UTC",
                change.author,
                change.action,
                _difference(change),
                change.reason,
            )
            for change in changes
        ]
        print_table(["event", "time", "author", "action", "change", "reason"], rows)


def _difference(change: "TermChange") -> str:
    """The fields that changed, old and new."""
    if change.after is None:
        return ""
    before = term_record(change.before) if change.before else {}
    after = {name: value for name, value in term_record(change.after).items() if value and name not in ("id", "status")}
    return "; ".join(
        f"{name}: {_cell(before[name])} → {_cell(value)}" if name in before else f"{name}: {_cell(value)}"
        for name, value in after.items()
        if before.get(name) != value
    )


def _cell(value: object) -> str:
    return ("、".join(map(str, value)) if isinstance(value, list) else str(value)) or "-"


@app.command()
def conflicts(
    accepted: Annotated[bool, typer.Option("--accepted", help="Those that were accepted as meant instead.")] = False,
    json: Json = False,
) -> None:
    """Show terms that contradict each other, and the ways out that resolve takes."""
    from glossary.accepted_conflicts import divide_conflicts
    from glossary.conflicts import find_conflicts
    from glossary.resolution import resolutions, way_name
    from ui.commands.glossary_acceptance import show_acceptances

    with open_session() as session:
        divided = divide_conflicts(session, find_conflicts(session))
    if accepted:
        show_acceptances(divided.accepted, json)
        return
    found = divided.open
    ways = [[way_name(way) for way in resolutions(conflict)] for conflict in found]
    if json:
        for number, (conflict, names) in enumerate(zip(found, ways, strict=True), start=1):
            terms = [term_record(term) for term in conflict.terms]
            record = {"number": number, "kind": conflict.kind, "message": conflict.message, "terms": terms}
            print_record({**record, "ways": names})
    elif found:
        rows = [
            (number, conflict.kind, conflict.message, " ".join(names))
            for number, (conflict, names) in enumerate(zip(found, ways, strict=True), start=1)
        ]
        print_table(["number", "kind", "message", "ways"], rows)
    else:
        print("No conflicts.")


@app.command()
def match(
    texts: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="Text; standard input if absent.")] = None,
    language: Annotated[Language, typer.Option(help="Language of the text.")] = "zh",
    area: InArea = None,
    json: Json = False,
) -> None:
    """Show the terms that stand in a text, with their renderings."""
    from glossary.matching import Matcher
    from glossary.store import load_terms

    with open_session() as session:
        matcher = Matcher(load_terms(session), language)
    target: Language = "ja" if language == "zh" else "zh"
    for text in texts or [read_text(sys.stdin.buffer)]:
        found = matcher.match(text, area or "")
        if json:
            matches = [
                {
                    "span": [m.start, m.end],
                    "surface": m.surface,
                    "renderings": list(m.citations(target)),
                    "forbidden": list(m.forbidden(target)),
                    "terms": [term.id for term in m.terms],
                }
                for m in found
            ]
            print_record({"text": text, "matches": matches})
        else:
            rows = [
                (f"{m.start}-{m.end}", m.surface, " / ".join(m.citations(target)), " / ".join(m.forbidden(target)))
                for m in found
            ]
            print_table(["span", "term", "renderings", "forbidden"], rows)
