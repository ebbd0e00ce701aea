"""Everything that may change how a text is written, in one visible place.

`normalise` makes spellings of the same text alike; `key` makes them comparable; `to_simplified` and
`to_shinjitai` convert between scripts and run only where the caller asks. Nothing here is applied to what
our own models write; what an endpoint answers is text from outside.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Protocol

import opencc

from corpus.languages import Language

# Line ends: CR, CRLF, next line, line and paragraph separator, and the manual line break of word processors.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# Zero-width characters, soft hyphen, byte-order mark, direction marks, and controls no text needs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SURROGATES = re.compile("[\ud800-\udfff]")

# Kangxi radicals and radical supplements, which PDF files yield in place of the characters, and half-width kana.
_COMPATIBLE = re.compile("[\u2e80-\u2fd5\uff61-\uff9f]+")

# Full-width letters, digits and signs that legal typography sets half width. Brackets, comma, full stop,
# colon, semicolon, question and exclamation mark stay as they are: they are CJK punctuation.
_FULL_WIDTH_ASCII = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH = {
    full: half for full, half in _FULL_WIDTH_ASCII.items() if full not in "！（），．：；？［］｛｝～＜＞＂＇"
}
_SPACES = {chr(code): " " for code in (0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F)}
_WIDTH = str.maketrans({**_HALF_WIDTH, **_SPACES, "￥": "¥", "￡": "£", "￠": "¢"})
_DECIMAL_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_THOUSANDS_COMMA = re.compile(r"(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")

# Typists take a circle for the zero of 二〇二四年.
_HAN_DIGIT = "〇一二三四五六七八九"
_CIRCLE_ZERO = re.compile(f"(?<=[{_HAN_DIGIT}])[○◯]+(?=[{_HAN_DIGIT}十年])")

_QUOTE_VARIANTS = str.maketrans("＂＇〝〞〟„‟‚‛﹁﹂﹃﹄", "\"'“””““‘‘「」『』")
_STRAIGHT_PAIR = re.compile('"([^"\n]*)"')
_ZH_QUOTES = str.maketrans("「」『』", "“”‘’")
_JA_QUOTES = str.maketrans("“”", "「」")
_JA_INNER_QUOTES = re.compile("‘([^‘’\n]*)’")  # paired only, so that the apostrophe stays one

# `key`: punctuation that differs by habit, not by meaning, is written one way.
_KEY_PUNCTUATION = str.maketrans(
    {
        **_FULL_WIDTH_ASCII,
        **dict.fromkeys("“”‘’「」『』'", '"'),
        **dict.fromkeys("—―─–‒‐‑−", "-"),
        **dict.fromkeys("・•‧⋅･", "·"),
        **dict.fromkeys("〜∼", "~"),
        **dict.fromkeys("〔［", "["),
        **dict.fromkeys("〕］", "]"),
        **dict.fromkeys("⋯‥", "…"),
    }
)
_RUNS = re.compile(r"(-|…|·)\1+")
_SPACE_RUN = re.compile(r"\s+")
_FREE_SPACE = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")

# Nine in ten legal texts have nothing but these, which are spelled as they shall be, so the ten passes of `normalise`
# would change nothing. A comma before a digit may part thousands.
_SPELLED = "\n 0-9A-Za-z%()、。〇々《》（）：；？！\u3000ぁ-ゖァ-ヺー一-鿿"
_SPELLED_WELL: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(f"(?:[{_SPELLED}“”]++|，(?![0-9]))*+"),
    "ja": re.compile(f"(?:[{_SPELLED}「」・]++|，(?![0-9]))*+"),
}


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def normalise(text: str, language: Language) -> str:
    """The text in the one spelling that the rest of the product works with; idempotent.

    Unicode NFC (UAX 15); line ends become LF; zero-width, direction and control characters go; Latin
    letters, digits and signs become half width, half-width katakana full width; circles among Chinese digits
    become zeros; no-break and typographic
    spaces become a space (U+3000 stays: it is layout); quotation marks become those of the language's
    legal style, “ ” ‘ ’ in Chinese and 「 」 『 』 in Japanese. Brackets and CJK punctuation stay.
    """
    if _SPELLED_WELL[language].fullmatch(text):
        return text
    text = _SURROGATES.sub("\ufffd", text)
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    text = _COMPATIBLE.sub(lambda run: unicodedata.normalize("NFKC", run.group()), text)
    text = text.translate(_WIDTH)
    text = _THOUSANDS_COMMA.sub(",", _DECIMAL_POINT.sub(".", text))
    text = _CIRCLE_ZERO.sub(lambda zeros: "〇" * len(zeros[0]), text)
    text = _normalise_quotes(text, language)
    return unicodedata.normalize("NFC", text)


def key(text: str, language: Language) -> str:
    """What two texts are compared by: equal keys are the same text to a reader; idempotent.

    Beyond `normalise`: no white space but one space between two Latin words or numbers, no variation
    selectors, and brackets, quotes, dashes, dots and ellipses written one way. Letter case, characters and
    the presence of punctuation count: A公司 is not a公司, and a heading is not a sentence.
    """
    text = normalise(_VARIATION_SELECTORS.sub("", text), language)
    text = _SPACE_RUN.sub(" ", text.translate(_KEY_PUNCTUATION))
    if " " in text:
        text = _FREE_SPACE.sub("", text)
    return unicodedata.normalize("NFC", _RUNS.sub(r"\1", text))


def to_simplified(text: str) -> str:
    """Chinese text with traditional characters made simplified, by OpenCC's phrase and character tables."""
    return _converter("t2s").convert(text)


def to_shinjitai(text: str) -> str:
    """Chinese text in Japanese characters: 云浦恒禾 → 雲浦恒禾, 图书馆 → 図書館, 國會 → 国会.

    For names and headings that keep their characters in translation. Chinese text only: a character that is
    modern Japanese and simplified Chinese at once (后, 芸, 弁) is read as Chinese.
    """
    return _converter("s2t").convert(text).translate(_japanese_variants())


def _normalise_quotes(text: str, language: Language) -> str:
    text = text.translate(_QUOTE_VARIANTS)
    # A straight quote with no partner on its line (an inch sign, an omission) stays as it is.
    if '"' in text:
        text = "".join(
            _STRAIGHT_PAIR.sub(r"“\1”", line) if line.count('"') % 2 == 0 else line for line in text.splitlines(True)
        )
    if language == "zh":
        return text.translate(_ZH_QUOTES)
    return _JA_INNER_QUOTES.sub(r"『\1』", text).translate(_JA_QUOTES)


@cache
def _converter(configuration: str) -> _Converter:
    converter: _Converter = opencc.OpenCC(configuration)
    return converter


@cache
def _japanese_variants() -> dict[int, str]:
    """OpenCC's table of Japanese forms of traditional characters, the first where it lists several."""
    table = files(opencc).joinpath("dictionary", "JPVariants.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line)
    return {ord(row[0]): row[1].split(" ")[0] for row in rows}
