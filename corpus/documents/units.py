"""A translatable unit cut into segments, and its worked segments put together to its translation."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.documents.content import FileSegment, State
from corpus.documents.inline import Piece, merged, project, text_of
from corpus.errors import CorpusError
from corpus.languages import Direction, Language
from corpus.segmentation import split_segments

Anchors = Sequence[tuple[str, str]]

_SPACES = re.compile("[ \u00a0]+")
_INDENTS = {Direction.ZH_JA: ("\u3000\u3000", "\u3000"), Direction.JA_ZH: ("\u3000", "\u3000\u3000")}
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")


def has_words(text: str) -> bool:
    """Whether there is anything to translate: 1,250.00 or a rule of dashes is the same in every language."""
    return any(map(str.isalpha, text))


def sentences(unit: int, text: str, language: Language) -> list[FileSegment]:
    """The segments of a unit's text, cut after sentences, line ends, tabs and wide gaps; none for blank text."""
    segments = split_segments(text, language)
    return [FileSegment(unit, segment.text, segment.before, segment.after) for segment in segments if segment.text]


def whole(unit: int, text: str, target: str = "", state: State = "") -> list[FileSegment]:
    """The unit's text as one segment, with the white space around it apart; none for blank text."""
    stripped = text.strip()
    if not stripped:
        return []
    start = text.index(stripped)
    after = text[start + len(stripped) :]
    return [FileSegment(unit, stripped, text[:start], after, target.strip(), state)]


def by_unit(segments: Iterable[FileSegment], units: int) -> dict[int, list[FileSegment]]:
    """The worked segments of each unit; CorpusError where the file has no such unit."""
    grouped: defaultdict[int, list[FileSegment]] = defaultdict(list)
    for segment in segments:
        grouped[segment.unit].append(segment)
    if any(not 0 <= unit < units for unit in grouped):
        raise CorpusError("the segments are not those of this file; read the file again.")
    return dict(grouped)


def is_translated(segments: Sequence[FileSegment]) -> bool:
    """Whether anything of the unit is to be written otherwise than it stands there."""
    return any(segment.target and segment.target != segment.source for segment in segments)


def state_of(segments: Sequence[FileSegment]) -> State:
    """The state of a unit: that of its least finished segment."""
    if all(segment.target and segment.state == "approved" for segment in segments):
        return "approved"
    return "translated" if all(segment.target and segment.state for segment in segments) else ""


def translate_text(text: str, segments: Sequence[FileSegment], direction: Direction) -> str:
    """The translation of a unit that is nothing but text."""
    return text_of(translate_unit([Piece(text)], segments, direction))


def translate_unit(
    pieces: Sequence[Piece], segments: Sequence[FileSegment], direction: Direction, anchors: Anchors = ()
) -> list[Piece]:
    """The pieces of a unit with the targets of its segments in place of their sources.

    A segment without a target keeps its source. White space around segments stays, but between two translated
    sentences as the target language has it. No code leaves its segment.
    """
    stretches = _stretches(text_of(pieces), [segment for segment in segments if segment.source])
    result: list[Piece] = []
    for place, (stretch, part) in enumerate(zip(stretches, _cut(pieces, stretches), strict=True)):
        if stretch.is_source:
            result.extend(project(part, stretch.target, anchors) if stretch.target else part)
            continue
        blank = _blank(text_of(part), stretches[max(0, place - 1)], stretches[place + 1 : place + 2], direction)
        in_element = any(mark.whole for piece in part for mark in piece.marks)  # which must not be emptied
        result.extend(part if in_element or blank == text_of(part) else _reblanked(part, blank, result))
    return merged(result)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """unit[start:end], a segment's source or the white space between two; without a target it stays as it is."""

    start: int
    end: int
    is_source: bool
    target: str = ""


def _stretches(text: str, segments: Sequence[FileSegment]) -> list[_Stretch]:
    """The unit's stretches without a gap between them: white space, a source, white space and so on to white space."""
    found: list[_Stretch] = []
    position = 0
    for segment in segments:
        start = text.find(segment.source, position)
        if start < 0 or text[position:start].strip():
            return _one_stretch(text, segments)
        end = start + len(segment.source)
        target = "" if segment.target == segment.source else segment.target
        found += [_Stretch(position, start, False), _Stretch(start, end, True, target)]
        position = end
    if text[position:].strip():
        return _one_stretch(text, segments)
    return [*found, _Stretch(position, len(text), False)]


def _one_stretch(text: str, segments: Sequence[FileSegment]) -> list[_Stretch]:
    """The whole unit by all its segments, where their sources are not what stands in it."""
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    target = "".join(segment.before + (segment.target or segment.source) + segment.after for segment in segments)
    return [
        _Stretch(0, start, False),
        _Stretch(start, end, True, target.strip() if is_translated(segments) else ""),
        _Stretch(end, len(text), False),
    ]


def _blank(blank: str, left: _Stretch, right: Sequence[_Stretch], direction: Direction) -> str:
    """The white space as the target language has it; `left` is the blank itself at the head of the unit."""
    if not right or not right[0].target:
        return blank
    if not left.is_source:
        typed, usual = _INDENTS[direction]
        return usual if blank == typed else blank
    if not left.target:
        return blank
    before, after = left.target[-1], right[0].target[0]
    if _SPACES.fullmatch(blank) and _CJK.match(before) and _CJK.match(after):
        return ""
    latin = before.isascii() and not before.isspace() and after.isascii() and after.isalnum()
    return " " if not blank and latin else blank


def _reblanked(part: Sequence[Piece], blank: str, before: Sequence[Piece]) -> list[Piece]:
    """The codes of the part, and the blank with the marks of its text."""
    marks = next((piece.marks for piece in [*part, *reversed(before)] if piece.code is None), ())
    codes = [piece for piece in part if piece.code is not None]
    return [*codes, Piece(blank, marks)]


def _cut(pieces: Sequence[Piece], stretches: Sequence[_Stretch]) -> list[list[Piece]]:
    """The pieces of each stretch. A code between two belongs to the source before it, one that begins a range to the
    source behind it."""
    parts: list[list[Piece]] = [[] for _ in stretches]
    starts, ends = [stretch.start for stretch in stretches], [stretch.end for stretch in stretches]
    position = 0
    for piece in pieces:
        first = bisect_left(ends, position)
        if piece.code is not None:
            around = range(first, bisect_right(starts, position))
            parts[_stretch_of_code(piece, position, stretches, around)].append(piece)
        else:
            for place in range(first, bisect_left(starts, position + len(piece.text))):
                low, high = max(starts[place], position), min(ends[place], position + len(piece.text))
                if low < high:
                    parts[place].append(replace(piece, text=piece.text[low - position : high - position]))
        position += len(piece.text)
    return parts


def _stretch_of_code(piece: Piece, position: int, stretches: Sequence[_Stretch], around: Sequence[int]) -> int:
    """The number of the stretch, one of those `around` that begin, end or go on at the position."""
    if piece.text:
        return next((place for place in around if position < stretches[place].end), around[0])
    sources = [place for place in around if stretches[place].is_source]
    begins = piece.edge == "start"
    for place in reversed(sources) if begins else sources:
        if stretches[place].start < position or begins:
            return place
    if sources:
        return sources[0]
    return around[-1] if begins else around[0]
