"""Two trees of localised documents aligned: the same path, the same sequence of block kinds, the same sentences.

A Markdown or reStructuredText document is aligned where both editions have the same kinds of blocks in the same
order, a PO file by its messages. A block whose editions have the same number of sentences gives a pair a sentence,
another one a pair of the whole. What the filters do not trust is left out: editions fall out of step, and software
translates one sentence by two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from corpus.errors import CorpusError
from corpus.filters import FILTERS, Dropped, apply_filters
from corpus.localised.block import Block, plain
from corpus.localised.markdown import read_markdown
from corpus.localised.restructured import read_restructured
from corpus.pairs import NewPair
from corpus.segmentation import split_segments

_READERS: dict[str, Callable[[str], list[Block]]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".rst": read_restructured,
}
EXTENSIONS = (*_READERS, ".po")
TRUSTED = ("script", "length", "numbers", "latin", "markup", "untranslated")  # filters that a pair must pass


@dataclass(frozen=True, slots=True)
class AlignedDocument:
    """One relative path: its pairs with document and position, what the filters left out, or why it has none."""

    path: str
    pairs: list[NewPair]
    dropped: list[Dropped]
    problem: str = ""  # a clause; "" where the editions match


def align_trees(zh: Path, ja: Path) -> Iterator[AlignedDocument]:
    """Each document that one of the folders holds, in the order of the paths.

    Raises CorpusError where one is no folder or holds no document of the known extensions.
    """
    found = {side: _documents(side) for side in (zh, ja)}
    for path in sorted(found[zh] | found[ja]):
        name = path.as_posix()
        if path not in found[zh] or path not in found[ja]:
            yield AlignedDocument(name, [], [], f"is not in {ja if path in found[zh] else zh}")
            continue
        try:
            pairs = list(_pairs(zh / path, ja / path))
        except _MismatchError as mismatch:
            yield AlignedDocument(name, [], [], str(mismatch))
            continue
        numbered = [NewPair(*texts, document=name, position=place) for place, texts in enumerate(pairs)]
        dropped: list[Dropped] = []
        kept, _ = apply_filters(numbered, [FILTERS[name]() for name in TRUSTED], dropped.append)
        yield AlignedDocument(name, list(kept), dropped)


class _MismatchError(Exception):
    """Why two editions of a document cannot be aligned; a clause."""


def _documents(folder: Path) -> set[Path]:
    if not folder.is_dir():
        raise CorpusError(
            f"{folder} is no folder; name the two folders that hold the Chinese and the Japanese documents."
        )
    found = {path.relative_to(folder) for path in folder.rglob("*") if path.suffix.lower() in EXTENSIONS}
    if not found:
        raise CorpusError(f"{folder} holds no document; put files with one of {', '.join(EXTENSIONS)} there.")
    return found


def _pairs(zh: Path, ja: Path) -> Iterator[tuple[str, str]]:
    if zh.suffix.lower() == ".po":
        yield from _message_pairs(_messages(zh), _messages(ja))
        return
    read = _READERS[zh.suffix.lower()]
    yield from _block_pairs(read(_content(zh)), read(_content(ja)))


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _MismatchError(f"{path} is not UTF-8") from None


def _block_pairs(zh: list[Block], ja: list[Block]) -> Iterator[tuple[str, str]]:
    for place, (one, other) in enumerate(zip(zh, ja, strict=False), start=1):
        if one.kind != other.kind:
            raise _MismatchError(f"block {place} is {one.kind} in zh and {other.kind} in ja")
    if len(zh) != len(ja):
        raise _MismatchError(f"{len(zh)} blocks in zh and {len(ja)} in ja")
    for one, other in zip(zh, ja, strict=True):
        yield from _sentence_pairs(one.text, other.text)


def _sentence_pairs(zh: str, ja: str) -> Iterator[tuple[str, str]]:
    in_zh = [segment.text for segment in split_segments(zh, "zh") if segment.text]
    in_ja = [segment.text for segment in split_segments(ja, "ja") if segment.text]
    if len(in_zh) == len(in_ja):
        yield from zip(in_zh, in_ja, strict=True)
    elif in_zh and in_ja:
        yield zh, ja


def _messages(path: Path) -> dict[tuple[str, str], str]:
    """The translations by context and message; plural ones by their first form, fuzzy and obsolete ones left out."""
    try:
        file = polib.pofile(str(path), encoding="utf-8")
    except (OSError, ValueError) as error:  # polib raises either for what it cannot read
        raise _MismatchError(f"{path} is no PO file that can be read ({' '.join(str(error).split())})") from None
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr_plural.get(0, "") or entry.msgstr
        for entry in file.translated_entries()
    }


def _message_pairs(zh: dict[tuple[str, str], str], ja: dict[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    for message, text in zh.items():
        if message in ja:
            yield from _sentence_pairs(plain(text), plain(ja[message]))
