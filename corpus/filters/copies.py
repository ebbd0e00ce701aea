"""Whether the target only repeats the source."""

from rapidfuzz.distance import Indel

from corpus.filters.pair_filter import SinglePairFilter
from corpus.filters.scripts import has_han, has_kana, not_japanese
from corpus.normalisation import key, to_shinjitai
from corpus.pairs import NewPair
from corpus.reasons import Reason

NEAR = 0.9  # normalised Indel similarity
LONGEST_TERM = 40  # characters of a text that is the same in both languages


class UntranslatedFilter(SinglePairFilter):
    """The Japanese side is not the Chinese side over again. A short text in kanji that Japanese uses may be: 契约 is
    契約, and names, headings and addresses keep their characters."""

    name = "untranslated"
    threshold = f"similarity below {NEAR}, but for {LONGEST_TERM} characters in kanji"

    def reason(self, pair: NewPair) -> str:
        if has_kana(pair.ja) and not has_kana(pair.zh):
            return ""  # 第1条（信托的目的） is 第1条（信託の目的）
        if _is_japanese_term(pair.ja):
            return ""
        zh, ja = key(pair.zh, "ja"), key(pair.ja, "ja")
        similarity = max(Indel.normalized_similarity(text, ja) for text in (zh, to_shinjitai(zh)))
        if similarity < NEAR:
            return ""
        shown = f"{similarity:.2f}"
        return Reason(
            f"the ja text repeats the zh text (similarity {shown})", case="pair_untranslated", similarity=shown
        )


def _is_japanese_term(text: str) -> bool:
    return has_han(text) and not has_kana(text) and not not_japanese(text) and len(text) <= LONGEST_TERM
