"""LibreTranslate's routes, as its Python client and the plug-ins of Weblate and OmegaT use them.

Requests come as JSON or as a form, the token as `api_key` among the fields. Codes are `zh`, `zh-Hans` (what newer
LibreTranslate calls the same, and Weblate sends) and `ja`.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from corpus.languages import Direction, Language
from service.errors import ServiceError
from service.http.access import Access
from service.http.deepl_markup import MarkedText, unwrap
from service.http.fields import Fields, described, read_fields
from service.http.state import ServiceState, State
from service.http.translating import source_of, together, translate_text, unasked_memory
from service.results import TranslationOptions
from service.source_language import detect_language, has_words

router = APIRouter(tags=["LibreTranslate"])
MAX_TEXTS = 100
MAX_CHARACTERS = 200_000
_LANGUAGES: dict[str, Language] = {
    "zh": "zh",
    "zh-hans": "zh",
    "zh-cn": "zh",
    "zh_hans": "zh",
    "zh_cn": "zh",
    "ja": "ja",
}
_NAMES: dict[str, str] = {"zh": "Chinese", "zh-Hans": "Chinese (simplified)", "ja": "Japanese"}


@router.post(
    "/translate",
    openapi_extra=described(
        {"q": "text", "source": "text", "target": "text"}, {"format": "text", "alternatives": "flag", "api_key": "text"}
    ),
)
async def translate(request: Request, state: State) -> Response:
    """Translate `q`, a text or a list of them, from `source` (or auto) to `target`."""
    fields = await read_fields(request)
    caller = await _admit(request, fields)
    texts = fields.all("q")
    if not 1 <= len(texts) <= MAX_TEXTS:
        raise ServiceError(f"A request has 1 to {MAX_TEXTS} texts in q, and this one {len(texts)}; divide it.")
    form = fields.one("format", "text")
    if form not in ("text", "html"):
        raise ServiceError(f"The format {form[:20]} is unknown; use text or html.")
    source, target = _source(fields.one("source")), _language(fields.one("target"))
    done = await together(_translate(state, text, source, target, form == "html") for text in texts)
    state.usage.add(caller, sum(map(len, texts)))
    answer: dict[str, object] = {"translatedText": done if "q" in fields.lists else done[0]}
    if source is None:
        detected = [_detected(text) for text in texts]
        answer["detectedLanguage"] = detected if "q" in fields.lists else detected[0]
    if fields.flag("alternatives"):
        answer["alternatives"] = [[] for _ in done] if "q" in fields.lists else []
    return JSONResponse(answer)


@router.post("/detect", openapi_extra=described({"q": "text"}, {"api_key": "text"}))
async def detect(request: Request, state: State) -> Response:
    """The language of `q` and how sure that is, in per cent; an empty list where it is neither of the two."""
    fields = await read_fields(request)
    await _admit(request, fields)
    found = detect_language(fields.one("q"))
    return JSONResponse([] if found is None else [_detected(fields.one("q"))])


@router.get("/languages")
async def languages() -> Response:
    """The languages, each with those that it is translated to."""
    targets = {"zh": ["ja"], "zh-Hans": ["ja"], "ja": ["zh", "zh-Hans"]}
    return JSONResponse([{"code": code, "name": name, "targets": targets[code]} for code, name in _NAMES.items()])


@router.get("/frontend/settings")
async def settings(request: Request) -> Response:
    """What clients ask before they translate."""
    access: Access = request.app.state.access
    return JSONResponse(
        {
            "apiKeys": access.required,
            "charLimit": MAX_CHARACTERS,
            "frontendTimeout": 500,
            "keyRequired": access.required,
            "language": {
                "source": {"code": "zh", "name": _NAMES["zh"]},
                "target": {"code": "ja", "name": _NAMES["ja"]},
            },
            "suggestions": False,
            "supportedFilesFormat": [],
        }
    )


@router.get("/health")
async def health() -> Response:
    """Answers as long as the worker lives."""
    return JSONResponse({"status": "ok"})


async def _admit(request: Request, fields: Fields) -> int | None:
    access: Access = request.app.state.access
    return (await access.admit(request, fields.one("api_key", ""))).token_id


async def _translate(state: ServiceState, text: str, source: Language | None, target: Language, markup: bool) -> str:
    marked = unwrap(text) if markup else MarkedText("", text, "")
    language = source or source_of(marked.text, target)
    if language == target or not has_words(marked.text):
        return text
    options = TranslationOptions(
        Direction.between(language, target),
        beam_size=state.settings.beam_size,
        memory_threshold=unasked_memory(state.settings),
    )
    done = await translate_text(state, marked.text, options)
    return marked.around(done.text) if markup else done.text


def _detected(text: str) -> dict[str, object]:
    found = detect_language(text)
    language, confidence = found if found is not None else ("zh", 0.0)
    return {"language": language, "confidence": round(100 * confidence)}


def _source(code: str) -> Language | None:
    return None if code == "auto" else _language(code)


def _language(code: str) -> Language:
    language = _LANGUAGES.get(code.casefold().replace("_", "-"))
    if language is None:
        raise ServiceError(f"{code[:20]} is not supported; use zh or ja.", "language")
    return language
