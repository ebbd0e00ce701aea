"""What a chat model wrote as a translation and nothing else, and what is wrong with it.

Models wrap translations in reasoning, tags, code fences, labels and quotes, asked or not. A wrapping is taken off only
where it certainly is one; anything else stays and is found at fault.
"""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.languages import Direction
from corpus.normalisation import normalise
from service.acceptance import forbidden, is_degenerate, missing
from service.checks.leftovers import is_simplified_only
from service.constraints import Constraints
from service.source_language import detect_language

TRANSLATION_START, TRANSLATION_END = "<translation>", "</translation>"

FaultKind = Literal["missing", "forbidden", "empty", "language", "lines", "long", "broken", "declined", "cut_off"]
FINAL: frozenset[FaultKind] = frozenset({"declined", "cut_off"})  # asking once more would bring the same

# What opens a reasoning block, and what closes one; templates that open it in the prompt leave the closing tag only.
_REASONING_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_REASONING_START = re.compile(r"\s*<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_FENCE = re.compile(r"(?P<fence>```|~~~)[\w-]*\n(?P<inside>.*)\n(?P=fence)", re.DOTALL)
_LABEL = re.compile(
    r"(?:\*\*)?(?:译文|譯文|訳文|翻译|翻譯|翻訳|中文|中文译文|日文|日文译文|日本語|日本語訳|中国語訳|translation)"
    r"(?:\*\*)?\s*[:：]\s*(?:\*\*)?\s*",
    re.IGNORECASE,
)
_QUOTES = {"「": "」", "『": "』", "“": "”", "‘": "’", '"': '"', "'": "'", "《": "》"}
_APOLOGY = r"申し訳|恐れ入り|恐縮|お詫び|抱歉|对不起|很遗憾|sorry|apologi"
_ASSISTANT = (
    r"(?:作为|身为)[^，。]{0,8}(?:AI|人工智能|语言模型|助手)|AIアシスタント|AI(?:言語)?モデル"
    r"|as an ai\b|I (?:cannot|can't|am unable)"
)
_REFUSAL = re.compile(
    rf"\W*(?:很|非常|十分|实在)?(?:{_APOLOGY}|我(?:无法|不能)|(?:无法|不能)(?:为您|协助您|翻译)|{_ASSISTANT})|.{{0,20}}(?:{_ASSISTANT})",
    re.I,
)
_MENTIONED = re.compile(rf"{_APOLOGY}|道歉|歉|谢罪|謝罪|陳謝|遺憾|遗憾|无法|不能|できない|人工智能|人工知能|AI", re.I)

# Characters of translation for each of the source beyond which it must hold something else; the seed pairs lie
# far below (`service.checks.length`).
_LONGEST = {Direction.ZH_JA: 5.0, Direction.JA_ZH: 2.5}
_LONGEST_SLACK = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote, and whether it wrote it to the end and was willing to."""

    text: str
    cut_off: bool = False  # it ran into the bound
    refused: bool = False  # it, or a filter of the server, says so itself


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps an answer from being taken; `term` and `rendering` where it is about a term."""

    kind: FaultKind
    term: str = ""
    rendering: str = ""


def read_answer(answer: str, source: str, direction: Direction) -> str:
    """The translation in an answer, in the product's spelling; "" where there is none.

    Every character of it, before it is spelt so, stands in the answer.
    """
    text = _after_reasoning(answer)
    start, end = text.find(TRANSLATION_START), text.rfind(TRANSLATION_END)
    if start >= 0:
        text = text[start + len(TRANSLATION_START) : end if end > start else len(text)]
    text = text.strip()
    if fenced := _FENCE.fullmatch(text):
        text = fenced["inside"].strip()
    text = _without_quotes(_without_label(text, source), source)
    return normalise(text, direction.target).strip()


def judge(answer: Answer, source: str, constraints: Constraints, direction: Direction) -> tuple[str, tuple[Fault, ...]]:
    """The translation in an answer, and why it cannot be taken."""
    text = read_answer(answer.text, source, direction)
    if answer.refused or _is_refusal(text, source):
        return text, (Fault("declined"),)
    if answer.cut_off:
        return text, (Fault("cut_off"),)
    return text, find_faults(source, text, constraints, direction)


def find_faults(source: str, text: str, constraints: Constraints, direction: Direction) -> tuple[Fault, ...]:
    """Why the text cannot be taken for the translation of the source; () where it can.

    What is no translation at all is said without a word on its terms.
    """
    if not text:
        return (Fault("empty"),)
    if len(text) > _LONGEST[direction] * len(source) + _LONGEST_SLACK:
        return (Fault("long"),)
    if "\n" in text and "\n" not in source:
        return (Fault("lines"),)
    if _in_another_language(source, text, direction):
        return (Fault("language"),)
    if is_degenerate(source, text):
        return (Fault("broken"),)
    absent = [Fault("missing", group.label, group.alternatives[0]) for group in missing(text, constraints)]
    wrong = [Fault("forbidden", found.label, found.text) for found in forbidden(text, constraints)]
    return tuple(dict.fromkeys((*absent, *wrong)))


def _is_refusal(text: str, source: str) -> bool:
    """Whether the model declined in words; a source that apologises itself may be translated by an apology."""
    return _REFUSAL.match(text) is not None and _MENTIONED.search(source) is None


def _after_reasoning(answer: str) -> str:
    ends = list(_REASONING_END.finditer(answer))
    if ends:
        return answer[ends[-1].end() :]
    return "" if _REASONING_START.match(answer) else answer  # it was still reasoning


def _without_label(text: str, source: str) -> str:
    label = _LABEL.match(text)
    return text if label is None or _LABEL.match(source.strip()) else text[label.end() :]


def _without_quotes(text: str, source: str) -> str:
    """The text without quotation marks around the whole of it, which the source has not."""
    closing = _QUOTES.get(text[:1])
    if closing is None or len(text) < 2 or not text.endswith(closing) or source.strip()[:1] in _QUOTES:
        return text
    inside = text[1:-1]
    return text if text[0] in inside or closing in inside else inside.strip()


def _in_another_language(source: str, text: str, direction: Direction) -> bool:
    """Whether the text certainly is not in the target language; names in Latin letters may stay what they are."""
    found = detect_language(text)
    if found is None:
        return detect_language(source) is not None
    if direction is Direction.JA_ZH and any(map(is_simplified_only, text)):
        return False  # it may quote a Japanese name
    return found == (direction.source, 1.0)
