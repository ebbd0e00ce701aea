"""Entries of the glossary that contradict one another, for a reviewer to settle."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from corpus.languages import Language
from glossary.store import load_terms
from glossary.terms import Term

ConflictKind = Literal["renderings", "forbidden", "variant", "shared variant", "shadow"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Terms that contradict one another, and why, in one sentence.

    renderings: one Chinese term has several renderings in one area.
    forbidden: one term forbids what another of its area renders.
    variant: a variant of one term is another term, rendered otherwise.
    shared variant: one variant belongs to terms rendered differently.
    shadow: a variant of one term contains another, longer than what it is a variant of, and so hides it: a text
    divided into the fewest words has the variant there, and the longer term's rendering is asked for no more.

    `text` is what they are at odds about: the Chinese term, the forbidden rendering or the variant.
    """

    kind: ConflictKind
    terms: tuple[Term, ...]
    message: str
    text: str


def find_conflicts(glossary: Session | Iterable[Term]) -> list[Conflict]:
    """The conflicts among the approved terms of the database, or among the given terms."""
    terms = load_terms(glossary) if isinstance(glossary, Session) else list(glossary)
    return [
        *_renderings(terms),
        *_forbidden(terms),
        *_variants(terms),
        *_shared_variants(terms),
        *_shadows(terms, "zh"),
        *_shadows(terms, "ja"),
    ]


def _renderings(terms: list[Term]) -> Iterator[Conflict]:
    by_text: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in terms:
        by_text[term.zh, term.area].append(term)
    for (zh, area), same in by_text.items():
        renderings = list(dict.fromkeys(term.ja for term in same))
        if len(renderings) > 1:
            yield Conflict(
                "renderings",
                tuple(same),
                f"{zh} has {len(renderings)} renderings{_in(area)}: {', '.join(renderings)}.",
                zh,
            )


def _forbidden(terms: list[Term]) -> Iterator[Conflict]:
    by_rendering: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        for form in term.forms("ja"):
            by_rendering[form].append(term)
    for term in terms:
        for text in term.ja_forbidden:
            for other in by_rendering.get(text, ()):
                if other is not term and _areas_meet(term, other):
                    yield Conflict(
                        "forbidden",
                        (term, other),
                        f"{term.zh} forbids {text}, which is the rendering of {other.zh}{_in(other.area)}.",
                        text,
                    )


def _variants(terms: list[Term]) -> Iterator[Conflict]:
    by_text: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        by_text[term.zh].append(term)
    for term in terms:
        for variant in term.zh_variants:
            for other in by_text.get(variant, ()):
                if other.ja != term.ja and _areas_meet(term, other):
                    yield Conflict(
                        "variant",
                        (term, other),
                        f"{variant} is a variant of {term.zh} ({term.ja}) and a term of its own ({other.ja})"
                        f"{_in(other.area)}.",
                        variant,
                    )


def _shared_variants(terms: list[Term]) -> Iterator[Conflict]:
    by_variant: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        for variant in term.zh_variants:
            by_variant[variant].append(term)
    for variant, sharing in by_variant.items():
        for place, term in enumerate(sharing):
            for other in sharing[place + 1 :]:
                if other.ja != term.ja and _areas_meet(term, other):
                    yield Conflict(
                        "shared variant",
                        (term, other),
                        f"{variant} is a variant of both {term.zh} ({term.ja}) and {other.zh} ({other.ja}).",
                        variant,
                    )


def _shadows(terms: list[Term], language: Language) -> Iterator[Conflict]:
    """Variants that hide a longer term of the same area, unless their own renderings say it as well."""
    target: Language = "ja" if language == "zh" else "zh"
    headwords: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        headwords[term.forms(language)[0]].append(term)
    lengths = sorted({len(text) for text in headwords})
    for term in terms:
        headword, *variants = term.forms(language)
        for variant in variants:
            for inside in _parts(variant, [length for length in lengths if len(headword) < length < len(variant)]):
                for other in headwords.get(inside, ()):
                    said = any(other.forms(target)[0] in rendering for rendering in term.forms(target))
                    if other is not term and _areas_meet(term, other) and not said:
                        yield Conflict(
                            "shadow",
                            (term, other),
                            f"{variant}, a variant of {headword} ({term.forms(target)[0]}), hides the longer term "
                            f"{inside} ({other.forms(target)[0]}){_in(other.area)}.",
                            variant,
                        )


def _parts(text: str, lengths: list[int]) -> Iterator[str]:
    """The different pieces of the text of these lengths."""
    yield from dict.fromkeys(
        text[start : start + length] for length in lengths for start in range(len(text) - length + 1)
    )


def _areas_meet(term: Term, other: Term) -> bool:
    return term.area == other.area or "" in (term.area, other.area)


def _in(area: str) -> str:
    return f" in the area {area}" if area else ""
