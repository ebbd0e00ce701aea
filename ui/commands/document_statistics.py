"""`hoyaku documents stats` and `history`: what the work on a document came to, and who did what."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.terminal import Json, open_session, print_record, print_table

if TYPE_CHECKING:
    from service.workbench.statistics import DocumentStatistics, RaterAgreement

app = typer.Typer()  # joins the commands of ui.commands.documents

DocumentId = Annotated[int, typer.Argument(metavar="ID", help="Number of the document.", show_default=False)]


@app.command()
def stats(
    document_id: DocumentId,
    ter: Annotated[bool, typer.Option("--ter", help="Add the translation edit rate, which takes longer.")] = False,
    json: Json = False,
) -> None:
    """Show how far drafts were from the approved texts, the time spent, who did what, and how raters agree."""
    from service.workbench.statistics import document_statistics, rater_agreement

    with open_session() as session:
        found = document_statistics(session, document_id, with_ter=ter)
        agreement = rater_agreement(session, document_id)
    if json:
        print_record({**asdict(found), "agreement": [asdict(one) for one in agreement]})
        return
    print_table(("figure", "of", "value"), [*_rows(found), *_agreement_rows(agreement)])


@app.command()
def history(
    document_id: DocumentId,
    limit: Annotated[int, typer.Option(min=1, help="How much of it, the newest first.")] = 100,
    json: Json = False,
) -> None:
    """Show what was done to a document and its segments, by whom and when, the newest first."""
    from service.workbench.history import document_history

    with open_session() as session:
        found = document_history(session, document_id, limit=limit)
    if json:
        for happening in found:
            print_record({**asdict(happening), "at": happening.at.isoformat()})
        return
    rows = [
        (
            f"{happening.at:%Y-%m-%d %H:%M}",
            happening.author,
            happening.action,
            "" if happening.position is None else happening.position + 1,
            happening.target or happening.note,
        )
        for happening in found
    ]
    print_table(("time (UTC)", "author", "action", "segment", "text"), rows)


def _rows(found: "DocumentStatistics") -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = [
        ("segments", status, f"{share.segments}") for status, share in found.statuses.items()
    ]
    for edits in found.edits:
        rows.append(("unchanged", edits.origin, f"{edits.unchanged} of {edits.segments}"))
        rows.append(("edit distance", edits.origin, f"{edits.distance:.1%}"))
        if edits.ter is not None:
            rows.append(("TER", edits.origin, f"{edits.ter:.1f}"))
    if found.time is not None:
        rows.append(("seconds a segment", "median", f"{found.time.median:.1f}"))
        rows.append(("seconds a segment", "mean", f"{found.time.mean:.1f}"))
        rows.append(("seconds", "1,000 characters", f"{found.time.per_thousand:.0f}"))
    for person in found.people:
        done = ", ".join(f"{action} {times}" for action, times in sorted(person.actions.items()))
        rows.append(("work", person.name, f"{person.segments} segments: {done}" if done else f"{person.rated} ratings"))
    return rows


def _agreement_rows(agreement: "tuple[RaterAgreement, ...]") -> list[tuple[str, str, str]]:
    return [
        (name, one.respect, f"{value:.2f}")
        for one in agreement
        for name, value in (("mean mark", one.mean), ("kappa", one.kappa), ("alpha", one.alpha))
        if value is not None
    ]
