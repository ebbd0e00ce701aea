"""How much of a run's budget is spent: steps or minutes, whichever is further."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Budget:
    """`share`, 0 to 1, is what is spent, as all processes agreed after the last step.

    Minutes of earlier sessions of the same run count; those of `pausing`, in which nothing is learnt, do not.
    """

    minutes: float
    earlier_minutes: float = 0.0
    share: float = 0.0
    _began: float = field(default_factory=time.monotonic)

    @property
    def minutes_so_far(self) -> float:
        return self.earlier_minutes + (time.monotonic() - self._began) / 60

    @contextmanager
    def pausing(self) -> Iterator[None]:
        """Stop the clock inside the block."""
        began = time.monotonic()
        yield
        self._began += time.monotonic() - began

    def spent(self, step: int, steps: int) -> float:
        """The share that this process sees spent after so many of the steps."""
        return min(1.0, max(step / steps, self.minutes_so_far / self.minutes))

    def learning_rate_factor(self, warmup_share: float) -> float:
        """Linear from 0 to 1 over the warm-up, then linear to 0 at the end of the budget."""
        if self.share < warmup_share:
            return max(0.02, self.share / warmup_share)
        return max(0.02, (1.0 - self.share) / (1.0 - warmup_share))
