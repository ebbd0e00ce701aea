"""Which spans of a training pair can be marked as terms: glossary matches and surely aligned words."""

import re
from collections.abc import Sequence

from glossary.matching import Matcher, TermMatch
from training.alignment import SpanLink
from training.examples import AlignedPair, Markable

_WORD_ZH = re.compile(r"[\u4e00-\u9fff]{2,6}")
_WORD_JA = re.compile(r"[\u4e00-\u9fff\u30a0-\u30ff]{2,8}")


def aligned_pair(zh: str, ja: str, links: Sequence[SpanLink], matcher: Matcher) -> AlignedPair:
    """The pair with what can be marked in it; `matcher` works on the Chinese side."""
    markables: list[Markable] = []
    for match in matcher.match(zh):
        markable = term_markable(match, ja, links)
        if markable is not None and disjoint(markable, markables):
            markables.append(markable)
    for markable in word_markables(zh, ja, links):
        if disjoint(markable, markables):
            markables.append(markable)
    return AlignedPair(zh, ja, tuple(links), tuple(sorted(markables, key=lambda m: m.zh)))


def term_markable(match: TermMatch, ja: str, links: Sequence[SpanLink]) -> Markable | None:
    """The match with the occurrence of one of its renderings that is best linked to it."""
    linked = {
        character
        for link in links
        if link.zh_start < match.end and match.start < link.zh_end
        for character in range(link.ja_start, link.ja_end)
    }
    citation = match.terms[0].ja
    best: tuple[int, int, int, str] | None = None  # linked characters, start, end, mark
    for rendering in match.renderings("ja"):
        start = ja.find(rendering)
        while start >= 0:
            end = start + len(rendering)
            overlap = len(linked.intersection(range(start, end)))
            if best is None or overlap > best[0]:
                best = (overlap, start, end, citation if citation.startswith(rendering) else rendering)
            start = ja.find(rendering, end)
    if best is None:
        return None
    _, start, end, mark = best
    return Markable((match.start, match.end), (start, end), match.surface, mark, is_term=True)


def word_markables(zh: str, ja: str, links: Sequence[SpanLink]) -> list[Markable]:
    """Words joined by exactly one link on both sides."""
    zh_uses: dict[tuple[int, int], int] = {}
    ja_uses: dict[tuple[int, int], int] = {}
    for link in links:
        zh_span, ja_span = (link.zh_start, link.zh_end), (link.ja_start, link.ja_end)
        zh_uses[zh_span] = zh_uses.get(zh_span, 0) + 1
        ja_uses[ja_span] = ja_uses.get(ja_span, 0) + 1
    words = []
    for link in links:
        zh_span, ja_span = (link.zh_start, link.zh_end), (link.ja_start, link.ja_end)
        zh_word, ja_word = zh[slice(*zh_span)], ja[slice(*ja_span)]
        sure = zh_uses[zh_span] == ja_uses[ja_span] == 1
        if sure and _WORD_ZH.fullmatch(zh_word) and _WORD_JA.fullmatch(ja_word):
            words.append(Markable(zh_span, ja_span, zh_word, ja_word, is_term=False))
    return words


def disjoint(markable: Markable, others: Sequence[Markable]) -> bool:
    """Whether it overlaps none of the others on either side."""
    return all(
        (markable.zh[1] <= other.zh[0] or other.zh[1] <= markable.zh[0])
        and (markable.ja[1] <= other.ja[0] or other.ja[1] <= markable.ja[0])
        for other in others
    )
