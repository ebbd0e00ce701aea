"""The translator: from a text to its translation with everything each step found."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.memory import MemoryHit, search_memory
from sqlalchemy.orm import Session, sessionmaker

from corpus.database import open_database
from corpus.normalisation import normalise
from corpus.seeds import seed_corpus
from corpus.segmentation import split_segments
from corpus.settings import Settings
from glossary.adherence import check_adherence
from glossary.matching import Matcher, TermMatch
from glossary.seeds import seed_glossary
from glossary.terms import Term
from service.cascade import CascadeEngine, Outcome
from service.checks import run_checks
from service.constraints import NONE, Constraints
from service.engine import Engine, Hypothesis
from service.errors import ModelError, ServiceError
from service.long_segments import divide, join
from service.registry import open_engine, serving_model
from service.results import SegmentTranslation, TextTranslation, TranslationOptions
from service.source_language import has_words, refuse_wrong_language
from service.term_constraints import constraints_of
from service.terminology import Terminology
from service.verbatim import copy

__all__ = ["SegmentTranslation", "TextTranslation", "TranslationOptions", "Translator", "open_translator"]

MAX_CHARACTERS = 200_000
CHUNK = 32  # segments between two reports of progress
_MEMORY_LIMIT = 5  # matches shown for a segment

Progress = Callable[[int, int], None]  # (segments done, segments in all); may raise to cancel


@dataclass(frozen=True, slots=True)
class _Task:
    """A distinct segment with its terms, and the spans that go to the engine one by one."""

    source: str
    matches: tuple[TermMatch, ...]
    constraints: Constraints
    spans: tuple[tuple[int, int], ...]


class Translator:
    """Translates with the glossary and the memory of one database through one engine."""

    def __init__(self, sessions: sessionmaker[Session], engine: Engine) -> None:
        self.sessions = sessions
        self.engine = engine if isinstance(engine, CascadeEngine) else CascadeEngine(None, engine)
        self._terminology = Terminology(sessions)

    @property
    def share_guaranteed(self) -> float:
        """The share of the segments so far that needed the guaranteed path, 0 to 1."""
        return self.engine.share_guaranteed

    def translate_text(
        self,
        text: str,
        options: TranslationOptions,
        session_terms: Sequence[Term] = (),
        progress: Progress | None = None,
    ) -> TextTranslation:
        """The text segment by segment, its paragraphs kept.

        `session_terms` are proposals of this user only; they win over the glossary for the same
        term. `progress` is called after every chunk and may raise to cancel. Raises ServiceError
        with a `code` for a text that is empty, over 200,000 characters or in another language.
        """
        began = time.perf_counter()
        if not text.strip():
            raise ServiceError("There is no text: type or paste some.", code="empty")
        if len(text) > MAX_CHARACTERS:
            message = f"The text has {len(text):,} characters and may have {MAX_CHARACTERS:,}: divide it."
            raise ServiceError(message, code="too_long")
        segments = split_segments(normalise(text, options.direction.source), options.direction.source)
        done = self.translate_segments([segment.text for segment in segments], options, session_terms, progress)
        placed = tuple(
            replace(translation, before=segment.before, after=segment.after)
            for segment, translation in zip(segments, done, strict=True)
        )
        return TextTranslation(placed, options.direction, options.area, time.perf_counter() - began)

    def translate_segments(
        self,
        sources: Sequence[str],
        options: TranslationOptions,
        session_terms: Sequence[Term] = (),
        progress: Progress | None = None,
    ) -> list[SegmentTranslation]:
        """One translation for each source, in order; blank sources give blank translations.

        Each result's `source` is the normalised source, which all spans refer to. Equal sources are
        translated once. Raises ServiceError, code "wrong_language" or "reversed", as translate_text.
        """
        language = options.direction.source
        texts = [normalise(source, language).strip() for source in sources]
        refuse_wrong_language("\n".join(texts), options.direction)
        # Long segments first and like lengths together, so that a batch holds little padding.
        distinct = sorted(dict.fromkeys(texts), key=len, reverse=True)
        waiting = {text: texts.count(text) for text in distinct} if len(distinct) < len(texts) else {}
        matcher = self._terminology.matcher(language, session_terms)
        done: dict[str, SegmentTranslation] = {}
        finished = 0
        for start in range(0, len(distinct), CHUNK):
            chunk = distinct[start : start + CHUNK]
            done.update(zip(chunk, self._translate_chunk(chunk, options, matcher), strict=True))
            finished += sum(waiting.get(text, 1) for text in chunk)
            if progress is not None:
                progress(finished, len(texts))
        return [done[text] for text in texts]

    def _translate_chunk(
        self, texts: Sequence[str], options: TranslationOptions, matcher: Matcher
    ) -> list[SegmentTranslation]:
        began = time.perf_counter()
        memory = self._memory(texts, options)
        results: dict[str, SegmentTranslation] = {}
        tasks: list[_Task] = []
        for text in texts:
            task = _task(text, matcher, options)
            hits = memory[text]
            if not has_words(text):
                results[text] = SegmentTranslation(text, copy(text, options.direction), "copy", memory=hits)
            elif options.use_exact_memory and hits and hits[0].score >= 1.0:
                outcome = Outcome((Hypothesis(hits[0].target, 0.0),), "memory")
                results[text] = _result(task, [outcome], hits, options)
            else:
                tasks.append(task)
        for task, outcomes in zip(tasks, self._run(tasks, options), strict=True):
            results[task.source] = _result(task, outcomes, memory[task.source], options)
        share = (time.perf_counter() - began) / len(texts)
        return [replace(results[text], seconds=share) for text in texts]

    def _run(self, tasks: Sequence[_Task], options: TranslationOptions) -> list[list[Outcome]]:
        """For each task the outcomes of its parts."""
        parts = [(task, span) for task in tasks for span in task.spans]
        if not parts:
            return []
        sources = [task.source[slice(*span)] for task, span in parts]
        constraints = [_within(task.constraints, task.source, span) for task, span in parts]
        remaining = iter(self._outcomes(sources, constraints, options))
        return [[next(remaining) for _ in task.spans] for task in tasks]

    def _outcomes(
        self, sources: Sequence[str], constraints: Sequence[Constraints], options: TranslationOptions
    ) -> list[Outcome]:
        """The engine's outcomes; a source that it refuses costs no other its translation."""
        try:
            return self.engine.outcomes(sources, constraints, options.direction, options.search)
        except ModelError:
            raise
        except ServiceError as error:
            if len(sources) == 1:
                return [Outcome((), "none", str(error))]
            pairs = zip(sources, constraints, strict=True)
            return [self._outcomes([source], [wanted], options)[0] for source, wanted in pairs]

    def _memory(self, texts: Sequence[str], options: TranslationOptions) -> dict[str, tuple[MemoryHit, ...]]:
        if options.memory_threshold > 1:
            return dict.fromkeys(texts, ())
        with self.sessions() as session:
            return {
                text: tuple(
                    search_memory(session, text, options.direction, options.memory_threshold, _MEMORY_LIMIT)
                    if text
                    else ()
                )
                for text in texts
            }


def open_translator(settings: Settings) -> Translator:
    """A translator over the settings' database (made and seeded on the first start) and serving model.

    The engines load when the first segment is translated. Raises CorpusError where the database
    cannot be reached; a model that is absent raises ModelError on that first segment.
    """
    sessions = open_database(settings)
    with sessions() as session:
        seed_corpus(session)
        seed_glossary(session)
        session.commit()
        model = serving_model(session, settings)
    return Translator(sessions, open_engine(model, settings))


def _task(text: str, matcher: Matcher, options: TranslationOptions) -> _Task:
    matches = tuple(matcher.match(text, options.area))
    constraints = constraints_of(matches, options.direction.target) if options.constrain else NONE
    spans = divide(text, [(match.start, match.end) for match in matches])
    return _Task(text, matches, constraints, tuple(spans))


def _within(constraints: Constraints, source: str, span: tuple[int, int]) -> Constraints:
    """The constraints of one part of a source: the groups that stand in it, at their places there."""
    start, end = span
    if (start, end) == (0, len(source)):
        return constraints
    required = tuple(
        replace(group, source_start=group.source_start - start, source_end=group.source_end - start)
        for group in constraints.required
        if start <= group.source_start and group.source_end <= end
    )
    return Constraints(required, constraints.forbidden)


def _result(
    task: _Task, outcomes: Sequence[Outcome], memory: tuple[MemoryHit, ...], options: TranslationOptions
) -> SegmentTranslation:
    target = options.direction.target
    best = [outcome.hypotheses[0].text if outcome.hypotheses else "" for outcome in outcomes]
    translation = join([task.source[slice(*span)] for span in task.spans], best, target)
    engines = {outcome.engine for outcome in outcomes}
    return SegmentTranslation(
        source=task.source,
        translation=translation,
        engine=engines.pop() if len(engines) == 1 else "guaranteed",
        terms=tuple(check_adherence(task.matches, translation, target)),
        checks=tuple(run_checks(task.source, translation, options.direction)),
        memory=memory,
        alternatives=outcomes[0].hypotheses if len(outcomes) == 1 else (),
        error=" ".join(outcome.error for outcome in outcomes if outcome.error),
    )
