"""Whether both sides hold the same Latin words."""

import re
from collections import Counter

from corpus.filters.pair_filter import SinglePairFilter
from corpus.normalisation import normalise
from corpus.pairs import NewPair
from corpus.reasons import Reason

_WORD = re.compile("[A-Za-z]{2,}")


class LatinFilter(SinglePairFilter):
    """Every Latin word of one side, such as a product's name, stands on the other; letter case does not count."""

    name = "latin"
    threshold = "same Latin words on both sides"

    def reason(self, pair: NewPair) -> str:
        in_zh = Counter(word.lower() for word in _WORD.findall(normalise(pair.zh, "zh")))
        in_ja = Counter(word.lower() for word in _WORD.findall(normalise(pair.ja, "ja")))
        for language, missing in (("ja", in_zh - in_ja), ("zh", in_ja - in_zh)):
            if missing:
                word = min(missing)
                return Reason(
                    f"the {language} text lacks the word {word}", case="pair_lacks", language=language, what=word
                )
        return ""
