"""Chinese and Japanese legal text cut into segments: sentences, headings and items. Nothing is lost.

Where a segment ends:

- at every line end, so that a heading or an item without a full stop is a segment of its own;
- at a tab and at a wide gap between two texts, which lay out the cells of a table and the two columns of a signature
  block: 甲方（签字）：          乙方（签字）：. A gap between single characters spaces out a title (合　　　同);
- after 。！？ and their runs (？！, 。……), together with the closing marks that follow;
- not at ；, which joins the limbs of one provision, and never at a Latin full stop (3.5, No.1, 1.);
- not inside quotation marks or brackets, unless the quotation opens the segment or follows a colon, ends in
  a full stop, and what comes after it starts anew: 修改为：“注册资本为100万元。”其余条款不变。

A mark without its partner on the same line has no effect beyond itself.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.languages import Language


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A segment with the white space around it; before + text + after is what stood in the document."""

    before: str
    text: str
    after: str


_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
_LINE = re.compile(f"[^{_LINE_ENDS}\t]+")  # or what stands between two tabs of a line
_GAP = re.compile("(?<=[^\\s]{3})(?: {4,}|\u3000{3,}|[ \u3000]{6,})(?=[^\\s]{3})")
_INVISIBLE = "\u200b\u2060\ufeff"  # counted as white space: no translation should see them

_OPENERS = "“‘「『（《〈【〔［｛([{｢"
_CLOSERS = "”’」』）》〉】〕］｝)]}｣"
_FULL_WIDTH = {"(": "（", "[": "［", "{": "｛", "｢": "「"}  # widths are mixed within a pair in real files
_PARTNERS = {closer: _FULL_WIDTH.get(opener, opener) for opener, closer in zip(_OPENERS, _CLOSERS, strict=True)}
_BRACKET = re.compile(f'[{re.escape(_OPENERS + _CLOSERS)}"]')
_LONGEST_SPAN = 1000  # characters; beyond it the two marks are strays that belong to no common quotation

_STOPS = "。！？｡!?"
_EVENT = re.compile(f'(?P<stop>[{_STOPS}．][{_STOPS}…‥]*)|(?P<opener>[{re.escape(_OPENERS)}"])')
_REST_OF_STOP = re.compile(f"[{_STOPS}…‥{re.escape(_CLOSERS)}]*")
_INDENT = re.compile(f"[\\s{_INVISIBLE}]*")
_HIRAGANA = re.compile("[ぁ-ゖ]")

# A number with a full stop behind it at the head of a segment (1。 第二条。) is a label, not a sentence.
_LABEL = re.compile("第?[0-9０-９〇零一二三四五六七八九十百千]{1,6}[条章节節款項项号]?")

# What carries a sentence on after a quotation or a question mark; a remark in brackets does, an item number
# in brackets does not.
_REMARK = "[（(](?![0-9０-９一二三四五六七八九十]{1,3}[）)])"
_CARRIES_ON = {
    "zh": re.compile(f"[，、；：,;:的等]|{_REMARK}"),
    "ja": re.compile(
        f"[、，；：,;:・をへ等旨]|{_REMARK}|など|という|と(?!ころ|もに|りわけ)|は(?!じめ)|が|に|の(?!ち)|か(?!つ)"
        "|で(?!は、|も、|すから)|も(?!っとも|し)|や(?!がて|むを)|まで|より|及び|並びに|又は|若しくは"
    ),
}
# Who said what a quotation at the head of a segment says: “我不同意。”被告说。
_ATTRIBUTION = re.compile("[^，。；：“”]{0,8}(?:说|道|问|答|称|表示|写道|认为|指出)[。，]")


def split_segments(text: str, language: Language) -> list[TextSegment]:
    """The segments of the text in order; their concatenation is the text, character for character.

    Indents go to `before`, white space and line ends after a segment to its `after`, whatever blank stands
    before the first segment to its `before`. Text of white space alone is one segment with an empty `text`;
    no text, no segment. Takes time linear in the length of the text.
    """
    layout = _GAP.sub(lambda gap: "\t" * len(gap[0]), text)
    spans = [
        span
        for line in _LINE.finditer(layout)
        for start, end in _split_line(line.group(), language)
        if (span := _without_blank(text, line.start() + start, line.start() + end))
    ]
    if not spans:
        return [TextSegment(text, "", "")] if text else []
    segments = []
    position = 0
    next_starts = [start for start, _ in spans[1:]] + [len(text)]
    for (start, end), next_start in zip(spans, next_starts, strict=True):
        after_end = _after_end(text, end, next_start)
        segments.append(TextSegment(text[position:start], text[start:end], text[end:after_end]))
        position = after_end
    return segments


def _split_line(line: str, language: Language) -> Iterator[tuple[int, int]]:
    """The spans of a line's segments, which cover it without a gap."""
    quotations = _outermost_quotations(line)
    start = position = 0
    head = _end_of(_INDENT, line, 0)  # where the text of the segment begins
    while event := _EVENT.search(line, position):
        position = event.end()
        if event["opener"]:
            closer = quotations.get(event.start())
            if closer is None:
                continue
            position = closer + 1
            if not _is_whole_sentence(line, head, event.start(), closer):
                continue
            position = _end_of(_REST_OF_STOP, line, position)
            attributed = event.start() == head and _ATTRIBUTION.match(line, position)
            ends = not (attributed or _carries_on(line, position, language))
        elif not _is_stop(line, head, event, language):
            continue
        else:
            position = _end_of(_REST_OF_STOP, line, position)
            ends = "。" in event["stop"] or not _carries_on(line, position, language)
        if ends:
            yield start, position
            start = position
            head = _end_of(_INDENT, line, position)
    yield start, len(line)


def _is_stop(line: str, head: int, event: re.Match[str], language: Language) -> bool:
    """Whether the full stop, question or exclamation mark ends the sentence that began at `head`."""
    stop, following = event["stop"], line[event.end() : event.end() + 1]
    if stop == "．":  # the full stop of horizontal Japanese typesetting, after a verb: 提出する．
        return language == "ja" and event.start() - head > 1 and _HIRAGANA.match(line, event.start() - 1) is not None
    if stop.isascii():  # a query string is no question: https://example.jp/?id=1
        return not (following.isascii() and (following.isalnum() or following in tuple("=&/#%")))
    return not _LABEL.fullmatch(line, head, event.start())


def _is_whole_sentence(line: str, head: int, opener: int, closer: int) -> bool:
    """Whether what is quoted stands for itself: it opens the segment or follows a colon, and ends in a stop."""
    inside = line[opener + 1 : closer].rstrip(_CLOSERS + '…‥"')
    return (opener == head or line[opener - 1] in "：:") and inside[-1:] in tuple(_STOPS)


def _carries_on(line: str, position: int, language: Language) -> bool:
    return _CARRIES_ON[language].match(line, position) is not None


def _outermost_quotations(line: str) -> dict[int, int]:
    """Opening to closing position of each bracketed or quoted span that is in no other; strays are left out."""
    waiting: list[tuple[str, int]] = []
    counts: Counter[str] = Counter()
    pairs: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(line):
        mark = match.group()
        opener = mark if mark == '"' and counts[mark] else _PARTNERS.get(mark)
        if opener is None:
            kind = _FULL_WIDTH.get(mark, mark)
            waiting.append((kind, match.start()))
            counts[kind] += 1
        elif counts[opener]:
            # Marks opened in between never close: each is dropped once, which keeps the whole linear.
            kind, begin = waiting.pop()
            while kind != opener:
                counts[kind] -= 1
                kind, begin = waiting.pop()
            counts[opener] -= 1
            if match.start() - begin <= _LONGEST_SPAN:
                pairs.append((begin, match.start()))
    outermost: dict[int, int] = {}
    covered = -1
    for begin, end in sorted(pairs):
        if begin > covered:
            outermost[begin] = covered = end
    return outermost


def _without_blank(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without blank at its ends; None where nothing is left."""
    while start < end and _is_blank(text[start]):
        start += 1
    while end > start and _is_blank(text[end - 1]):
        end -= 1
    return (start, end) if start < end else None


def _is_blank(character: str) -> bool:
    return character.isspace() or character in _INVISIBLE


def _after_end(text: str, start: int, limit: int) -> int:
    """Where the blank that follows a segment ends: at its last line end, for an indent belongs to what it indents."""
    last = max(text.rfind(mark, start, limit) for mark in _LINE_ENDS)
    return limit if last < 0 or limit == len(text) else last + 1


def _end_of(pattern: re.Pattern[str], line: str, position: int) -> int:
    match = pattern.match(line, position)
    return match.end() if match else position
