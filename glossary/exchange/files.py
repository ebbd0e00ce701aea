"""Reading and writing files of terms; the file name's extension decides: .tsv, .csv, .tbx."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from glossary.errors import GlossaryError
from glossary.exchange import tbx, tsv
from glossary.exchange.record import RejectedRecord, TermRecord
from glossary.terms import Term

_FORMATS: dict[str, ModuleType] = {
    ".tsv": tsv,
    ".tab": tsv,
    ".txt": tsv,
    ".csv": tsv,
    ".tbx": tbx,
    ".tbxm": tbx,
    ".xml": tbx,
}


def read_terms(path: Path | str) -> Iterator[TermRecord | RejectedRecord]:
    """The terms of the file in order, and a RejectedRecord for each place that holds none.

    Raises GlossaryError or CorpusError where the file cannot be read as what its name says it is.
    """
    yield from _format(Path(path)).read(path)


def write_terms(path: Path | str, terms: Iterable[Term]) -> int:
    """Writes the terms to the file, replacing it once all are written, and returns their number."""
    written: int = _format(Path(path)).write(path, terms)
    return written


def _format(path: Path) -> ModuleType:
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(_FORMATS)
        raise GlossaryError(
            f"{path} has no extension that is known as a format; name it with one of {known}.",
            case="file_suffix",
            name=Path(path).name,
            known=known,
        ) from None
