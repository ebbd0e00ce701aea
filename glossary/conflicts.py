"""Entries of the glossary that contradict one another, for a reviewer to settle."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from glossary.store import load_terms
from glossary.terms import Term

ConflictKind = Literal["renderings", "forbidden", "variant", "shared variant"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Terms that contradict one another, and why, in one sentence.

    renderings: one Chinese term has several renderings in one area.
    forbidden: one term forbids what another of its area renders.
    variant: a variant of one term is another term, rendered otherwise.
    shared variant: one variant belongs to terms rendered differently.
    """

    kind: ConflictKind
    terms: tuple[Term, ...]
    message: str


def find_conflicts(glossary: Session | Iterable[Term]) -> list[Conflict]:
    """The conflicts among the approved terms of the database, or among the given terms."""
    terms = load_terms(glossary) if isinstance(glossary, Session) else list(glossary)
    return [*_renderings(terms), *_forbidden(terms), *_variants(terms), *_shared_variants(terms)]


def _renderings(terms: list[Term]) -> Iterator[Conflict]:
    by_text: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in terms:
        by_text[term.zh, term.area].append(term)
    for (zh, area), same in by_text.items():
        renderings = list(dict.fromkeys(term.ja for term in same))
        if len(renderings) > 1:
            yield Conflict(
                "renderings", tuple(same), f"{zh} has {len(renderings)} renderings{_in(area)}: {', '.join(renderings)}."
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
                    )


def _areas_meet(term: Term, other: Term) -> bool:
    return term.area == other.area or "" in (term.area, other.area)


def _in(area: str) -> str:
    return f" in the area {area}" if area else ""
