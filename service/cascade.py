"""The cascade: the fast path translates, its text is checked, and only what misses goes to the guaranteed path."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from corpus.languages import Direction
from service.acceptance import is_degenerate, keeps
from service.constraints import NONE, Constraints, Forbidden
from service.engine import Engine, Hypothesis, SearchOptions
from service.errors import ConstraintError, UnsupportedModelError
from service.pieces import REPLACEMENT
from service.placement import locate

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The hypotheses of one source and which path found them.

    `error` is "" unless the constraints could not be met; then the best text that misses some stands. `drafts` are
    all that the fast path found, as `CascadeEngine.drafts` would find them.
    """

    hypotheses: tuple[Hypothesis, ...]
    engine: str  # "fast" or "guaranteed"
    error: str = ""
    drafts: tuple[Hypothesis, ...] = ()


class CascadeEngine:
    """An engine that keeps the constraints whatever the model, at nearly the fast path's speed.

    The fast path is asked for a whole beam: a lower hypothesis that keeps the constraints costs
    nothing more. What misses is tried once more in a beam twice as wide, which costs less than it spares
    the guaranteed path. Without a fast path, or where it turns out to be unable to run the model, the
    guaranteed one does everything.
    """

    name = "cascade"

    def __init__(self, fast: Engine | None, guaranteed: Engine) -> None:
        self._fast = fast
        self._guaranteed = guaranteed
        self._counting = threading.Lock()
        self.segments = 0
        self.segments_guaranteed = 0

    @property
    def share_guaranteed(self) -> float:
        """The share of the segments so far that needed the guaranteed path, 0 to 1."""
        return self.segments_guaranteed / self.segments if self.segments else 0.0

    def translate(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        """As Engine; constraints that nothing can meet are not raised but leave the fast path's text."""
        return [list(outcome.hypotheses) for outcome in self.outcomes(sources, constraints, direction, options)]

    def outcomes(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[Outcome]:
        """One outcome for each source, in order."""
        constraints = constraints or [NONE] * len(sources)
        outcomes: dict[int, Outcome] = {}
        drafts: dict[int, list[Hypothesis]] = {}
        missed = list(range(len(sources)))
        for beam_size in (options.beam_size, 2 * options.beam_size):
            found = self._drafts(
                [sources[index] for index in missed],
                [constraints[index] for index in missed],
                direction,
                replace(options, beam_size=beam_size),
            )
            for index, draft in zip(missed, found, strict=True):
                drafts.setdefault(index, draft)  # a wider beam's first hypothesis is no better
                good = (item for item in draft if _is_good(sources[index], item.text, constraints[index]))
                if kept := tuple(_placed(item, constraints[index]) for item in islice(good, options.alternatives)):
                    outcomes[index] = Outcome(kept, "fast")
            missed = [index for index in missed if index not in outcomes]
        if missed:
            left = [
                _Missed(sources[index], _to_search(constraints[index], drafts[index]), drafts[index])
                for index in missed
            ]
            outcomes.update(zip(missed, self._guarantee(left, direction, options), strict=True))
        for index, draft in drafts.items():
            outcomes[index] = replace(outcomes[index], drafts=tuple(draft))
        with self._counting:
            self.segments += len(sources)
            self.segments_guaranteed += len(missed)
        return [outcomes[index] for index in range(len(sources))]

    def drafts(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        """What the fast path alone makes of each source, constraints marked but not guaranteed; empty without it."""
        return self._drafts(sources, constraints, direction, options)

    def _drafts(
        self,
        sources: Sequence[str],
        constraints: Sequence[Constraints],
        direction: Direction,
        options: SearchOptions,
    ) -> list[list[Hypothesis]]:
        if self._fast is not None and sources:
            try:
                return self._fast.translate(
                    sources, constraints, direction, replace(options, alternatives=options.beam_size)
                )
            except UnsupportedModelError as error:
                _LOG.warning("There is no fast path: %s", error)
                self._fast = None
        return [[] for _ in sources]

    def _guarantee(self, missed: Sequence["_Missed"], direction: Direction, options: SearchOptions) -> list[Outcome]:
        """The guaranteed path's outcomes; where one segment's constraints cannot be met, the others do not suffer."""
        try:
            found = self._guaranteed.translate(
                [segment.source for segment in missed], [segment.constraints for segment in missed], direction, options
            )
        except ConstraintError as error:
            if len(missed) > 1:
                return [self._guarantee([segment], direction, options)[0] for segment in missed]
            return [self._give_up(missed[0], str(error), direction, options)]
        return [Outcome(tuple(hypotheses), "guaranteed") for hypotheses in found]

    def _give_up(self, missed: "_Missed", reason: str, direction: Direction, options: SearchOptions) -> Outcome:
        draft = [found for found in missed.draft if not is_degenerate(missed.source, found.text)]
        if draft:
            return Outcome(tuple(draft[: options.alternatives]), "fast", reason)
        free = self._guaranteed.translate([missed.source], [NONE], direction, options)[0]
        return Outcome(tuple(free), "guaranteed", reason)


@dataclass(frozen=True, slots=True)
class _Missed:
    """One source for the guaranteed path, with what the fast path made of it."""

    source: str
    constraints: Constraints
    draft: Sequence[Hypothesis]


def _to_search(constraints: Constraints, draft: Sequence[Hypothesis]) -> Constraints:
    """What the guaranteed path is to keep: whole characters at least, where a draft had broken ones."""
    broken = any(REPLACEMENT in found.text for found in draft)
    return merged(constraints) or (Constraints(forbidden=(Forbidden(REPLACEMENT),)) if broken else NONE)


def merged(constraints: Constraints) -> Constraints:
    """The constraints without groups that another one repeats: one occurrence meets both."""
    groups = {group.alternatives: group for group in reversed(constraints.required)}
    kept = tuple(group for group in constraints.required if groups[group.alternatives] is group)
    return replace(constraints, required=kept)


def _is_good(source: str, text: str, constraints: Constraints) -> bool:
    return keeps(text, constraints) and not is_degenerate(source, text)


def _placed(found: Hypothesis, constraints: Constraints) -> Hypothesis:
    return replace(found, spans=locate(found.text, constraints)) if constraints.required else found
