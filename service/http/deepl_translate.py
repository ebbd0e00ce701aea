"""DeepL's routes for texts: /v2/translate, /v2/languages, /v2/usage.

Where DeepL has more than there is here: `formality` and `context`, `split_sentences`, `model_type` and the like are
taken and change nothing, as legal text has one register and each sentence is translated by itself. A text that has
neither Chinese nor Japanese in it, or is in the target language already, comes back as it is.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from corpus.languages import Direction, Language
from glossary.terms import Term
from service.errors import ServiceError
from service.http.access import Admitted, Caller
from service.http.deepl_languages import SOURCES, TARGETS, code_of, language_of
from service.http.deepl_markup import MarkedText, unwrap
from service.http.fields import Fields, described, read_fields
from service.http.state import ServiceState, State
from service.http.translating import source_of, together, translate_text, unasked_memory
from service.results import TranslationOptions
from service.source_language import has_words
from service.token_glossaries import glossary_terms

router = APIRouter(prefix="/v2", tags=["DeepL"])
MAX_TEXTS = 50
NO_LIMIT = 1_000_000_000_000  # characters a month; clients want a number


class DeepLTranslation(BaseModel):
    detected_source_language: str
    text: str
    billed_characters: int
    model_type_used: str = "quality_optimized"


class DeepLTranslations(BaseModel):
    translations: list[DeepLTranslation]


class DeepLLanguage(BaseModel):
    language: str
    name: str
    supports_formality: bool | None = None


class DeepLUsage(BaseModel):
    character_count: int
    character_limit: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a request asks of each of its texts."""

    source: Language | None
    target: Language
    glossary: str
    markup: bool


@router.post(
    "/translate",
    openapi_extra=described(
        {"text": "texts", "target_lang": "text"},
        {"source_lang": "text", "glossary_id": "text", "tag_handling": "text", "formality": "text", "context": "text"},
    ),
)
async def translate(request: Request, state: State, caller: Admitted) -> DeepLTranslations:
    """Translate up to 50 texts; with `glossary_id`, its terms win over the approved glossary."""
    fields = await read_fields(request)
    texts = fields.all("text")
    if not 1 <= len(texts) <= MAX_TEXTS:
        raise ServiceError(f"A request has 1 to {MAX_TEXTS} fields text, and this one {len(texts)}; divide it.")
    wanted = _wanted(fields)
    terms: tuple[Term, ...] = ()
    if wanted.glossary:
        if wanted.source is None or wanted.source == wanted.target:
            raise ServiceError("A glossary needs to know the language of the text; send the right source_lang.")
        direction = Direction.between(wanted.source, wanted.target)
        terms = await run_in_threadpool(_glossary, state, caller, wanted.glossary, direction)
    done = await together(_translate(state, text, wanted, terms) for text in texts)
    state.usage.add(caller.token_id, sum(translation.billed_characters for translation in done))
    return DeepLTranslations(translations=done)


@router.get("/languages")
async def languages(request: Request, caller: Admitted) -> list[DeepLLanguage]:
    """The languages of texts, or of translations where type is target."""
    target = (await read_fields(request)).one("type", "source") == "target"
    names = TARGETS if target else SOURCES
    return [
        DeepLLanguage(language=code, name=name, supports_formality=False if target else None)
        for code, name in names.items()
    ]


@router.get("/usage")
async def usage(state: State, caller: Admitted) -> DeepLUsage:
    """The characters of this token in this month; there is no limit."""
    count = await run_in_threadpool(state.usage.this_month, caller.token_id)
    return DeepLUsage(character_count=count, character_limit=NO_LIMIT)


def _wanted(fields: Fields) -> _Wanted:
    handling = fields.one("tag_handling", "")
    if handling not in ("", "0", "xml", "html"):
        raise ServiceError(f"The tag_handling {handling[:20]} is unknown; use xml or html, or leave it out.")
    source = fields.one("source_lang", "")
    glossaries = [given for given in (fields.one("glossary_id", ""), *fields.all("glossary_ids")) if given]
    if len(glossaries) > 1:
        raise ServiceError("A text is translated with one glossary here; send one glossary_id.")
    return _Wanted(
        source=language_of(source) if source else None,
        target=language_of(fields.one("target_lang")),
        glossary=glossaries[0] if glossaries else "",
        markup=handling in ("xml", "html"),
    )


def _glossary(state: ServiceState, caller: Caller, glossary_id: str, direction: Direction) -> tuple[Term, ...]:
    with state.sessions() as session:
        return glossary_terms(session, caller.token_id, glossary_id, direction)


async def _translate(state: ServiceState, text: str, wanted: _Wanted, terms: tuple[Term, ...]) -> DeepLTranslation:
    marked = unwrap(text) if wanted.markup else MarkedText("", text, "")
    source = wanted.source or source_of(marked.text, wanted.target)
    if source == wanted.target or not has_words(marked.text):
        return DeepLTranslation(detected_source_language=code_of(source), text=text, billed_characters=len(text))
    options = TranslationOptions(
        Direction.between(source, wanted.target),
        beam_size=state.settings.beam_size,
        memory_threshold=unasked_memory(state.settings),
    )
    done = await translate_text(state, marked.text, options, terms)
    return DeepLTranslation(
        detected_source_language=code_of(source),
        text=marked.around(done.text) if wanted.markup else done.text,
        billed_characters=len(text),
    )
