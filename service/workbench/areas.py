"""The area of law that a document seems to be in, told by the pairs of characters that it is written in.

Multinomial naive Bayes (McCallum & Nigam, AAAI workshop on learning for text categorization, 1998) over the pairs of
neighbouring characters of a segment, each counted once, with a flat prior: the seed corpus says what an area is written
like, not how often a firm works in it. It learns from the seed pairs, whose files are named after areas, and from the
seed documents (`corpus/data/areas`), in about a second and once a process.

Such a model is far too sure of a long text, whose segments it takes to be independent. Its log-odds are therefore
divided by TEMPERATURE times a power of the number of pairs that it knows (Guo et al., ICML 2017, with the length in
it), both found on held-out documents; `make bench ARGS=area_suggestion` measures how right the shares are.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from corpus.languages import Area, Language
from corpus.seeds import SEEDS, read_seeds, seed_files
from corpus.segmentation import split_segments

CONFIDENT = 0.6  # below it nothing is suggested
TEMPERATURE, LENGTH_POWER = 0.8, 0.6
SMOOTHING = 0.1  # added to every count
RAREST = 2  # segments that a pair must have been seen in
SEGMENTS = 2_000  # of a document that are read
BLOCK = 30  # unconnected seed pairs that stand for a document where documents are counted

_RUNS = re.compile("[\u3005\u3041-\u30ff\u4e00-\u9fff]{2,}")  # Chinese characters and kana


@dataclass(frozen=True, slots=True)
class AreaExample:
    """The segments of a document of which the areas are known, the main one first."""

    name: str
    areas: tuple[Area, ...]
    texts: tuple[str, ...]


class AreaClassifier:
    """What the areas are written like in one language, learnt from the main areas of examples."""

    def __init__(self, examples: Iterable[AreaExample]) -> None:
        counts: dict[Area, Counter[str]] = {area: Counter() for area in Area}
        for example in examples:
            for text in example.texts:
                counts[example.areas[0]].update(_character_pairs(text))
        seen: Counter[str] = Counter()
        for count in counts.values():
            seen.update(count)
        known = [pair for pair, times in seen.items() if times >= RAREST]
        self._places = {pair: place for place, pair in enumerate(known)}
        held = np.array([[count[pair] for pair in known] for count in counts.values()]) + SMOOTHING
        weights = np.log(held / held.sum(axis=1, keepdims=True))
        self._weights = (weights - weights.mean(axis=0)).T  # (pair, area)

    def probabilities(self, texts: Iterable[str]) -> list[tuple[Area, float]]:
        """Every area with its probability, the likeliest first; all alike where no pair of characters is known."""
        places = [self._places[pair] for text in texts for pair in _character_pairs(text) if pair in self._places]
        logits = self._weights[places].sum(axis=0) / (TEMPERATURE * max(1, len(places)) ** LENGTH_POWER)
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        return sorted(zip(Area, map(float, shares), strict=True), key=lambda found: -found[1])


def suggest_area(sources: str | Iterable[str], language: Language) -> list[tuple[Area, float]]:
    """The areas that a text, or the segments of a document, may be in, with their probabilities, the likeliest first.

    None where the likeliest is below CONFIDENT. The first call in a process takes about a second.
    """
    texts = [segment.text for segment in split_segments(sources, language)] if isinstance(sources, str) else sources
    read = [text for text, _ in zip(texts, range(SEGMENTS), strict=False)]
    found = _seed_classifier(language).probabilities(read)
    return found if found[0][1] >= CONFIDENT else []


def seed_examples(language: Language) -> Iterator[AreaExample]:
    """The seed documents, and the seed pairs of each area in blocks of BLOCK."""
    rows = (SEEDS / "areas" / "documents.tsv").read_text(encoding="utf-8").splitlines()[1:]
    areas = {name: tuple(map(Area, listed.split("|"))) for name, listed in (row.split("\t") for row in rows)}
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for path in seed_files():
        for pair in read_seeds(path, path.read_text(encoding="utf-8")):
            name = pair.document or f"{pair.area}/{(pair.position or 0) // BLOCK}"
            areas.setdefault(name, (Area(pair.area),) if pair.area else ())
            texts[name].append(pair.zh if language == "zh" else pair.ja)
    return (AreaExample(name, areas[name], tuple(lines)) for name, lines in texts.items())


@cache
def _seed_classifier(language: Language) -> AreaClassifier:
    return AreaClassifier(seed_examples(language))


def _character_pairs(text: str) -> set[str]:
    return {run[start : start + 2] for run in _RUNS.findall(text) for start in range(len(run) - 1)}
