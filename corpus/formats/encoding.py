"""Opening a text file in the encoding it is in, or saying in one sentence which one it is not in."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from corpus.errors import CorpusError

_BLOCK = 1 << 20  # bytes read at a time
_BOMS = (  # the UTF-32 mark begins with the UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@contextmanager
def open_text(path: Path, newline: str | None = None) -> Iterator[TextIO]:
    """The file open for reading, whatever the byte-order mark says, and UTF-8 where there is none.

    The whole file is decoded once beforehand, a block at a time, so that a wrong encoding is found before
    anything is imported. Raises CorpusError, naming the encoding that the file seems to be in.
    """
    with readable(path):
        encoding = _encoding(path)
        with path.open(encoding=encoding, newline=newline) as file:
            yield file


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turns the operating system's refusal to read the file into CorpusError."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CorpusError(f"{path} cannot be read ({reason}): check the path and its permissions.") from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    encoding = next((name for mark, name in _BOMS if start.startswith(mark)), "utf-8")
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                lines += decoder.decode(block, final=not block).count("\n")
            except UnicodeDecodeError as error:
                line = lines + bytes(error.object[: error.start]).count(b"\n")
                raise CorpusError(
                    _wrong_encoding(path, line, encoding, error.object), case="file_encoding", name=path.name
                ) from error
            if not block:
                return encoding


def _wrong_encoding(path: Path, line: int, declared: str, sample: bytes) -> str:
    if declared != "utf-8":
        name = declared.removesuffix("-sig").upper()
        return f"{path}, line {line}: the file begins as {name} but is damaged here; save it again as UTF-8."
    guess = guess_encoding(sample)
    if guess is None:
        return f"{path}, line {line}: the file is not UTF-8 text; save it as UTF-8 and import it again."
    return (
        f"{path}, line {line}: the file is not UTF-8 but seems to be {guess}; convert it first, "
        f"for instance with `iconv -f {guess} -t UTF-8`."
    )


def guess_encoding(sample: bytes) -> str | None:
    """The encoding other than UTF-8 that Chinese or Japanese bytes are in: GB18030, CP932 (Shift-JIS), or UTF-16
    without its byte-order mark; None where none of these gives text of everyday characters.
    """
    shares = {name: _everyday_share(sample[:_BLOCK], name) for name in ("GB18030", "CP932", "UTF-16LE", "UTF-16BE")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= 0.5 else None


def _everyday_share(sample: bytes, encoding: str) -> float:
    """The share of everyday characters among those beyond ASCII; 0 where the bytes are not in the encoding."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)  # the last character may be cut off
    except UnicodeDecodeError:
        return 0.0
    beyond_ascii = [character for character in text if character > "\x7f"]
    return sum(map(_is_everyday, beyond_ascii)) / len(beyond_ascii) if beyond_ascii else 0.0


def _is_everyday(character: str) -> bool:
    """Kana, CJK punctuation, or one of the common characters: level 1 of GB 2312 or of JIS X 0208."""
    if "\u3001" <= character <= "\u30fe" or "\uff01" <= character <= "\uff5e":
        return True
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("euc_jp", 0xB0, 0xCF)):
        try:
            code = character.encode(encoding)
        except UnicodeEncodeError:
            continue
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return False
