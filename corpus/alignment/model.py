"""How probable it is that some Chinese and some Japanese segments say the same.

The score of a bead is the logarithm of its kind's probability plus that of a likelihood ratio: how much more
probable the two groups' lengths and anchors are if they are translations than if they are not. The length term is
that of Gale and Church, Computational Linguistics 19(1), 1993 (https://aclanthology.org/J93-1004/), in characters;
the ratio is a logistic regression on it and on the cosine of the anchors. What stands alone has the ratio 1.

All figures are measured on the documents of the seed corpus; `python -m benchmarks.alignment --fit` prints them anew.
"""

import math

import numpy as np

from corpus.alignment.similarity import Floats

# Japanese characters for a Chinese one, and the variance of their number for each Chinese character.
RATIO, VARIANCE = 1.416, 2.208

# Of 8,325 seed segments, cut by corpus.segmentation, 7,905 are 1-1, 405 1-2, 11 1-3, 3 1-4 and 1 is 2-2. Only one
# way, for one Chinese sentence may be several Japanese ones; some of it is given to the other way. From 1-5 on it is
# a list of items whose lines were joined: they end in ； in Chinese, which ends no segment, and in 。 in Japanese. What
# no seed shows, a segment without a counterpart, has about the share that Gale and Church found (1 %): with half of it
# a heading that is missing on the other side is taken for a part of its neighbour, with twice as much the second
# sentence of two is left alone (`with gaps` in the benchmark).
PROBABILITIES = {
    (1, 1): 0.925,
    (1, 2): 0.04,
    (2, 1): 0.005,
    (2, 2): 0.001,
    (1, 3): 0.002,
    (3, 1): 0.001,
    (1, 4): 0.0005,
    (4, 1): 0.0005,
    (1, 5): 0.0002,
    (1, 6): 0.0002,
    (1, 7): 0.0002,
    (1, 8): 0.0002,
    (1, 0): 0.012,
    (0, 1): 0.012,
}
KINDS = {kind: math.log(probability) for kind, probability in PROBABILITIES.items()}
LONGEST_ZH, LONGEST_JA = (max(kind[side] for kind in KINDS) for side in (0, 1))

# Logistic regression over true pairs and their neighbours up to four segments away.
BIAS, COSINE, LENGTH = -4.29, 22.95, 0.57

_GRID = np.linspace(0.0, 6.0, 601)  # standard deviations; beyond the last the term stays what it is there
_LOG_TAIL = np.log([math.erfc(deviation / math.sqrt(2)) for deviation in _GRID])


def log_ratios(cosines: Floats, zh_length: float, ja_lengths: Floats) -> Floats:
    """The logarithm of the likelihood ratio of one Chinese group and several Japanese ones, lengths in characters."""
    deviations = np.abs(ja_lengths - RATIO * zh_length) / math.sqrt(VARIANCE * max(zh_length, 1.0))
    ratios: Floats = BIAS + COSINE * cosines + LENGTH * np.interp(deviations, _GRID, _LOG_TAIL)
    return ratios
