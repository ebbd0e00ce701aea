"""One text translated by two models through the translator's own pipeline, and where the translations differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.settings import Settings
from service.engines import open_cascade
from service.errors import ServiceError
from service.results import SegmentTranslation, TextTranslation, TranslationOptions
from service.translator import Translator

Span = tuple[int, int]

MAX_COMPARED = 500  # characters: a sentence or a clause, which two models translate twice each while a person waits
_NO_MEMORY = 2.0  # a threshold that no match reaches: the models are compared, not the memory
_SHORTEST_COMMON = 2  # fewer equal characters between two differences are chance and do not divide them


@dataclass(frozen=True, slots=True)
class ComparedSegment:
    """One segment by both models; the spans are of each translation's characters that the other does not have."""

    first: SegmentTranslation
    second: SegmentTranslation
    first_only: tuple[Span, ...]
    second_only: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """A text by two models, segment by segment, blank ones left out. `seconds` are of each model's translating."""

    direction: Direction
    area: str
    segments: tuple[ComparedSegment, ...]
    seconds: tuple[float, float]

    @property
    def same(self) -> bool:
        """Whether both models say the very same."""
        return all(segment.first.translation == segment.second.translation for segment in self.segments)


def open_model(sessions: sessionmaker[Session], settings: Settings, place: str) -> Translator:
    """A translator over one model (folder or hub name), whichever serves, with its fast path loaded.

    It has the glossary and the pipeline that serve. Raises ModelError where the model is absent or unreadable.
    """
    translator = Translator(sessions, open_cascade(place, settings))
    translator.translate_segments(["合同。"], TranslationOptions(Direction.ZH_JA, memory_threshold=_NO_MEMORY))
    return translator


def compare_models(
    text: str, direction: Direction, area: str, models: tuple[Translator, Translator], settings: Settings
) -> ModelComparison:
    """The text by both models with the settings' beam, terms guaranteed.

    Each translates it twice and the faster time counts, so that what is loaded at the first segment that needs it
    does not. Raises ServiceError as `Translator.translate_text`, and for a text over MAX_COMPARED characters.
    """
    if len(text) > MAX_COMPARED:
        message = f"The text has {len(text):,} characters and may have {MAX_COMPARED:,} here: compare a part of it."
        raise ServiceError(message)
    options = TranslationOptions(direction, area, settings.beam_size, memory_threshold=_NO_MEMORY)
    (first, seconds_first), (second, seconds_second) = (_timed(model, text, options) for model in models)
    pairs = zip(first.segments, second.segments, strict=True)  # the same text is segmented alike
    segments = tuple(_compared(one, other) for one, other in pairs if one.source)
    return ModelComparison(direction, area, segments, (seconds_first, seconds_second))


def differing_spans(first: str, second: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of each text that the other has not: a shortest edit (Levenshtein), chance agreements closed up."""
    changes: list[tuple[Span, Span]] = []
    for step in Levenshtein.opcodes(first, second):
        if step.tag == "equal":
            continue
        here, there = (step.src_start, step.src_end), (step.dest_start, step.dest_end)
        if changes and step.src_start - changes[-1][0][1] < _SHORTEST_COMMON:
            earlier = changes.pop()
            here, there = (earlier[0][0], here[1]), (earlier[1][0], there[1])
        changes.append((here, there))
    return _filled(here for here, _ in changes), _filled(there for _, there in changes)


def _filled(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in spans if end > start)


def _compared(first: SegmentTranslation, second: SegmentTranslation) -> ComparedSegment:
    return ComparedSegment(first, second, *differing_spans(first.translation, second.translation))


def _timed(model: Translator, text: str, options: TranslationOptions) -> tuple[TextTranslation, float]:
    runs = [model.translate_text(text, options) for _ in range(2)]
    return runs[-1], min(run.seconds for run in runs)
