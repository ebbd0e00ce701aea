"""Terms as rows of a table, and what was typed into the rows as changes of the terms (pure)."""

from collections.abc import Mapping, Sequence
from typing import Any

from glossary.terms import Term
from ui.messages import Say

SEPARATOR = " | "
TEXT_COLUMNS = ("zh", "ja", "area", "definition", "note")
LIST_COLUMNS = ("zh_variants", "ja_variants", "ja_forbidden", "zh_forbidden")
COLUMNS = (
    "zh",
    "ja",
    "area",
    "status",
    "zh_variants",
    "ja_variants",
    "ja_forbidden",
    "zh_forbidden",
    "note",
    "definition",
)


def row_of(term: Term, say: Say, pending: Mapping[str, object] | None = None) -> dict[str, object]:
    """The cells of a term, what is to become of it laid over what it is; several forms in a cell with | between."""
    values: dict[str, Any] = {name: getattr(term, name) for name in (*TEXT_COLUMNS, *LIST_COLUMNS)} | dict(
        pending or {}
    )
    cells: dict[str, object] = {
        name: SEPARATOR.join(value) if isinstance(value, tuple) else value for name, value in values.items()
    }
    return {name: cells[name] if name != "status" else say(f"status_{term.status}") for name in COLUMNS}


def changes_of(term: Term, row: Mapping[str, object]) -> dict[str, object]:
    """The fields of the term that the row's cells say otherwise."""
    changes: dict[str, object] = {}
    for name in (*TEXT_COLUMNS, *LIST_COLUMNS):
        typed = str(row.get(name) or "").strip()
        value = forms_of(typed) if name in LIST_COLUMNS else typed
        if value != getattr(term, name):
            changes[name] = value
    return changes


def forms_of(cell: str) -> tuple[str, ...]:
    """The forms in a cell."""
    return tuple(dict.fromkeys(form for part in cell.split("|") if (form := part.strip())))


def collect(
    terms: Sequence[Term],
    rows: Sequence[Mapping[str, object]],
    edited: Mapping[Any, Mapping[str, object]],
    pending: Mapping[int, tuple[Term, dict[str, object]]],
) -> dict[int, tuple[Term, dict[str, object]]]:
    """The pending changes, after what was typed into these rows: `edited` are the new cells by the row's place.

    A term whose cells say again what it is has none; those of other rows stay.
    """
    collected = dict(pending)
    for place, (term, row) in enumerate(zip(terms, rows, strict=True)):
        if term.id is None:
            continue
        cells = edited.get(place, edited.get(str(place), {}))
        changes = changes_of(term, {**row, **cells})
        if changes:
            collected[term.id] = (term, changes)
        else:
            collected.pop(term.id, None)
    return collected
