"""What of its lines the grid is sent: all of them at first, afterwards those that have changed.

The drawings of a grid are numbered. Each line, and the order of the lines, bears the number of the drawing in which it
last changed. With everything that the browser reports it says which drawing it holds, and it is sent what bears a later
number: so a drawing that never arrived does no harm. Where it holds none, or one of another series (of another session,
of the server before it was restarted), it is sent everything; where it is sent changes to what it does not hold, as
after the page was mounted anew, it reports that it holds none. Its side of this is `held_lines.js`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

Line = Mapping[str, object]  # of a segment, whose number is its "id": see `lines.line_of`


@dataclass(slots=True)
class SentLines:
    """The lines of one grid in one browser as they were drawn last."""

    series: str = field(default_factory=lambda: token_hex(8))
    number: int = 0  # of the last drawing
    _lines: dict[object, tuple[int, Line]] = field(default_factory=dict)  # by segment, with the number of the change
    _order: tuple[int, list[object] | None] = (0, None)

    def draw(self, lines: Sequence[Line], held: object) -> dict[str, object]:
        """The next drawing for a grid that says it holds `held`: what changed `since`, and the order if it did.

        `since` is 0 where the drawing holds everything.
        """
        self.number += 1
        self._lines = {line["id"]: (self._changed(line), line) for line in lines}
        order = list(self._lines)
        if order != self._order[1]:
            self._order = (self.number, order)
        since = self._since(held)
        return {
            "series": self.series,
            "number": self.number,
            "since": since,
            "order": order if self._order[0] > since else None,
            "changed": [line for number, line in self._lines.values() if number > since],
        }

    def _changed(self, line: Line) -> int:
        """The number of the drawing in which the line last changed: a line that was away has changed."""
        number, known = self._lines.get(line["id"], (0, None))
        return number if line == known else self.number

    def _since(self, held: Any) -> int:
        """The number of the drawing that the browser holds; 0 for what is none of this series."""
        if not isinstance(held, Mapping) or held.get("series") != self.series:
            return 0
        number = held.get("number")
        return number if isinstance(number, int) and 0 < number < self.number else 0
