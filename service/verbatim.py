"""Segments without words (numbers, codes, rules) are copied, with the punctuation of the target language; labels of
pages, which stand at the foot of every contract, are written by rule."""

import re

from corpus.languages import Direction
from corpus.normalisation import normalise

_TO_JA = str.maketrans("，“”‘’（）", "、「」『』()")
_TO_ZH = str.maketrans("、「」『』", "，“”‘’")
_ITEM_MARK = re.compile(r"^[（(]\s*[0-9]+\s*[）)]")

_PAGE = {
    Direction.ZH_JA: re.compile(r"第?\s*([0-9]+|(?<=第)\s+)\s*页(?:\s*[，,/／]?\s*共\s*([0-9]+)\s*页)?"),
    Direction.JA_ZH: re.compile(r"(?:第\s*)?([0-9]+)(?:\s*[/／]\s*([0-9]+))?\s*(?:ページ|頁)"),
}
_PAGE_LABELS = {
    Direction.ZH_JA: ("{0}ページ", "{0} / {1}ページ"),
    Direction.JA_ZH: ("第{0}页", "第{0}页，共{1}页"),
}


def page_label(text: str, direction: Direction) -> str | None:
    """The label of a page in the target language: 第1页，共5页 is 1 / 5ページ; None for any other text.

    In a file the number may be a field without a text: 第  页.
    """
    match = _PAGE[direction].fullmatch(normalise(text, direction.source).strip())
    if match is None:
        return None
    alone, of_all = _PAGE_LABELS[direction]
    return (of_all if match[2] else alone).format(*(number and number.strip() for number in match.groups()))


def copy(text: str, direction: Direction) -> str:
    """The text as the style sheet writes it in the target language: half-width digits, 「」 and 、 in Japanese."""
    copied = normalise(text, direction.target)
    if direction is Direction.ZH_JA:
        copied = re.sub("[，“”‘’]", lambda mark: mark[0].translate(_TO_JA), copied)
        return _ITEM_MARK.sub(lambda mark: mark[0].translate(_TO_JA), copied)
    return copied.translate(_TO_ZH)
