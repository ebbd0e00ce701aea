"""The constraint state of hypotheses: what their text contains, and what it still takes to satisfy the rest.

The states are numbered, so that a hypothesis carries two integers (text state, mask of satisfied groups) and
advancing by a piece is a look-up after the first time.
"""

import math
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.automaton import ROOT, CharacterAutomaton
from service.constraints import Constraints, Forbidden, Required
from service.errors import ConstraintError
from service.pieces import REPLACEMENT, Pieces

DEAD = -1


class TextState(NamedTuple):
    """All that matters of a text so far: the automaton's node, the forbidden occurrence that waits to be
    covered, the bytes of an incomplete character, and whether anything but spaces was written."""

    node: int = ROOT
    owed: int = 0
    pending: bytes = b""
    started: bool = False


class Completion(NamedTuple):
    """A way to write an alternative to its end: the pieces it takes at most, and the groups it satisfies."""

    cost: float
    gained: int


class Offer(NamedTuple):
    """Pieces of which the best by the model is worth a hypothesis: the next ones of an alternative in progress
    (group None), or first ones of a group."""

    group: int | None
    pieces: NDArray[np.int64]


class Tracker:
    """Follows the constraints of one segment through the pieces of its hypotheses.

    State 0 is the empty text. `full` is the mask of all groups. ConstraintError where the vocabulary
    cannot write any alternative of a group, or none of them is free of forbidden strings.

    Every live hypothesis can be finished, and `needed` bounds the pieces that takes: complete an
    alternative in progress or write a neutral piece, one that occurs in no string of the constraints;
    then write, with a neutral piece before each, the cheapest alternative of each open group. As long
    as the search keeps the bound on the length above `needed`, it ends with all groups satisfied.
    """

    def __init__(self, pieces: Pieces, constraints: Constraints) -> None:
        self.pieces = pieces
        self.full = (1 << len(constraints.required)) - 1
        alternatives: dict[str, int] = {}
        for index, group in enumerate(constraints.required):
            for text in _texts(group):
                alternatives[text] = alternatives.get(text, 0) | 1 << index
        forbidden = [_text(item) for item in constraints.forbidden]
        self._automaton = CharacterAutomaton(alternatives, forbidden)
        self._groups = list(alternatives.values())
        self._targets = [_spelled(pieces, text) for text in alternatives]
        self._costs = [pieces.costs(text) for text in self._targets]
        self._alphabet = set("".join([*alternatives, *forbidden]))
        self._states = [TextState()]
        self._numbers = {TextState(): 0}
        self._advanced: list[dict[int, tuple[int, int]]] = [{}]
        self._completions: dict[int, tuple[Completion, ...]] = {}
        self._needed: dict[tuple[int, int], float] = {}
        self._offers: dict[tuple[int, int], tuple[Offer, ...]] = {}
        self._progress: dict[tuple[int, int], tuple[int, float]] = {}
        self._separate: dict[int, float] = {}
        self._neutral = list(islice(self._find_neutral(), 256))
        self._block_costs = self._price_groups(constraints)

    def advance(self, state: int, piece: int) -> tuple[int, int]:
        """The state after one more piece (DEAD where no text may go on so) and the groups it satisfies."""
        known = self._advanced[state]
        if piece not in known:
            known[piece] = self._advance(self._states[state], piece)
        return known[piece]

    def _advance(self, state: TextState, piece: int) -> tuple[int, int]:
        text, pending, started = self.pieces.emit(piece, state.pending, state.started)
        if REPLACEMENT in text:  # bytes that make no character
            return DEAD, 0
        position = self._automaton.walk(state.node, state.owed, text)
        if position is None:
            return DEAD, 0
        node, owed, gained = position
        number = self._number(TextState(node, owed, pending, started))
        if owed and not self._complete(number):
            return DEAD, 0
        return number, gained

    def _number(self, state: TextState) -> int:
        if state not in self._numbers:
            self._numbers[state] = len(self._states)
            self._states.append(state)
            self._advanced.append({})
        return self._numbers[state]

    def may_end(self, state: int, mask: int) -> bool:
        """Whether the text may end here: all groups satisfied, nothing owed, no character incomplete."""
        return mask == self.full and not (self._states[state].owed or self._states[state].pending)

    def needed(self, state: int, mask: int) -> float:
        """The number of pieces that certainly suffice to satisfy what is open, the end of sentence not counted."""
        key = state, mask
        if key not in self._needed:
            owed, pending = self._states[state].owed, self._states[state].pending
            rest = self.pieces.finish(pending, self._alphabet) if pending else b""
            costs = [] if owed or rest is None else [len(rest) + self._needed_separately(mask)]
            if owed or mask != self.full:
                for completion in self._complete(state):
                    costs.append(completion.cost + self._needed_separately(mask | completion.gained))
            self._needed[key] = min(costs, default=math.inf)
        return self._needed[key]

    def _needed_separately(self, mask: int) -> float:
        """The pieces for all open groups, each alternative after a neutral piece."""
        if mask not in self._separate:
            self._separate[mask] = sum(
                1 + cost for index, cost in enumerate(self._block_costs) if not mask >> index & 1
            )
        return self._separate[mask]

    def _complete(self, state: int) -> tuple[Completion, ...]:
        """The ways to complete an alternative in progress or to begin one right here, without a dead text."""
        if state not in self._completions:
            self._completions[state] = tuple(self._find_completions(self._states[state]))
        return self._completions[state]

    def _find_completions(self, state: TextState) -> Iterator[Completion]:
        node, owed, pending, _ = state
        for index, length in self._automaton.in_progress[node]:
            if length >= owed:
                rest = self._automaton.alternatives[index][length:]
                yield from self._end(node, owed, rest, self._rest_cost(index, length, pending))
        if owed:
            return
        for index, text in enumerate(self._targets):
            if not pending:
                yield from self._end(node, 0, text, self._costs[index][0])
            elif not text.startswith(" "):
                yield from self._end(node, 0, text, self._rest_cost(index, 0, pending))

    def _rest_cost(self, index: int, length: int, pending: bytes) -> float:
        """The pieces for the characters of an alternative after the first `length`, begun by the pending bytes."""
        text, target = self._automaton.alternatives[index], self._targets[index]
        costs = self._costs[index][len(target) - len(text) :]
        if not pending:
            return costs[length]
        code = text[length].encode(errors="replace")
        if not code.startswith(pending) or not all(byte in self.pieces.byte_ids for byte in code):
            return math.inf
        return len(code) - len(pending) + costs[length + 1]

    def _end(self, node: int, owed: int, text: str, cost: float) -> Iterator[Completion]:
        """The ways to write this text and whatever longer alternatives it then owes."""
        if math.isinf(cost) or (position := self._automaton.walk(node, owed, text)) is None:
            return
        node, owed, gained = position
        if not owed:
            yield Completion(cost, gained)
            return
        for index, length in self._automaton.in_progress[node]:
            if length >= owed:
                rest = self._automaton.alternatives[index][length:]
                for further in self._end(node, owed, rest, self._rest_cost(index, length, b"")):
                    yield Completion(cost + further.cost, gained | further.gained)

    def offers(self, state: int, mask: int) -> tuple[Offer, ...]:
        """The pieces to try for the open groups: an offer for each alternative in progress, and for each
        open group one of first pieces."""
        key = state, mask
        if key not in self._offers:
            found = self._find_offers(self._states[state], mask)
            self._offers[key] = tuple(
                Offer(group, np.array(pieces, dtype=np.int64)) for group, pieces in found if pieces
            )
        return self._offers[key]

    def _find_offers(self, state: TextState, mask: int) -> Iterator[tuple[int | None, tuple[int, ...]]]:
        node, owed, pending, started = state
        for index, length in self._automaton.in_progress[node]:
            if (owed and length >= owed) or self._groups[index] & ~mask:
                rest = self._automaton.alternatives[index][length:]
                yield None, self.pieces.compatible(rest, started, pending)
        for group in range(len(self._block_costs)):
            if not owed and not mask >> group & 1:
                # A character whose first bytes are written is begun already.
                yield None if pending else group, self._first_pieces(1 << group, state)

    def _first_pieces(self, group: int, state: TextState) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for index, groups in enumerate(self._groups):
            if groups & group:
                text = self._targets[index].lstrip(" ") if not state.started else self._targets[index]
                found.update(dict.fromkeys(self.pieces.compatible(text, state.started, state.pending)))
        return tuple(found)

    def escapes(self, state: int) -> tuple[int, ...]:
        """Pieces among which the next one of the plan behind `needed` is: for a hypothesis without other choice."""
        node, owed, pending, started = self._states[state]
        found: dict[int, None] = {}
        for index, length in self._automaton.in_progress[node]:
            rest = self._automaton.alternatives[index][length:]
            found.update(dict.fromkeys(self.pieces.compatible(rest, started, pending)))
        if not owed:
            found.update(dict.fromkeys(self._first_pieces(self.full, self._states[state])))
            code = self.pieces.finish(pending, self._alphabet) if pending else None
            found.update(dict.fromkeys([self.pieces.byte_ids[code[0]]] if code else self._neutral))
        return tuple(found)

    def _find_neutral(self) -> Iterator[int]:
        """The pieces that share no character with the constraints."""
        for text, piece in self.pieces.ids.items():
            if text.strip() and self._alphabet.isdisjoint(text):
                yield piece

    def progress(self, state: int, mask: int) -> tuple[int, float]:
        """How many groups are satisfied, and the share written of the open alternative most advanced."""
        key = state, mask
        if key not in self._progress:
            begun = [
                written / len(self._automaton.alternatives[index])
                for index, written in self._written(self._states[state])
                if self._groups[index] & ~mask
            ]
            self._progress[key] = mask.bit_count(), max(begun, default=0.0)
        return self._progress[key]

    def _written(self, state: TextState) -> Iterator[tuple[int, float]]:
        """The alternatives in progress and how many of their characters are written, a byte being part of one."""
        yield from self._automaton.in_progress[state.node]
        if state.pending:
            unbegun = ((index, 0) for index in range(len(self._groups)))
            for index, length in (*self._automaton.in_progress[state.node], *unbegun):
                code = self._automaton.alternatives[index][length].encode(errors="replace")
                if code.startswith(state.pending):
                    yield index, length + len(state.pending) / len(code)

    def _price_groups(self, constraints: Constraints) -> list[float]:
        """The fewest pieces, from a neutral place on, that satisfy each group; ConstraintError where none do."""
        if not self._neutral:
            raise ConstraintError("The constraints use every character of the model; give fewer of them.")
        completions = self._complete(self._number(TextState(started=True)))
        prices = [
            min((item.cost for item in completions if item.gained >> index & 1), default=math.inf)
            for index in range(len(constraints.required))
        ]
        for group, price in zip(constraints.required, prices, strict=True):
            if math.isinf(price):
                raise self._contradiction(group, constraints.forbidden)
        return prices

    def _contradiction(self, group: Required, forbidden: tuple[Forbidden, ...]) -> ConstraintError:
        label = group.label or _texts(group)[0]
        for text in _texts(group):
            for item in forbidden:
                if _text(item) == text:
                    return ConstraintError(
                        f"「{text}」 is required for {label} and forbidden for {item.label or text}; "
                        "change one of the two terms."
                    )
        text = _texts(group)[0]
        unknown = [char for char in text if math.isinf(self.pieces.costs(char)[0])] or [text]
        return ConstraintError(
            f"The model's vocabulary cannot write 「{unknown[0]}」, which 「{text}」 required for {label} needs; "
            "choose another rendering or another model."
        )


def _texts(group: Required) -> list[str]:
    texts = [text.strip() for text in group.alternatives]
    if not all(texts) or not texts:
        raise ConstraintError(
            f"A rendering required for {group.label or 'a term'} is empty; give one or drop the term."
        )
    return texts


def _text(item: Forbidden) -> str:
    if not (text := item.text.strip()):
        raise ConstraintError(f"A rendering forbidden for {item.label or 'a term'} is empty; give one or drop it.")
    return text


def _spelled(pieces: Pieces, text: str) -> str:
    """The alternative as a text can go on with it: after a space where the vocabulary knows it only so."""
    return " " + text if math.isinf(pieces.costs(text)[0]) else text
