"""The strings of the interface in Chinese, Japanese and English."""

from collections.abc import Callable
from typing import Final, Literal, get_args

from ui.messages_accounts_en import ACCOUNTS_ENGLISH
from ui.messages_accounts_ja import ACCOUNTS_JAPANESE
from ui.messages_accounts_zh import ACCOUNTS_CHINESE
from ui.messages_corpus_en import CORPUS_ENGLISH
from ui.messages_corpus_ja import CORPUS_JAPANESE
from ui.messages_corpus_zh import CORPUS_CHINESE
from ui.messages_en import ENGLISH
from ui.messages_endpoint_en import ENDPOINT_ENGLISH
from ui.messages_endpoint_ja import ENDPOINT_JAPANESE
from ui.messages_endpoint_zh import ENDPOINT_CHINESE
from ui.messages_glossary_en import GLOSSARY_ENGLISH
from ui.messages_glossary_ja import GLOSSARY_JAPANESE
from ui.messages_glossary_zh import GLOSSARY_CHINESE
from ui.messages_ja import JAPANESE
from ui.messages_models_en import MODELS_ENGLISH
from ui.messages_models_ja import MODELS_JAPANESE
from ui.messages_models_zh import MODELS_CHINESE
from ui.messages_refusals_en import REFUSALS_ENGLISH
from ui.messages_refusals_ja import REFUSALS_JAPANESE
from ui.messages_refusals_zh import REFUSALS_CHINESE
from ui.messages_workbench_en import WORKBENCH_ENGLISH
from ui.messages_workbench_ja import WORKBENCH_JAPANESE
from ui.messages_workbench_zh import WORKBENCH_CHINESE
from ui.messages_zh import CHINESE

InterfaceLanguage = Literal["zh", "ja", "en"]
Say = Callable[..., str]

INTERFACE_LANGUAGES: Final[tuple[InterfaceLanguage, ...]] = get_args(InterfaceLanguage)
LANGUAGE_NAMES: Final[dict[InterfaceLanguage, str]] = {"zh": "中文", "ja": "日本語", "en": "English"}
LANGUAGE_TAGS: Final[dict[str, str]] = {"zh": "zh-Hans", "ja": "ja", "en": "en"}  # BCP 47, for lang attributes
TABLES: Final[dict[InterfaceLanguage, dict[str, str]]] = {
    "zh": CHINESE
    | GLOSSARY_CHINESE
    | CORPUS_CHINESE
    | MODELS_CHINESE
    | WORKBENCH_CHINESE
    | ACCOUNTS_CHINESE
    | REFUSALS_CHINESE
    | ENDPOINT_CHINESE,
    "ja": JAPANESE
    | GLOSSARY_JAPANESE
    | CORPUS_JAPANESE
    | MODELS_JAPANESE
    | WORKBENCH_JAPANESE
    | ACCOUNTS_JAPANESE
    | REFUSALS_JAPANESE
    | ENDPOINT_JAPANESE,
    "en": ENGLISH
    | GLOSSARY_ENGLISH
    | CORPUS_ENGLISH
    | MODELS_ENGLISH
    | WORKBENCH_ENGLISH
    | ACCOUNTS_ENGLISH
    | REFUSALS_ENGLISH
    | ENDPOINT_ENGLISH,
}


def message(language: InterfaceLanguage, key: str, /, **values: object) -> str:
    """The string of this key with its placeholders filled; KeyError for a key that no table has."""
    text = TABLES[language][key]
    return text.format(**values) if values else text


def speaker(language: InterfaceLanguage) -> Say:
    """`message` bound to one interface language: say("progress", done=1, total=3)."""

    def say(key: str, /, **values: object) -> str:
        return message(language, key, **values)

    return say


def preferred_language(locale: str | None) -> InterfaceLanguage:
    """The interface language for a browser's locale such as ja-JP; English where it is another one."""
    primary = (locale or "").lower().replace("_", "-").split("-")[0]
    return next((language for language in INTERFACE_LANGUAGES if language == primary), "en")
