"""Measures which entries of the seed glossary do not hold when they are read from Japanese to Chinese, and which of
several right readings is the usual one.

`python -m training.readings` writes `glossary/data/readings/ja.tsv`: the entries whose Japanese form stands in at
least `FEWEST` training segments and is rendered by none of its Chinese forms in most of them; and `usual.tsv`
beside it: of terms with several right Chinese forms, the one that at least `FEWEST_USES` training segments have, and
`TIMES` as many as have the one that the glossary gives first. Held-out documents are left out, so that an evaluation
on them stays honest.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.languages import Area
from corpus.normalisation import normalise
from glossary.adherence import check_adherence
from glossary.matching import Matcher, in_glossary_order
from glossary.readings import READINGS, USUAL_READINGS
from glossary.terms import Term
from training.sources import TrainingPair, legal_pairs, seed_terms
from training.splits import split

FEWEST = 20  # segments below which a share says little: of rare words most are terms of art all the same
SHARE = 0.5  # kept in fewer segments than this, the reading is contradicted by most
FEWEST_USES = 5  # few, for all forms are right: what is at stake is only which comes first
TIMES = 3


@dataclass(frozen=True, slots=True)
class UsualReading:
    """Of the right Chinese forms of a Japanese term, in the glossary's order, the usual one: in how many segments it
    stands, and in how many the first."""

    ja: str
    forms: tuple[str, ...]
    form: str
    uses: int
    uses_of_first: int


def contradicted(terms: Iterable[Term], pairs: Iterable[TrainingPair]) -> list[tuple[Term, int, int]]:
    """The terms that most pairs contradict, with the segments they stand in and those that keep them."""
    matcher = Matcher(terms, "ja")
    met: Counter[tuple[Term, ...]] = Counter()
    kept: Counter[tuple[Term, ...]] = Counter()
    for pair in pairs:
        findings = check_adherence(matcher.match(normalise(pair.ja, "ja")), normalise(pair.zh, "zh"), "zh")
        met.update({finding.match.terms for finding in findings})
        kept.update({finding.match.terms for finding in findings if finding.status == "satisfied"})
    return [
        (term, segments, kept[group])
        for group, segments in met.most_common()
        if segments >= FEWEST and kept[group] < SHARE * segments
        for term in group
    ]


def usual_readings(terms: Iterable[Term], pairs: Iterable[TrainingPair]) -> list[UsualReading]:
    """The usual readings, the most used first; in each area of law those of the terms that apply there."""
    matcher = Matcher(terms, "ja")
    uses: Counter[tuple[str, tuple[str, ...], str]] = Counter()
    for pair in pairs:
        zh, ja = normalise(pair.zh, "zh"), normalise(pair.ja, "ja")
        matches = (match for area in ("", *Area) for match in matcher.match(ja, area))
        found = {(match.terms[0].ja, in_glossary_order(match.terms, "zh")) for match in matches}
        for term, forms in found:
            # The longest that stands there is meant: 准予登记 has 登记 in it.
            if used := max((form for form in forms if form in zh), key=len, default=""):
                uses[term, forms, used] += 1
    return [
        UsualReading(term, forms, form, count, uses[term, forms, forms[0]])
        for (term, forms, form), count in uses.most_common()
        if count >= max(FEWEST_USES, TIMES * uses[term, forms, forms[0]])
        and form == max(forms, key=lambda other: uses[term, forms, other])
        and form != forms[0]
    ]


def main() -> None:
    """Write the files and say how much they hold."""
    pairs = split(list(legal_pairs())).train
    entries = dict.fromkeys(
        f"{term.zh}\t{term.ja}\t{met}\t{kept}" for term, met, kept in contradicted(seed_terms(), pairs)
    )
    READINGS.write_text("\n".join(["zh\tja\tsegments\tkept", *entries]) + "\n", encoding="utf-8")
    found = usual_readings(seed_terms(), pairs)
    rows = [f"{one.ja}\t{'|'.join(one.forms)}\t{one.form}\t{one.uses}\t{one.uses_of_first}" for one in found]
    USUAL_READINGS.write_text("\n".join(["ja\tforms\tusual\tuses\tfirst", *rows]) + "\n", encoding="utf-8")
    print(f"{READINGS.name}: {len(entries)} entries; {USUAL_READINGS.name}: {len(rows)} entries")


if __name__ == "__main__":
    main()
