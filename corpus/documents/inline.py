"""Formatting and inline objects of a segment, and where they stand in its translation.

A unit of a file (a paragraph, an XLIFF segment) is a sequence of pieces: text with the marks around it, and codes,
which are inline objects such as a footnote reference. A format makes pieces of its markup and markup of pieces;
everything here is the same for DOCX, XLIFF, TMX and Markdown.

A stretch of the source finds its place in the translation by what both texts have in common
(`corpus.documents.alignment`), and between such fixed points by proportion, moved to the nearest place where words
may begin or end. No code is lost, and each mark that may be there only once is there once.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from corpus.documents.alignment import fixed_points
from corpus.documents.placement import Placement

HOLLOW = object()  # the code that is nothing: what keeps a whole mark in a translation too short to fill it

_MOST_PIECES = 500  # of one segment that are placed one by one; the time grows with their square

_BLANK = re.compile(r"_+|[ \u3000]{2,}")


@dataclass(frozen=True, slots=True)
class Mark:
    """Formatting, or an element with content around pieces.

    One that is `whole` is there once and in one piece (a hyperlink); other marks (bold) may occur anywhere, and one of
    them is on all text where the format gives every text such a mark.
    """

    key: Hashable
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or a code that stands for the text (a tab, the number that a field shows) or for none.

    `marks` are those around it, the outermost first. `edge` tells that the code begins or ends a range, whose two
    codes have the same `range`.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    code: object | None = None
    edge: Literal["", "start", "end"] = ""
    range: Hashable = None


def text_of(pieces: Iterable[Piece]) -> str:
    """The plain text that the pieces stand for."""
    return "".join(piece.text for piece in pieces)


def merged(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with neighbouring texts of equal marks made one, and empty texts left out."""
    result: list[Piece] = []
    for is_text, group in groupby(pieces, key=lambda piece: piece.code is None):
        if not is_text:
            result.extend(group)
            continue
        filled = (piece for piece in group if piece.text)
        result.extend(Piece(text_of(alike), marks) for marks, alike in groupby(filled, key=lambda piece: piece.marks))
    return result


def project(pieces: Sequence[Piece], target: str, anchors: Sequence[tuple[str, str]] = ()) -> list[Piece]:
    """The pieces of a segment with the target's text in place of theirs.

    `anchors` are source terms with their renderings. A code that stands for text takes the place of that text in the
    target where it is found there (its piece then has the target's text); every other code is put between.
    """
    source = text_of(pieces)
    if source == target:
        return list(pieces)
    texts = [piece for piece in pieces if piece.code is None]
    if len(texts) == len(pieces) and len({piece.marks for piece in texts}) == 1:
        return [replace(texts[0], text=target)]
    if len(pieces) > _MOST_PIECES:
        return _by_proportion(pieces, source, target)
    placed = _Projection(pieces, source, target, anchors)
    placed.assign_marks(list(placed.spans), 0, (0, len(source)), (0, len(target)))
    placed.place_codes()
    return placed.result()


@dataclass(frozen=True, slots=True)
class _Span:
    piece: Piece
    start: int
    end: int


class _Projection:
    """The marks of each character of the target, and the codes in it."""

    def __init__(self, pieces: Sequence[Piece], source: str, target: str, anchors: Sequence[tuple[str, str]]) -> None:
        self.source, self.target = source, target
        self.placement = Placement(source, target, fixed_points(source, target, anchors))
        self.marks: list[tuple[Mark, ...]] = [()] * len(target)
        self.spans: list[_Span] = []
        position = 0
        for piece in pieces:
            self.spans.append(_Span(piece, position, position + len(piece.text)))
            position += len(piece.text)
        self.ranges: dict[Mark, tuple[int, int]] = {}  # of the marks that are whole
        self.standing: dict[int, Piece] = {}  # codes in place of text, by where it begins in the target
        self.inserted: defaultdict[int, list[Piece]] = defaultdict(list)  # codes put before a character

    def assign_marks(self, spans: list[_Span], depth: int, source: tuple[int, int], target: tuple[int, int]) -> None:
        """Gives the marks from the given depth on to the stretch of the target that renders the one of the source."""
        filled = [span for span in spans if span.piece.code is None and span.end > span.start]
        groups = [
            (mark, list(members))
            for mark, members in groupby(
                filled, key=lambda span: span.piece.marks[depth] if len(span.piece.marks) > depth else None
            )
        ]
        base = self._base(groups)
        if base is not None:
            self._add_mark(base, target)
        deviating = [(mark, members) for mark, members in groups if mark is not None and mark != base]
        inner = [(members[0].start, members[-1].end) for _, members in deviating]
        places = self.placement.stretches(inner, source, target)
        for (mark, members), stretch, place in zip(deviating, inner, places, strict=True):
            if base is not None:
                self._drop_mark(depth, place)
            self._add_mark(mark, place)
            if mark is not None and mark.whole:
                self.ranges[mark] = place
                if place[0] == place[1]:
                    self.inserted[place[0]].append(Piece("", members[0].piece.marks[: depth + 1], code=HOLLOW))
            self.assign_marks(members, depth + 1, stretch, place)

    def _base(self, groups: Sequence[tuple[Mark | None, list[_Span]]]) -> Mark | None:
        """The mark of all text that no other mark claims; None where there is text without a mark.

        It is the one with the most text of which nothing tells where it went: the others are easier to find.
        """
        weights: defaultdict[Mark, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for mark, members in groups:
            if mark is None:
                return None
            if not mark.whole:
                start, end = members[0].start, members[-1].end
                unknown, length = weights[mark]
                weights[mark] = unknown + self.placement.uncovered(start, end), length + end - start
        return max(weights, key=lambda mark: weights[mark]) if weights else None

    def _add_mark(self, mark: Mark | None, target: tuple[int, int]) -> None:
        if mark is not None:
            for place in range(*target):
                self.marks[place] = (*self.marks[place], mark)

    def _drop_mark(self, depth: int, target: tuple[int, int]) -> None:
        for place in range(*target):
            self.marks[place] = self.marks[place][:depth]

    def place_codes(self) -> None:
        """Puts each code in place of the text that it stands for, or else between two characters."""
        floor: dict[Hashable, int] = {}
        ends = self._ends_of_ranges()
        for place, span in enumerate(self.spans):
            if span.piece.code is None:
                continue
            stretch = self._standing_place(span)
            if stretch is not None:
                self.standing[stretch[0]] = replace(span.piece, text=self.target[slice(*stretch)])
                continue
            wanted = ends[place] if place in ends else self.placement.point(span.start, span.end)
            place = self._inside(span.piece, wanted)
            if span.piece.edge == "end":
                place = max(place, floor.get(span.piece.range, 0))
            elif span.piece.edge == "start":
                floor[span.piece.range] = place
            self.inserted[self._outside_standing(place)].append(span.piece)

    def _ends_of_ranges(self) -> dict[int, int]:
        """Where the codes around a text stand, by their numbers: around what renders the text."""
        found: dict[int, int] = {}
        begun: dict[Hashable, int] = {}
        everything = (0, len(self.source)), (0, len(self.target))
        for place, span in enumerate(self.spans):
            if span.piece.edge == "start":
                begun[span.piece.range] = place
            elif span.piece.edge == "end" and span.piece.range in begun:
                start = begun.pop(span.piece.range)
                if self.spans[start].end < span.start:
                    stretch = self.placement.stretches([(self.spans[start].end, span.start)], *everything)[0]
                    found[start], found[place] = stretch
        return found

    def _standing_place(self, span: _Span) -> tuple[int, int] | None:
        """The stretch of the target in whose place the code stands; None where its text is not there."""
        text = span.piece.text
        if not text:
            return None
        if text.isspace() or set(text) == {"_"}:
            pattern = _BLANK if set(text) <= set("_ \u3000") else re.compile(re.escape(text))
            found: list[tuple[int, int]] = [match.span() for match in pattern.finditer(self.target)]
        else:
            rendered = self.placement.evident(span.start, span.end)
            found = [rendered] if rendered else []
        low, high = self._bounds(span.piece)
        for start, end in found:
            if low <= start < end <= high and not self._is_taken(start, end, span.piece):
                return start, end
        return None

    def _is_taken(self, start: int, end: int, piece: Piece) -> bool:
        """Whether a code already stands there, or a whole mark that is not around the piece."""
        taken = [(begin, begin + len(code.text)) for begin, code in self.standing.items()]
        taken += [place for mark, place in self.ranges.items() if mark not in piece.marks]
        return any(begin < end and start < stop for begin, stop in taken)

    def _bounds(self, piece: Piece) -> tuple[int, int]:
        """The stretch of the target that the code must not leave: that of the innermost whole mark around it."""
        places = [self.ranges[mark] for mark in piece.marks if mark in self.ranges]
        return places[-1] if places else (0, len(self.target))

    def _inside(self, piece: Piece, place: int) -> int:
        """The place moved into the marks that are around the code, and out of those that are not."""
        low, high = self._bounds(piece)
        place = min(max(place, low), high)
        for mark, (start, end) in self.ranges.items():
            if mark not in piece.marks and start < place < end and low <= start and end <= high:
                place = start if place - start < end - place else end
        return place

    def _outside_standing(self, place: int) -> int:
        """The place, or the end of the code in whose text it falls."""
        for begin, piece in self.standing.items():
            if begin < place < begin + len(piece.text):
                return begin + len(piece.text)
        return place

    def result(self) -> list[Piece]:
        result: list[Piece] = []
        place = 0
        while place <= len(self.target):
            result.extend(self.inserted.get(place, ()))
            if place == len(self.target):
                break
            code = self.standing.get(place)
            if code is not None:
                result.append(code)
                for passed in range(place + 1, place + len(code.text)):
                    result.extend(self.inserted.get(passed, ()))
                place += len(code.text)
            else:
                result.append(Piece(self.target[place], self.marks[place]))
                place += 1
        return _in_one_piece(merged(result))


def _in_one_piece(pieces: list[Piece]) -> list[Piece]:
    """The pieces; what stands between two pieces of a whole mark without being in it is put behind the mark."""
    places: defaultdict[Mark, list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        for mark in piece.marks:
            if mark.whole:
                places[mark].append(place)
    parted = next((mark for mark, found in places.items() if found[-1] - found[0] >= len(found)), None)
    if parted is None:
        return pieces
    first, last = places[parted][0], places[parted][-1] + 1
    inside = [piece for piece in pieces[first:last] if parted in piece.marks]
    strays = [piece for piece in pieces[first:last] if parted not in piece.marks]
    return _in_one_piece([*pieces[:first], *inside, *strays, *pieces[last:]])


def _by_proportion(pieces: Sequence[Piece], source: str, target: str) -> list[Piece]:
    """The pieces in their order, each with its share of the target: for a segment that is hardly anything but codes."""
    result: list[Piece] = []
    position = 0
    for piece in pieces:
        start = position * len(target) // max(1, len(source))
        position += len(piece.text)
        end = position * len(target) // max(1, len(source))
        if piece.code is not None and piece.text:
            result.append(Piece(target[start:end], piece.marks))
        if piece.code is not None:
            result.append(piece)
        elif end > start:
            result.append(Piece(target[start:end], piece.marks))
        elif any(mark.whole for mark in piece.marks):
            result.append(Piece("", piece.marks, HOLLOW))
    if source:
        return result
    return [*result, Piece(target)]
