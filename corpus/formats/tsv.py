"""Pairs as tab-separated or comma-separated values.

TSV has no quoting: a tab or line break inside a text is written as the picture of that control character
(␉ U+2409, ␊ U+240A, ␍ U+240D) and read back as the character. CSV follows RFC 4180.

Cells that a spreadsheet would compute are written and read as in `corpus.formats.spreadsheet`.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Literal

from corpus.errors import CorpusError
from corpus.formats.encoding import open_text
from corpus.formats.output import Target, open_target
from corpus.formats.record import FIELDS, WritablePair, pair_of
from corpus.formats.rejected import RejectedLine
from corpus.formats.spreadsheet import protected, unprotected
from corpus.pairs import NewPair
from corpus.reasons import Reason

Dialect = Literal["tsv", "csv"]

_PICTURES = str.maketrans("\t\n\r", "␉␊␍")
_CONTROLS = str.maketrans("␉␊␍", "\t\n\r")
_KANA = re.compile("[ぁ-ゖァ-ヺ]")


def read(path: Path | str, dialect: Dialect | None = None) -> Iterator[NewPair | RejectedLine]:
    """The pairs of the file, one row at a time, and a RejectedLine for each row that holds none.

    The dialect follows the file name where none is given. Columns go by the header (zh, ja, and optionally
    genre, area, document, position, in any order and case; others are passed over); without a header the first
    two columns are zh and ja. Empty lines are passed over. Raises CorpusError for a file that cannot be
    decoded, lacks a column, or holds no row at all.
    """
    path = Path(path)
    is_csv = (dialect or dialect_of(path)) == "csv"
    # CSV keeps the line breaks inside quotes, so the text layer must not translate them.
    with open_text(path, newline="" if is_csv else None) as file:
        rows = _csv_rows(file) if is_csv else _tsv_rows(file)
        yield from _pairs(path, rows)


def write(target: Target, pairs: Iterable[WritablePair], dialect: Dialect | None = None) -> int:
    """Writes the pairs with a header line, UTF-8, and returns their number.

    The dialect follows the file name where none is given, and is TSV for a stream. CSV begins with a
    byte-order mark, without which Excel takes it for a legacy encoding. Raises CorpusError where the target
    cannot be written.
    """
    if dialect is None:
        dialect = dialect_of(Path(target)) if isinstance(target, str | Path) else "tsv"
    with open_target(target) as raw:
        file = io.TextIOWrapper(raw, "utf-8-sig" if dialect == "csv" else "utf-8", errors="replace", newline="")
        try:
            return _write_csv(file, pairs) if dialect == "csv" else _write_tsv(file, pairs)
        finally:
            file.flush()
            file.detach()  # the target is closed by whoever opened it


def dialect_of(path: Path) -> Dialect:
    """The dialect that a file name asks for: CSV by its extension, TSV by any other."""
    return "csv" if path.suffix.lower() == ".csv" else "tsv"


_Row = tuple[int, Sequence[str]]


def _tsv_rows(file: IO[str]) -> Iterator[_Row | RejectedLine]:
    for line, content in enumerate(file, start=1):
        if content.strip():
            yield line, [cell.translate(_CONTROLS) for cell in content.removesuffix("\n").split("\t")]


def _csv_rows(file: IO[str]) -> Iterator[_Row | RejectedLine]:
    reader = csv.reader(file, strict=True)
    while True:
        line = reader.line_num + 1  # where the row begins; quoted line breaks make it longer than a line
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # the reader begins anew on the next line
            lines = f"line {line}" if reader.line_num == line else f"lines {line} to {reader.line_num}"
            text = f"{lines} cannot be read as CSV ({error}): check the quotation marks"
            yield RejectedLine(line, Reason(text, case="row_csv"))
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _pairs(path: Path, rows: Iterator[_Row | RejectedLine]) -> Iterator[NewPair | RejectedLine]:
    columns: dict[str, int] | None = None  # name to place; known from the first row on
    width = 0  # cells that a row may have at most; 0 is any number
    for row in rows:
        if isinstance(row, RejectedLine):
            yield row
            continue
        line, cells = row
        if columns is None:
            columns = _header(path, cells)
            width = len(cells) if columns else 0
            if columns:
                continue
            columns = {"zh": 0, "ja": 1}
            _refuse_exchanged(path, cells)
        yield _pair(line, cells, columns, width)
    if columns is None:
        raise CorpusError(f"{path} holds no pair: it is empty.", case="file_no_pair", name=path.name)


def _pair(line: int, cells: Sequence[str], columns: dict[str, int], width: int) -> NewPair | RejectedLine:
    needed = max(columns["zh"], columns["ja"]) + 1
    if len(cells) < needed:
        text = f"{_counted(len(cells))} where zh and ja need {needed}"
        return RejectedLine(line, Reason(text, case="row_short", found=len(cells), needed=needed))
    if width and len(cells) > width:
        text = f"{_counted(len(cells))} where the header names {width}"
        return RejectedLine(line, Reason(text, case="row_columns", found=len(cells), named=width))
    return pair_of({name: unprotected(cells[place]) for name, place in columns.items() if place < len(cells)}, line)


def _header(path: Path, cells: Sequence[str]) -> dict[str, int] | None:
    """Where each known column stands; None where the row is not a header."""
    names = [cell.strip().lower() for cell in cells]
    found = {name: names.index(name) for name in FIELDS if name in names}
    if "zh" in found and "ja" in found:
        return found
    if "zh" in found or "ja" in found:
        missing = "ja" if "zh" in found else "zh"
        raise CorpusError(
            f"{path}, line 1: the header names no column {missing}; name the two text columns zh and ja.",
            case="file_header",
            name=path.name,
            missing=missing,
        )
    return None


def _refuse_exchanged(path: Path, cells: Sequence[str]) -> None:
    if len(cells) > 1 and _KANA.search(cells[0]) and not _KANA.search(cells[1]):
        raise CorpusError(
            f"{path}, line 1: without a header the first column is Chinese, but it holds Japanese here; "
            "add a first line that names the columns, ja and zh.",
            case="file_exchanged",
            name=path.name,
        )


def _counted(number: int) -> str:
    return "1 column" if number == 1 else f"{number} columns"


def _cells(pair: WritablePair) -> list[str]:
    return ["" if (value := getattr(pair, name)) is None else protected(str(value)) for name in FIELDS]


def _write_tsv(file: IO[str], pairs: Iterable[WritablePair]) -> int:
    file.write("\t".join(FIELDS) + "\n")
    count = 0
    for pair in pairs:
        file.write("\t".join(cell.translate(_PICTURES) for cell in _cells(pair)) + "\n")
        count += 1
    return count


def _write_csv(file: IO[str], pairs: Iterable[WritablePair]) -> int:
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(FIELDS)
    count = 0
    for pair in pairs:
        writer.writerow(_cells(pair))
        count += 1
    return count
