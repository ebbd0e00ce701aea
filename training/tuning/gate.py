"""Whether a candidate may serve: better beyond chance, and worse nowhere."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from corpus.languages import Direction
from training.tuning.comparison import Comparison, SystemScores
from training.tuning.configuration import GateSection


@dataclass(frozen=True, slots=True)
class Decision:
    """`reasons` say what speaks against the candidate, or, where it is promoted, for it."""

    promote: bool
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def decide(comparison: Comparison, section: GateSection) -> Decision:
    """The decision by the rules of the configuration's [gate]."""
    against = [
        reason
        for direction in Direction
        for reason in _worse(
            direction,
            comparison.systems["base"][direction],
            comparison.systems["candidate"][direction],
            section,
        )
    ]
    better = []
    for direction, found in comparison.bootstrap.items():
        told = f"chrF2++ {direction} {found.difference:+.2f} (p = {found.p_value:.3f})"
        if found.p_value < section.significance and found.difference > 0:
            better.append(told)
        elif found.p_value < section.significance and found.difference < 0:
            against.append(f"{told}: worse beyond chance")
    if against:
        return Decision(False, tuple(against))
    if not better:
        told = ", ".join(
            f"{direction} {found.difference:+.2f} (p = {found.p_value:.3f})"
            for direction, found in comparison.bootstrap.items()
        )
        return Decision(False, (f"no better than chance: chrF2++ {told}",))
    return Decision(True, tuple(f"{reason}: better beyond chance" for reason in better))


def _worse(direction: Direction, base: SystemScores, new: SystemScores, section: GateSection) -> Iterator[str]:
    """Why the candidate is worse in this direction, a sentence a reason."""
    loss = base.served.score("BLEU") - new.served.score("BLEU")
    if loss > section.max_bleu_loss:
        yield f"BLEU {direction} as served is lower by {loss:.2f}"
    forgotten = base.general.score("BLEU") - new.general.score("BLEU")
    if forgotten > section.max_general_loss:
        yield f"BLEU {direction} on the general set is lower by {forgotten:.2f}"
    if new.served.term_accuracy < base.served.term_accuracy:
        yield f"term accuracy {direction} as served fell to {new.served.term_accuracy:.2f} %"
    if new.served.forbidden > base.served.forbidden:
        yield f"{new.served.forbidden} forbidden renderings {direction} as served, {base.served.forbidden} before"
    left = base.free.term_accuracy - new.free.term_accuracy
    if left > section.max_term_loss:
        yield f"term accuracy {direction} without constraints is lower by {left:.1f} points"
    disobeyed = 100 * (new.served.share_guaranteed - base.served.share_guaranteed)
    if disobeyed > section.max_disobedience:
        yield f"marked terms are obeyed less {direction}: {disobeyed:.1f} points more segments need the slower path"
