"""`hoyaku glossary add`, `edit` and the rest: changes of terms, each with its author and reason."""

from typing import Annotated, Any

import typer

from glossary.terms import Term, TermStatus
from ui.commands.glossary import InArea, TermId, show_terms
from ui.commands.terminal import Author, Json, author_name, open_session

app = typer.Typer()  # joins the commands of ui.commands.glossary

Reason = Annotated[str, typer.Option(help="Why, for the audit trail.")]
Forms = Annotated[list[str] | None, typer.Option(show_default=False)]


@app.command()
def add(
    zh: Annotated[str, typer.Argument(help="Chinese term.")],
    ja: Annotated[str, typer.Argument(help="Japanese term.")],
    area: InArea = None,
    zh_variant: Forms = None,
    ja_variant: Forms = None,
    zh_forbidden: Forms = None,
    ja_forbidden: Forms = None,
    definition: str = "",
    note: str = "",
    reason: Reason = "",
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
    with open_session() as session:
        added = add_term(session, term, author_name(author), reason, status=status)
    show_terms([added], json)


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
    with open_session() as session:
        edited = edit_term(session, term_id, author=author_name(author), reason=reason, **changes)
    show_terms([edited], json)


@app.command()
def approve(term_id: TermId, reason: Reason = "", author: Author = None, json: Json = False) -> None:
    """Approve a proposed term; the next translation obeys it."""
    from glossary.workflow import approve_term

    with open_session() as session:
        show_terms([approve_term(session, term_id, author_name(author), reason)], json)


@app.command()
def reject(term_id: TermId, reason: Reason, author: Author = None, json: Json = False) -> None:
    """Turn a proposed term down."""
    from glossary.workflow import reject_term

    with open_session() as session:
        show_terms([reject_term(session, term_id, author_name(author), reason)], json)


@app.command()
def retire(term_id: TermId, reason: Reason, author: Author = None, json: Json = False) -> None:
    """Take an approved term out of use; its history stays."""
    from glossary.workflow import retire_term

    with open_session() as session:
        show_terms([retire_term(session, term_id, author_name(author), reason)], json)


@app.command()
def restore(term_id: TermId, reason: Reason, author: Author = None, json: Json = False) -> None:
    """Put a retired term back into use."""
    from glossary.workflow import restore_term

    with open_session() as session:
        show_terms([restore_term(session, term_id, author_name(author), reason)], json)
