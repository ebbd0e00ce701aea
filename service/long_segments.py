"""Segments too long for the model, divided at clauses and joined again; nothing is cut off silently."""

from collections.abc import Sequence

from corpus.languages import Language

LONGEST = 240  # characters: about the longest the models see in training, and under 512 pieces for any text
_CLAUSE_ENDS = ("；;", "。！？", "，", "、：:")  # the better places first
_JOINTS: dict[Language, dict[str, str]] = {
    "ja": {"；": "、", "，": "、", "、": "、", "：": "。"},
    "zh": {"、": "，", "；": "；", "，": "，", "：": "："},
}


def divide(
    text: str,
    unbreakable: Sequence[tuple[int, int]] = (),
    start: int = 0,
    end: int | None = None,
    longest: int = LONGEST,
) -> list[tuple[int, int]]:
    """The character spans of the parts of text[start:end], in order and without gaps, each at most `longest`
    characters unless an unbreakable span (a term) is longer."""
    spans = []
    end = len(text) if end is None else end
    while end - start > longest:
        cut = _cut(text, start, start + longest, unbreakable)
        spans.append((start, cut))
        start = cut
    return [*spans, (start, end)] if start < end else spans


def _cut(text: str, start: int, limit: int, unbreakable: Sequence[tuple[int, int]]) -> int:
    """The best place to cut, after `start` and at most at `limit` where that is possible."""
    for marks in _CLAUSE_ENDS:
        for position in range(limit, start + (limit - start) // 3, -1):
            if text[position - 1] in marks and not _inside(position, unbreakable):
                return position
    position = limit
    while position > start + 1 and _inside(position, unbreakable):
        position -= 1
    if position > start + 1:
        return position
    return next(end for first, end in unbreakable if first < limit < end)


def _inside(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first < position < end for first, end in spans)


def join(parts: Sequence[str], translations: Sequence[str], target: Language) -> str:
    """The translation of the whole: a full stop that the model gave to a part that goes on becomes a comma."""
    joined = []
    for index, (part, translation) in enumerate(zip(parts, translations, strict=True)):
        last = index == len(parts) - 1
        if not last and translation.endswith("。") and not part.endswith("。"):
            translation = translation[:-1] + _JOINTS[target].get(part[-1:], "")
        joined.append(translation)
    return "".join(joined)
