"""Whether a text is in the language it is to be translated from, told by its script."""

import re

from corpus.languages import Direction, Language
from service.checks.leftovers import HAN, KANA, is_simplified_only
from service.errors import ServiceError

_NAMES: dict[Language, str] = {"zh": "Chinese", "ja": "Japanese"}
_LETTER = re.compile(r"[^\W\d_]")
_FEW_KANA = 3  # characters: a product name or a の in a Chinese text
_KANA_SHARE = 0.1  # of a Chinese text that quotes Japanese
_HIRAGANA = re.compile("[ぁ-ゖ]")
_SIMPLIFIED_SHARE = 0.05  # of the characters of a Chinese text that Japanese does not have; in most it is a quarter
_SCRIPT_SHARE = 0.05  # a text with less Han and kana than this is in some other language


def has_words(text: str) -> bool:
    """Whether there is anything to translate: Chinese characters or kana."""
    return HAN.search(text) is not None or KANA.search(text) is not None


def detect_language(text: str) -> tuple[Language, float] | None:
    """The language of the text and how sure that is, 0 to 1; None for one in neither Chinese nor Japanese.

    Kana make a text Japanese, simplified characters that Japanese does not have make one without kana Chinese. A text
    in characters that both have is taken for Chinese, and that is no more than likely.
    """
    han, kana = len(HAN.findall(text)), _kana(text)
    letters = len(_LETTER.findall(text))
    if not han + kana or han + kana < _SCRIPT_SHARE * letters:
        return None
    if kana > _FEW_KANA and kana > _KANA_SHARE * (han + kana):
        return "ja", 1.0
    if any(map(is_simplified_only, text)):
        return "zh", 1.0
    return ("ja", 0.8) if kana else ("zh", 0.6)


def refuse_wrong_language(text: str, direction: Direction) -> None:
    """Raises ServiceError, code "reversed" for a text in the target language, "wrong_language" for one in another.

    Hiragana make a text Japanese, katakana alone may be a name in a Chinese one (乙方：株式会社サンライズ); simplified
    characters that Japanese does not have make one without kana Chinese. A short text in characters that both
    languages have passes either way, and so do numbers.
    """
    han, kana = len(HAN.findall(text)), len(KANA.findall(text))
    letters = len(_LETTER.findall(text))
    source, target = _NAMES[direction.source], _NAMES[direction.target]
    if letters and (han + kana) < _SCRIPT_SHARE * letters:
        raise ServiceError(f"The text is not in {source}: paste a {source} text.", code="wrong_language")
    if direction is Direction.ZH_JA:
        hiragana = len(_HIRAGANA.findall(text))
        turned = hiragana > _FEW_KANA and hiragana > _KANA_SHARE * (han + kana)
    else:
        turned = not kana and _has_simplified(text)
    if turned:
        other = Direction.between(direction.target, direction.source)
        raise ServiceError(
            f"The text is in {target}, not in {source}: choose the direction {other} for it.", code="reversed"
        )


def _kana(text: str) -> int:
    """How many kana say that the text is Japanese: among simplified characters katakana are a name (サンライズ)."""
    return len((_HIRAGANA if _has_simplified(text) else KANA).findall(text))


def _has_simplified(text: str) -> bool:
    return sum(map(is_simplified_only, text)) >= max(1, _SIMPLIFIED_SHARE * len(HAN.findall(text)))
