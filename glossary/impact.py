"""What a change of the glossary does to texts that are there: approved pairs and the segments of documents.

A text is affected where the changed term matches in it, before or after the change, by the very matcher that
translations obey: longest first, on word boundaries, the area respected. Whether it then keeps to the glossary
as it would be is what `check_adherence` says of the terms that match in those places.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Literal

from sqlalchemy.orm import Session

from corpus.languages import Language
from glossary.adherence import check_adherence
from glossary.affected import Text, pair_texts, segment_texts
from glossary.matching import Matcher, TermMatch
from glossary.readings import suggested
from glossary.store import load_terms
from glossary.terms import Term, TermStatus

EXAMINED = 2_000  # pairs, and as many segments, that one question looks at: under two seconds
Kind = Literal["pair", "open_segment", "approved_segment"]
KINDS: tuple[Kind, ...] = ("pair", "open_segment", "approved_segment")


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A term as it is and as it is to be; None where it is not there (yet), and both are what they are: a proposed
    or retired term acts as little as an absent one."""

    before: Term | None
    after: Term | None


@dataclass(frozen=True, slots=True)
class Violation:
    """A text that does not keep to the glossary as it would be, and for which term.

    `status` is that of the finding; `rendering` is the forbidden one found, or the preferred one that is missing.
    `new` is False where the text does not keep to the glossary as it is either.
    """

    text: Text
    status: Literal["missing", "forbidden"]
    surface: str
    rendering: str
    new: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many texts of one kind hold the term, and how many of them keep to the glossary afterwards.

    With `at_least` there were more texts than were looked at, so each number is a lower bound.
    """

    affected: int = 0
    violated: int = 0
    newly_violated: int = 0
    at_least: bool = False

    @property
    def satisfied(self) -> int:
        return self.affected - self.violated


@dataclass(frozen=True, slots=True)
class Impact:
    """What one planned change does. `untranslated` segments hold the term and have no translation yet: they will
    obey. The violations are in the order pairs, segments, newest first."""

    change: PlannedChange
    pairs: Tally
    open_segments: Tally
    approved_segments: Tally
    untranslated: int
    violations: tuple[Violation, ...]

    @property
    def newly_violated(self) -> int:
        """The number of texts that the change would make wrong."""
        return self.pairs.newly_violated + self.open_segments.newly_violated + self.approved_segments.newly_violated

    @property
    def at_least(self) -> bool:
        return self.pairs.at_least or self.open_segments.at_least or self.approved_segments.at_least


def assess(session: Session, changes: Sequence[PlannedChange], limit: int = EXAMINED) -> list[Impact]:
    """What the changes, made together, would do to texts: one Impact a change, in order; nothing is written.

    At most `limit` pairs and `limit` segments are looked at for each change, the newest first; the tallies say so.
    A change that texts are not held to, such as that of a note, affects none.
    """
    terms = load_terms(session)
    views = _Views(terms, _planned(terms, changes))
    return [_assess(session, change, views, limit) for change in changes]


def acting(term: Term | None) -> Term | None:
    """The term where it acts on translations, which only an approved one does."""
    return term if term is not None and term.status is TermStatus.APPROVED else None


def _planned(terms: Sequence[Term], changes: Sequence[PlannedChange]) -> list[Term]:
    """The approved terms as they would be, in the glossary's order."""
    by_id = {change.before.id: acting(change.after) for change in changes if change.before is not None}
    old = {term.id for term in terms}
    new = [after for change in changes if (after := acting(change.after)) is not None]
    kept = [by_id.get(term.id, term) for term in terms]
    added = [term for term in new if term.id is None or term.id not in old]
    return [*(term for term in kept if term is not None), *added]


class _Views:
    """The glossary as it is and as it would be, a matcher a language where one is needed."""

    def __init__(self, now: Sequence[Term], then: Sequence[Term]) -> None:
        self._terms = {"now": tuple(now), "then": tuple(then)}
        self._matchers: dict[tuple[str, Language], Matcher] = {}

    def match(self, when: Literal["now", "then"], text: Text) -> list[TermMatch]:
        language = text.direction.source
        if (when, language) not in self._matchers:
            self._matchers[when, language] = _matcher(self._terms[when], language)
        return self._matchers[when, language].match(text.source, text.area)


@lru_cache(maxsize=4)
def _matcher(terms: tuple[Term, ...], language: Language) -> Matcher:
    """Kept, because the same glossary is asked about again and again, and half a second goes into 10,000 terms."""
    return Matcher(terms, language, suggested(language))


def _assess(session: Session, change: PlannedChange, views: _Views, limit: int) -> Impact:
    old, new = acting(change.before), acting(change.after)
    if _alike(old, new):
        return Impact(change, Tally(), Tally(), Tally(), 0, ())
    counts: dict[Kind, list[int]] = {kind: [0, 0, 0] for kind in KINDS}
    cut = dict.fromkeys(KINDS, False)
    untranslated = 0
    violations: list[Violation] = []
    acted = [term for term in (old, new) if term is not None]
    for kinds, texts in (
        (KINDS[:1], pair_texts(session, acted)),
        (KINDS[1:], segment_texts(session, acted)),
    ):
        for text in islice(texts, limit):
            places = _places(text, old, new, views)
            if not places:
                continue
            if not text.target.strip():
                untranslated += 1
                continue
            found = _violation(text, places, views)
            counts[text.kind][0] += 1
            if found is not None:
                counts[text.kind][1] += 1
                counts[text.kind][2] += found.new
                violations.append(found)
        cut |= dict.fromkeys(kinds, next(iter(texts), None) is not None)
    pairs, open_segments, approved_segments = (
        Tally(affected, violated, new, cut[kind]) for kind, (affected, violated, new) in counts.items()
    )
    return Impact(change, pairs, open_segments, approved_segments, untranslated, tuple(violations))


def _alike(old: Term | None, new: Term | None) -> bool:
    """Whether both act alike: neither does, or they differ in nothing that texts are held to."""
    if old is None or new is None:
        return old is new
    return replace(old, definition="", note="") == replace(new, definition="", note="")


def _places(text: Text, old: Term | None, new: Term | None, views: _Views) -> list[tuple[int, int]]:
    """Where the term matches afterwards, and where it does now."""
    places = [] if new is None else _spans(views.match("then", text), new)
    language = text.direction.source
    if old is not None and (new is None or not places or set(old.forms(language)) - set(new.forms(language))):
        places += _spans(views.match("now", text), old)
    return places


def _spans(matches: Iterable[TermMatch], term: Term) -> list[tuple[int, int]]:
    return [(match.start, match.end) for match in matches if term in match.terms]


def _violation(text: Text, places: Sequence[tuple[int, int]], views: _Views) -> Violation | None:
    found = next(_amiss(views.match("then", text), text, places), None)
    if found is None:
        return None
    violated_now = next(_amiss(views.match("now", text), text, places), None) is not None
    return replace(found, new=not violated_now)


def _amiss(matches: Sequence[TermMatch], text: Text, places: Sequence[tuple[int, int]]) -> Iterator[Violation]:
    """What is wrong with the text in these places, by these matches."""
    for finding in check_adherence(matches, text.target, text.direction.target):
        match = finding.match
        if finding.amiss and any(match.start < end and start < match.end for start, end in places):
            status: Literal["missing", "forbidden"] = "forbidden" if finding.status == "forbidden" else "missing"
            yield Violation(text, status, match.surface, finding.rendering, new=True)


def violates(session: Session, term: Term, texts: Sequence[Text]) -> list[bool]:
    """For each text whether the glossary as it is has something against it where the term stands.

    A term that does not act, or does not stand in the text any more, has nothing against it.
    """
    if acting(term) is None or not texts:
        return [False] * len(texts)
    terms = load_terms(session)
    views = _Views(terms, terms)
    judged = []
    for text in texts:
        places = _spans(views.match("now", text), term)
        judged.append(bool(places) and next(_amiss(views.match("now", text), text, places), None) is not None)
    return judged
