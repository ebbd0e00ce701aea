"""Where a stretch or a point of the source stands in the translation, exactly or by estimate."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from corpus.documents.alignment import FixedPoint

_REACH = 6  # characters that an estimate is moved at most to where words may begin or end

_NEAR = 4  # characters of the source between a fixed point and a code that belongs to the same word

_Stretch = tuple[int, int]


class Placement:
    """Places in one translation, by the fixed points that it shares with its source."""

    def __init__(self, source: str, target: str, points: Sequence[FixedPoint]) -> None:
        self.source, self.target = source, target
        self.points = list(points)
        self._starts = [point.start for point in self.points]
        self._ends = [point.end for point in self.points]
        self._kinds = [_kind(character) for character in target]

    def point(self, start: int, end: int | None = None) -> int:
        """The place between two characters for what stands at source[start:end], and renders nothing itself."""
        if start == 0 or not self.source[:start].strip():
            return 0
        if start >= len(self.source):
            return len(self.target)
        left, right = self._around(start, start if end is None else end)
        if left is not None and left.end == start and self.source[start - 1].isalnum():
            return left.target_end
        if right is not None and right.start == (start if end is None else end):
            return right.target_start
        if left is not None and left.end == start:
            return left.target_end
        if left is not None and start - left.end <= _NEAR and (right is None or right.start - start > start - left.end):
            # It follows a word whose beginning is found: the end of that word is near.
            wall = min((p.target_start for p in self.points if p.target_start >= left.target_end), default=None)
            high = left.target_end + round((start - left.end) * min(1.0, self._ratio))
            return self._snapped(high, "end", (left.target_end, len(self.target) if wall is None else wall))
        return self._snapped(self._estimate(start), "either", (0, len(self.target)))

    def uncovered(self, start: int, end: int) -> int:
        """How many characters of source[start:end] are in no fixed point; none where one stands at each end."""
        left, right = self._around(start, end)
        if left is not None and right is not None and (left.end, right.start) == (start, end):
            enclosed = left.target_end < right.target_start
        else:
            enclosed = False
        if enclosed:
            return 0
        inside = self._inside((start, end), (0, len(self.target)))
        return end - start - sum(point.end - point.start for point in inside)

    def evident(self, start: int, end: int) -> _Stretch | None:
        """The stretch that renders source[start:end] where the texts show it; None where it would be an estimate."""
        inside = self._inside((start, end), (0, len(self.target)))
        if not inside or sum(point.end - point.start for point in inside) * 3 < end - start:
            return None
        return self._around_inside(inside, (start, end), (0, len(self.target)))

    def stretches(self, spans: Sequence[_Stretch], source: _Stretch, target: _Stretch) -> list[_Stretch]:
        """A stretch of target for each span of source, both given by their ends; the stretches do not overlap.

        Spans follow each other. Each stretch has a character at least, as long as there are as many characters.
        """
        wanted = [self._stretch(span, source, target) for span in spans]
        if spans and not self._text_outside(spans, source):
            wanted = _tiled(wanted, target)
        found: list[_Stretch | None] = [None] * len(spans)
        evident = [bool(self._inside(span, target)) for span in spans]
        for place in sorted(range(len(spans)), key=lambda place: (not evident[place], place)):
            taken = sorted(stretch for stretch in found if stretch is not None)
            found[place] = _free(wanted[place], taken, target)
        return [stretch if stretch is not None else (target[0], target[0]) for stretch in found]

    def _text_outside(self, spans: Sequence[_Stretch], source: _Stretch) -> bool:
        covered = sum(end - start for start, end in spans)
        return covered < source[1] - source[0]

    def _stretch(self, span: _Stretch, source: _Stretch, target: _Stretch) -> _Stretch:
        before, after = self.source[source[0] : span[0]], self.source[span[1] : source[1]]
        if not any(map(str.isalnum, before)) and not any(map(str.isalnum, after)):
            low, high = target
            if before:
                while low < high - 1 and not self.target[low].isalnum():
                    low += 1
            if after:
                while high > low + 1 and not self.target[high - 1].isalnum():
                    high -= 1
            return low, high
        inside = self._inside(span, target)
        if inside:
            return self._around_inside(inside, span, target)
        left, right = self._around(*span)
        after_left = left is not None and left.end == span[0]
        before_right = right is not None and right.start == span[1]
        length = round((span[1] - span[0]) * self._ratio)
        low, high = self._estimate(span[0]), self._estimate(span[1])
        if before_right and not after_left:
            low = max(low, high - length)
        elif after_left and not before_right:
            high = min(high, low + length)
        high = self._snapped(high, "end", target)
        low = self._snapped(low, "start", (target[0], max(target[0], high - 1)))
        if high <= low:
            high = self._snapped(low + max(1, round((span[1] - span[0]) * self._ratio)), "end", (low + 1, target[1]))
        return low, high

    def _around_inside(self, inside: list[FixedPoint], span: _Stretch, target: _Stretch) -> _Stretch:
        """The hull of the fixed points within the span, stretched by what of the span they do not cover."""
        expected = max(4.0, 2.5 * self._ratio * (span[1] - span[0]))
        inside = sorted(inside, key=lambda point: point.start - point.end)
        kept = inside[:1]
        for point in inside[1:]:
            hull = [*kept, point]
            if max(p.target_end for p in hull) - min(p.target_start for p in hull) <= expected:
                kept = hull
        low, high = min(p.target_start for p in kept), max(p.target_end for p in kept)
        uncovered = min(p.start for p in kept) - span[0]
        if uncovered:
            wall = max((p.target_end for p in self.points if p.target_end <= low), default=0)
            low = self._snapped(low - round(uncovered * min(1.0, self._ratio)), "start", (max(wall, target[0]), low))
        uncovered = span[1] - max(p.end for p in kept)
        if uncovered:
            wall = min((p.target_start for p in self.points if p.target_start >= high), default=len(self.target))
            high = self._snapped(high + round(uncovered * min(1.0, self._ratio)), "end", (high, min(wall, target[1])))
        return low, high

    def _inside(self, span: _Stretch, target: _Stretch) -> list[FixedPoint]:
        """The fixed points within the span; of those across its ends the part inside, where each character counts."""
        first, last = bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1])
        clipped = (_clipped(point, span) for point in self.points[first:last])
        return [
            point
            for point in clipped
            if point is not None and target[0] <= point.target_start and point.target_end <= target[1]
        ]

    @property
    def _ratio(self) -> float:
        return len(self.target) / max(1, len(self.source))

    def _around(self, start: int, end: int) -> tuple[FixedPoint | None, FixedPoint | None]:
        """The last fixed point that ends before, and the first that begins after."""
        left, right = bisect_right(self._ends, start) - 1, bisect_left(self._starts, end)
        return (
            self.points[left] if left >= 0 else None,
            self.points[right] if right < len(self.points) else None,
        )

    def _estimate(self, place: int) -> int:
        """The place in the target by proportion between the nearest fixed points."""
        index = bisect_right(self._starts, place) - 1
        if index >= 0 and self.points[index].start < place < self.points[index].end:
            point = self.points[index]
            share = (place - point.start) / (point.end - point.start)
            return point.target_start + round(share * (point.target_end - point.target_start))
        left, right = self._around(place, place)
        begin, target_begin = (left.end, left.target_end) if left else (0, 0)
        end, target_end = (right.start, right.target_start) if right else (len(self.source), len(self.target))
        if target_begin <= target_end:
            share = (place - begin) / max(1, end - begin)
            return target_begin + round(share * (target_end - target_begin))
        # The two stand the other way round in the translation: the nearer one tells more.
        if place - begin <= end - place:
            return min(len(self.target), target_begin + round((place - begin) * self._ratio))
        return max(0, target_end - round((end - place) * self._ratio))

    def _snapped(self, place: int, edge: str, bounds: _Stretch) -> int:
        """The nearest place within the bounds where a word may begin or end; the place itself where none is near."""
        low, high = bounds
        place = min(max(place, low), high)
        if place in bounds and place in (0, len(self.target)):
            return place
        best, cost = place, 3 * _REACH
        for distance in range(_REACH + 1):
            for candidate in {place - distance, place + distance}:
                if low <= candidate <= high:
                    penalty = 2 * distance + self._penalty(candidate, edge)
                    if penalty < cost:
                        best, cost = candidate, penalty
        while low < best < high and self._is_inside_word(best):
            best += 1
        return best

    def _penalty(self, place: int, edge: str) -> int:
        if place in (0, len(self.target)):
            # What stands between words does not leave them, and a stretch seldom takes the full stop.
            return {"either": 8, "start": 0, "end": 3}[edge]
        before, after = self._kinds[place - 1], self._kinds[place]
        if before == after:
            return 2 * _REACH if before != "punctuation" else 1
        if edge == "start":
            if after == "hiragana":  # which ends the word before it
                return 6
            return 3 if before in ("han", "katakana", "latin") else 0
        if edge == "end":  # a term seldom ends in hiragana, a particle follows it
            return 3 if before == "hiragana" or after in ("han", "katakana", "latin") else 0
        return 0 if "punctuation" in (before, after) or "space" in (before, after) else 1

    def _is_inside_word(self, place: int) -> bool:
        """Whether the place cuts a Latin word, a number or a katakana word."""
        return self._kinds[place - 1] == self._kinds[place] and self._kinds[place] in ("latin", "katakana")


def _clipped(point: FixedPoint, span: _Stretch) -> FixedPoint | None:
    before, after = max(0, span[0] - point.start), max(0, point.end - span[1])
    if not before and not after:
        return point
    if point.end - point.start != point.target_end - point.target_start:
        return None
    return FixedPoint(point.start + before, point.end - after, point.target_start + before, point.target_end - after)


def _kind(character: str) -> str:
    if "ぁ" <= character <= "ゖ":
        return "hiragana"
    if "ァ" <= character <= "ヺ" or character == "ー":
        return "katakana"
    if character.isspace():
        return "space"
    if not character.isalnum():
        return "latin" if unicodedata.category(character) == "Mn" or character in ".,'-&%" else "punctuation"
    return "latin" if ord(character) < 0x2E80 or "０" <= character <= "ｚ" else "han"


def _tiled(stretches: list[_Stretch], target: _Stretch) -> list[_Stretch]:
    """The stretches that together are all of the target, the order of the spans kept: a title half of which is bold."""
    if len(stretches) == 1:
        return [target]
    result = []
    begin = target[0]
    for place, (start, end) in enumerate(stretches):
        if place == len(stretches) - 1:
            result.append((begin, target[1]))
            break
        following = stretches[place + 1][0]
        cut = end if end > start else following
        cut = min(max(cut, begin + 1), target[1])
        result.append((begin, cut))
        begin = cut
    return result


def _free(wanted: _Stretch, taken: Sequence[_Stretch], target: _Stretch) -> _Stretch:
    """The part of the wanted stretch that nothing has taken, or else the free character that is nearest to it."""
    gaps = []
    begin = target[0]
    for start, end in [*taken, (target[1], target[1])]:
        if start > begin:
            gaps.append((begin, start))
        begin = max(begin, end)
    overlaps = [(max(start, wanted[0]), min(end, wanted[1])) for start, end in gaps]
    largest = max(overlaps, key=lambda overlap: overlap[1] - overlap[0], default=(0, 0))
    if largest[1] > largest[0]:
        return largest
    if not gaps:
        return target[1], target[1]
    start, end = min(gaps, key=lambda gap: min(abs(gap[0] - wanted[0]), abs(gap[1] - wanted[0])))
    place = min(max(wanted[0], start), end - 1)
    return place, place + 1
