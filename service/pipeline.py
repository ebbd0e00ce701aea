"""One batch of segments through matching, endpoint where there is one, engine, adherence and checks."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.languages import Direction
from corpus.memory import MemoryHit
from corpus.normalisation import simplified_reading
from glossary.adherence import check_adherence
from glossary.matching import TermMatch
from service.acceptance import is_degenerate
from service.blanks import Filled, fill
from service.cascade import CascadeEngine, Outcome
from service.constraints import NONE, Constraints, Required
from service.doubts import find_doubts
from service.endpoint import EndpointDraft, EndpointSegment, EndpointTranslator
from service.engine import Engine, Hypothesis
from service.errors import ModelError, ServiceError
from service.item_marks import Item, divide_items
from service.long_segments import divide, join
from service.number_forms import COUNTED, apart_from, formal_numbers, lacking
from service.results import SegmentTranslation, TranslationOptions
from service.source_language import has_words
from service.term_constraints import constraints_of
from service.verbatim import copy, page_label

CHUNK = 64  # segments between two reports of progress; a tenth faster than 32, as what misses is searched together

# Doubts that another hypothesis can settle for good. A denial is not among them: one that stands elsewhere in the
# sentence would silence the check, and what a sentence denies is for people to see.
_MENDED = (*COUNTED, "leftovers", "brackets", "repetition")

Progress = Callable[[int, int], None]  # (segments done, segments in all); may raise to cancel
FindTerms = Callable[[str], Sequence[TermMatch]]
FindMemory = Callable[[Sequence[str]], Sequence[tuple[MemoryHit, ...]]]


def no_memory(sources: Sequence[str]) -> Sequence[tuple[MemoryHit, ...]]:
    """No matches for any source."""
    return [()] * len(sources)


@dataclass(frozen=True, slots=True)
class _Task:
    """A distinct segment with its terms, and the parts that go to the engine one by one."""

    source: str
    matches: tuple[TermMatch, ...]
    constraints: Constraints
    sums: tuple[Required, ...]  # numbers whose rendering is as certain as a term's
    parts: tuple[Item, ...]
    memory: tuple[MemoryHit, ...]


class Pipeline:
    """Takes segments through one engine; knows no database.

    Where there is an endpoint it is asked first, and the engine translates what its answers cannot be taken for.
    """

    def __init__(self, engine: Engine, endpoint: EndpointTranslator | None = None) -> None:
        self.engine = engine if isinstance(engine, CascadeEngine) else CascadeEngine(None, engine)
        self.endpoint = endpoint

    def run(
        self,
        sources: Sequence[str],
        options: TranslationOptions,
        find_terms: FindTerms,
        find_memory: FindMemory = no_memory,
        progress: Progress | None = None,
    ) -> list[SegmentTranslation]:
        """One translation for each source, in order; equal sources are translated once.

        `progress` is called after every chunk, and after each answer of an endpoint; it may raise to cancel.
        """
        # Long segments first and like lengths together, so that a batch holds little padding.
        distinct = sorted(dict.fromkeys(sources), key=len, reverse=True)
        times = Counter(sources)
        done: dict[str, SegmentTranslation] = {}
        finished = 0
        for start in range(0, len(distinct), CHUNK):
            chunk = distinct[start : start + CHUNK]
            told = None if progress is None else _counting(progress, finished, len(sources))
            done.update(zip(chunk, self._run_chunk(chunk, options, find_terms, find_memory, told), strict=True))
            finished += sum(times[source] for source in chunk)
            if progress is not None:
                progress(finished, len(sources))
        return [done[source] for source in sources]

    def _run_chunk(
        self,
        sources: Sequence[str],
        options: TranslationOptions,
        find_terms: FindTerms,
        find_memory: FindMemory,
        answered: Callable[[int], None] | None,
    ) -> list[SegmentTranslation]:
        began = time.perf_counter()
        tasks = [
            _task(source, find_terms(source), hits, options)
            for source, hits in zip(sources, find_memory(sources), strict=True)
        ]
        ready = [_without_engine(task, options) for task in tasks]
        waiting = [index for index, outcome in enumerate(ready) if outcome is None]
        drafts = self._drafts([tasks[index] for index in waiting], options, answered)
        uses = {index: draft.use for index, draft in zip(waiting, drafts, strict=False)}
        for index, draft in zip(waiting, drafts, strict=False):
            if draft.hypothesis is not None:
                ready[index] = Outcome((draft.hypothesis,), "endpoint")
        left = [task for task, outcome in zip(tasks, ready, strict=True) if outcome is None]
        translated = iter(self._translate(left, options))
        outcomes = [[outcome] if outcome is not None else next(translated) for outcome in ready]
        results = [_result(task, found, options) for task, found in zip(tasks, outcomes, strict=True)]
        self._mend(tasks, results, outcomes, options)
        share = (time.perf_counter() - began) / len(sources)
        return [replace(result, seconds=share, endpoint=uses.get(index)) for index, result in enumerate(results)]

    def _drafts(
        self, tasks: Sequence[_Task], options: TranslationOptions, answered: Callable[[int], None] | None
    ) -> list[EndpointDraft]:
        """The endpoint's draft of each task; none at all where there is no endpoint, or it is not to be asked."""
        if self.endpoint is None or options.local or not tasks:
            return []
        segments = [
            EndpointSegment(
                task.source,
                options.direction,
                task.matches if options.constrain else (),
                task.constraints,
                task.memory,
            )
            for task in tasks
        ]
        return self.endpoint.translate(segments, answered)

    def _translate(self, tasks: Sequence[_Task], options: TranslationOptions) -> list[list[Outcome]]:
        """For each task the outcomes of its parts."""
        parts = [(task, part) for task in tasks for part in task.parts]
        if not parts:
            return []
        filled = [_filled(task, part, _with(task.constraints, task.sums), options) for task, part in parts]
        found = self._outcomes([item.text for item in filled], [item.constraints for item in filled], options)
        written = (_written(part, item, out) for (_, part), item, out in zip(parts, filled, found, strict=True))
        return [[next(written) for _ in task.parts] for task in tasks]

    def _mend(
        self,
        tasks: Sequence[_Task],
        results: list[SegmentTranslation],
        outcomes: Sequence[Sequence[Outcome]],
        options: TranslationOptions,
    ) -> None:
        """Puts another translation in the place of one that the checks doubt, where they doubt it less.

        The others are what the fast path found besides; where numbers or addresses were lost, it is asked again with
        these marked as terms.
        """
        doubted = [
            index
            for index, (task, result) in enumerate(zip(tasks, results, strict=True))
            if options.constrain and result.engine in ("fast", "guaranteed") and len(task.parts) == 1
            if any(doubt.name in _MENDED for doubt in result.checks)
        ]
        asked, drafts = {}, {}
        for index in doubted:
            task, [part] = tasks[index], tasks[index].parts
            before = _filled(task, part, _with(task.constraints, task.sums), options)
            asked[index] = _filled(task, part, _marked(task, results[index], options.direction), options)
            if asked[index] == before:
                drafts[index] = outcomes[index][0].drafts
        again = [index for index in doubted if index not in drafts]
        texts, constraints = [asked[index].text for index in again], [asked[index].constraints for index in again]
        found = self.engine.drafts(texts, constraints, options.direction, options.search)
        drafts |= {index: tuple(draft) for index, draft in zip(again, found, strict=True)}
        for index in doubted:
            task, first = tasks[index], results[index].alternatives
            written = _written(task.parts[0], asked[index], Outcome(drafts[index], "fast"))
            others = [
                _result(task, [Outcome((other, *first)[: options.alternatives], "fast")], options)
                for other in written.hypotheses
                if not is_degenerate(task.source, other.text)
            ]
            results[index] = min([results[index], *others], key=_doubtfulness)

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


def _counting(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    """Tells the progress of a chunk that begins after `before` segments."""
    return lambda answered: progress(before + answered, total)


def _task(
    source: str, matches: Sequence[TermMatch], memory: tuple[MemoryHit, ...], options: TranslationOptions
) -> _Task:
    constraints = constraints_of(matches, options.direction.target) if options.constrain else NONE
    sums = apart_from(formal_numbers(source, options.direction), constraints.required) if options.constrain else ()
    terms = [(match.start, match.end) for match in matches]
    parts = [
        Item(start, end, item.mark if start == item.start else "")
        for item in divide_items(source, options.direction)
        for start, end in divide(source, terms, item.start, item.end)
    ]
    return _Task(source, tuple(matches), constraints, sums, tuple(parts), memory)


def _read(source: str, direction: Direction) -> str:
    """The source as the models read it: they were trained on simplified characters."""
    return simplified_reading(source) if direction is Direction.ZH_JA else source


def _with(constraints: Constraints, groups: tuple[Required, ...]) -> Constraints:
    return replace(constraints, required=(*constraints.required, *groups)) if groups else constraints


def _marked(task: _Task, result: SegmentTranslation, direction: Direction) -> Constraints:
    """The task's constraints, and with them the numbers and addresses that the translation lacks."""
    numbers = (*task.sums, *apart_from(lacking(task.source, result.checks, direction), task.sums))
    return _with(task.constraints, apart_from(numbers, task.constraints.required))


def _doubtfulness(result: SegmentTranslation) -> tuple[int, int, int]:
    """What is wrong with a translation: terms amiss, then errors, then all doubts; the less the better."""
    errors = sum(doubt.severity == "error" for doubt in result.checks)
    return sum(finding.amiss for finding in result.terms), errors, len(result.checks)


def _without_engine(task: _Task, options: TranslationOptions) -> Outcome | None:
    """What needs no model: a segment without words, the label of a page, and an exact memory match where wanted."""
    if not has_words(task.source):
        return Outcome((Hypothesis(copy(task.source, options.direction), 0.0),), "copy")
    if label := page_label(task.source, options.direction):
        return Outcome((Hypothesis(label, 0.0),), "copy")
    if options.use_exact_memory and task.memory and task.memory[0].score >= 1:
        return Outcome((Hypothesis(task.memory[0].target, 0.0),), "memory")
    return None


def _filled(task: _Task, part: Item, constraints: Constraints, options: TranslationOptions) -> Filled:
    """A part of the task as the engine gets it."""
    source, within = _read(part.of(task.source), options.direction), _within(constraints, task.source, part)
    return fill(source, within, options.direction) if options.constrain else Filled(source, within)


def _written(part: Item, filled: Filled, outcome: Outcome) -> Outcome:
    """The engine's outcome as it is to be read: the part's mark in front, and its blanks blank again."""
    if not (part.mark or filled.blanks):
        return outcome
    hypotheses = [Hypothesis(part.mark + filled.restore(found.text), found.score) for found in outcome.hypotheses]
    return replace(outcome, hypotheses=tuple(hypotheses))


def _within(constraints: Constraints, source: str, part: Item) -> Constraints:
    """The constraints of one part of a source: the groups that stand in it, at their places there."""
    start, end = part.start, part.end
    if (start, end) == (0, len(source)):
        return constraints
    required = tuple(
        replace(group, source_start=group.source_start - start, source_end=group.source_end - start)
        for group in constraints.required
        if start <= group.source_start and group.source_end <= end
    )
    return Constraints(required, constraints.forbidden)


def _result(task: _Task, outcomes: Sequence[Outcome], options: TranslationOptions) -> SegmentTranslation:
    target = options.direction.target
    best = [outcome.hypotheses[0].text if outcome.hypotheses else "" for outcome in outcomes]
    whole = len(outcomes) == 1
    translation = best[0] if whole else join([part.of(task.source) for part in task.parts], best, target)
    engines = {outcome.engine for outcome in outcomes}
    terms = tuple(check_adherence(task.matches, translation, target))
    return SegmentTranslation(
        source=task.source,
        translation=translation,
        engine=engines.pop() if len(engines) == 1 else "guaranteed",
        terms=terms,
        checks=find_doubts(task.source, translation, options.direction, terms),
        memory=task.memory,
        alternatives=outcomes[0].hypotheses if whole and outcomes[0].engine != "endpoint" else (),
        score=_score(task, outcomes),
        error=" ".join(outcome.error for outcome in outcomes if outcome.error),
    )


def _score(task: _Task, outcomes: Sequence[Outcome]) -> float | None:
    """The mean score of the parts, weighted by their length; None where no local model made one of them."""
    if not all(outcome.hypotheses and outcome.engine not in ("memory", "copy", "endpoint") for outcome in outcomes):
        return None
    lengths = [part.end - part.start for part in task.parts]
    scores = [outcome.hypotheses[0].score for outcome in outcomes]
    return sum(score * length for score, length in zip(scores, lengths, strict=True)) / max(1, sum(lengths))
