"""The translator: from a text to its translation with everything each step found."""

import time
from collections.abc import Sequence

from sqlalchemy.orm import Session, sessionmaker

from corpus.database import open_database
from corpus.memory import MemoryHit, search_memory
from corpus.seeds import seed_corpus
from corpus.settings import Settings
from glossary.seeds import seed_glossary
from glossary.terms import Term
from service.engine import Engine
from service.pipeline import Pipeline, Progress
from service.results import SegmentTranslation, TextTranslation, TranslationOptions
from service.serving import ServingPipeline
from service.source_text import MAX_CHARACTERS, accept_sources, cut_text, placed
from service.terminology import Terminology

__all__ = [
    "MAX_CHARACTERS",
    "SegmentTranslation",
    "TextTranslation",
    "TranslationOptions",
    "Translator",
    "open_translator",
]

_MEMORY_LIMIT = 5  # matches shown for a segment


class Translator:
    """Translates with the glossary and the memory of one database, through one engine or the model that serves."""

    def __init__(self, sessions: sessionmaker[Session], engine: Engine | ServingPipeline) -> None:
        self.sessions = sessions
        self._pipeline = engine if isinstance(engine, ServingPipeline) else Pipeline(engine)
        self._terminology = Terminology(sessions)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline of the engine, or of the model that serves at this moment."""
        return self._pipeline() if isinstance(self._pipeline, ServingPipeline) else self._pipeline

    @property
    def share_guaranteed(self) -> float:
        """The share of the segments so far that needed the guaranteed path, 0 to 1."""
        return self.pipeline.engine.share_guaranteed

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
        segments = cut_text(text, options.direction)
        done = self.translate_segments([segment.text for segment in segments], options, session_terms, progress)
        return TextTranslation(placed(segments, done), options.direction, options.area, time.perf_counter() - began)

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
        return self.translate_accepted(accept_sources(sources, options.direction), options, session_terms, progress)

    def translate_accepted(
        self,
        texts: Sequence[str],
        options: TranslationOptions,
        session_terms: Sequence[Term] = (),
        progress: Progress | None = None,
    ) -> list[SegmentTranslation]:
        """As translate_segments, of sources that `accept_sources` gave back: of several requests, for example."""
        matcher = self._terminology.matcher(options.direction.source, session_terms)
        return self.pipeline.run(
            texts,
            options,
            find_terms=lambda text: matcher.match(text, options.area),
            find_memory=lambda chunk: self._memory(chunk, options),
            progress=progress,
        )

    def _memory(self, texts: Sequence[str], options: TranslationOptions) -> list[tuple[MemoryHit, ...]]:
        if options.memory_threshold > 1:
            return [()] * len(texts)
        with self.sessions() as session:
            return [
                tuple(search_memory(session, text, options.direction, options.memory_threshold, _MEMORY_LIMIT))
                if text
                else ()
                for text in texts
            ]


def open_translator(settings: Settings) -> Translator:
    """A translator over the settings' database (made and seeded on the first start) and whichever model serves.

    The engines load when the first segment is translated, and anew after another model was promoted.
    Raises CorpusError where the database cannot be reached; a model that is absent raises ModelError on
    that first segment.
    """
    sessions = open_database(settings)
    with sessions() as session:
        seed_corpus(session)
        seed_glossary(session)
        session.commit()
    return Translator(sessions, ServingPipeline(sessions, settings))
