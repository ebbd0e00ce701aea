"""The term as every layer passes it around: an immutable snapshot of a glossary entry."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.languages import Language


class TermStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry; `area` is "" where the rendering holds in every area of law.

    `id` is None for a term that lives in a user's session only.
    """

    zh: str
    ja: str
    area: str = ""
    zh_variants: tuple[str, ...] = ()
    ja_variants: tuple[str, ...] = ()
    zh_forbidden: tuple[str, ...] = ()
    ja_forbidden: tuple[str, ...] = ()
    status: TermStatus = TermStatus.APPROVED
    definition: str = ""
    note: str = ""
    id: int | None = None

    def forms(self, language: Language) -> tuple[str, ...]:
        """The approved form in this language, then its variants."""
        return (self.zh, *self.zh_variants) if language == "zh" else (self.ja, *self.ja_variants)

    def forbidden(self, language: Language) -> tuple[str, ...]:
        """The renderings that must not stand for the term in this language."""
        return self.zh_forbidden if language == "zh" else self.ja_forbidden
