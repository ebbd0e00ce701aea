"""Segments without words (numbers, codes, rules) are copied, with the punctuation of the target language."""

import re

from corpus.languages import Direction
from corpus.normalisation import normalise

_TO_JA = str.maketrans("，“”‘’（）", "、「」『』()")
_TO_ZH = str.maketrans("、「」『』", "，“”‘’")
_ITEM_MARK = re.compile(r"^[（(]\s*[0-9]+\s*[）)]")


def copy(text: str, direction: Direction) -> str:
    """The text as the style sheet writes it in the target language: half-width digits, 「」 and 、 in Japanese."""
    copied = normalise(text, direction.target)
    if direction is Direction.ZH_JA:
        copied = re.sub("[，“”‘’]", lambda mark: mark[0].translate(_TO_JA), copied)
        return _ITEM_MARK.sub(lambda mark: mark[0].translate(_TO_JA), copied)
    return copied.translate(_TO_ZH)
