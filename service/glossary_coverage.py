"""How far the approved pairs and the glossary agree: terms in the pairs, how they are rendered, terms in no pair."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.database import failures_told, url_of
from corpus.tables import Pair
from glossary.adherence import check_adherence
from glossary.matching import Matcher
from glossary.store import load_terms
from glossary.terms import Term

_PORTION = 250  # pairs between two reports of progress


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """One area of law ("" for none): occurrences of terms in pairs of this area, and the terms of this area.

    `rendered` of the `occurrences` have an approved rendering in the Japanese text and no forbidden one; `forbidden`
    have a forbidden one. `unseen` of the `terms` are in no pair of any area.
    """

    area: str
    occurrences: int
    rendered: int
    forbidden: int
    terms: int
    unseen: int

    @property
    def share(self) -> float:
        """The share of the occurrences with their approved rendering, 0 to 1; 1 where there are none."""
        return self.rendered / self.occurrences if self.occurrences else 1.0


@dataclass(frozen=True, slots=True)
class GlossaryCoverage:
    """The coverage of all areas together, of each area that has any, and the approved terms that are in no pair."""

    whole: AreaCoverage
    areas: tuple[AreaCoverage, ...]
    unseen: tuple[Term, ...]


def glossary_coverage(session: Session, progress: Callable[[int, int], None] | None = None) -> GlossaryCoverage:
    """The coverage of the approved terms by all pairs, read as translations from Chinese.

    Terms are found as translations find them: longest first, the pair's area respected, so that a term which only
    stands inside a longer one is in no pair. `progress` is told pairs done and in all. Two hundredths of a second for
    100 pairs.
    """
    terms = load_terms(session)
    matcher = Matcher(terms, "zh")
    occurrences: Counter[str] = Counter()
    rendered: Counter[str] = Counter()
    forbidden: Counter[str] = Counter()
    seen: set[int | None] = set()
    with failures_told(url_of(session)):
        total = session.scalar(select(func.count(Pair.id))) or 0
        rows = session.execute(select(Pair.zh, Pair.ja, Pair.area).execution_options(yield_per=_PORTION))
        for done, (zh, ja, area) in enumerate(rows, start=1):
            area = area or ""
            for finding in check_adherence(matcher.match(zh, area), ja, "ja"):
                occurrences[area] += 1
                rendered[area] += finding.status == "satisfied"
                forbidden[area] += finding.status == "forbidden"
                seen.update(term.id for term in finding.match.terms)
            if progress is not None and (done % _PORTION == 0 or done == total):
                progress(done, total)
    unseen = tuple(term for term in terms if term.id not in seen)
    of_area, unseen_of_area = Counter(term.area for term in terms), Counter(term.area for term in unseen)

    def coverage(area: str) -> AreaCoverage:
        counts = (occurrences, rendered, forbidden, of_area, unseen_of_area)
        return AreaCoverage(area, *(count[area] for count in counts))

    whole = (occurrences, rendered, forbidden, of_area, unseen_of_area)
    areas = sorted({*occurrences, *of_area}, key=lambda area: (area == "", -occurrences[area], area))
    return GlossaryCoverage(
        AreaCoverage("", *(count.total() for count in whole)), tuple(coverage(area) for area in areas), unseen
    )
