"""Reports as files of tab-separated values, written line by line while something long runs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def report_lines(path: Path | None, columns: Sequence[str]) -> Iterator[Callable[..., None]]:
    """Gives a function that writes a line of these cells; it writes nowhere where there is no path."""
    if path is None:
        yield lambda *cells: None
        return
    with path.open("w", encoding="utf-8") as lines:

        def write(*cells: object) -> None:
            lines.write("\t".join("" if cell is None else " ".join(str(cell).split()) for cell in cells) + "\n")

        write(*columns)
        yield write
