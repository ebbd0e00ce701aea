"""Marks of list items that models have seen too seldom to copy (①, Ⅱ, •, ア): written by rule, and what they mark is
translated by itself. Left in the sentence they were lost, and with ① in it often all that followed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.languages import Direction
from service.source_language import has_words

CIRCLED = "[\u2460-\u24ff\u2776-\u2793\u3251-\u325f\u32b1-\u32bf]"  # ① ⑴ ⒈ Ⓐ, ❶, ㉑, ㊱
_GAP = r"[ \t\u3000]"
# What names an item and goes on: ①及び②に定める, ①、②项, ②の場合. It is part of the sentence.
_NAMES_ONLY = rf"(?!{_GAP}*[和及与或至到~～\-項项号款条]|[のにはをがとでもか又並]|、?{CIRCLED})"
_ORDINAL = rf"{CIRCLED}{_NAMES_ONLY}(?:、|{_GAP}+)?{_NAMES_ONLY}"
_ROMAN = rf"[\u2160-\u217f]+(?:[.、)）]{_GAP}*|{_GAP}+){_NAMES_ONLY}"
# ●● stands for a name, and ● before 年 for a number.
_BULLET = rf"([•●○◎■□☐☑◆◇▲△▼▽★☆※·・‧▪◦])(?!\1|[年月日条項项号款円元万]){_GAP}*"
_KANA = rf"(?:[(（][ア-ン][)）]{_GAP}*|[ア-ン](?:[.、)）]{_GAP}*|{_GAP}+)){_NAMES_ONLY}(?![ア-ン][、及又若並])"

_FIRST = {
    Direction.ZH_JA: re.compile(rf"{_ORDINAL}|{_ROMAN}|{_BULLET}"),
    Direction.JA_ZH: re.compile(rf"{_ORDINAL}|{_ROMAN}|{_BULLET}|{_KANA}"),
}
_LATER = re.compile(rf"(?<=[：:；;。，,、]){_GAP}*{_ORDINAL}|{_GAP}+[□■☐☑]{_GAP}*")
_WRITTEN = {
    Direction.ZH_JA: str.maketrans({"、": "\u3000", "·": "・", "（": "(", "）": ")"}),
    Direction.JA_ZH: str.maketrans({"、": " ", "\u3000": " ", "・": "·", "(": "（", ")": "）"}),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a text, without the mark in front of it.

    `mark` is that mark as the target language writes it; "" for what stands before the first.
    """

    start: int
    end: int
    mark: str = ""

    def of(self, text: str) -> str:
        """The part itself."""
        return text[self.start : self.end]


def divide_items(text: str, direction: Direction) -> Sequence[Item]:
    """The items of a text in order; the text as one without a mark where it has none, or one marks no words."""
    first = _FIRST[direction].match(text)
    marks = [first] if first else []
    marks.extend(_LATER.finditer(text, first.end() if first else 0))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = [
        Item(mark.end(), end, mark[0].translate(_WRITTEN[direction])) for mark, end in zip(marks, ends, strict=False)
    ]
    if marks and marks[0].start():
        items.insert(0, Item(0, marks[0].start()))
    if items and all(has_words(item.of(text)) for item in items):
        return items
    return [Item(0, len(text))]
