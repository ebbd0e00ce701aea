"""What the work on a document cost and what it changed, and how far those who rated it agree."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean, median
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.languages import Direction
from corpus.tables import Document, Segment, SegmentRating, SegmentRevision
from service.errors import ServiceError
from service.workbench.agreement import interval_alpha, quadratic_kappa
from service.workbench.history import RevisionAction
from service.workbench.ratings import RESPECTS
from service.workbench.records import SegmentStatus
from service.workbench.translation_edit_rate import edit_rate

DraftOrigin = Literal["machine", "memory", "file"]
ORIGINS: tuple[DraftOrigin, ...] = ("machine", "memory", "file")
_ORIGINS: dict[str, DraftOrigin] = {
    RevisionAction.MACHINE: "machine",
    RevisionAction.REDRAFT: "machine",
    RevisionAction.MEMORY: "memory",
    RevisionAction.UPLOAD: "file",
}


@dataclass(frozen=True, slots=True)
class SegmentEffort:
    """What an approved segment cost.

    `distance` is the Levenshtein distance of the approved text from the draft by the length of the longer one, 0 to
    1; None where a person wrote the text without a draft.
    """

    segment_id: int
    position: int
    source_characters: int
    origin: DraftOrigin | None
    distance: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class DraftEdits:
    """What became of the drafts of one origin in the approved segments.

    `distance` is that of all of them together (edits by the lengths of the longer texts), `ter` the translation edit
    rate in per cent, None where it was not asked for.
    """

    origin: DraftOrigin
    segments: int
    unchanged: int
    distance: float
    ter: float | None


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """Seconds that people spent on the segments that they spent any on, whatever their status."""

    segments: int
    total: float
    median: float
    mean: float
    per_thousand: float  # source characters


@dataclass(frozen=True, slots=True)
class StatusShare:
    """How much of a document has one status."""

    segments: int
    source_characters: int


@dataclass(frozen=True, slots=True)
class PersonWork:
    """What one person did: states of segments by action, and on how many segments; `rated` counts their ratings."""

    name: str
    segments: int
    actions: dict[str, int]
    rated: int


@dataclass(frozen=True, slots=True)
class DocumentStatistics:
    """`time` is None where nobody's time was taken, as for a document that was translated elsewhere."""

    document_id: int
    name: str
    statuses: dict[SegmentStatus, StatusShare]
    edits: tuple[DraftEdits, ...]
    without_draft: int  # approved segments that a person wrote from nothing
    time: TimeSpent | None
    people: tuple[PersonWork, ...]  # who did most comes first
    efforts: tuple[SegmentEffort, ...]  # of the approved segments, in order


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """How far those agree who rated the same text, in one respect.

    `kappa` is quadratic-weighted and given where it was always the same two raters; `alpha` is Krippendorff's, for
    any number. Both are None where all marks are alike, which says nothing of the raters.
    """

    respect: str
    segments: int  # rated by two or more
    raters: int
    mean: float | None  # of all marks, also those of segments that one person rated; None where there are none
    kappa: float | None
    alpha: float | None


class _Segment(NamedTuple):
    id: int
    position: int
    source: str
    target: str
    status: str
    draft: str
    seconds: float


def document_statistics(session: Session, document_id: int, with_ter: bool = False) -> DocumentStatistics:
    """The document's figures; with the translation edit rate where it is asked for, which takes much longer.

    Raises ServiceError where there is no such document.
    """
    with failures_told(url_of(session)):
        found = session.execute(select(Document.name, Document.direction).where(Document.id == document_id)).first()
        if found is None:
            raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
        segments = _segments(session, document_id)
        origins = _draft_origins(session, document_id)
        people = _people(session, document_id)
    approved = [segment for segment in segments if segment.status == SegmentStatus.APPROVED]
    return DocumentStatistics(
        document_id=document_id,
        name=found.name,
        statuses=_statuses(segments),
        edits=_edits(approved, origins, Direction(found.direction), with_ter),
        without_draft=sum(not segment.draft for segment in approved),
        time=_time(segments),
        people=people,
        efforts=tuple(_effort(segment, origins) for segment in approved),
    )


def rater_agreement(session: Session, document_id: int | None = None) -> tuple[RaterAgreement, ...]:
    """The agreement in each respect, in one document or in all; ratings of different texts are not compared."""
    query = select(SegmentRating).order_by(SegmentRating.author).execution_options(populate_existing=True)
    if document_id is not None:
        query = query.join(Segment, SegmentRating.segment_id == Segment.id).where(Segment.document_id == document_id)
    texts: defaultdict[tuple[int, str], list[SegmentRating]] = defaultdict(list)
    with failures_told(url_of(session)):
        for rating in session.scalars(query):
            texts[rating.segment_id, rating.target].append(rating)
    return tuple(_agreement(respect, list(texts.values())) for respect in RESPECTS)


def _segments(session: Session, document_id: int) -> list[_Segment]:
    columns = (Segment.id, Segment.position, Segment.source, Segment.target, Segment.status, Segment.draft)
    query = select(*columns, Segment.seconds).where(Segment.document_id == document_id).order_by(Segment.position)
    return [_Segment(*row) for row in session.execute(query)]


def _draft_origins(session: Session, document_id: int) -> dict[int, DraftOrigin]:
    """What the draft of each segment came from, by the last action that made one."""
    query = (
        select(SegmentRevision.segment_id, SegmentRevision.action)
        .join(Segment, SegmentRevision.segment_id == Segment.id)
        .where(Segment.document_id == document_id, SegmentRevision.action.in_(list(_ORIGINS)))
        .order_by(SegmentRevision.id)
    )
    return {segment_id: _ORIGINS[action] for segment_id, action in session.execute(query)}


def _people(session: Session, document_id: int) -> tuple[PersonWork, ...]:
    states = (
        select(SegmentRevision.author, SegmentRevision.action, SegmentRevision.segment_id, func.count())
        .join(Segment, SegmentRevision.segment_id == Segment.id)
        .where(Segment.document_id == document_id)
        .group_by(SegmentRevision.author, SegmentRevision.action, SegmentRevision.segment_id)
    )
    ratings = (
        select(SegmentRating.author, func.count())
        .join(Segment, SegmentRating.segment_id == Segment.id)
        .where(Segment.document_id == document_id)
        .group_by(SegmentRating.author)
    )
    actions: defaultdict[str, Counter[str]] = defaultdict(Counter)
    segments: defaultdict[str, set[int]] = defaultdict(set)
    for author, action, segment_id, times in session.execute(states):
        actions[author][action] += times
        segments[author].add(segment_id)
    rated: dict[str, int] = {row[0]: row[1] for row in session.execute(ratings)}
    names = sorted({*actions, *rated}, key=lambda name: (-actions[name].total(), name))
    return tuple(PersonWork(name, len(segments[name]), dict(actions[name]), rated.get(name, 0)) for name in names)


def _statuses(segments: Sequence[_Segment]) -> dict[SegmentStatus, StatusShare]:
    lengths: defaultdict[str, list[int]] = defaultdict(list)
    for segment in segments:
        lengths[segment.status].append(len(segment.source))
    return {
        status: StatusShare(len(lengths[status]), sum(lengths[status])) for status in SegmentStatus if lengths[status]
    }


def _edits(
    approved: Sequence[_Segment], origins: Mapping[int, DraftOrigin], direction: Direction, with_ter: bool
) -> tuple[DraftEdits, ...]:
    texts: defaultdict[DraftOrigin, list[tuple[str, str]]] = defaultdict(list)
    for segment in approved:
        if segment.draft and segment.id in origins:
            texts[origins[segment.id]].append((segment.draft, segment.target))
    return tuple(
        DraftEdits(
            origin=origin,
            segments=len(texts[origin]),
            unchanged=sum(draft == final for draft, final in texts[origin]),
            distance=sum(Levenshtein.distance(*both) for both in texts[origin])
            / sum(max(map(len, both)) for both in texts[origin]),
            ter=edit_rate(texts[origin], direction.target) if with_ter else None,
        )
        for origin in ORIGINS
        if texts[origin]
    )


def _time(segments: Sequence[_Segment]) -> TimeSpent | None:
    timed = [segment for segment in segments if segment.seconds > 0]
    if not timed:
        return None
    seconds = [segment.seconds for segment in timed]
    total, characters = sum(seconds), sum(len(segment.source) for segment in timed)
    return TimeSpent(len(timed), total, median(seconds), fmean(seconds), 1000 * total / characters)


def _effort(segment: _Segment, origins: Mapping[int, DraftOrigin]) -> SegmentEffort:
    distance = Levenshtein.normalized_distance(segment.draft, segment.target) if segment.draft else None
    origin = origins.get(segment.id) if segment.draft else None
    return SegmentEffort(segment.id, segment.position, len(segment.source), origin, distance, segment.seconds)


def _agreement(respect: str, texts: Sequence[Sequence[SegmentRating]]) -> RaterAgreement:
    """`texts` are the ratings of each text, by the raters' names."""
    marks = [[int(getattr(rating, respect)) for rating in ratings] for ratings in texts]
    shared = [(ratings, given) for ratings, given in zip(texts, marks, strict=True) if len(ratings) > 1]
    raters = {rating.author for ratings, _ in shared for rating in ratings}
    pairs = [(given[0], given[1]) for _, given in shared] if len(raters) == 2 else []
    return RaterAgreement(
        respect=respect,
        segments=len(shared),
        raters=len(raters),
        mean=fmean(chain.from_iterable(marks)) if marks else None,
        kappa=quadratic_kappa(pairs),
        alpha=interval_alpha([given for _, given in shared]),
    )
