"""`hoyaku glossary`: finding terms and changing them, each change with author and reason."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.languages import Area, Language
from glossary.terms import Term, TermStatus
from ui.commands.standard_input import read_text
from ui.commands.terminal import Author, Json, load_settings, print_record, print_table, warn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

app = typer.Typer(help="Find, add, change and exchange terms.", no_args_is_help=True)

TermId = Annotated[int, typer.Argument(help="The term's number, as find and list show it.", metavar="ID")]
Reason = Annotated[str, typer.Option(help="Why, for the audit trail.")]
InArea = Annotated[Area | None, typer.Option(help="Area of law; every area where absent.")]
Forms = Annotated[list[str] | None, typer.Option(show_default=False)]


@contextmanager
def _session() -> Iterator["Session"]:
    """A session on the settings' database; what was changed is committed where nothing failed."""
    from corpus.database import open_database

    with open_database(load_settings()).begin() as session:
        yield session


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


def _show(terms: list[Term], json: bool) -> None:
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
    json: Json = False,
) -> None:
    """Find terms by any part of their forms; exit status 1 where there is none."""
    from glossary.workflow import find_terms

    with _session() as session:
        terms = find_terms(session, text, area)
    if not terms:
        warn(f"No term holds {text!r}.")
        raise typer.Exit(1)
    _show(terms, json)


@app.command("list")
def list_terms(
    area: InArea = None,
    status: Annotated[list[TermStatus] | None, typer.Option(help="Only these; repeat for several.")] = None,
    json: Json = False,
) -> None:
    """Show all terms, or those of an area and status."""
    from glossary.store import load_terms

    with _session() as session:
        terms = load_terms(session, tuple(status or TermStatus))
    _show([term for term in terms if area is None or term.area == area], json)


@app.command()
def add(
    zh: Annotated[str, typer.Argument(help="Chinese term.")],
    ja: Annotated[str, typer.Argument(help="Japanese term.")],
    reason: Reason,
    area: InArea = None,
    zh_variant: Forms = None,
    ja_variant: Forms = None,
    zh_forbidden: Forms = None,
    ja_forbidden: Forms = None,
    definition: str = "",
    note: str = "",
    propose: Annotated[bool, typer.Option("--propose", help="Leave the approval to a reviewer.")] = False,
    author: Author = None,
    json: Json = False,
) -> None:
    """Add a term, approved at once unless --propose is given; the next translation obeys it."""
    from glossary.workflow import add_term

    status = TermStatus.PROPOSED if propose else TermStatus.APPROVED
    term = Term(
        zh=zh,
        ja=ja,
        area=area or "",
        zh_variants=tuple(zh_variant or ()),
        ja_variants=tuple(ja_variant or ()),
        zh_forbidden=tuple(zh_forbidden or ()),
        ja_forbidden=tuple(ja_forbidden or ()),
        status=status,
        definition=definition,
        note=note,
    )
    with _session() as session:
        added = add_term(session, term, _author(author), reason, status=status)
    _show([added], json)


@app.command()
def edit(
    term_id: TermId,
    reason: Reason,
    zh: str | None = None,
    ja: str | None = None,
    area: Annotated[str | None, typer.Option(help='Area of law; "" for every area.')] = None,
    zh_variant: Forms = None,
    ja_variant: Forms = None,
    zh_forbidden: Forms = None,
    ja_forbidden: Forms = None,
    definition: str | None = None,
    note: str | None = None,
    author: Author = None,
    json: Json = False,
) -> None:
    """Change fields of a term; the forms given replace the old ones, and "" removes them all."""
    from glossary.workflow import edit_term

    given: dict[str, Any] = {"zh": zh, "ja": ja, "area": area, "definition": definition, "note": note}
    forms = {
        "zh_variants": zh_variant,
        "ja_variants": ja_variant,
        "zh_forbidden": zh_forbidden,
        "ja_forbidden": ja_forbidden,
    }
    given |= {name: tuple(form for form in texts if form) for name, texts in forms.items() if texts is not None}
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise typer.BadParameter("name at least one field to change, such as --ja or --note.")
    with _session() as session:
        edited = edit_term(session, term_id, author=_author(author), reason=reason, **changes)
    _show([edited], json)


@app.command()
def approve(term_id: TermId, reason: Reason = "", author: Author = None, json: Json = False) -> None:
    """Approve a proposed or retired term."""
    from glossary.workflow import approve_term

    with _session() as session:
        approved = approve_term(session, term_id, _author(author), reason)
    _show([approved], json)


@app.command()
def retire(term_id: TermId, reason: Reason, author: Author = None, json: Json = False) -> None:
    """Take a term out of use; its history stays."""
    from glossary.workflow import retire_term

    with _session() as session:
        retired = retire_term(session, term_id, _author(author), reason)
    _show([retired], json)


@app.command()
def history(term_id: TermId, json: Json = False) -> None:
    """Show who changed a term, when and why."""
    from glossary.workflow import term_history

    with _session() as session:
        events = term_history(session, term_id)
    print(events)


@app.command()
def conflicts(json: Json = False) -> None:
    """Show terms that contradict each other."""
    from glossary.conflicts import find_conflicts

    with _session() as session:
        found = find_conflicts(session)
    if json:
        for conflict in found:
            terms = [term_record(term) for term in conflict.terms]
            print_record({"kind": conflict.kind, "message": conflict.message, "terms": terms})
    elif found:
        print_table(["kind", "terms", "message"], [(c.kind, _ids(c.terms), c.message) for c in found])
    else:
        print("No conflicts.")


def _ids(terms: tuple[Term, ...]) -> str:
    return " ".join(str(term.id) for term in terms)


@app.command()
def match(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT", help="Text; standard input if absent.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the text.")] = "zh",
    area: InArea = None,
    json: Json = False,
) -> None:
    """Show the terms that stand in a text, with their renderings."""
    from glossary.matching import Matcher
    from glossary.store import load_terms

    with _session() as session:
        matcher = Matcher(load_terms(session), language)
    target: Language = "ja" if language == "zh" else "zh"
    for text in texts or [read_text(sys.stdin.buffer)]:
        found = matcher.match(text, area or "")
        if json:
            matches = [
                {
                    "span": [m.start, m.end],
                    "surface": m.surface,
                    "renderings": list(m.renderings(target)),
                    "forbidden": list(m.forbidden(target)),
                    "terms": [term.id for term in m.terms],
                }
                for m in found
            ]
            print_record({"text": text, "matches": matches})
        else:
            rows = [
                (f"{m.start}-{m.end}", m.surface, " / ".join(m.renderings(target)), " / ".join(m.forbidden(target)))
                for m in found
            ]
            print_table(["span", "term", "renderings", "forbidden"], rows)


def _author(given: str | None) -> str:
    return given or load_settings().user
