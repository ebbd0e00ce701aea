"""Japanese morphemes by fugashi and unidic-lite: boundaries for matching, endings for surfaces."""

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import fugashi


@dataclass(frozen=True, slots=True)
class Morpheme:
    """A morpheme's text and what the dictionary says of it (UniDic's names)."""

    surface: str
    part: str  # 動詞, 形容詞, 名詞, …
    detail: str  # of a noun: サ変可能 where する makes it a verb
    conjugation: str  # 五段-ラ行, サ行変格, 助動詞-ナイ, …
    form: str  # 終止形-一般, 連体形-一般, …
    lemma: str


class _Taggers(threading.local):
    """One pair of taggers a thread: MeCab's are not safe to share."""

    def __init__(self) -> None:
        self.full: Any = fugashi.Tagger()
        self.surfaces: Any = fugashi.Tagger("-Owakati")


@lru_cache(maxsize=1)
def _taggers() -> _Taggers:
    return _Taggers()


def morphemes(text: str) -> tuple[Morpheme, ...]:
    """The morphemes of a short text, white space left out."""
    return tuple(
        Morpheme(
            word.surface,
            word.feature.pos1 or "",
            word.feature.pos3 or "",
            word.feature.cType or "",
            word.feature.cForm or "",
            (word.feature.lemma or word.surface).split("-")[0],
        )
        for word in _taggers().full(text)
    )


def surfaces_with_parts(text: str) -> list[tuple[str, str]]:
    """Each morpheme's text with all that UniDic says of its part of speech, as 名詞,普通名詞,一般 and so on.

    A third of the time that `morphemes` takes, for whole corpora; a morpheme after white space is told apart by
    an empty one before it.
    """
    found: list[tuple[str, str]] = []
    for word in _taggers().full(text):
        if word.white_space:
            found.append(("", ""))
        found.append((word.surface, word.feature_raw))
    return found


def boundaries(text: str) -> frozenset[int]:
    """The offsets at which a morpheme begins or ends, and those of line ends, over which none goes."""
    tagger = _taggers().surfaces
    places = {0, len(text)}
    start = 0
    for line in text.split("\n"):
        position = start
        for surface in tagger.parse(line).split():
            position = text.index(surface, position)
            places.add(position)
            position += len(surface)
            places.add(position)
        start += len(line) + 1
    return frozenset(places)
