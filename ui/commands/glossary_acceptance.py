"""`hoyaku glossary accept` and `reopen`: conflicts that are meant."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from glossary.errors import GlossaryError
from ui.commands.glossary import term_record
from ui.commands.glossary_editing import Reason
from ui.commands.terminal import Author, Json, author_name, open_session, print_record, print_table

if TYPE_CHECKING:
    from glossary.accepted_conflicts import Acceptance

app = typer.Typer()  # joins the commands of ui.commands.glossary

Numbered = TypeVar("Numbered")


@app.command()
def accept(
    conflict: Annotated[int, typer.Argument(help="The conflict's number, as conflicts shows it.", metavar="NUMBER")],
    reason: Reason,
    author: Author = None,
    json: Json = False,
) -> None:
    """Accept a conflict as meant; it is listed again when one of its terms changes."""
    from glossary.accepted_conflicts import accept_conflict, divide_conflicts
    from glossary.conflicts import find_conflicts

    with open_session() as session:
        chosen = numbered(divide_conflicts(session, find_conflicts(session)).open, conflict)
        accept_conflict(session, chosen, author_name(author), reason)
    _tell(chosen.message, True, json)


@app.command()
def reopen(
    conflict: Annotated[int, typer.Argument(help="Its number, as conflicts --accepted shows it.", metavar="NUMBER")],
    reason: Reason,
    author: Author = None,
    json: Json = False,
) -> None:
    """Put an accepted conflict back on the list."""
    from glossary.accepted_conflicts import divide_conflicts, reopen_conflict
    from glossary.conflicts import find_conflicts

    with open_session() as session:
        chosen = numbered(divide_conflicts(session, find_conflicts(session)).accepted, conflict).conflict
        reopen_conflict(session, chosen, author_name(author), reason)
    _tell(chosen.message, False, json)


def numbered(found: Sequence[Numbered], number: int) -> Numbered:
    """The conflict of this number, from 1 on; GlossaryError where there is none."""
    if not 1 <= number <= len(found):
        raise GlossaryError(f"There is no conflict {number}; there are {len(found)}, listed by conflicts.")
    return found[number - 1]


def show_acceptances(accepted: "Sequence[Acceptance]", json: bool) -> None:
    """Print the conflicts that were accepted."""
    for number, one in enumerate(accepted, start=1):
        if json:
            terms = [term_record(term) for term in one.conflict.terms]
            record = {"number": number, "kind": one.conflict.kind, "message": one.conflict.message, "terms": terms}
            print_record({**record, "author": one.author, "at": one.at.isoformat(), "reason": one.reason})
    if accepted and not json:
        rows = [
            (number, one.conflict.kind, one.conflict.message, one.author, one.reason)
            for number, one in enumerate(accepted, start=1)
        ]
        print_table(["number", "kind", "message", "author", "reason"], rows)
    elif not json:
        print("No accepted conflicts.")


def _tell(message: str, accepted: bool, json: bool) -> None:
    if json:
        print_record({"message": message, "accepted": accepted})
    else:
        print(f"{'Accepted' if accepted else 'Open again'}: {message}")
