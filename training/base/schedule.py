"""The learning rate, a function of the step and of the share of the pieces that is done, never of the clock."""

import math

from training.base.configuration import PhaseSection

LEAST = 0.02  # of the peak, below which the linear schedule does not fall


def learning_rate(phase: PhaseSection, step: int, pieces: int) -> float:
    """The rate of the step that comes after `step` steps and `pieces` target pieces.

    Both schedules warm up linearly; then `inverse-sqrt` (Vaswani et al., NIPS 2017) falls with the root of the
    steps, and `linear` reaches its least value when the pieces of the phase are spent.
    """
    warm = min(1.0, (step + 1) / phase.warmup_steps)
    if phase.schedule == "inverse-sqrt":
        fall = min(1.0, math.sqrt(phase.warmup_steps / (step + 1)))
    else:
        fall = max(LEAST, 1.0 - pieces / phase.train_pieces)
    return phase.peak_learning_rate * warm * fall
