"""The page over a stand-in engine: `streamlit run tests/ui/page_app.py` with HOYAKU_DATA_DIR set.

Database, glossary, matching and adherence are the real ones; only the model is replaced by a table
of sentences in whose translations the approved renderings are filled in, so that every run gives
the same translations in no time. HOYAKU_STAND_IN_DELAY (seconds a segment) makes it slow.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

import ui.comparison_panel
import ui.session
import ui.training_panel
from corpus.database import open_database
from corpus.languages import Direction
from corpus.memory import Difference, MemoryHit, search_memory
from corpus.segmentation import TextSegment, split_segments
from corpus.settings import Settings
from glossary.adherence import check_adherence
from glossary.lookup import find_terms
from glossary.matching import Matcher, TermMatch
from glossary.store import load_terms
from glossary.terms import Term
from glossary.workflow import add_term
from service.checks import run_checks
from service.engine import Hypothesis
from service.errors import ServiceError
from service.results import SegmentTranslation, TextTranslation, TranslationOptions
from service.source_language import refuse_wrong_language
from service.source_text import MAX_CHARACTERS

TERMS = (
    Term(
        zh="抵押权人",
        ja="抵当権者",
        area="property",
        ja_forbidden=("抵押権者",),
        definition="抵当権を有する債権者をいう。",
        note="「抵押権者」とはしない。",
    ),
    Term(zh="抵押财产", ja="抵当財産", area="property", definition="抵当権の目的である財産をいう。"),
    Term(zh="优先受偿", ja="優先弁済を受ける", area="property", ja_variants=("優先弁済を受け",)),
    Term(zh="不当得利", ja="不当利得", area="contract", ja_forbidden=("不当得利",)),
    Term(zh="A&B公司", ja="A&B社", definition="<script>alert(1)</script> \"'&"),
)
SENTENCES = {
    "抵押权人有权就抵押财产优先受偿。": "{抵押权人}は、{抵押财产}について{优先受偿}権利を有する。",
    "当事人应当遵循诚信原则。": "当事者は、{诚信原则}に従わなければならない。",
    "得利人没有法律根据取得不当利益的，应返还300元。": "法律上の原因なく利得した者は、30元を返還しなければならない。",
}
UNAPPROVED = {"诚信原则": "誠実信用の原則"}  # what the "model" says while the glossary does not know better
SIMILAR = ("质权人有权就抵押财产优先受偿。", "質権者は、抵当財産について優先弁済を受ける権利を有する。")
SECOND = "抵当権者は、抵当財産から優先弁済を受けることができる。"


class StandInTranslator:
    """Translates by table with the real glossary; the same interface as service.translator.Translator.

    `wording` is exchanged in the translations, so that two models say different things.
    """

    def __init__(self, sessions: sessionmaker[Session], wording: Mapping[str, str] = {}) -> None:
        self.sessions = sessions
        self._wording = wording

    def translate_text(
        self,
        text: str,
        options: TranslationOptions,
        session_terms: Sequence[Term] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> TextTranslation:
        refuse(text, options.direction)
        cut = split_segments(text, options.direction.source)
        done = self.translate_segments([part.text for part in cut], options, session_terms, progress)
        segments = tuple(placed(one, part) for part, one in zip(cut, done, strict=True))
        return TextTranslation(segments, options.direction, options.area, seconds=0.1)

    def translate_segments(
        self,
        sources: Sequence[str],
        options: TranslationOptions,
        session_terms: Sequence[Term] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> list[SegmentTranslation]:
        with self.sessions() as session:
            terms = [*session_terms, *load_terms(session)]
        matcher = Matcher(terms, options.direction.source)
        translated = []
        for done, source in enumerate(sources):
            if progress:
                progress(done, len(sources))
            time.sleep(float(os.environ.get("HOYAKU_STAND_IN_DELAY", "0")))
            if "explode" in source:
                raise RuntimeError("the stand-in was told to fail")
            translated.append(
                self._remembered(source, options)
                or translate_one(source, matcher.match(source, options.area), options, self._wording)
            )
        return translated

    def _remembered(self, source: str, options: TranslationOptions) -> SegmentTranslation | None:
        """The exact match of the translation memory, where one is wanted and there is one."""
        if not options.use_exact_memory:
            return None
        with self.sessions() as session:
            hits = tuple(search_memory(session, source, options.direction, 1.0, 1))
        return SegmentTranslation(source, hits[0].target, "memory", memory=hits) if hits else None


def placed(segment: SegmentTranslation, part: TextSegment) -> SegmentTranslation:
    return replace(segment, before=part.before, after=part.after)


def refuse(text: str, direction: Direction) -> None:
    """The refusals of the real translator."""
    if not text.strip():
        raise ServiceError("There is no text.", code="empty")
    if len(text) > MAX_CHARACTERS:
        raise ServiceError("The text is too long.", code="too_long")
    refuse_wrong_language(text, direction)


def translate_one(
    source: str, matches: list[TermMatch], options: TranslationOptions, wording: Mapping[str, str] = {}
) -> SegmentTranslation:
    target = options.direction.target
    renderings = {match.surface: match.renderings(target)[0] for match in matches}
    translation = SENTENCES.get(source, source)
    for words, rendering in {**UNAPPROVED, **renderings}.items():
        translation = translation.replace("{" + words + "}", rendering)
        if source not in SENTENCES:
            translation = translation.replace(words, rendering)
    for words, others in wording.items():
        translation = translation.replace(words, others)
    memory: tuple[MemoryHit, ...] = ()
    alternatives = (Hypothesis(translation, -0.2),)
    if "抵押权人" in source:
        differences = (Difference("replace", (0, 4), (0, 3)),)
        memory = (MemoryHit(*SIMILAR, 0.91, differences, "民法典対訳", "担保物権", "property", "statute", 1),)
        alternatives = (*alternatives, Hypothesis(SECOND, -0.4))
    findings = tuple(check_adherence(matches, translation, target))
    checks = tuple(run_checks(source, translation, options.direction))
    return SegmentTranslation(source, translation, "guaranteed", 0.05, findings, checks, memory, alternatives)


def open_stand_in(settings: Settings) -> StandInTranslator:
    sessions = open_database(settings)
    with sessions() as session:
        if not find_terms(session, "抵押权人"):
            for term in TERMS:
                add_term(session, term, "seed", "stand-in", status=term.status)
    return StandInTranslator(sessions)


def load_stand_in(settings: Settings, place: str) -> StandInTranslator:
    """The stand-in for one model: those that runs have made say some things in other words."""
    time.sleep(float(os.environ.get("HOYAKU_STAND_IN_DELAY", "0")))
    return StandInTranslator(open_database(settings), {"権利を有する": "権利がある"} if "101500" in place else {})


if __name__ == "__main__":
    ui.session.load_translator = open_stand_in  # type: ignore[assignment]
    ui.comparison_panel.load_model = load_stand_in  # type: ignore[assignment]
    ui.training_panel.TRAIN = (sys.executable, str(Path(__file__).with_name("stand_in_training.py")))  # type: ignore[assignment]
    from ui.app import main

    main()
