"""A segment as the grid is told of it."""

from collections.abc import Sequence

from corpus.languages import Direction
from service.accounts import Action, Person, may
from service.workbench.differences import Span, difference_spans
from service.workbench.records import SegmentRow, SegmentStatus
from ui.messages import LANGUAGE_TAGS, Say

Parts = list[str | list[str]]  # a text in pieces: plain, or [kind, text]


def line_of(
    row: SegmentRow,
    direction: Direction,
    person: Person,
    say: Say,
    neighbour: SegmentRow | None = None,
    place: str = "",
    compared: bool = False,
) -> dict[str, object]:
    """The segment for the grid; `neighbour` follows it, `compared` marks how its text differs from the draft."""
    approved = row.status is SegmentStatus.APPROVED
    line: dict[str, object] = {
        "id": row.id,
        "number": row.position + 1,
        "place": place,
        "source": row.source,
        "source_lang": LANGUAGE_TAGS[direction.source],
        "target_lang": LANGUAGE_TAGS[direction.target],
        "target": row.target,
        "status": row.status.value,
        "version": row.version,
        "warnings": [warning_label(name, say) for name in row.warnings],
        "score": round(row.memory_score * 100) if row.memory_score else 0,
        "comments": row.comments,
        "repetitions": row.repetitions,
        "locked": approved and not may(person, Action.APPROVE_SEGMENT),
        "redraftable": not approved,
        "splittable": not approved and len(row.source) > 1,
        "mergeable": not approved and neighbour is not None and _joinable(row, neighbour),
    }
    if compared:
        spans = difference_spans(row.draft, row.target)
        line |= {"draft": before_parts(spans), "marked": after_parts(spans)}
    return line


def warning_label(name: str, say: Say) -> str:
    """A warning's name in the interface language."""
    return say(f"warning_{name}")


def before_parts(spans: Sequence[Span]) -> Parts:
    """The text before, what is no longer in it marked."""
    return [span.before if span.kind == "equal" else ["del", span.before] for span in spans if span.before]


def after_parts(spans: Sequence[Span]) -> Parts:
    """The text after, what is new in it marked."""
    return [span.after if span.kind == "equal" else ["ins", span.after] for span in spans if span.after]


def both_parts(spans: Sequence[Span]) -> Parts:
    """Both texts in one: what is gone struck out, what has come underlined."""
    parts: Parts = []
    for span in spans:
        if span.kind == "equal":
            parts.append(span.after)
            continue
        parts += [[kind, text] for kind, text in (("del", span.before), ("ins", span.after)) if text]
    return parts


def _joinable(row: SegmentRow, neighbour: SegmentRow) -> bool:
    return (row.document_id, row.unit) == (neighbour.document_id, neighbour.unit) and (
        neighbour.status is not SegmentStatus.APPROVED
    )
