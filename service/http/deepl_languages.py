"""DeepL's language codes, of which there are few here: ZH (also ZH-HANS, simplified) and JA."""

from corpus.languages import Language
from service.errors import ServiceError

SOURCES = {"ZH": "Chinese", "JA": "Japanese"}
TARGETS = {"JA": "Japanese", "ZH": "Chinese (simplified)", "ZH-HANS": "Chinese (simplified)"}
_LANGUAGES: dict[str, Language] = {"ZH": "zh", "ZH-HANS": "zh", "ZH-CN": "zh", "JA": "ja", "JA-JP": "ja"}


def language_of(code: str) -> Language:
    """Our language of a code; ServiceError for one that is not translated here."""
    language = _LANGUAGES.get(code.upper().replace("_", "-"))
    if language is None:
        raise ServiceError(f"The language {code[:20]} is not translated here; use ZH or JA.", "language")
    return language


def code_of(language: Language) -> str:
    return language.upper()
