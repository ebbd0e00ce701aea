"""A term as the audit trail keeps it, and as rows of the tables."""

from typing import Any

from glossary.terms import Term, TermStatus

FORM_FIELDS = {
    "zh_variants": ("zh", "variant"),
    "ja_variants": ("ja", "variant"),
    "zh_forbidden": ("zh", "forbidden"),
    "ja_forbidden": ("ja", "forbidden"),
}
TEXT_FIELDS = ("zh", "ja", "area", "definition", "note")


def snapshot(term: Term) -> dict[str, object]:
    """The term as JSON for an event's before or after."""
    texts = {field: getattr(term, field) for field in TEXT_FIELDS}
    forms = {field: list(getattr(term, field)) for field in FORM_FIELDS}
    return {**texts, **forms, "status": term.status.value}


def term_of_snapshot(data: dict[str, Any], term_id: int | None = None) -> Term:
    """The term that an event's before or after describes."""
    fields: dict[str, Any] = {field: str(data.get(field, "")) for field in TEXT_FIELDS}
    fields |= {field: tuple(data.get(field, ())) for field in FORM_FIELDS}
    return Term(**fields, status=TermStatus(data["status"]), id=term_id)


def row_values(term: Term) -> dict[str, object]:
    """The values of the `terms` row."""
    return {**{field: getattr(term, field) for field in TEXT_FIELDS}, "status": term.status.value}


def form_values(term: Term) -> list[dict[str, object]]:
    """The values of the `term_forms` rows of a term that has its number."""
    return [
        {"term_id": term.id, "language": language, "kind": kind, "text": text}
        for field, (language, kind) in FORM_FIELDS.items()
        for text in dict.fromkeys(getattr(term, field))
    ]
