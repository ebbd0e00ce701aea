"""What each piece of a model's vocabulary writes: characters, one byte of a character, or nothing.

SentencePiece (Kudo and Richardson, 2018, https://aclanthology.org/D18-2012/) writes a space as ▁ and a
character outside its vocabulary as the bytes of its UTF-8 form, <0xE5><0xA5><0x91>.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING

from service.markup import CONTROL_PIECES

if TYPE_CHECKING:  # what knows no model, such as the cascade, need not load the library
    from transformers import PreTrainedTokenizerBase

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"  # stands for a byte that belongs to no character
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


class Pieces:
    """The vocabulary as surface text. `texts[i]` is what piece i writes ("" for a piece without text), and
    `byte_values[i]` the byte it writes, or -1.

    Pieces in `suppressed` are never generated, so nothing is spelled with them.
    """

    def __init__(self, texts: Sequence[str], byte_values: Sequence[int], suppressed: Iterable[int] = ()) -> None:
        self.texts = list(texts)
        self.byte_values = list(byte_values)
        banned = set(suppressed)
        self.ids: dict[str, int] = {}
        self.byte_ids: dict[int, int] = {}
        for piece, text in enumerate(self.texts):
            if piece in banned:
                continue
            if text:
                self.ids.setdefault(text, piece)
            elif self.byte_values[piece] >= 0:
                self.byte_ids.setdefault(self.byte_values[piece], piece)
        self.longest = max(map(len, self.ids), default=0)
        self._compatible: dict[tuple[str, bool, bytes], tuple[int, ...]] = {}

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.ids)

    def emit(self, piece: int, pending: bytes, started: bool) -> tuple[str, bytes, bool]:
        """The characters that this piece adds to a text, the bytes of a character that it leaves incomplete,
        and whether the text has begun; `pending` and `started` describe the text before it.

        Spaces before the first character are dropped. Bytes that turn out to belong to no character
        become one U+FFFD each.
        """
        if (value := self.byte_values[piece]) < 0:
            text = REPLACEMENT * len(pending) + self.texts[piece]
            pending = b""
        else:
            text, pending = _add_byte(pending, value)
        if not started:
            text = text.lstrip(" ")
        return text, pending, started or bool(text)

    def decode(self, pieces: Iterable[int]) -> str:
        """The text that these pieces write, without surrounding white space."""
        parts: list[str] = []
        pending, started = b"", False
        for piece in pieces:
            text, pending, started = self.emit(piece, pending, started)
            parts.append(text)
        return ("".join(parts) + REPLACEMENT * len(pending)).strip()

    def costs(self, text: str) -> list[float]:
        """For each position of the text the fewest pieces that write the rest of it; infinite where none do."""
        costs = [math.inf] * len(text) + [0.0]
        for start in range(len(text) - 1, -1, -1):
            code = text[start].encode(errors="replace")
            if all(byte in self.byte_ids for byte in code):
                costs[start] = len(code) + costs[start + 1]
            for end in range(start + 1, min(len(text), start + self.longest) + 1):
                if text[start:end] in self.ids:
                    costs[start] = min(costs[start], 1 + costs[end])
        return costs

    def finish(self, pending: bytes, avoid: Set[str]) -> bytes | None:
        """The bytes that make an incomplete character one that is not to be avoided; None where there are none."""
        for value in range(0x80, 0xC0):
            if value not in self.byte_ids:
                continue
            code = pending + bytes((value,))
            if _is_incomplete(code):
                if (rest := self.finish(code, avoid)) is not None:
                    return bytes((value,)) + rest
            elif (
                REPLACEMENT not in (char := code.decode(errors="replace")) and char.isprintable() and char not in avoid
            ):
                return bytes((value,))
        return None

    def compatible(self, rest: str, started: bool = True, pending: bytes = b"") -> tuple[int, ...]:
        """The pieces that begin to write `rest`: those that write a beginning of it or all of it and more."""
        key = rest, started, pending
        if key not in self._compatible:
            self._compatible[key] = tuple(self._find_compatible(rest, started, pending))
        return self._compatible[key]

    def _find_compatible(self, rest: str, started: bool, pending: bytes) -> list[int]:
        code = rest[0].encode(errors="replace")
        if pending:
            return [self.byte_ids[code[len(pending)]]] if _continues(code, pending, self.byte_ids) else []
        found = self._prefixes_and_extensions(rest)
        if not started:
            found += self._prefixes_and_extensions(" " + rest)
        if rest[0] not in self.ids and code[0] in self.byte_ids:
            found.append(self.byte_ids[code[0]])
        return found

    def _prefixes_and_extensions(self, rest: str) -> list[int]:
        prefixes = (rest[:end] for end in range(1, min(len(rest), self.longest) + 1))
        found = [self.ids[prefix] for prefix in prefixes if prefix in self.ids and prefix != " "]
        position = bisect_left(self._sorted, rest)
        while position < len(self._sorted) and self._sorted[position].startswith(rest):
            if self._sorted[position] != rest:
                found.append(self.ids[self._sorted[position]])
            position += 1
        return found


def read_pieces(tokenizer: "PreTrainedTokenizerBase", vocabulary_size: int, suppressed: Iterable[int] = ()) -> Pieces:
    """The pieces of a tokenizer, up to the size of the model's output layer (padding rows have no text)."""
    textless = {*tokenizer.all_special_tokens, *CONTROL_PIECES}
    known = max(len(tokenizer), tokenizer.vocab_size)
    tokens: list[str | None] = list(tokenizer.convert_ids_to_tokens(list(range(min(known, vocabulary_size)))))
    tokens += [None] * (vocabulary_size - len(tokens))
    texts, byte_values = [], []
    for token in tokens:
        byte = _BYTE.fullmatch(token) if token else None
        byte_values.append(int(byte[1], 16) if byte else -1)
        texts.append("" if token is None or byte or token in textless else token.replace("▁", " "))
    return Pieces(texts, byte_values, suppressed)


def _add_byte(pending: bytes, value: int) -> tuple[str, bytes]:
    """The text complete after one more byte, and the bytes still waiting for their character."""
    code = pending + bytes((value,))
    if _is_incomplete(code):
        return "", code
    try:
        return code.decode(), b""
    except UnicodeDecodeError:
        pass
    if not pending:
        return REPLACEMENT, b""
    text, rest = _add_byte(b"", value)
    return REPLACEMENT * len(pending) + text, rest


def _is_incomplete(code: bytes) -> bool:
    """Whether more bytes could make these the UTF-8 form of one character."""
    try:
        code.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _continues(code: bytes, pending: bytes, byte_ids: dict[int, int]) -> bool:
    return len(code) > len(pending) and code.startswith(pending) and code[len(pending)] in byte_ids
