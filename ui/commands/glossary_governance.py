"""`hoyaku glossary impact`, `tasks`, `candidates`, `revert` and `resolve`: what changes do, leave and undo."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.errors import GlossaryError
from glossary.terms import TermStatus
from ui.commands.glossary import TermId, show_terms, term_record
from ui.commands.glossary_acceptance import numbered
from ui.commands.glossary_editing import Forms, Reason
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

if TYPE_CHECKING:
    from glossary.impact import Impact, Violation
    from glossary.tasks import Task

app = typer.Typer()  # joins the commands of ui.commands.glossary

SHOWN = 20  # violated texts shown to people


@app.command()
def impact(
    term_id: TermId,
    zh: str | None = None,
    ja: str | None = None,
    area: Annotated[str | None, typer.Option(help='Area of law; "" for every area.')] = None,
    zh_variant: Forms = None,
    ja_variant: Forms = None,
    zh_forbidden: Forms = None,
    ja_forbidden: Forms = None,
    retire: Annotated[bool, typer.Option("--retire", help="As if the term were retired.")] = False,
    json: Json = False,
) -> None:
    """Show which pairs and segments a change of a term would make wrong; without a change, of its being approved."""
    from glossary.impact import PlannedChange, assess
    from glossary.store import load_term

    forms = {
        "zh_variants": zh_variant,
        "ja_variants": ja_variant,
        "zh_forbidden": zh_forbidden,
        "ja_forbidden": ja_forbidden,
    }
    given: dict[str, Any] = {"zh": zh, "ja": ja, "area": area}
    given |= {name: tuple(form for form in texts if form) for name, texts in forms.items() if texts is not None}
    changes = {name: value for name, value in given.items() if value is not None}
    with open_session() as session:
        term = load_term(session, term_id)
        status = TermStatus.RETIRED if retire else TermStatus.APPROVED
        unchanged = not changes and status is term.status
        before = None if unchanged else term  # an approved term as it is: as if it were new
        [found] = assess(session, [PlannedChange(before, replace(term, **changes, status=status))])
    if json:
        print_record(_impact_record(found))
    else:
        _print_impact(found)


@app.command()
def tasks(
    term: Annotated[int | None, typer.Option(help="Only those of this term.", metavar="ID")] = None,
    document: Annotated[int | None, typer.Option(help="Only those of this document.", metavar="ID")] = None,
    settle: Annotated[bool, typer.Option("--settle", help="Close those whose text is right by now.")] = False,
    dismiss: Annotated[int | None, typer.Option(help="Close this task; needs a reason.", metavar="TASK")] = None,
    reason: Reason = "",
    author: Author = None,
    json: Json = False,
) -> None:
    """Show the texts that changes of the glossary made wrong and that are not mended yet."""
    from glossary.tasks import count_tasks, dismiss_task, list_tasks, settle_mended

    with open_session() as session:
        if settle:
            warn(f"Mended: {settle_mended(session, author_name(author), term)}.")
        if dismiss is not None:
            dismiss_task(session, dismiss, author_name(author), reason)
        total = count_tasks(session, term_id=term, document_id=document)
        found = list_tasks(session, term_id=term, document_id=document, limit=total)
    if json:
        for task in found:
            print_record(_task_record(task))
    else:
        rows = [(t.id, f"{t.term.zh} = {t.term.ja}", t.text.kind, t.text.document, t.text.source) for t in found]
        print_table(["id", "term", "kind", "document", "source"], rows)


@app.command()
def candidates(
    limit: Annotated[int, typer.Option(help="How many.")] = 50,
    dismiss: Annotated[
        tuple[str, str] | None, typer.Option(help="Never propose this pair again.", metavar="ZH JA")
    ] = None,
    author: Author = None,
    json: Json = False,
) -> None:
    """Show frequent expressions of the corpus with their renderings that the glossary does not have, best first."""
    from glossary.candidates import cached_candidates, dismiss_candidate, undecided

    with open_session() as session:
        if dismiss is not None:
            dismiss_candidate(session, *dismiss, author_name(author))
        folder = load_settings().data_dir
        found = undecided(session, cached_candidates(session, folder))[:limit]
    if json:
        for one in found:
            record = {"zh": one.zh, "ja": one.ja, "area": one.area, "score": one.score}
            print_record({**record, "pairs": one.frequency, "together": one.together})
    else:
        rows = [(one.zh, one.ja, one.area, one.frequency, one.together, f"{one.score:.2f}") for one in found]
        print_table(["zh", "ja", "area", "pairs", "together", "score"], rows)


@app.command()
def revert(
    term_id: TermId,
    event: Annotated[int, typer.Argument(help="The change to undo, as history shows it.", metavar="EVENT")],
    reason: Reason,
    author: Author = None,
    json: Json = False,
) -> None:
    """Put a term back to what it was before a change; that is a change as well, and can be undone."""
    from glossary.history import revert_term

    with open_session() as session:
        show_terms([revert_term(session, term_id, event, author_name(author), reason)], json)


@app.command()
def resolve(
    conflict: Annotated[int, typer.Argument(help="The conflict's number, as conflicts shows it.", metavar="NUMBER")],
    way: Annotated[str, typer.Argument(help="The way out, as conflicts shows it, such as keep:12.", metavar="WAY")],
    reason: Reason,
    area: Annotated[str, typer.Option(help="Of a way restrict: the area that the term is to hold in.")] = "",
    author: Author = None,
    json: Json = False,
) -> None:
    """Settle a conflict in one of the ways that `conflicts` names."""
    from glossary.accepted_conflicts import divide_conflicts
    from glossary.conflicts import find_conflicts
    from glossary.resolution import resolutions, way_name
    from glossary.resolution import resolve as settle

    with open_session() as session:
        chosen = numbered(divide_conflicts(session, find_conflicts(session)).open, conflict)
        ways = {way_name(one): one for one in resolutions(chosen)}
        if way not in ways:
            raise GlossaryError(f"{way!r} is no way out of conflict {conflict}; choose one of {', '.join(ways)}.")
        warn(chosen.message)
        show_terms(settle(session, chosen, replace(ways[way], area=area), author_name(author), reason), json)


def _print_impact(found: "Impact") -> None:
    tallies = {"pairs": found.pairs, "open segments": found.open_segments, "approved segments": found.approved_segments}
    rows = [
        (name, t.affected, t.satisfied, t.violated, t.newly_violated, "at least" if t.at_least else "")
        for name, t in tallies.items()
    ]
    print_table(["texts", "with the term", "right", "wrong", "newly wrong", ""], rows)
    if found.untranslated:
        print(f"{found.untranslated} segments have no translation yet and will obey.")
    new = [violation for violation in found.violations if violation.new][:SHOWN]
    if new:
        print_table(
            ["source", "translation", "why"],
            [(v.text.source, v.text.target, f"{v.status}: {v.rendering}") for v in new],
        )


def _impact_record(found: "Impact") -> dict[str, object]:
    def tally(name: str) -> dict[str, object]:
        one = getattr(found, name)
        counts = {"affected": one.affected, "violated": one.violated, "newly_violated": one.newly_violated}
        return {**counts, "at_least": one.at_least}

    return {
        "pairs": tally("pairs"),
        "open_segments": tally("open_segments"),
        "approved_segments": tally("approved_segments"),
        "untranslated": found.untranslated,
        "violations": [_violation_record(violation) for violation in found.violations],
    }


def _violation_record(found: "Violation") -> dict[str, object]:
    text = found.text
    place = {"kind": text.kind, "id": text.id, "source": text.source, "translation": text.target}
    return {**place, "status": found.status, "rendering": found.rendering, "new": found.new}


def _task_record(task: "Task") -> dict[str, object]:
    text = task.text
    place = {"kind": text.kind, "text_id": text.id, "document": text.document, "source": text.source}
    return {"id": task.id, "term": term_record(task.term), **place, "translation": text.target, "reason": task.reason}
