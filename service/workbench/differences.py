"""Where two versions of a text differ, in spans that a person can read.

Characters are compared (a shortest script of insertions and deletions, by RapidFuzz), a number or a Latin word as one:
Chinese has no word borders that all would agree on, and in Japanese it is endings that are changed. A shortest script
keeps characters that two wordings have by chance, such as the を of 契約を解除する and 契約の取消しをする. So what is
kept between two changes is given up where it is no longer than either of them, as in the semantic clean-up of
N. Fraser's diff-match-patch.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

SpanKind = Literal["equal", "delete", "insert", "replace"]
_UNIT = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]+(?:[.,．，][0-9０-９]+)*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that both have ("equal"), or that stands in one only, or one in the other's place.

    The `before`s of all spans are the text before, the `after`s the text after, character for character.
    """

    kind: SpanKind
    before: str
    after: str


class _Change(NamedTuple):
    """Units start to end of the text before give way to units new_start to new_end of the text after."""

    start: int
    end: int
    new_start: int
    new_end: int


def difference_spans(before: str, after: str) -> tuple[Span, ...]:
    """The spans that turn `before` into `after`, in order; never two changes side by side; none for no text."""
    old, new = _UNIT.findall(before), _UNIT.findall(after)
    spans: list[Span] = []
    place = new_place = 0
    for change in (*_readable(_changes(old, new), old, new), _Change(len(old), len(old), len(new), len(new))):
        if change.start > place:
            kept, kept_new = "".join(old[place : change.start]), "".join(new[new_place : change.new_start])
            spans.append(Span("equal", kept, kept_new))
        gone, come = "".join(old[change.start : change.end]), "".join(new[change.new_start : change.new_end])
        if gone or come:
            spans.append(Span("replace" if gone and come else "delete" if gone else "insert", gone, come))
        place, new_place = change.end, change.new_end
    return tuple(spans)


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    """The changes of a shortest script, deletions and insertions at one place together."""
    changes: list[_Change] = []
    place = new_place = 0
    for block in Indel.editops(old, new).as_matching_blocks():  # the last one is empty and stands at both ends
        if block.a > place or block.b > new_place:
            changes.append(_Change(place, block.a, new_place, block.b))
        place, new_place = block.a + block.size, block.b + block.size
    return changes


def _readable(changes: Sequence[_Change], old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    """The changes with those joined between which too little is kept to be worth showing."""
    at = list(accumulate(map(len, old), initial=0))  # character before each unit
    at_new = list(accumulate(map(len, new), initial=0))

    def length(change: _Change) -> int:
        return max(at[change.end] - at[change.start], at_new[change.new_end] - at_new[change.new_start])

    joined: list[_Change] = []
    for change in changes:
        joined.append(change)
        while len(joined) > 1:  # a joined change is longer, so it may swallow what stood before it
            left, right = joined[-2:]
            if at[right.start] - at[left.end] > min(length(left), length(right)):
                break
            joined[-2:] = [_Change(left.start, right.end, left.new_start, right.new_end)]
    return joined
