"""Standard input as lines of UTF-8 text, in batches as they arrive."""

import sys
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import HoyakuError

READ_BYTES = 65_536
MAX_LINE_BYTES = 1_000_000  # of 200,000 characters, the longest text the translator takes, with room to spare
_REMEDY = "not UTF-8; convert it first, for example with iconv -f GB18030 -t UTF-8."


def line_batches(stream: BinaryIO, size: int) -> Iterator[list[str]]:
    """The lines of the stream without their ends, in lists of at most `size`.

    A list is given as soon as its lines are there, so that a program that writes a line and waits
    for its translation gets it. A byte order mark at the start is dropped. Raises HoyakuError with
    the line's number where the bytes are not UTF-8 or a line is endless.
    """
    rest, number = b"", 1
    while chunk := _available(stream):
        *lines, rest = (rest + chunk).split(b"\n")
        for start in range(0, len(lines), size):
            batch = lines[start : start + size]
            yield [_decode(line, number + offset) for offset, line in enumerate(batch)]
            number += len(batch)
        if len(rest) > MAX_LINE_BYTES:
            raise HoyakuError(f"Standard input, line {number}: longer than 200,000 characters; cut it into lines.")
    if rest:
        yield [_decode(rest, number)]


def read_text(stream: BinaryIO, name: str = "Standard input") -> str:
    """The whole stream as one text, without a byte order mark; HoyakuError with the line where it is not UTF-8."""
    content = stream.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise HoyakuError(f"{name}, line {line}: {_REMEDY}") from None


def refuse_bad_bytes(text: str, name: str) -> None:
    """HoyakuError where the text, an argument of the command line, was not UTF-8."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise HoyakuError(f"{name}: {_REMEDY}")


def waits_for_typing() -> bool:
    """Whether standard input is a terminal, where nothing comes until the user types."""
    return sys.stdin.isatty()


def _available(stream: BinaryIO) -> bytes:
    """What has arrived, waiting only where nothing has; b"" at the end."""
    read1 = getattr(stream, "read1", None)
    return bytes(read1(READ_BYTES)) if read1 else stream.read(READ_BYTES)


def _decode(line: bytes, number: int) -> str:
    try:
        return line.removesuffix(b"\r").decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise HoyakuError(f"Standard input, line {number}: {_REMEDY}") from None
