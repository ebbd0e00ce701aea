"""How much of the seed corpus the alignment finds again, how fast it is, and what its model was measured on.

    python benchmarks/alignment.py [--data FILE.tsv] [--fit]

Each document loses its segmentation in one of three ways, is cut anew by the product's own segmentation and aligned:
`lines` has a segment a line, `paragraphs` runs sentences together up to the next heading or item, and `one line` is the
whole document without a line end, as some PDF files give it. A segment is right where the beads that hold it hold
exactly its text and exactly its true translation (keys compared). Where joining glued segments together so that
no cut separates them (in `one line` a heading and what follows), they count together: right or wrong as a whole.

`with gaps` are lines of which one in 25 is missing on either side, and four in a row on the Japanese one; right is
then also what stands alone because its counterpart is missing.

`--data` measures on another file, with the columns zh and ja and one of document or law, instead of the seed corpus.
`--fit` prints the figures of `corpus/alignment/model.py` as they follow from the seed documents.
"""

import argparse
import csv
import math
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from corpus.alignment import Alignment, Bead, TermAnchors, align_texts, segments_of
from corpus.alignment.anchors import anchors_of
from corpus.alignment.model import RATIO, VARIANCE
from corpus.alignment.similarity import Similarities
from corpus.languages import LANGUAGES, Language
from corpus.normalisation import key
from corpus.seeds import read_seeds, seed_files
from glossary.anchors import term_anchors
from glossary.seeds import read_seed_terms

Rows = list[tuple[str, str]]  # zh, ja, in the document's order

_ENDS = re.compile("[。！？][”’」』）》]*$")
SIZES = (300, 2_000, 8_000)  # segments of the documents that the time is measured on
NEAR = 4  # segments from the true one that the model is taught to tell apart


def main() -> None:
    """Prints the table, and with `--fit` the figures of the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="TSV file with zh, ja and document or law")
    parser.add_argument("--fit", action="store_true", help="print the figures of the model instead")
    arguments = parser.parse_args()
    terms = term_anchors(read_seed_terms())
    if arguments.fit:
        fit(seed_documents("documents"), terms)
        return
    sets = {name: seed_documents(name) for name in ("documents", "pairs")}
    if arguments.data:
        sets = {arguments.data.name: read_documents(arguments.data)}
    finders = {True: TermAnchors(terms), False: TermAnchors(())}
    print("set         joined      terms  documents  segments  right    cut apart  wrong, of those below 0.8")
    for name, documents in sets.items():
        for joined in JOINED:
            for known in (True, False):
                report(name, documents, joined, finders[known], known)
        total, right = 0, 0
        for place, rows in enumerate(documents.values()):
            right += with_gaps(rows, place, finders[True])
            total += len(rows)
        print(f"{name:<11} with gaps   yes   {len(documents):>10} {total:>9,}  {right / total:.2%}", flush=True)
    print("\nsegments  processor seconds, terms included")
    rows = [row for document in next(iter(sets.values())).values() for row in document]
    for size in SIZES:
        texts = ["\n".join(row[side] for row in (rows * (size // len(rows) + 1))[:size]) for side in (0, 1)]
        begin = time.process_time()
        align_texts(texts[0], texts[1], terms)
        print(f"{size:8,}  {time.process_time() - begin:.1f}")


def report(name: str, documents: dict[str, Rows], joined: str, terms: TermAnchors, known: bool) -> None:
    found = [recovered(rows, joined, terms) for rows in documents.values()]
    total, right, apart = (sum(getattr(one, part) for one in found) for part in ("total", "right", "apart"))
    doubted = sum(one.doubted for one in found)
    wrong = total - right
    print(
        f"{name:<11} {joined:<11} {'yes' if known else 'no':<5} {len(documents):>10} {total:>9,}  {right / total:.2%}"
        f"  {apart / total:>9.2%}  {wrong}, {doubted}",
        flush=True,
    )


@dataclass(frozen=True, slots=True)
class Recovered:
    """Segments of a document: all, right ones, those that joining left alone, wrong ones in a doubtful bead."""

    total: int
    right: int
    apart: int
    doubted: int


def recovered(rows: Rows, joined: str, terms: TermAnchors) -> Recovered:
    """What alignment finds again of a document whose segments were joined."""
    texts = [JOINED[joined]([row[side] for row in rows]) for side in (0, 1)]
    alignment = align_texts(texts[0], texts[1], terms)
    true = [_ends([row[side] for row in rows], language) for side, language in enumerate(LANGUAGES)]
    cut = [_ends(getattr(alignment, language), language) for language in LANGUAGES]
    held = [place for place in range(len(rows) + 1) if all(true[side][place] in set(cut[side]) for side in (0, 1))]
    right = apart = doubted = 0
    for first, last in pairwise(held):
        apart += last - first == 1
        spans = [(true[side][first], true[side][last]) for side in (0, 1)]
        if _is_right(alignment, cut, spans):
            right += last - first
        elif any(bead.confidence < 0.8 for bead in _beads_over(alignment, cut, spans)):
            doubted += last - first
    return Recovered(len(rows), right, apart, doubted)


def with_gaps(rows: Rows, seed: int, terms: TermAnchors) -> int:
    """How many segments are right after some were taken out of either side."""
    chance = random.Random(seed)
    kept = [[chance.random() > 1 / 25 for _ in rows] for _ in LANGUAGES]
    gap = chance.randrange(len(rows))
    kept[1][gap : gap + 4] = [False] * len(kept[1][gap : gap + 4])
    texts = [_lines([row[side] for row, there in zip(rows, kept[side], strict=True) if there]) for side in (0, 1)]
    alignment = align_texts(texts[0], texts[1], terms)
    found = {
        ("".join(alignment.zh[slice(*bead.zh)]), "".join(alignment.ja[slice(*bead.ja)])) for bead in alignment.beads
    }
    right = 0
    for row, *there in zip(rows, *kept, strict=True):
        cut = [segments_of(text, language) for text, language in zip(row, LANGUAGES, strict=True)]
        if all(there):
            right += ("".join(cut[0]), "".join(cut[1])) in found
        else:
            alone = [(zh, "") for zh in cut[0] if there[0]] + [("", ja) for ja in cut[1] if there[1]]
            right += all(one in found for one in alone)
    return right


def _is_right(alignment: Alignment, cut: list[list[int]], spans: list[tuple[int, int]]) -> bool:
    """Whether the beads over the Chinese span cover exactly it and exactly the Japanese span."""
    beads = _beads_over(alignment, cut, spans)
    covered = [
        (cut[side][getattr(beads[0], language)[0]], cut[side][getattr(beads[-1], language)[1]])
        for side, language in enumerate(LANGUAGES)
    ]
    return covered == spans


def _beads_over(alignment: Alignment, cut: list[list[int]], spans: list[tuple[int, int]]) -> list[Bead]:
    begin, end = spans[0]
    return [bead for bead in alignment.beads if cut[0][bead.zh[1]] > begin and cut[0][bead.zh[0]] < end]


def _ends(texts: Iterable[str], language: Language) -> list[int]:
    """How many characters of the keys, spaces left out, stand before each text and in all."""
    ends = [0]
    for text in texts:
        ends.append(ends[-1] + len(key(text, language).replace(" ", "")))
    return ends


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(texts)


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(text if _ENDS.search(text) else f"{text}\n" for text in texts)


JOINED = {"lines": _lines, "paragraphs": _paragraphs, "one line": "".join}


def seed_documents(folder: str) -> dict[str, Rows]:
    """The seed documents by name, or each file of loose pairs as if it were one document."""
    documents: dict[str, Rows] = defaultdict(list)
    for path in seed_files():
        if path.parent.name == folder:
            for pair in read_seeds(path, path.read_text(encoding="utf-8")):
                documents[pair.document or path.stem].append((pair.zh, pair.ja))
    return dict(documents)


def read_documents(path: Path) -> dict[str, Rows]:
    documents: dict[str, Rows] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            documents[row.get("document") or row["law"]].append((row["zh"], row["ja"]))
    return dict(documents)


def fit(documents: dict[str, Rows], terms: Sequence[tuple[str, str]]) -> None:
    """Prints the ratio and variance of lengths, the kinds of beads, and the logistic regression."""
    rows = [row for document in documents.values() for row in document]
    lengths = np.array([[len(key(zh, "zh")), len(key(ja, "ja"))] for zh, ja in rows], float)
    ratio = lengths[:, 1].sum() / lengths[:, 0].sum()
    variance = ((lengths[:, 1] - ratio * lengths[:, 0]) ** 2).sum() / lengths[:, 0].sum()
    print(f"ratio {ratio:.3f}, variance {variance:.3f}")
    kinds = Counter((len(segments_of(zh, "zh")), len(segments_of(ja, "ja"))) for zh, ja in rows)
    print("kinds", dict(kinds.most_common()))
    finder = TermAnchors(terms)
    features, true = [], []
    for document in documents.values():
        similarities = Similarities(
            anchors_of([zh for zh, _ in document], "zh", finder),
            anchors_of([ja for _, ja in document], "ja", finder),
            (1, 1),
        )
        size = len(document)
        products = similarities.products(range(size), range(size))
        for i in range(size):
            for j in range(max(0, i - NEAR), min(size, i + NEAR + 1)):
                cosine = products[i, j] / (similarities.zh_norms[1, i + 1] * similarities.ja_norms[1, j + 1])
                features.append(
                    (1.0, cosine, _log_tail(len(key(document[i][0], "zh")), len(key(document[j][1], "ja"))))
                )
                true.append(i == j)
    weights = logistic_regression(np.array(features), np.array(true, float))
    share = sum(true) / len(true)
    weights[0] -= math.log(share / (1 - share))  # a likelihood ratio knows nothing of how many pairs were true
    print("bias {:.2f}, cosine {:.2f}, length {:.2f}".format(*weights))


def _log_tail(zh: int, ja: int) -> float:
    deviation = min(6.0, abs(ja - RATIO * zh) / math.sqrt(VARIANCE * max(zh, 1)))
    return math.log(math.erfc(deviation / math.sqrt(2)))


def logistic_regression(features: np.ndarray, true: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """The weights of greatest likelihood, by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(40):
        shares = 1 / (1 + np.exp(-features @ weights))
        hessian = (features * (shares * (1 - shares))[:, None]).T @ features + 1e-9 * np.eye(len(weights))
        weights += np.linalg.solve(hessian, features.T @ (true - shares))
    return weights


if __name__ == "__main__":
    main()
