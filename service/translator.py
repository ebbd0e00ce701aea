"""The translator: from a text to its translation with everything each step found."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session, sessionmaker

from corpus.settings import Settings
from glossary.terms import Term
from service.engine import Engine
from service.results import SegmentTranslation, TextTranslation, TranslationOptions

__all__ = ["SegmentTranslation", "TextTranslation", "TranslationOptions", "Translator", "open_translator"]

MAX_CHARACTERS = 200_000
Progress = Callable[[int, int], None]  # (segments done, segments in all); may raise to cancel


class Translator:
    """Translates with the glossary and the memory of one database through one engine."""

    def __init__(self, sessions: sessionmaker[Session], engine: Engine) -> None:
        self.sessions = sessions
        self.engine = engine

    def translate_text(
        self,
        text: str,
        options: TranslationOptions,
        session_terms: Sequence[Term] = (),
        progress: Progress | None = None,
    ) -> TextTranslation:
        """The text segment by segment.

        `session_terms` are proposals of this user only; they win over the glossary for the same
        term. Raises ServiceError with a `code` for a text that is empty, over
        200,000 characters or in another language than the direction's source.
        """
        raise NotImplementedError

    def translate_segments(
        self,
        sources: Sequence[str],
        options: TranslationOptions,
        session_terms: Sequence[Term] = (),
        progress: Progress | None = None,
    ) -> list[SegmentTranslation]:
        """One translation for each source, in order; blank sources give blank translations."""
        raise NotImplementedError


def open_translator(settings: Settings) -> Translator:
    """A translator over the settings' database (made and seeded on the first start) and serving model.

    The engines load when the first segment is translated. Raises CorpusError where the database
    cannot be reached, ModelError where the model is absent.
    """
    raise NotImplementedError
