"""Where a translation that left a term out could have had it, by the attention of the model that wrote it.

A model that knows the markup is trained to look at a term, in one attention head, while it writes the
term's rendering. Where it looked and wrote something else, the text up to there with the rendering after it
is the beginning of a translation that has the term, and the model itself continues it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.beams import ATTENDED
from service.constraints import Constraints, Required

_PLACES = 2  # two bring half a chrF2++ over one, on the segments steered; more were not tried


@dataclass(frozen=True, slots=True)
class Turn:
    """Where to leave a translation: after how many pieces, and the text to write there."""

    kept: int
    rendering: str


def find_turns(
    text: str,
    attention: NDArray[np.float32],
    constraints: Constraints,
    places: Mapping[int, tuple[int, int]],
) -> list[Turn]:
    """At most two turns that give a text its first missing term, the likelier first; none where nothing that
    is missing has a place.

    `attention` is (pieces of the text, source pieces), `places` are the source pieces (from, to) of each
    group's term. The first missing term is the one that the text comes to first: what follows a turn is
    written anew, and may well have the others.
    """
    found: list[tuple[int, int, list[int]]] = []
    for index, group in enumerate(constraints.required):
        if index in places and not any(form.strip() in text for form in group.alternatives):
            start, end = places[index]
            if moments := find_moments(attention[:, start:end].sum(axis=1).tolist()):
                found.append((moments[0], index, moments))
    if not found:
        return []
    _, index, moments = min(found)
    return [Turn(kept, invariable(constraints.required[index])) for kept in moments]


def find_moments(attended: Sequence[float]) -> list[int]:
    """The positions at which the model turned to a term, the strongest two, strongest first.

    `attended` is the share of the attention on the term at each piece. A moment is the first piece of a run
    over the share at which the search takes a term for being translated, or over half of the highest share.
    """
    least = min(ATTENDED, max(attended, default=0.0) / 2)
    runs: list[tuple[float, int]] = []  # (highest share, minus first position)
    inside = False
    for position, share in enumerate(attended):
        if share < least or not share:
            inside = False
        elif inside:
            runs[-1] = max(runs[-1][0], share), runs[-1][1]
        else:
            runs.append((share, -position))
            inside = True
    return [-start for _, start in sorted(runs, reverse=True)[:_PLACES]]


def invariable(group: Required) -> str:
    """The shortest alternative that the preferred one begins with: 支払を怠 for 支払を怠る, so that the model
    chooses the ending."""
    preferred, *others = (form.strip() for form in group.alternatives)
    return min((form for form in (preferred, *others) if preferred.startswith(form)), key=len)
