"""Texts and segments of a request through the batcher, as every dialect asks for them."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, ParamSpec, TypeVar

from fastapi.concurrency import run_in_threadpool

from corpus.languages import Direction, Language
from corpus.settings import Settings
from glossary.terms import Term
from service.errors import ServiceError
from service.http.schemas import MAX_SEGMENT
from service.http.state import ServiceState
from service.results import SegmentTranslation, TextTranslation, TranslationOptions
from service.source_language import detect_language
from service.source_text import accept_sources, cut_text, placed

P = ParamSpec("P")
R = TypeVar("R")

NO_MEMORY = 2.0  # a threshold that no match reaches
_LONG = 2000  # characters that take more than a few milliseconds to look through


def unasked_memory(settings: Settings) -> float:
    """The memory threshold where a client wants no matches: an endpoint is given the nearest ones all the same."""
    return settings.memory_threshold if settings.endpoint_url else NO_MEMORY


def direction_of(text: str) -> Direction:
    """The direction that the language of the text asks for; ServiceError where that is neither of the two."""
    found = detect_language(text)
    if found is None:
        raise ServiceError("The text is in neither Chinese nor Japanese; send one that is.", "language")
    return Direction.ZH_JA if found[0] == "zh" else Direction.JA_ZH


def source_of(text: str, target: Language) -> Language:
    """The language of a text that is to be translated into the target language.

    Characters that both languages have, and those that neither has, are taken for the one to translate from.
    """
    found = detect_language(text)
    if found is not None and (found[0] != target or found[1] == 1):
        return found[0]
    return "ja" if target == "zh" else "zh"


async def together(asked: Iterable[Coroutine[Any, Any, R]]) -> list[R]:
    """What all of them give, in order; where one fails the others are given up."""
    tasks = [asyncio.ensure_future(one) for one in asked]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def translate_text(
    state: ServiceState, text: str, options: TranslationOptions, terms: Sequence[Term] = ()
) -> TextTranslation:
    """The text segment by segment, its paragraphs kept; ServiceError as `Translator.translate_text`."""
    began = time.perf_counter()
    segments = await _in_thread_if(len(text) > _LONG, cut_text, text, options.direction)
    done = await translate_segments(state, [segment.text for segment in segments], options, terms)
    return TextTranslation(placed(segments, done), options.direction, options.area, time.perf_counter() - began)


async def translate_segments(
    state: ServiceState, sources: Sequence[str], options: TranslationOptions, terms: Sequence[Term] = ()
) -> list[SegmentTranslation]:
    """One translation for each source, in order; ServiceError as `Translator.translate_segments`."""
    for source in sources:
        if len(source) > MAX_SEGMENT:
            raise ServiceError(
                f"The segment “{source[:20]}…” has {len(source):,} characters without an end of sentence and may have "
                f"{MAX_SEGMENT:,}: divide it.",
                code="too_long",
            )
    size = sum(map(len, sources))
    accepted = await _in_thread_if(size > _LONG, accept_sources, sources, options.direction)
    done = await state.batches.translate(accepted, options, terms)
    state.metrics.count_segments(done)
    return done


async def _in_thread_if(long: bool, work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """What the work returns; long work does not stop the event loop."""
    return await run_in_threadpool(work, *arguments, **named) if long else work(*arguments, **named)
