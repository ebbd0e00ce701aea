"""What belongs beside the open segment: terms, doubts, memory matches, other translations, remarks, history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from corpus.languages import Direction
from corpus.memory import MemoryHit, search_memory
from glossary.adherence import TermFinding
from service.accounts import Person
from service.workbench.comments import list_comments
from service.workbench.differences import difference_spans
from service.workbench.history import Revision, segment_history
from service.workbench.inspection import Inspection, Inspector
from service.workbench.ratings import list_ratings
from service.workbench.records import SegmentRow
from ui.messages import LANGUAGE_TAGS, Say
from ui.notices import notice_sentences
from ui.render import percent
from ui.segment_grid.lines import Parts, both_parts

_MEMORY_LIMIT = 3


def about(
    session: Session,
    row: SegmentRow,
    inspector: Inspector,
    direction: Direction,
    threshold: float,
    person: Person,
    say: Say,
    review: bool = False,
) -> dict[str, object]:
    """The panel's content; `threshold` is the lowest memory match shown, `review` adds the person's rating."""
    found = inspector.inspect(row.source, row.target)
    hits = search_memory(session, row.source, direction, threshold, _MEMORY_LIMIT)
    content: dict[str, object] = {
        "id": row.id,
        "source_lang": LANGUAGE_TAGS[direction.source],
        "target_lang": LANGUAGE_TAGS[direction.target],
        "source": _marked_source(row.source, found.terms),
        "terms": [_term(finding, direction, say) for finding in found.terms],
        "notices": _notices(row, found, direction, say) if row.target.strip() else [],
        "memory": [_hit(hit, row.source, say) for hit in hits],
        "alternatives": [
            {"text": text, "caption": say(caption)}
            for caption, text in _alternatives(row, {hit.target for hit in hits})
        ],
        "comments": [
            {"caption": f"{comment.author} · {_moment(comment.created_at)}", "text": comment.text}
            for comment in list_comments(session, row.id)
        ],
        "history": [_revision(revision, row, say) for revision in reversed(segment_history(session, row.id))],
    }
    if review:
        if row.draft and row.draft != row.target:
            content["changes"] = both_parts(difference_spans(row.draft, row.target))
        rating = next((one for one in list_ratings(session, row.id) if one.author == person.name), None)
        content["rating"] = {
            "fluency": rating.fluency if rating else None,
            "accuracy": rating.accuracy if rating else None,
            "terminology": rating.terminology if rating else None,
        }
    return content


def _marked_source(source: str, terms: Sequence[TermFinding]) -> Parts:
    parts: Parts = []
    place = 0
    for finding in sorted(terms, key=lambda finding: finding.match.start):
        start, end = finding.match.start, finding.match.end
        if start < place:
            continue
        parts += [source[place:start], [finding.status, source[start:end], _definition(finding)]]
        place = end
    return [part for part in (*parts, source[place:]) if part]


def _term(finding: TermFinding, direction: Direction, say: Say) -> dict[str, object]:
    term = finding.match.terms[0]
    area = say(f"area_{term.area}") if term.area else ""
    return {
        "source": finding.match.surface,
        "renderings": finding.match.citations(direction.target)[:4],
        "status": finding.status,
        "note": " · ".join(part for part in (area, _definition(finding)) if part),
    }


def _definition(finding: TermFinding) -> str:
    term = finding.match.terms[0]
    return " ".join(part for part in (term.definition, term.note) if part)


def _notices(row: SegmentRow, found: Inspection, direction: Direction, say: Say) -> list[dict[str, str]]:
    sentences = notice_sentences(found.terms, found.checks, row.source, row.target, direction, say)
    return [{"severity": severity, "text": text} for severity, text in sentences]


def _hit(hit: MemoryHit, query: str, say: Say) -> dict[str, object]:
    place = " · ".join(part for part in (f"{percent(hit.score)} %", hit.origin, hit.document) if part)
    return {"source": _hit_parts(query, hit), "target": hit.target, "caption": place}


def _hit_parts(query: str, hit: MemoryHit) -> Parts:
    """The hit's source: the query's words that it lacks struck out, its own underlined."""
    parts: Parts = []
    place = 0
    for difference in sorted(hit.differences, key=lambda difference: (difference.hit, difference.query)):
        start, end = difference.hit
        parts.append(hit.source[place:start])
        absent, own = query[slice(*difference.query)], hit.source[start:end]
        parts += [[kind, text] for kind, text in (("del", absent), ("ins", own)) if text]
        place = end
    return [part for part in (*parts, hit.source[place:]) if part]


def _alternatives(row: SegmentRow, shown: set[str]) -> list[tuple[str, str]]:
    offered = [("grid_draft", row.draft), *(("grid_alternative", text) for text in row.alternatives)]
    seen = {row.target, *shown}
    kept = []
    for caption, text in offered:
        if text and text not in seen:
            seen.add(text)
            kept.append((caption, text))
    return kept


def _revision(revision: Revision, row: SegmentRow, say: Say) -> dict[str, object]:
    action = say(f"revision_{revision.action}")
    return {
        "id": revision.id,
        "caption": f"{action} · {revision.author} · {_moment(revision.at)}",
        "parts": both_parts(revision.differences) or ([revision.target] if revision.target else []),
        "note": revision.note,
        "restorable": bool(revision.target) and revision.target != row.target,
    }


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
