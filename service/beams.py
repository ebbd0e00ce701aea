"""The beam of one sentence: which continuations of its hypotheses live on, and which are finished."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from service.tracker import DEAD, Offer, Tracker

CLOSING = ("。", ".", "．", "；")  # what a sentence ends with
ATTENDED = 0.2  # the share of the attention from which on a term counts as being translated


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of a hypothesis: the sum of the log probabilities up to it, the row of the last forward call
    that it continues, the steps before it, and its constraint state.

    `settled` is what required renderings begun on purpose have cost after their first pieces, `open_price` what
    the one in progress has, in nats; None where there is none.
    """

    score: float
    piece: int
    row: int = 0
    previous: "Step | None" = None
    state: int = 0
    mask: int = 0
    settled: float = 0.0
    open_price: float | None = None

    @property
    def merit(self) -> float:
        """The score without what every hypothesis has to pay somewhere: the price of the required renderings."""
        return self.score + self.settled + (self.open_price or 0.0)

    def pieces(self) -> list[int]:
        """The pieces of the hypothesis, without the decoder's start."""
        found: list[int] = []
        step = self
        while step.previous is not None:
            found.append(step.piece)
            step = step.previous
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished hypothesis and its merit divided by its length to the power of the length penalty."""

    score: float
    step: Step


@dataclass(frozen=True, slots=True)
class Top:
    """The best continuations of one row, best first."""

    scores: Sequence[float]
    pieces: Sequence[int]


Scores = NDArray[np.float32]  # (live hypotheses, vocabulary): log probability of the text so far and each piece


@dataclass(slots=True)
class Beam:
    """Beam search over one sentence, with the finishing rule of transformers' `early_stopping=False`:
    it goes on while the best live hypothesis, were it to end now, beats the worst of `enough` finished ones."""

    size: int
    bound: int  # pieces of a hypothesis at most, its end of sentence counted
    length_penalty: float
    end: int  # the end-of-sentence piece
    start: int
    live: list[Step] = field(default_factory=list)
    finished: list[Finished] = field(default_factory=list)
    enough: int = 0  # how many finished hypotheses the live ones have to beat; 0 stands for `size`
    done: bool = False

    def __post_init__(self) -> None:
        self.live = [Step(0.0, self.start)]
        self.enough = self.enough or self.size

    def advance(
        self, length: int, first_row: int, tops: Sequence[Top], scores: Scores, attention: Scores | None = None
    ) -> None:
        """Continue by one piece: `length` counts it, `tops` holds the best continuations and `scores`
        those of the whole vocabulary, `attention` that on the source pieces, all by live hypothesis; their
        rows begin at `first_row`."""
        best = [
            (score, index, piece)
            for index, top in enumerate(tops)
            for score, piece in zip(top.scores, top.pieces, strict=True)
        ]
        best.sort(key=_score, reverse=True)
        following: list[Step] = []
        for rank, (score, index, piece) in enumerate(best[: 2 * self.size]):
            if score == -math.inf or len(following) == self.size:
                break
            step = Step(score, piece, first_row + index, self.live[index])
            if piece != self.end and length < self.bound:
                following.append(step)
            elif rank < self.size:
                self.finish(step, length)
        self.close(following, length)

    def finish(self, step: Step, length: int) -> None:
        self.finished.append(Finished(step.merit / length**self.length_penalty, step))

    def close(self, following: list[Step], length: int) -> None:
        """Keep the best finished hypotheses and decide whether the live ones can still beat them."""
        self.finished.sort(key=lambda item: item.score, reverse=True)
        del self.finished[self.size :]
        self.live = following
        if not following or length >= self.bound:
            self.done = True
        elif len(self.finished) >= self.enough:
            best = max(step.merit for step in following)
            self.done = best / length**self.length_penalty <= self.finished[self.enough - 1].score


@dataclass(slots=True)
class ConstrainedBeam(Beam):
    """Beam search under constraints, with dynamic beam allocation.

    Post and Vilar, NAACL 2018 (https://aclanthology.org/N18-1119/): candidates are grouped in banks by
    the constraints they have met, and the slots of the beam are dealt over the banks; dealing by rank
    within the bank passes unused slots on, as in Hu et al., NAACL 2019 (https://aclanthology.org/N19-1090/).
    Where there are more banks than slots, the score decides between them, with `bonus` nats for a group
    satisfied, half of it as soon as an alternative is begun and the rest as it is written. Once an alternative
    is begun on purpose its moment is chosen, and what the model thinks of its further pieces (a company's name in
    Latin letters, a character in bytes) decides nothing, neither here nor between finished hypotheses: every one
    has to pay for them somewhere, and a long sentence only hides what a short one has paid.

    `places` are the source pieces (from, to) of each group's term, where known. An alternative of such
    a group is begun unasked only while the attention is on the term, or when the sentence is closing.
    """

    tracker: Tracker = field(kw_only=True)
    bonus: float = 4.0
    places: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def advance(
        self, length: int, first_row: int, tops: Sequence[Top], scores: Scores, attention: Scores | None = None
    ) -> None:
        candidates: dict[tuple[int, int], Step] = {}
        for index, (parent, top) in enumerate(zip(self.live, tops, strict=True)):
            wants_end = top.pieces[0] == self.end and not self.tracker.may_end(parent.state, parent.mask)
            for score, piece in zip(top.scores, top.pieces, strict=True):
                step = self._follow(parent, score, piece, first_row + index, length)
                # A hypothesis whose best continuation is the end, which is barred, would only ramble on.
                if step and not (wants_end and self._bank(step) <= self._bank(parent)):
                    candidates[index, piece] = step
            closing = wants_end or self.tracker.pieces.texts[top.pieces[0]].endswith(CLOSING)
            for offer in self.tracker.offers(parent.state, parent.mask):
                if not closing and not self._is_timely(offer, attention, index):
                    continue
                piece = int(offer.pieces[scores[index, offer.pieces].argmax()])
                step = candidates.get((index, piece)) or self._follow(
                    parent, float(scores[index, piece]), piece, first_row + index, length
                )
                if step:
                    chosen = offer.group is not None and (closing or self._is_placed(offer, attention))
                    chosen = chosen and step.mask == parent.mask  # a single piece may be all of it
                    candidates[index, piece] = replace(step, open_price=0.0) if chosen else step
        self._deal(list(candidates.values()) or self._escape(length, first_row, scores), length)

    def _is_timely(self, offer: Offer, attention: Scores | None, index: int) -> bool:
        """Whether what is offered is in progress already, or the model is at its term now as far as we know."""
        if offer.group is None or attention is None or offer.group not in self.places:
            return True
        start, end = self.places[offer.group]
        return bool(attention[index, start:end].sum() >= ATTENDED)

    def _is_placed(self, offer: Offer, attention: Scores | None) -> bool:
        return attention is not None and offer.group in self.places

    def _escape(self, length: int, first_row: int, scores: Scores) -> list[Step]:
        """The continuations that keep to the plan that every live hypothesis has for meeting the constraints."""
        steps = [
            self._follow(parent, float(scores[index, piece]), piece, first_row + index, length)
            for index, parent in enumerate(self.live)
            for piece in (self.end, *self.tracker.escapes(parent.state))
        ]
        return [step for step in steps if step]

    def _follow(self, parent: Step, score: float, piece: int, row: int, length: int) -> Step | None:
        """The hypothesis with one more piece; None where it is forbidden or could not be finished in time."""
        if score == -math.inf:
            return None
        if piece == self.end:
            if not self._may_end(parent):
                return None
            return Step(score, piece, row, parent, parent.state, parent.mask, parent.settled)
        state, gained = self.tracker.advance(parent.state, piece)
        if state == DEAD:
            return None
        mask = parent.mask | gained
        if length + self.tracker.needed(state, mask) + 1 > self.bound:
            return None
        return self._priced(Step(score, piece, row, parent, state, mask, parent.settled), parent)

    def _priced(self, step: Step, parent: Step) -> Step:
        """The step with the price of the alternative in progress, settled once it is satisfied."""
        if parent.open_price is None:
            return step
        price = parent.open_price + parent.score - step.score
        if step.mask != parent.mask:
            return replace(step, settled=parent.settled + price)
        advances = self._bank(step)[1] >= self._bank(parent)[1] > 0
        return replace(step, open_price=price) if advances else step

    def _may_end(self, step: Step) -> bool:
        return self.tracker.may_end(step.state, step.mask)

    def _bank(self, step: Step) -> tuple[int, float]:
        return self.tracker.progress(step.state, step.mask)

    def _value(self, step: Step) -> float:
        satisfied, begun = self._bank(step)
        credit = satisfied + ((1.0 + begun) / 2 if begun else 0.0)
        return step.merit + self.bonus * credit

    def _deal(self, candidates: list[Step], length: int) -> None:
        candidates.sort(key=self._value, reverse=True)
        ranks: dict[tuple[int, float], int] = {}
        dealt: list[tuple[int, float, Step]] = []
        for step in candidates:
            bank = self._bank(step)
            rank = ranks[bank] = ranks.get(bank, -1) + 1
            if step.piece != self.end:
                dealt.append((rank, -self._value(step), step))
            elif rank < self.size:
                self.finish(step, length)
        dealt.sort(key=lambda item: item[:2])
        self.close([step for _, _, step in dealt[: self.size]], length)


def _score(item: tuple[float, int, int]) -> float:
    return item[0]
