"""A text on its way to the model and back: cut into segments, refused where it cannot be translated, put together."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.languages import Direction
from corpus.normalisation import normalise
from corpus.segmentation import TextSegment, split_segments
from service.errors import ServiceError
from service.results import SegmentTranslation
from service.source_language import refuse_wrong_language

MAX_CHARACTERS = 200_000


def cut_text(text: str, direction: Direction) -> list[TextSegment]:
    """The segments of a text, normalised.

    Raises ServiceError with a `code` for a text that is empty or over 200,000 characters.
    """
    if not text.strip():
        raise ServiceError("There is no text: type or paste some.", code="empty")
    if len(text) > MAX_CHARACTERS:
        message = f"The text has {len(text):,} characters and may have {MAX_CHARACTERS:,}: divide it."
        raise ServiceError(message, code="too_long")
    return split_segments(normalise(text, direction.source), direction.source)


def accept_sources(sources: Sequence[str], direction: Direction) -> list[str]:
    """The sources as the model gets them: normalised, without white space around them.

    Raises ServiceError, code "wrong_language" or "reversed", where they are together in another language.
    """
    texts = [normalise(source, direction.source).strip() for source in sources]
    refuse_wrong_language("\n".join(texts), direction)
    return texts


def placed(segments: Sequence[TextSegment], done: Sequence[SegmentTranslation]) -> tuple[SegmentTranslation, ...]:
    """The translations with the white space that stood around their segments."""
    return tuple(
        replace(translation, before=segment.before, after=segment.after)
        for segment, translation in zip(segments, done, strict=True)
    )
