"""A document's first draft: from the translation memory where it holds the very segment, else from the model.

Nothing that a person wrote is touched, and nothing that somebody changed while the model was at work. What is done is
committed chunk by chunk in the order of the document, so that whoever translates can begin at the top, and what a
cancelled or killed run had finished stays: the next one goes on from there.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import failures_told, url_of
from corpus.languages import Direction
from corpus.settings import Settings
from corpus.tables import Document, Segment
from service.accounts import Action, Person, require
from service.errors import ServiceError
from service.pipeline import Progress
from service.registry import serving_version
from service.results import SegmentTranslation, TranslationOptions
from service.source_language import has_words
from service.verbatim import copy
from service.workbench.editing import refuse_approved
from service.workbench.history import RevisionAction
from service.workbench.inspection import Inspector
from service.workbench.records import ConflictError, SegmentRow, SegmentStatus
from service.workbench.revisions import change_segment, note_event
from service.workbench.segments import load_segment
from service.workbench.transactions import counted_row, fresh_segments, lock_document, lock_segment, transaction

CHUNK = 64  # distinct segments between two commits: as many as the pipeline translates together


class SegmentTranslator(Protocol):
    """What of `service.translator.Translator` is needed here."""

    def translate_segments(self, sources: Sequence[str], options: TranslationOptions) -> list[SegmentTranslation]: ...


@dataclass(frozen=True, slots=True)
class PretranslationOptions:
    """How to make the drafts; the direction and the area are the document's."""

    beam_size: int = 4
    alternatives: int = 3  # hypotheses kept for each segment, the draft included
    memory_threshold: float = 0.7  # lowest memory match that a segment's score is taken from; above 1 none is used
    local: bool = False  # keep the text on this machine, whatever endpoint the settings name
    overwrite_machine: bool = False  # translate anew what a machine or the memory drafted and nobody touched


DEFAULTS = PretranslationOptions()


@dataclass(frozen=True, slots=True)
class PretranslationResult:
    """What became of the segments that had no translation, by number.

    `problems` are the sentences that say why segments were left empty, their terms could not be kept or the endpoint
    could not be used, each once.
    """

    translated: int = 0  # by a model
    from_memory: int = 0
    left: int = 0  # nothing could be made of them
    changed_meanwhile: int = 0  # somebody was faster; their text stands
    problems: tuple[str, ...] = ()
    by_endpoint: int = 0  # of those translated


@dataclass(frozen=True, slots=True)
class _Draft:
    """A translation of the segments (number, version) that have the same source."""

    segments: tuple[tuple[int, int], ...]
    target: str
    from_memory: bool = False
    endpoint: str = ""  # the model and host that made it; "" where this machine's model did
    alternatives: tuple[str, ...] = ()
    uncertainty: float | None = None
    memory_score: float | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""
    endpoint_failure: str = ""


@dataclass(slots=True)
class _Tally:
    translated: int = 0
    by_endpoint: int = 0
    from_memory: int = 0
    left: int = 0
    changed_meanwhile: int = 0
    problems: dict[str, None] = field(default_factory=dict)


def pretranslate(
    sessions: sessionmaker[Session],
    translator: SegmentTranslator,
    person: Person,
    document_id: int,
    options: PretranslationOptions = DEFAULTS,
    progress: Progress | None = None,
) -> PretranslationResult:
    """Drafts a translation of every segment that has none; equal sources are translated once.

    `progress` is told the numbers of segments done and in all after each commit, and may raise to cancel. Raises
    ServiceError where there is no such document, ModelError where the model cannot be used.
    """
    require(person, Action.PRETRANSLATE)
    with sessions() as session, failures_told(url_of(session)):
        wanted = _translation_options(_document(session, document_id), options)
        groups = _waiting(session, document_id, options)
    tally, done = _Tally(), 0
    total = sum(len(segments) for _, segments in groups)
    remaining = iter(groups)
    try:
        while chunk := list(islice(remaining, CHUNK)):
            drafts = list(_drafts(sessions, translator, chunk, wanted))
            with sessions() as session, transaction(session):
                _store(session, person, document_id, drafts, tally)
            done += sum(len(segments) for _, segments in chunk)
            if progress is not None:
                progress(done, total)
    finally:
        if done:
            with sessions() as session, transaction(session):
                lock_document(session, document_id)
                note = f"{tally.translated - tally.by_endpoint} by the model, {tally.from_memory} from the memory"
                note += f", {tally.by_endpoint} by the endpoint" if tally.by_endpoint else ""
                note_event(session, document_id, "pretranslate", person.name, note)
    return PretranslationResult(
        translated=tally.translated,
        from_memory=tally.from_memory,
        left=tally.left,
        changed_meanwhile=tally.changed_meanwhile,
        problems=tuple(tally.problems),
        by_endpoint=tally.by_endpoint,
    )


def redraft(
    sessions: sessionmaker[Session],
    translator: SegmentTranslator,
    person: Person,
    segment_id: int,
    version: int,
    options: PretranslationOptions = DEFAULTS,
) -> SegmentRow:
    """The segment translated anew by the model, with the glossary of this moment, in place of what stood.

    What stood is in its history. Raises ConflictError where the version is not the one that was read, before or after
    the model was at work, and ServiceError where nothing could be made of the segment.
    """
    require(person, Action.PRETRANSLATE)
    require(person, Action.EDIT_SEGMENT)
    with sessions() as session, failures_told(url_of(session)):
        row = load_segment(session, segment_id)
        if row.version != version:
            raise ConflictError(row)
        refuse_approved(person, row)  # before the model works in vain
        wanted = _translation_options(_document(session, row.document_id), options, use_exact_memory=False)
    [draft] = _drafts(sessions, translator, [(row.source, ((segment_id, version),))], wanted)
    if not draft.target:
        raise ServiceError(draft.error or "The model made no translation of this segment; write one.")
    with sessions() as session:
        with transaction(session):
            document, segment = lock_segment(session, segment_id, version)
            refuse_approved(person, segment)
            _apply(session, document, segment, person, draft, RevisionAction.REDRAFT)
            current = counted_row(session, segment)
        return current


def uncertainty_of(translation: SegmentTranslation) -> float | None:
    """How unsure the model was of its draft, 0 to 1; None where it gave no score (an endpoint gives none).

    The score is the mean log probability of the translation's pieces, so exp(score) is their geometric mean
    probability, and the uncertainty what that lacks of 1 (Fomicheva et al., TACL 8, 2020,
    https://doi.org/10.1162/tacl_a_00330, find it among the best unsupervised indicators of quality, as "TP"). Where
    only the guaranteed path kept the terms, the text is one that the model would not have written: half of what
    certainty there is goes. A text that misses terms because they could not be kept is wholly uncertain; one copied
    or taken from the memory is not uncertain.
    """
    if translation.error:
        return 1.0
    if translation.engine in ("memory", "copy"):
        return 0.0
    score = translation.score
    if score is None and translation.alternatives:
        score = translation.alternatives[0].score
    if score is None:
        return None
    certainty = min(1.0, math.exp(score))
    return 1.0 - (certainty / 2 if translation.engine == "guaranteed" else certainty)


def _document(session: Session, document_id: int) -> Document:
    document = session.get(Document, document_id)
    if document is None:
        raise ServiceError(f"There is no document {document_id}; open the list of documents anew.", code="missing")
    return document


def _translation_options(
    document: Document, options: PretranslationOptions, use_exact_memory: bool = True
) -> TranslationOptions:
    return TranslationOptions(
        direction=Direction(document.direction),
        area=document.area or "",
        beam_size=options.beam_size,
        alternatives=options.alternatives,
        memory_threshold=options.memory_threshold,
        use_exact_memory=use_exact_memory,
        local=options.local,
    )


_Group = tuple[str, tuple[tuple[int, int], ...]]  # a source, and the number and version of the segments that have it


def _waiting(session: Session, document_id: int, options: PretranslationOptions) -> list[_Group]:
    """The sources that wait for a draft, in the order of the document."""
    statuses = [SegmentStatus.NEW, SegmentStatus.MACHINE] if options.overwrite_machine else [SegmentStatus.NEW]
    query = (
        select(Segment.id, Segment.version, Segment.source, Segment.source_key)
        .where(Segment.document_id == document_id, Segment.status.in_([status.value for status in statuses]))
        .order_by(Segment.position)
    )
    sources: dict[str, str] = {}
    segments: dict[str, list[tuple[int, int]]] = {}
    for row in session.execute(query):
        sources.setdefault(row.source_key, row.source)
        segments.setdefault(row.source_key, []).append((row.id, row.version))
    return [(source, tuple(segments[key])) for key, source in sources.items()]


def _drafts(
    sessions: sessionmaker[Session],
    translator: SegmentTranslator,
    groups: Sequence[_Group],
    options: TranslationOptions,
) -> Iterator[_Draft]:
    """A draft of each group; the database is read, and nothing is locked."""
    worded = [source for source, _ in groups if has_words(source)]
    translations = iter(_translate(translator, worded, options))
    with sessions() as session:
        inspector = Inspector(session, options.direction, options.area)
    for source, segments in groups:
        if has_words(source):
            found = next(translations)
        else:
            found = SegmentTranslation(source, copy(source, options.direction), "copy")
        target = found.translation.strip()
        yield _Draft(
            segments=segments,
            target=target,
            from_memory=found.engine == "memory",
            endpoint=found.endpoint.model if found.endpoint and found.engine == "endpoint" else "",
            alternatives=tuple(dict.fromkeys(other.text for other in found.alternatives[1:] if other.text != target)),
            uncertainty=uncertainty_of(found),
            memory_score=found.memory[0].score if found.memory else None,
            warnings=inspector.warnings(source, target),
            error=found.error,
            endpoint_failure=found.endpoint.reason if found.endpoint and found.endpoint.outcome == "failed" else "",
        )


def _translate(
    translator: SegmentTranslator, sources: Sequence[str], options: TranslationOptions
) -> list[SegmentTranslation]:
    """The translations; a segment in another language (a quotation, a list of names) costs only itself."""
    if not sources:
        return []
    try:
        return translator.translate_segments(sources, options)
    except ServiceError as error:
        if error.code not in ("wrong_language", "reversed"):
            raise
        if len(sources) == 1:
            return [SegmentTranslation(sources[0], "", "none", error=str(error))]
    half = len(sources) // 2
    parts = (sources[:half], sources[half:])
    return [found for part in parts for found in _translate(translator, part, options)]


def _store(session: Session, person: Person, document_id: int, drafts: Sequence[_Draft], tally: _Tally) -> None:
    document = lock_document(session, document_id)
    numbers = [segment_id for draft in drafts for segment_id, _ in draft.segments]
    standing = {segment.id: segment for segment in fresh_segments(session, numbers)}
    for draft in drafts:
        tally.problems |= dict.fromkeys(filter(None, (draft.error, draft.endpoint_failure)))
        for segment_id, version in draft.segments:
            segment = standing.get(segment_id)
            if segment is None or segment.version != version:
                tally.changed_meanwhile += 1
            elif not draft.target:
                tally.left += 1
            else:
                action = RevisionAction.MEMORY if draft.from_memory else RevisionAction.MACHINE
                _apply(session, document, segment, person, draft, action)
                tally.from_memory += draft.from_memory
                tally.translated += not draft.from_memory
                tally.by_endpoint += bool(draft.endpoint)


def _apply(
    session: Session, document: Document, segment: Segment, person: Person, draft: _Draft, action: RevisionAction
) -> None:
    model = None if draft.from_memory or draft.endpoint else serving_version(session, Settings())
    segment.origin = "memory" if draft.from_memory else "endpoint" if draft.endpoint else "engine"
    segment.model_version_id = None if model is None else model.id
    segment.draft, segment.alternatives = draft.target, list(draft.alternatives)
    segment.uncertainty, segment.memory_score = draft.uncertainty, draft.memory_score
    change_segment(
        session,
        document,
        segment,
        action,
        person,
        target=draft.target,
        status=SegmentStatus.MACHINE,
        warnings=draft.warnings,
        note=draft.endpoint,
    )
