"""The surfaces a rendering may take in running text.

The glossary cites 訴えを提起する; a sentence says 訴えを提起した. What stays the same under
conjugation is the stem, 訴えを提起, so the stem is as good a rendering as the citation form.
Endings follow UniDic's conjugation types.
"""

import re
from functools import lru_cache

from corpus.languages import Language
from glossary.morphemes import Morpheme, morphemes

_KANA_END = re.compile("[\u3041-\u309f]$")
_INFLECTED = ("動詞", "形容詞", "助動詞")
_FINITE = ("終止形", "連体形")
# First kana of the other forms of a verb whose stem is a single character, by UniDic's row.
_GODAN_ROWS = {
    "カ行": "かきくけこい",
    "ガ行": "がぎぐげごい",
    "サ行": "さしすせそ",
    "タ行": "たちつてとっ",
    "ナ行": "なにぬねのん",
    "バ行": "ばびぶべぼん",
    "マ行": "まみむめもん",
    "ラ行": "らりるれろっ",
    "ワア行": "わいうえおっ",
}


@lru_cache(maxsize=65536)
def surfaces(rendering: str, language: Language) -> tuple[str, ...]:
    """The rendering, then for a Japanese one that conjugates its stem (or, where the stem would be
    a single character and match anywhere, its forms); no duplicates."""
    if language == "zh" or not _KANA_END.search(rendering):
        return (rendering,)
    parts = morphemes(rendering)
    if "".join(part.surface for part in parts) != rendering:  # white space inside: leave it alone
        return (rendering,)
    return tuple(dict.fromkeys((rendering, *_stems(parts))))


def _stems(parts: tuple[Morpheme, ...]) -> tuple[str, ...]:
    last = parts[-1]
    if last.part not in _INFLECTED or not last.form.startswith(_FINITE):
        return ()
    before = "".join(part.surface for part in parts[:-1])
    if last.surface == "ない" and len(parts) > 1:
        return _negative(parts[:-1])
    if last.surface == "ある" and len(parts) > 2 and parts[-2].surface == "で":  # copula である
        return _long_enough(before.removesuffix("で"))
    if last.surface in ("だ", "する"):
        return _long_enough(before)
    stem = before + last.surface[:-1]
    if last.conjugation == "サ行変格":  # 命ずる: 命じ, 命ず, 命ぜ
        root = before + last.surface.removesuffix("ずる").removesuffix("する")
        kana = "じずぜ" if last.surface.endswith("ずる") else "しすせさ"
        return tuple(root + ending for ending in kana)
    if len(stem) > 1:
        return (stem,)
    row = last.conjugation.partition("-")[2]
    return tuple(stem + ending for ending in _GODAN_ROWS.get(row, "") if last.conjugation.startswith("五段"))


def _negative(parts: tuple[Morpheme, ...]) -> tuple[str, ...]:
    """受理しない: 受理しな, 受理せず, 受理しませ; 認めない: 認めな, 認めず, 認めませ.

    The bare stem would accept the affirmative, which is the opposite of the term.
    """
    before = "".join(part.surface for part in parts[:-1])
    verb = parts[-1]
    negative = before + verb.surface
    if verb.part != "動詞":
        return (negative + "な",)
    if verb.conjugation == "サ行変格":
        return (negative + "な", before + "せず", before + "せぬ", before + "しませ")
    polite = negative + "ませ"
    if verb.conjugation.startswith("五段"):
        row = _GODAN_ROWS.get(verb.conjugation.partition("-")[2], "")
        polite = negative[:-1] + row[1:2] + "ませ"
    return (negative + "な", negative + "ず", negative + "ぬ", polite)


def _long_enough(stem: str) -> tuple[str, ...]:
    return (stem,) if len(stem) > 1 else ()
