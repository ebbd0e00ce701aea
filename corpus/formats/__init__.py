"""Exchange formats of parallel text; the file name's extension decides: .tsv, .csv, .jsonl, .tmx."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from corpus.errors import CorpusError
from corpus.formats import jsonl, tmx, tsv
from corpus.formats.output import Target
from corpus.formats.record import WritablePair
from corpus.formats.rejected import RejectedLine
from corpus.pairs import NewPair

__all__ = ["RejectedLine", "WritablePair", "read_pairs", "write_pairs"]


class _Format(Protocol):
    """A format module, as far as this one calls it."""

    def read(self, path: Path | str) -> Iterator[NewPair | RejectedLine]: ...
    def write(self, target: Target, pairs: Iterable[WritablePair]) -> int: ...


_FORMATS: dict[str, _Format] = {
    ".tsv": tsv,
    ".tab": tsv,
    ".txt": tsv,
    ".csv": tsv,
    ".jsonl": jsonl,
    ".ndjson": jsonl,
    ".tmx": tmx,
}


def read_pairs(path: Path | str) -> Iterator[NewPair | RejectedLine]:
    """The pairs of the file in order, and a RejectedLine for each place that holds none.

    Reads as it goes, in constant memory. Raises CorpusError, when the first pair is asked for, where the
    extension is unknown or the file cannot be read at all; later, where an XML file turns out damaged.
    """
    yield from _format(Path(path)).read(path)


def write_pairs(path: Path | str, pairs: Iterable[WritablePair]) -> int:
    """Writes the pairs to the file, replacing it once all are written, and returns their number.

    Raises CorpusError where the extension is unknown or the file cannot be written.
    """
    return _format(Path(path)).write(path, pairs)


def _format(path: Path) -> _Format:
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(_FORMATS)
        raise CorpusError(
            f"{path} has no extension that is known as a format; name it with one of {known}.",
            case="file_suffix",
            name=Path(path).name,
            known=known,
        ) from None
