"""Whether one side is too long for the other."""

from corpus.filters.pair_filter import SinglePairFilter
from corpus.pairs import NewPair
from corpus.reasons import Reason

ALLOWANCE = 6  # characters added to both sides, so that short headings may differ by some
LOWEST, HIGHEST = 0.75, 2.3  # (ja + 6) / (zh + 6): 0.77 to 2.23 hold 99.9 % of the seed corpus


class LengthFilter(SinglePairFilter):
    """The Japanese side has about as many characters as the Chinese side calls for."""

    name = "length"
    threshold = f"{LOWEST} ≤ (ja + {ALLOWANCE}) / (zh + {ALLOWANCE}) ≤ {HIGHEST} characters"

    def reason(self, pair: NewPair) -> str:
        ratio = (len(pair.ja) + ALLOWANCE) / (len(pair.zh) + ALLOWANCE)
        if LOWEST <= ratio <= HIGHEST:
            return ""
        zh, ja = len(pair.zh), len(pair.ja)
        return Reason(f"{zh} characters in zh and {ja} in ja", case="pair_lengths", zh_length=zh, ja_length=ja)
