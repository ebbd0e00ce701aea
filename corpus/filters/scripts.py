"""Whether each side is written in the script of its language."""

import re

from corpus.filters.pair_filter import SinglePairFilter
from corpus.pairs import NewPair
from corpus.reasons import Reason

LONGEST_WITHOUT_KANA = 45  # characters; of the seed corpus's 1,627 Japanese texts without kana, 99 % have up to 41
_KANA = re.compile("[ぁ-ゖァ-ヺｦ-ﾝ]")  # the prolonged sound mark and the middle dot stand in Chinese too
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SYSTEM = "cp932"  # the characters of JIS X 0208 and vendors' additions: 这 and 订 are not among them


class ScriptFilter(SinglePairFilter):
    """The Chinese side has Chinese characters and no kana; the Japanese side has kana, or is a short text of kanji
    that Japanese uses, as headings and party names are."""

    name = "script"
    threshold = f"no kana in zh; kana in ja, or at most {LONGEST_WITHOUT_KANA} characters"

    def reason(self, pair: NewPair) -> str:
        if found := _KANA.search(pair.zh):
            return Reason(f"the zh text holds the kana {found[0]}", case="pair_kana", kana=found[0])
        if not has_han(pair.zh):
            return Reason("the zh text holds no Chinese character", case="pair_no_han")
        if has_kana(pair.ja):
            return ""
        if not has_han(pair.ja):
            return Reason("the ja text holds neither kana nor kanji", case="pair_no_script")
        if len(pair.ja) > LONGEST_WITHOUT_KANA:
            length = len(pair.ja)
            return Reason(f"the ja text has {length} characters and no kana", case="pair_no_kana", length=length)
        foreign = not_japanese(pair.ja)
        if not foreign:
            return ""
        text = f"the ja text has no kana and holds {foreign}, which Japanese does not use"
        return Reason(text, case="pair_foreign", character=foreign)


def not_japanese(text: str) -> str:
    """The first Chinese character of the text that Japanese does not use, such as 这; "" where there is none."""
    return next((character for character in text if _HAN.match(character) and not _is_japanese(character)), "")


def has_kana(text: str) -> bool:
    return _KANA.search(text) is not None


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def _is_japanese(character: str) -> bool:
    try:
        character.encode(_SYSTEM)
    except UnicodeEncodeError:
        return False
    return True
