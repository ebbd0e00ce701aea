"""How right the suggested areas of law are, and how right their probabilities.

    python -m benchmarks.area_suggestion

Ten-fold cross-validation over the seed documents and over blocks of unconnected seed pairs. Documents of one kind (all
leases, all wills) stand in one fold, so that none is judged by a classifier that has seen its like. A suggestion is
right where it is one of the areas that the document is listed under. ECE is the expected calibration error (Guo et
al., ICML 2017) of the likeliest area, in ten bins: how far the probabilities are off on average. `suggested` are those
at or above the confidence below which nothing is suggested.
"""

import random
import re
import time
from collections.abc import Sequence

from corpus.languages import LANGUAGES
from service.workbench.areas import CONFIDENT, AreaClassifier, AreaExample, seed_examples

FOLDS = 10
BINS = 10
LENGTHS: tuple[int | None, ...] = (1, 3, 10, None)  # segments of a document that are read; None: all

Judged = tuple[float, bool]  # probability of the likeliest area, whether it is right


def main() -> None:
    print("language  units      segments  number  right    ECE  suggested  right of these")
    for language in LANGUAGES:
        begin = time.perf_counter()
        examples = list(seed_examples(language))
        AreaClassifier(examples)
        seconds = time.perf_counter() - begin
        judged = cross_validation(examples)
        for (units, length), results in judged.items():
            print(f"{language:<10}{units:<11}{length or 'all':>8}{line(results)}")
        print(f"{language}: reading and learning takes {seconds:.2f} s")


def cross_validation(examples: Sequence[AreaExample]) -> dict[tuple[str, int | None], list[Judged]]:
    """What the classifiers that did not see an example say of it, by kind of unit and number of segments read."""
    kinds = sorted({kind_of(example) for example in examples})
    random.Random(1).shuffle(kinds)
    folds = {kind: place % FOLDS for place, kind in enumerate(kinds)}
    judged: dict[tuple[str, int | None], list[Judged]] = {
        (units, length): [] for units in ("documents", "blocks") for length in LENGTHS
    }
    chance = random.Random(2)
    for fold in range(FOLDS):
        classifier = AreaClassifier(example for example in examples if folds[kind_of(example)] != fold)
        for example in examples:
            if folds[kind_of(example)] != fold:
                continue
            for length in LENGTHS:
                start = chance.randrange(max(1, len(example.texts) - (length or len(example.texts)) + 1))
                texts = example.texts[start : start + length] if length else example.texts
                area, probability = classifier.probabilities(texts)[0]
                units = "blocks" if "/" in example.name else "documents"
                judged[units, length].append((probability, area in example.areas))
    return judged


def kind_of(example: AreaExample) -> str:
    """The name without its number: what documents of one kind have in common."""
    return re.sub(r"-\d+$", "", example.name)


def line(results: Sequence[Judged]) -> str:
    suggested = [result for result in results if result[0] >= CONFIDENT]
    return (
        f"{len(results):>8}{share_right(results):>7.1%}{calibration_error(results):>7.3f}"
        f"{len(suggested) / len(results):>11.1%}{share_right(suggested):>16.1%}"
    )


def share_right(results: Sequence[Judged]) -> float:
    return sum(right for _, right in results) / max(1, len(results))


def calibration_error(results: Sequence[Judged]) -> float:
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for probability, right in results:
        bins[min(BINS - 1, int(probability * BINS))].append((probability, right))
    gaps = (abs(sum(p for p, _ in held) - sum(right for _, right in held)) for held in bins if held)
    return sum(gaps) / len(results)


if __name__ == "__main__":
    main()
