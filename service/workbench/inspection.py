"""What is to be said of a segment's translation: its terms and the doubts of the checks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.languages import Direction
from corpus.normalisation import key
from corpus.tables import Document, Segment
from glossary.adherence import TermFinding, check_adherence
from glossary.matching import Matcher
from glossary.terms import Term
from service.checks import CHECKS, CheckFinding
from service.checks.leftovers import HAN, KANA
from service.doubts import find_doubts
from service.terminology import current_matcher
from service.workbench.records import SegmentStatus
from service.workbench.transactions import lock_document, transaction

MISSING_TERM, FORBIDDEN_TERM, UNTRANSLATED = "missing_term", "forbidden_term", "untranslated"

# Every name that a segment's warnings may have, in the order in which they are given; beyond the first three each is
# the name of a check.
WARNINGS: tuple[str, ...] = (MISSING_TERM, FORBIDDEN_TERM, UNTRANSLATED, *(check.name for check in CHECKS))

_SAME_IN_BOTH = 4  # characters: names and headings up to this length may be written alike in both languages
_CHUNK = 500  # segments inspected between two commits


@dataclass(frozen=True, slots=True)
class Inspection:
    """A translation's terms and doubts; spans are characters of the source and of the target as they were given."""

    terms: tuple[TermFinding, ...]
    checks: tuple[CheckFinding, ...]
    warnings: tuple[str, ...]  # names out of WARNINGS, each once


class Inspector:
    """Inspects translations of one direction and area against the glossary as it is when the inspector is made."""

    def __init__(self, session: Session, direction: Direction | str, area: str = "") -> None:
        self.direction = Direction(direction)
        self.area = area
        self._matcher = current_matcher(session, self.direction.source)

    def inspect(self, source: str, target: str) -> Inspection:
        """The terms of the source and what became of them, and the doubts; a blank target raises none."""
        terms = self.terms(source, target)
        if not target.strip():
            return Inspection(terms, (), ())
        checks = find_doubts(source, target, self.direction, terms)
        found = {finding.name for finding in checks}
        found.update(f"{finding.status}_term" for finding in terms if finding.amiss)
        if self._repeats(source, target, terms):
            found.add(UNTRANSLATED)
        return Inspection(terms, checks, tuple(name for name in WARNINGS if name in found))

    def terms(self, source: str, target: str) -> tuple[TermFinding, ...]:
        """The terms of the source, in order, and what became of them."""
        return tuple(check_adherence(self._matcher.match(source, self.area), target, self.direction.target))

    def warnings(self, source: str, target: str) -> tuple[str, ...]:
        """The names of what is wrong or doubtful, in the order of WARNINGS; none for a blank target."""
        return self.inspect(source, target).warnings if target.strip() else ()

    def _repeats(self, source: str, target: str, terms: Sequence[TermFinding]) -> bool:
        """Whether the target is the source once more, though that is more than names and terms alike in both."""
        if key(source, self.direction.source) != key(target, self.direction.source):
            return False
        alike = sum(found.match.end - found.match.start for found in terms if found.status == "satisfied")
        return len(HAN.findall(source)) + len(KANA.findall(source)) - alike > _SAME_IN_BOTH


def reinspect(
    session: Session, document_ids: Iterable[int] | None = None, term: Term | Iterable[Term] | None = None
) -> int:
    """Brings the stored warnings of the segments that are not approved up to the glossary as it is now.

    Only those of these documents, and only those in whose source one of the terms is matched, where these are
    given: of a term that was edited give both states. Returns how many segments' warnings changed. Versions stay,
    so nobody who is editing a segment is in conflict with this. Commits in chunks.
    """
    terms = [term] if isinstance(term, Term) else None if term is None else list(term)
    changed = 0
    with failures_told(url_of(session)):
        for document_id, direction, area in _documents(session, document_ids):
            inspector = Inspector(session, direction, area)
            wanted = None if terms is None else Matcher(terms, inspector.direction.source)
            changed += reinspect_document(session, document_id, inspector, wanted)
    return changed


def reinspect_document(session: Session, document_id: int, inspector: Inspector, wanted: Matcher | None = None) -> int:
    """As `reinspect`, for one document; `wanted` finds the terms that are looked for."""
    changed = 0
    for chunk in _chunks(session, document_id):
        fresh = [
            (segment_id, version, list(warnings))
            for segment_id, version, source, target, held in chunk
            if (wanted is None or wanted.match(source))
            and (warnings := inspector.warnings(source, target)) != tuple(held)
        ]
        if fresh:
            with transaction(session):
                lock_document(session, document_id, touch=False)
                changed += sum(_store(session, *found) for found in fresh)
    return changed


def _store(session: Session, segment_id: int, version: int, warnings: list[str]) -> bool:
    """Whether the segment still had that version; who changed the text since has inspected it."""
    same = (Segment.id == segment_id, Segment.version == version)
    statement = update(Segment).where(*same).values(warnings=warnings)
    done = session.execute(statement.execution_options(synchronize_session=False))
    return bool(cast(CursorResult[Any], done).rowcount)


def _documents(session: Session, document_ids: Iterable[int] | None) -> list[tuple[int, str, str]]:
    query = select(Document.id, Document.direction, Document.area).order_by(Document.id)
    if document_ids is not None:
        query = query.where(Document.id.in_(list(document_ids)))
    return [(row.id, row.direction, row.area or "") for row in session.execute(query)]


def _chunks(session: Session, document_id: int) -> Iterator[list[tuple[int, int, str, str, list[str]]]]:
    """Number, version, source, target and warnings of the translated segments that are not approved."""
    query = (
        select(Segment.id, Segment.version, Segment.source, Segment.target, Segment.warnings)
        .where(Segment.document_id == document_id, Segment.status != SegmentStatus.APPROVED.value, Segment.target != "")
        .order_by(Segment.id)
        .limit(_CHUNK)
    )
    last = 0
    while page := session.execute(query.where(Segment.id > last)).all():
        yield [(row.id, row.version, row.source, row.target, row.warnings) for row in page]
        last = page[-1].id
