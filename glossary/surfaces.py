"""The surfaces a rendering may take in running text.

The glossary cites 訴えを提起する, 取消し and 書面による通知; sentences say 訴えを提起した,
取り消された and 書面により通知し. What is left of the term under conjugation is as good a
rendering as the citation form. Endings follow UniDic's conjugation types.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.languages import Language
from corpus.normalisation import to_shinjitai
from glossary.morphemes import Morpheme, morphemes
from glossary.terms import Term

_INFLECTABLE = re.compile("[\u3041-\u309f出]$|.(による|の).")
_KANA_END = re.compile("[\u3041-\u309f]$")
_KANA = re.compile("[\u3041-\u309f]")
_INFLECTED = ("動詞", "形容詞", "助動詞")
_FINITE = ("終止形", "連体形")
_RELATIONAL = ("上", "中", "前", "後", "一般", "相互")  # 執行上の和解 is not 執行上を和解
# Of a five-row verb: the kana that follow the stem, 連用形 second, and 音便 last.
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
    """The rendering, then, for a Japanese one, what stays of it under conjugation; no duplicates.

    A verb, adjective or copula gives its stem; a noun made of a verb gives the verb's stem as it
    is spelled in a sentence (取消し: 取り消); による before a noun of action gives により, and の
    gives を and が. A stem of one character, which would be found anywhere, gives its forms.
    """
    if language == "zh" or not _INFLECTABLE.search(rendering):
        return (rendering,)
    parts = morphemes(rendering)
    if "".join(part.surface for part in parts) != rendering:  # white space inside: leave it alone
        return (rendering,)
    return tuple(dict.fromkeys((rendering, *stems(rendering), *_verbal(parts))))


@lru_cache(maxsize=65536)
def stems(rendering: str) -> tuple[str, ...]:
    """Only the stems of a Japanese verb phrase, adjective or noun made of a verb; may be empty."""
    if not _KANA_END.search(rendering) and not rendering.endswith("出"):
        return ()
    parts = morphemes(rendering)
    before = "".join(part.surface for part in parts[:-1])
    last = parts[-1]
    if last.part in _INFLECTED and last.form.startswith(_FINITE):
        return _of_predicate(parts, before)
    return tuple(before + stem for stem in _of_noun(last))


@lru_cache(maxsize=65536)
def shared_core(term: Term) -> str | None:
    """The part of the Chinese form that alone corresponds to the Japanese one, where that is shorter.

    請求 renders 诉讼请求 because the lawsuit goes without saying; back into Chinese 请求 must do,
    for 請求 says no more than that.
    """
    japanese = to_shinjitai(term.zh)
    place = japanese.find(term.ja)
    if place < 0 or len(japanese) != len(term.zh) or len(term.ja) == len(term.zh):
        return None
    return term.zh[place : place + len(term.ja)]


def _of_predicate(parts: tuple[Morpheme, ...], before: str) -> tuple[str, ...]:
    last = parts[-1]
    if last.surface == "ない" and len(parts) > 1:
        return _negative(parts[:-1])
    if last.conjugation in ("助動詞-ヌ", "文語助動詞-ズ", "助動詞-マイ"):  # any stem would be affirmative
        return ()
    if last.surface == "ある" and len(parts) > 2 and parts[-2].surface == "で":  # the copula である
        return _long_enough(before.removesuffix("で"))
    if last.surface in ("だ", "する"):
        return _long_enough(before)
    if last.conjugation == "サ行変格":  # 命ずる: 命じ, 命ず, 命ぜ
        root = before + last.surface[:-2]
        return tuple(root + ending for ending in ("じずぜ" if last.surface.endswith("ずる") else "しすせさ"))
    stem = before + last.surface[:-1]
    if len(stem) > 1:
        return (stem,)
    row = _GODAN_ROWS.get(last.conjugation.partition("-")[2], "") if last.conjugation.startswith("五段") else ""
    return tuple(stem + ending for ending in row)


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
        polite = negative[:-1] + _GODAN_ROWS.get(verb.conjugation.partition("-")[2], "")[1:2] + "ませ"
    return (negative + "な", negative + "ず", negative + "ぬ", polite)


def _of_noun(noun: Morpheme) -> tuple[str, ...]:
    """The stem of the verb a noun comes from, by the spelling of its dictionary entry.

    Official spelling drops the inner kana of such nouns (取消し, 届出) and keeps them in verbs
    (取り消す, 届け出る).
    """
    same_kanji = _KANA.sub("", noun.lemma) == _KANA.sub("", noun.surface)
    if noun.part != "名詞" or noun.lemma == noun.surface or not same_kanji:
        return ()
    if _KANA_END.search(noun.surface):
        return _long_enough(noun.lemma[:-1]) if noun.lemma[-1] == noun.surface[-1] else ()
    return (noun.lemma,) if noun.lemma.endswith("出") else ()


def _verbal(parts: tuple[Morpheme, ...]) -> Iterator[str]:
    """The phrase with its noun of action made a verb: AによるB as AによりB, AのB as AをB and AがB."""
    if len(parts) < 3:
        return
    *_, noun, link, action = parts
    heads = _of_noun(action) or ((action.surface,) if action.detail == "サ変可能" else ())
    before = "".join(part.surface for part in parts[:-2])
    if link.surface == "よる" and noun.surface == "に":
        yield from (before + "より" + head for head in heads)
    elif link.surface == "の" and noun.part in ("名詞", "接尾辞") and noun.surface not in _RELATIONAL:
        yield from (before + particle + head for particle in "をが" for head in heads)


def _long_enough(stem: str) -> tuple[str, ...]:
    return (stem,) if len(stem) > 1 else ()
