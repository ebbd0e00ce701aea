"""Terms in a text: longest first, on word boundaries, with the renderings the area allows.

Aho and Corasick, CACM 18(6), 1975, https://doi.org/10.1145/360825.360855, as implemented by
ahocorasick_rs. All occurrences are asked for, rather than the automaton's own leftmost-longest
ones, because an occurrence that breaks a word must give way to another that does not.
"""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

import ahocorasick_rs

from corpus.languages import Language
from glossary.boundaries import Occurrence, fewest_words, known_words, on_morphemes
from glossary.folding import fold
from glossary.readings import usual
from glossary.surfaces import shared_core, stems, surfaces
from glossary.terms import Term, TermStatus

_FRAGMENT = re.compile("[\u3041-\u309f]{1,2}")


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found in a text: its character span there, the text of the span, and the entries that
    apply, best first (any of their renderings is right).

    `binding` is False where the entries are only suggested (`readings`): the translation may differ.
    """

    start: int
    end: int
    surface: str
    terms: tuple[Term, ...]
    binding: bool = True

    def citations(self, language: Language) -> tuple[str, ...]:
        """The right renderings as the glossary writes them, preferred first: what people are shown."""
        return _citations(self.terms, language)

    def renderings(self, language: Language) -> tuple[str, ...]:
        """All that satisfies the match in running text: the citation forms, each followed by what stays of it
        under conjugation (`surfaces`), and cores (`shared_core`). What constraints and adherence look for."""
        found: dict[str, None] = {}
        for form in _forms(self.terms, language):
            found.update(dict.fromkeys(surfaces(form, language)))
        return tuple(found)

    def forbidden(self, language: Language) -> tuple[str, ...]:
        """The renderings that every entry forbids and none gives as right.

        One or two hiragana are left out: as text they cannot be told from a piece of another word
        (ただ in ただし), and forbidding that would forbid the word.
        """
        right = set(_forms(self.terms, language))
        shared = set.intersection(*(set(term.forbidden(language)) for term in self.terms)) - right
        return tuple(
            text for text in self.terms[0].forbidden(language) if text in shared and not _FRAGMENT.fullmatch(text)
        )


class Matcher:
    """Finds terms in texts of one language; immutable, so build a new one when a term changes.

    A proposed term among the terms (a translator's own, for this session) takes precedence over
    the approved entries of the same text. `suggested` are the (zh, ja) of entries that do not bind.
    """

    def __init__(
        self, terms: Iterable[Term], language: Language, suggested: Set[tuple[str, str]] = frozenset()
    ) -> None:
        words = {"".join(parts): parts for parts in known_words(language)}
        entries: dict[str, dict[Term, int]] = {}
        whole: set[str] = set()
        for term in terms:
            forms = term.forms(language)
            whole.update(fold(form, language).text for form in forms)
            for rank, form in enumerate((*forms, *(stem for stem in _stems(forms, language) if stem not in words))):
                if form:
                    entries.setdefault(fold(form, language).text, {}).setdefault(term, rank)
        self._language = language
        self._suggested = suggested
        self._entries = list(entries.values())
        self._stems = [pattern not in whole for pattern in entries]
        self._numbers = {pattern: number for number, pattern in enumerate(entries)}
        self._applicable: dict[tuple[int, str], tuple[Term, ...]] = {}
        self._words = [parts for word, parts in words.items() if word not in entries]
        patterns = [*entries, *("".join(parts) for parts in self._words)]
        self._stems += [False] * len(self._words)
        self._automaton = ahocorasick_rs.AhoCorasick(patterns) if entries else None

    def match(self, text: str, area: str = "") -> list[TermMatch]:
        """The terms in the text, in order, not overlapping.

        If the area is known and a term of that area or of every area fits, only such terms are in
        a match; otherwise the terms of all areas are.
        """
        if self._automaton is None or not text:
            return []
        folded = fold(text, self._language)
        found = [
            Occurrence(start, end, pattern)
            for pattern, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        ]
        if found and self._language == "ja":
            found = on_morphemes(folded.text, found, self._stems)
        matches = []
        for word in fewest_words(len(folded.text), found):
            for start, end, pattern in self._terms_in(word):
                first, last = folded.span(start, end)
                terms = self._terms(pattern, area)
                matches.append(TermMatch(first, last, text[first:last], terms, any(map(self._binds, terms))))
        return matches

    def _terms_in(self, word: Occurrence) -> Iterator[tuple[int, int, int]]:
        """The term itself, or those parts of a known word that are terms."""
        if word.pattern < len(self._entries):
            yield word.start, word.end, word.pattern
            return
        start = word.start
        for part in self._words[word.pattern - len(self._entries)]:
            if part in self._numbers:
                yield start, start + len(part), self._numbers[part]
            start += len(part)

    def _binds(self, term: Term) -> bool:
        return term.status is TermStatus.PROPOSED or (term.zh, term.ja) not in self._suggested

    def _terms(self, pattern: int, area: str) -> tuple[Term, ...]:
        key = (pattern, area)
        if key not in self._applicable:
            self._applicable[key] = _applicable(self._entries[pattern], area)
        return self._applicable[key]


def _applicable(ranks: dict[Term, int], area: str) -> tuple[Term, ...]:
    terms = [term for term in ranks if not area or term.area in ("", area)] or list(ranks)
    if any(term.status is TermStatus.PROPOSED for term in terms):
        terms = [term for term in terms if term.status is TermStatus.PROPOSED]
    # Stable, so that entries that are equally near stay in the glossary's order.
    return tuple(sorted(terms, key=lambda term: (bool(area) and term.area != area, ranks[term] > 0)))


def _stems(forms: tuple[str, ...], language: Language) -> Iterator[str]:
    if language == "ja":
        for form in forms:
            yield from stems(form)


def in_glossary_order(terms: tuple[Term, ...], language: Language) -> tuple[str, ...]:
    """The preferred renderings of the terms, then their variants."""
    preferred = (term.forms(language)[0] for term in terms)
    variants = (form for term in terms for form in term.forms(language)[1:])
    return tuple(dict.fromkeys((*preferred, *variants)))


def _citations(terms: tuple[Term, ...], language: Language) -> tuple[str, ...]:
    """In the glossary's order, but into Chinese the usual one first."""
    forms = in_glossary_order(terms, language)
    first = usual(terms[0].ja, forms) if language == "zh" else ""
    return tuple(dict.fromkeys((first, *forms))) if first else forms


def _forms(terms: tuple[Term, ...], language: Language) -> tuple[str, ...]:
    """The citation forms, then cores (`shared_core`)."""
    cores = (core for term in terms if language == "zh" and (core := shared_core(term)))
    return tuple(dict.fromkeys((*_citations(terms, language), *cores)))
