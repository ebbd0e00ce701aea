"""Languages, translation directions and areas of law, as they are spelled everywhere."""

from enum import StrEnum
from typing import Literal

Language = Literal["zh", "ja"]
LANGUAGES: tuple[Language, ...] = ("zh", "ja")


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
