"""Text as the glossary compares it, with every character's place in the text it came from.

Full-width and half-width, upper and lower case and decomposed kana compare equal; on the Chinese
side so do traditional and simplified characters. Nothing that leaves the product is folded.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import opencc

from corpus.languages import Language

# A base character with combining voiced marks (ｶﾞ, か + U+3099) or other combining accents.
_CLUSTER = re.compile("[^\u0300-\u036f\u3099\u309a\uff9e\uff9f][\u0300-\u036f\u3099\u309a\uff9e\uff9f]+")
_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH = 0x4E00, 0x9FFF


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Folded text; `starts[i]` is where its character i begins in the original, with one entry more
    for the end. `starts` is None where both texts have the same offsets."""

    text: str
    starts: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span for a span of the folded text."""
        return (start, end) if self.starts is None else (self.starts[start], self.starts[end])


def fold(text: str, language: Language) -> FoldedText:
    """The text as terms are matched in it."""
    return _folded(text, _script_table() if language == "zh" else _width_table())


def fold_width(text: str) -> FoldedText:
    """The text with width and case folded only: what renderings are looked for in.

    Traditional and simplified characters stay apart here, because a forbidden rendering may
    differ from the right one in nothing else (消費稅 for 消費税).
    """
    return _folded(text, _width_table())


def _folded(text: str, table: dict[int, str]) -> FoldedText:
    if _CLUSTER.search(text) is None:
        return FoldedText(text.translate(table))
    pieces: list[str] = []
    starts: list[int] = []
    position = 0
    for cluster in _CLUSTER.finditer(text):
        pieces.append(text[position : cluster.start()].translate(table))
        starts.extend(range(position, cluster.start()))
        composed = unicodedata.normalize("NFKC", cluster.group()).translate(table)
        pieces.append(composed)
        starts.extend([cluster.start()] * len(composed))
        position = cluster.end()
    pieces.append(text[position:].translate(table))
    starts.extend(range(position, len(text) + 1))
    return FoldedText("".join(pieces), tuple(starts))


@lru_cache(maxsize=1)
def _width_table() -> dict[int, str]:
    """Characters that NFKC replaces by one other character (radicals, compatibility ideographs,
    width forms), and capitals."""
    table: dict[int, str] = {}
    for first, last in ((0x2E80, 0x2FDF), (0x3000, 0x3000), (0xF900, 0xFAFF), (0xFF00, 0xFFEF)):
        for code in range(first, last + 1):
            folded = unicodedata.normalize("NFKC", chr(code)).lower()
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded
    table.update({ord(capital): capital.lower() for capital in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
    # What the automaton and the morphological analyser cannot take: NUL and unpaired surrogates.
    table.update(dict.fromkeys((0, *range(0xD800, 0xE000)), "\ufffd"))
    return table


@lru_cache(maxsize=1)
def _script_table() -> dict[int, str]:
    """The width table, and each traditional character's first simplified counterpart.

    Terms and text go through the same table, so a counterpart that the context would overrule
    (著 in 著作权) does no harm: it is overruled on both sides.
    """
    characters = "\n".join(chr(code) for code in range(_FIRST_IDEOGRAPH, _LAST_IDEOGRAPH + 1))
    simplified: str = opencc.OpenCC("t2s").convert(characters)
    script = {
        ord(old): new
        for old, new in zip(characters.split("\n"), simplified.split("\n"), strict=True)
        if old != new and len(new) == 1
    }
    return script | {code: script.get(ord(new), new) for code, new in _width_table().items()}
