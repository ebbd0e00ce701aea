"""The text of a file whose encoding nobody declares, and the text as bytes again."""

import codecs
from dataclasses import dataclass

from corpus.errors import CorpusError
from corpus.formats.encoding import guess_encoding

_MARKS = (  # the UTF-32 mark begins with the UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text, line ends as they are, and whether a byte-order mark stood before it."""

    text: str
    marked: bool

    def encoded(self, text: str) -> bytes:
        """Another text as this one was, in UTF-8, with a byte-order mark where this one had one."""
        return (codecs.BOM_UTF8 if self.marked else b"") + text.encode("utf-8", "replace")


def decode(data: bytes) -> DecodedText:
    """The text by byte-order mark, as UTF-8, or else as GB18030, Shift-JIS (CP932) or UTF-16, whichever gives
    everyday Chinese or Japanese.

    Raises CorpusError for what is no text, or text in an encoding that is not among these.
    """
    declared = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    encoding = declared or ("utf-8" if _is_utf8(data) else guess_encoding(data))
    if encoding is None:
        raise CorpusError(
            "the file is no text in UTF-8, UTF-16, GB18030 or Shift-JIS; save it as text in UTF-8.",
            case="file_encoding",
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise CorpusError(
            f"the file begins as {encoding.upper()} but is damaged; save it as text in UTF-8.", case="file_encoding"
        ) from None
    if "\0" in text:
        raise CorpusError("the file is no text, it holds binary data; save it as text in UTF-8.", case="file_encoding")
    return DecodedText(text, declared is not None)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data  # UTF-16 of Latin letters would pass
