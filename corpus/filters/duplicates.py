"""Pairs that stand in the data already, word for word or nearly."""

from collections.abc import Callable, Iterable, Iterator

from corpus.filters.pair_filter import SinglePairFilter
from corpus.near_duplicates import NEAR, near_duplicate_clusters
from corpus.normalisation import key
from corpus.pairs import NewPair, pair_digest
from corpus.reasons import Reason


class DuplicateFilter(SinglePairFilter):
    """No pair stands there twice; width, quotation marks and spaces do not count. Holds a digest of each pair."""

    name = "duplicate"
    threshold = "equal keys of both sides"

    def __init__(self) -> None:
        self._seen: dict[bytes, int | None] = {}  # digest to the line of the first

    def reason(self, pair: NewPair) -> str:
        digest = bytes.fromhex(pair_digest(key(pair.zh, "zh"), key(pair.ja, "ja")))
        if digest in self._seen:
            return _repeats(self._seen[digest])
        self._seen[digest] = pair.line
        return ""


class NearDuplicateFilter:
    """No pair nearly repeats an earlier one, both sides taken together. Reads all pairs before it gives the first."""

    name = "near-duplicate"

    def __init__(self, similarity: float = NEAR) -> None:
        self.threshold = f"similarity below {similarity}"
        self._similarity = similarity
        self.progress: Callable[[int], None] | None = None  # told the number of pairs hashed, which takes a while

    def judge(self, pairs: Iterable[NewPair]) -> Iterator[tuple[NewPair, str]]:
        held = list(pairs)
        texts = [f"{key(pair.zh, 'zh')}\n{key(pair.ja, 'ja')}" for pair in held]
        clusters = near_duplicate_clusters(texts, self._similarity, self.progress)
        for place, (pair, first) in enumerate(zip(held, clusters, strict=True)):
            yield pair, "" if first == place else _nearly_repeats(held[first].line)


def _repeats(line: int | None) -> Reason:
    if line is None:
        return Reason("repeats an earlier pair", case="pair_repeats")
    return Reason(f"repeats the pair of line {line}", case="pair_repeats_line", line=line)


def _nearly_repeats(line: int | None) -> Reason:
    if line is None:
        return Reason("nearly repeats an earlier pair", case="pair_nearly")
    return Reason(f"nearly repeats the pair of line {line}", case="pair_nearly_line", line=line)
