"""Languages, translation directions and areas of law, as they are spelled everywhere."""

import re
from enum import StrEnum
from typing import Literal

Language = Literal["zh", "ja"]
LANGUAGES: tuple[Language, ...] = ("zh", "ja")

# Subtags as files of other programs have them: ISO 639-1, 639-2, 639-3, and jp, which is none but common.
_OF_SUBTAG: dict[str, Language] = {
    "zh": "zh",
    "zho": "zh",
    "chi": "zh",
    "cmn": "zh",
    "ja": "ja",
    "jpn": "ja",
    "jp": "ja",
}


def language_of_tag(tag: str) -> Language | None:
    """The language of a tag in any case (zh-CN, ja_JP, cmn); None for any other language."""
    return _OF_SUBTAG.get(re.split("[-_]", tag.strip().lower())[0])


class Direction(StrEnum):
    """A translation direction: source language, hyphen, target language."""

    ZH_JA = "zh-ja"
    JA_ZH = "ja-zh"

    @property
    def source(self) -> Language:
        return "zh" if self is Direction.ZH_JA else "ja"

    @property
    def target(self) -> Language:
        return "ja" if self is Direction.ZH_JA else "zh"

    @classmethod
    def between(cls, source: Language, target: Language) -> "Direction":
        """The direction from source to target; ValueError where they are equal."""
        return cls(f"{source}-{target}")


class Area(StrEnum):
    """The area of law, which decides between the renderings of one term."""

    CONTRACT = "contract"
    PROPERTY = "property"
    TORT = "tort"
    FAMILY = "family"
    COMPANY = "company"
    ECONOMIC = "economic"
    PROCEDURE = "procedure"
    PUBLIC = "public"
