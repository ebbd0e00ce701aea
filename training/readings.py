"""Measures which entries of the seed glossary do not hold when they are read from Japanese to Chinese.

`python -m training.readings` writes `glossary/data/readings/ja.tsv`: the entries whose Japanese form stands in at
least `FEWEST` training segments and is rendered by none of its Chinese forms in most of them. Held-out documents
are left out, so that an evaluation on them stays honest.
"""

from collections import Counter
from collections.abc import Iterable

from corpus.normalisation import normalise
from glossary.adherence import check_adherence
from glossary.matching import Matcher
from glossary.readings import READINGS
from glossary.terms import Term
from training.sources import TrainingPair, legal_pairs, seed_terms
from training.splits import split

FEWEST = 20  # segments below which a share says little: of rare words most are terms of art all the same
SHARE = 0.5  # kept in fewer segments than this, the reading is contradicted by most


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


def main() -> None:
    """Write the file and say how much it holds."""
    rows = contradicted(seed_terms(), split(list(legal_pairs())).train)
    lines = dict.fromkeys(f"{term.zh}\t{term.ja}\t{met}\t{kept}" for term, met, kept in rows)
    READINGS.parent.mkdir(exist_ok=True)
    READINGS.write_text("\n".join(["zh\tja\tsegments\tkept", *lines]) + "\n", encoding="utf-8")
    print(f"{READINGS.name}: {len(lines)} entries")


if __name__ == "__main__":
    main()
