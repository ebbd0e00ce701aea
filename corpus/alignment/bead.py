"""A bead: some segments of the Chinese text and the segments of the Japanese one that say the same."""

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments zh[0] up to zh[1] of the Chinese text stand for ja[0] up to ja[1] of the Japanese one.

    One of the two spans may be empty: what the other language does not say. `confidence` (0 to 1) is the
    probability of the bead among all alignments of the two texts under the model of `corpus.alignment.model`.
    """

    zh: Span
    ja: Span
    confidence: float

    @property
    def kind(self) -> tuple[int, int]:
        """How many segments stand for how many: (1, 2) is one Chinese for two Japanese ones."""
        return self.zh[1] - self.zh[0], self.ja[1] - self.ja[0]
