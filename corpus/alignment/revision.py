"""An alignment while a person corrects it: rows of texts that can be merged, split, moved, dropped and edited.

Everything here returns new rows; the texts are never lost, only put elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.alignment import Alignment
from corpus.languages import Language

LOW = 0.8  # confidence below which a bead is shown as doubtful; benchmarks/alignment.py counts how many are wrong
_ENDS = tuple("。！？；：」』”’）》.!?;:")


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """The segments that stand beside each other. `confidence` is 1 for what a person has put together."""

    zh: tuple[str, ...]
    ja: tuple[str, ...]
    confidence: float = 1.0
    dropped: bool = False  # not to be saved

    def text(self, language: Language) -> str:
        """The side as one text; a space stands where a heading meets what follows."""
        text = ""
        for segment in self.zh if language == "zh" else self.ja:
            text += segment if not text or text.endswith(_ENDS) else f"\u3000{segment}"
        return text

    @property
    def complete(self) -> bool:
        return bool(self.text("zh").strip() and self.text("ja").strip())

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it: the alignment is not sure, or one side is empty."""
        return not self.dropped and (self.confidence < LOW or not self.complete)


Rows = tuple[AlignedRow, ...]


def rows_of(alignment: Alignment) -> Rows:
    """A row for each bead."""
    return tuple(
        AlignedRow(alignment.zh[slice(*bead.zh)], alignment.ja[slice(*bead.ja)], bead.confidence)
        for bead in alignment.beads
    )


def merge(rows: Sequence[AlignedRow], place: int) -> Rows:
    """The row at `place` and the next one as one; unchanged for the last row."""
    if not 0 <= place < len(rows) - 1:
        return tuple(rows)
    one, other = rows[place], rows[place + 1]
    return (*rows[:place], AlignedRow(one.zh + other.zh, one.ja + other.ja), *rows[place + 2 :])


def split(rows: Sequence[AlignedRow], place: int) -> Rows:
    """The row as two, the first segment of each side in the first; what has one segment on a side leaves it there."""
    row = rows[place]
    if len(row.zh) < 2 and len(row.ja) < 2:
        return tuple(rows)
    first, second = AlignedRow(row.zh[:1], row.ja[:1]), AlignedRow(row.zh[1:], row.ja[1:])
    return (*rows[:place], first, second, *rows[place + 1 :])


def move(rows: Sequence[AlignedRow], place: int, language: Language, step: int) -> Rows:
    """The last segment of one side moved to the next row (`step` 1), or the first one to the row before (-1).

    A row that is left without any segment goes. Unchanged where there is no such row or segment.
    """
    other = place + step
    row = rows[place]
    held = row.zh if language == "zh" else row.ja
    if not held or not 0 <= other < len(rows):
        return tuple(rows)
    kept, moved = (held[:-1], held[-1:]) if step > 0 else (held[1:], held[:1])
    there = rows[other].zh if language == "zh" else rows[other].ja
    changed = list(rows)
    changed[place] = _with(row, language, kept)
    changed[other] = _with(rows[other], language, moved + there if step > 0 else there + moved)
    return tuple(one for one in changed if one.zh or one.ja)


def toggle_dropped(rows: Sequence[AlignedRow], place: int) -> Rows:
    """The row marked as not to be saved, or no longer so."""
    return (*rows[:place], replace(rows[place], dropped=not rows[place].dropped), *rows[place + 1 :])


def edit(rows: Sequence[AlignedRow], place: int, language: Language, text: str) -> Rows:
    """The row with one side's text replaced, which then is one segment; an empty text leaves it none."""
    row = rows[place]
    if text == row.text(language):
        return tuple(rows)
    return (*rows[:place], _with(row, language, (text,) if text.strip() else ()), *rows[place + 1 :])


def doubtful_places(rows: Sequence[AlignedRow]) -> list[int]:
    """The places of the doubtful rows, the least sure first."""
    places = [place for place, row in enumerate(rows) if row.doubtful]
    return sorted(places, key=lambda place: (rows[place].confidence, place))


def to_save(rows: Sequence[AlignedRow]) -> list[tuple[str, str]]:
    """The (zh, ja) of the rows that have both sides and were not dropped, in order."""
    return [(row.text("zh"), row.text("ja")) for row in rows if row.complete and not row.dropped]


def _with(row: AlignedRow, language: Language, segments: tuple[str, ...]) -> AlignedRow:
    if language == "zh":
        return replace(row, zh=segments, confidence=1.0)
    return replace(row, ja=segments, confidence=1.0)
