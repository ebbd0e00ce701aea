"""Terms in a text: leftmost-longest, on word boundaries, with the renderings the area allows.

Aho and Corasick, CACM 18(6), 1975, https://doi.org/10.1145/360825.360855, as implemented by
ahocorasick_rs. All occurrences are asked for, rather than the automaton's own leftmost-longest
ones, because a longest occurrence that breaks a word must give way to a shorter one that does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick_rs

from corpus.languages import Language
from glossary.boundaries import respects_words
from glossary.folding import fold
from glossary.surfaces import surfaces
from glossary.terms import Term, TermStatus


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found in a text: its character span there, the text of the span, and the entries that
    apply, best first (any of their renderings is right)."""

    start: int
    end: int
    surface: str
    terms: tuple[Term, ...]

    def renderings(self, language: Language) -> tuple[str, ...]:
        """All right renderings, preferred first, each citation form followed by its stem (`surfaces`)."""
        found: dict[str, None] = {}
        for form in _forms(self.terms, language):
            found.update(dict.fromkeys(surfaces(form, language)))
        return tuple(found)

    def forbidden(self, language: Language) -> tuple[str, ...]:
        """The renderings that every entry forbids and none gives as right."""
        right = set(_forms(self.terms, language))
        shared = set.intersection(*(set(term.forbidden(language)) for term in self.terms))
        return tuple(text for text in self.terms[0].forbidden(language) if text in shared - right)


class Matcher:
    """Finds terms in texts of one language; immutable, so build a new one when a term changes.

    A proposed term among the terms (a translator's own, for this session) takes precedence over
    the approved entries of the same text. Building takes about 0.1 s for 3,700 terms.
    """

    def __init__(self, terms: Iterable[Term], language: Language) -> None:
        entries: dict[str, dict[Term, int]] = {}
        for term in terms:
            for rank, form in enumerate(_citations(term, language)):
                entries.setdefault(fold(form, language).text, {}).setdefault(term, rank)
        self._language = language
        self._entries = list(entries.values())
        self._applicable: dict[tuple[int, str], tuple[Term, ...]] = {}
        self._automaton = ahocorasick_rs.AhoCorasick(list(entries)) if entries else None

    def match(self, text: str, area: str = "") -> list[TermMatch]:
        """The terms in the text, in order, not overlapping.

        If the area is known and a term of that area or of every area fits, only such terms are in
        a match; otherwise the terms of all areas are.
        """
        if self._automaton is None or not text:
            return []
        folded = fold(text, self._language)
        found = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        if not found:
            return []
        spans = [(start, end) for _, start, end in found]
        fits = respects_words(folded.text, spans, self._language)
        candidates = sorted((start, -end, index) for (index, start, end), fit in zip(found, fits, strict=True) if fit)
        matches: list[TermMatch] = []
        reached = 0
        for start, negative_end, index in candidates:
            if start < reached:
                continue
            reached = -negative_end
            first, last = folded.span(start, reached)
            matches.append(TermMatch(first, last, text[first:last], self._terms(index, area)))
        return matches

    def _terms(self, index: int, area: str) -> tuple[Term, ...]:
        key = (index, area)
        if key not in self._applicable:
            self._applicable[key] = _applicable(self._entries[index], area)
        return self._applicable[key]


def _applicable(ranks: dict[Term, int], area: str) -> tuple[Term, ...]:
    terms = [term for term in ranks if not area or term.area in ("", area)] or list(ranks)
    if any(term.status is TermStatus.PROPOSED for term in terms):
        terms = [term for term in terms if term.status is TermStatus.PROPOSED]
    # Stable, so that entries that are equally near stay in the glossary's order.
    return tuple(sorted(terms, key=lambda term: (bool(area) and term.area != area, ranks[term] > 0)))


def _citations(term: Term, language: Language) -> list[str]:
    """What stands for the term in a source text: its form, then variants and stems."""
    forms = term.forms(language)
    stems = [stem for form in forms for stem in surfaces(form, language)[1:]]
    return [form for form in (*forms, *stems) if form]


def _forms(terms: tuple[Term, ...], language: Language) -> tuple[str, ...]:
    preferred = (term.zh if language == "zh" else term.ja for term in terms)
    variants = (form for term in terms for form in term.forms(language)[1:])
    return tuple(dict.fromkeys((*preferred, *variants)))
