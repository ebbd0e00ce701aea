"""What a filter is: something that gives a reason to drop a pair, with a name and a threshold to show."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Protocol

from corpus.pairs import NewPair


class PairFilter(Protocol):
    """Judges pairs; the class's docstring describes it to the user."""

    name: str
    threshold: str  # shown in tables: the limit beyond which a pair is dropped

    def judge(self, pairs: Iterable[NewPair]) -> Iterator[tuple[NewPair, str]]:
        """Each pair in order with the reason to drop it, a clause; "" where it is kept."""
        ...


class SinglePairFilter(ABC):
    """A filter that looks at one pair at a time, and so reads and gives pairs as a stream."""

    @abstractmethod
    def reason(self, pair: NewPair) -> str:
        """Why to drop the pair, a clause; "" to keep it."""

    def judge(self, pairs: Iterable[NewPair]) -> Iterator[tuple[NewPair, str]]:
        for pair in pairs:
            yield pair, self.reason(pair)
