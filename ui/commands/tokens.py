"""`hoyaku tokens`: the tokens with which programs act for a person."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.terminal import Json, acting_person, author_name, open_session, print_record, print_table, warn

if TYPE_CHECKING:
    from service.accounts.tokens import Token

app = typer.Typer(help="Make, list and revoke tokens for programs.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="What the token is for.")]
Owner = Annotated[
    str | None, typer.Option(help="Account that the token acts for; HOYAKU_USER where absent.", show_default=False)
]


@app.command()
def add(
    name: Name,
    owner: Owner = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="Days until it expires; never where absent.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Make a token, which is shown this once."""
    from corpus.tables import now
    from service.accounts.tokens import add_token

    expires = None if days is None else now() + timedelta(days=days)
    with open_session() as session:
        token, secret = add_token(session, acting_person(None), author_name(owner), name, expires)
    if json:
        print_record({**_record(token), "token": secret})
    else:
        print(secret)
        warn(f"This token acts for {token.owner}; it cannot be shown again.")


@app.command("list")
def list_all(
    owner: Annotated[str, typer.Option(help="Account whose tokens to show; all where absent.")] = "", json: Json = False
) -> None:
    """Show the tokens, without what opens anything."""
    from service.accounts.tokens import list_tokens

    with open_session() as session:
        tokens = list_tokens(session, acting_person(None), owner)
    if json:
        for token in tokens:
            print_record(_record(token))
    else:
        rows = [(token.owner, token.name, _day(token.created_at), _day(token.expires_at)) for token in tokens]
        print_table(["owner", "name", "made", "expires"], rows)


@app.command()
def revoke(name: Name, owner: Owner = None, json: Json = False) -> None:
    """Let a token open nothing any more, from the next request on."""
    from service.accounts.tokens import revoke_token

    with open_session() as session:
        token = revoke_token(session, acting_person(None), author_name(owner), name)
    print_record(_record(token)) if json else print(f"The token {token.name} of {token.owner} opens nothing any more.")


def _record(token: "Token") -> dict[str, object]:
    return {
        "owner": token.owner,
        "name": token.name,
        "created_at": token.created_at.isoformat(),
        "expires_at": None if token.expires_at is None else token.expires_at.isoformat(),
    }


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.date().isoformat()
