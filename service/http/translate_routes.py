"""/v1/translate: a text, or segments, with everything that was found about each segment."""

from dataclasses import replace

from fastapi import APIRouter

from corpus.languages import Direction
from corpus.settings import Settings
from glossary.terms import Term
from service.http.access import Admitted
from service.http.schemas import (
    HowToTranslate,
    SegmentResult,
    SegmentsRequest,
    SegmentsResult,
    TextRequest,
    TextResult,
)
from service.http.state import State
from service.http.translating import NO_MEMORY, direction_of, translate_segments, translate_text, unasked_memory
from service.results import SegmentTranslation, TranslationOptions

router = APIRouter(prefix="/v1", tags=["translate"])


@router.post("/translate")
async def translate(body: TextRequest, state: State, caller: Admitted) -> TextResult:
    """Translate a text; its paragraphs are kept."""
    options = _options(body, body.text, state.settings)
    result = await translate_text(state, body.text, options, _terms(body))
    segments = [_result(segment, body, options) for segment in result.segments if segment.source.strip()]
    return TextResult(direction=options.direction, translation=result.text, segments=segments)


@router.post("/translate/segments")
async def translate_list(body: SegmentsRequest, state: State, caller: Admitted) -> SegmentsResult:
    """Translate segments one by one; there is one result for each, in order."""
    options = _options(body, "\n".join(body.segments), state.settings)
    done = await translate_segments(state, body.segments, options, _terms(body))
    return SegmentsResult(direction=options.direction, segments=[_result(segment, body, options) for segment in done])


def _options(body: HowToTranslate, text: str, settings: Settings) -> TranslationOptions:
    unasked = NO_MEMORY if body.local else unasked_memory(settings)
    return TranslationOptions(
        direction=body.direction or (direction_of(text) if text.strip() else Direction.ZH_JA),
        area=body.area or "",
        beam_size=body.beam_size or settings.beam_size,
        alternatives=body.alternatives,
        constrain=body.constraints,
        memory_threshold=unasked if body.memory_threshold is None else body.memory_threshold,
        local=body.local,
    )


def _result(segment: SegmentTranslation, body: HowToTranslate, options: TranslationOptions) -> SegmentResult:
    """The result with the memory matches that the client has asked for."""
    shown = segment if body.memory_threshold is not None else replace(segment, memory=())
    return SegmentResult.of(shown, options.direction)


def _terms(body: HowToTranslate) -> tuple[Term, ...]:
    return tuple(Term(zh=term.zh, ja=term.ja) for term in body.terms)
