"""Terms of the general pairs, without a glossary: short segments that recur inside longer ones on both sides.

A label such as 配置文件 / 構成ファイル is a pair of its own in the documentation, and a longer pair that has both
sides of it uses it as a term. Marking it teaches the model to copy what is marked in any kind of text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from glossary.terms import Term
from training.sources import TrainingPair

_ZH = re.compile(r"[\u4e00-\u9fff]{2,8}")
_JA = re.compile(r"(?=.*[\u4e00-\u9fff\u30a0-\u30ff])[\u3040-\u30ff\u4e00-\u9fffー]{2,15}")
SURE = 0.6  # the share of a short segment's pairs that must agree on its rendering


def recurring_terms(pairs: Iterable[TrainingPair]) -> list[Term]:
    """The short segments whose rendering the pairs agree on, as terms, in the order of the Chinese text."""
    renderings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        if _ZH.fullmatch(pair.zh):
            renderings[pair.zh][pair.ja] += 1
    terms = []
    for zh, found in sorted(renderings.items()):
        ja, times = found.most_common(1)[0]
        if times >= SURE * found.total() and _JA.fullmatch(ja):
            terms.append(Term(zh, ja))
    return terms
