"""TSV and CSV with the columns zh and ja, or with one column of text to be translated."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents.content import DocumentFormat, FileContent, FileSegment
from corpus.documents.decoding import DecodedText, decode
from corpus.documents.units import by_unit, translate_text, whole
from corpus.errors import CorpusError
from corpus.languages import LANGUAGES, Direction, Language

_PICTURES = str.maketrans("\t\n\r", "␉␊␍")  # as corpus.formats.tsv writes and reads them
_CONTROLS = str.maketrans("␉␊␍", "\t\n\r")
_LINES = re.compile("[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(slots=True)
class _Row:
    cells: list[str]
    end: str  # the line end behind it


@dataclass(frozen=True, slots=True)
class _Table:
    decoded: DecodedText
    is_csv: bool
    rows: list[_Row]
    header: bool
    columns: dict[Language, int]  # without a header Chinese and Japanese, or the only column

    def first(self) -> int:
        return 1 if self.header else 0


def read(data: bytes, direction: Direction) -> FileContent:
    """A segment for each row whose source column holds text; CorpusError where a row cannot be read."""
    table = _open(data)
    declared = _declared(table)
    source, target = _places(table, declared or direction)
    segments: list[FileSegment] = []
    for unit, row in enumerate(table.rows[table.first() :]):
        text, translation = _cell(row, source), _cell(row, target)
        segments += whole(unit, text, translation, "translated" if translation.strip() else "")
    return FileContent(DocumentFormat.TSV, tuple(segments), declared)


def write(data: bytes, segments: Sequence[FileSegment], direction: Direction) -> bytes:
    """The table with the target column filled, which is added where there was none; all other cells stay."""
    table = _open(data)
    direction = _declared(table) or direction
    source, target = _places(table, direction)
    if table.header and direction.target not in table.columns:
        _put(table.rows[0], target, direction.target)
    for unit, members in by_unit(segments, len(table.rows) - table.first()).items():
        row = table.rows[unit + table.first()]
        done = any(segment.target for segment in members)
        text = _cell(row, source)
        _put(row, target, translate_text(text, members, direction) if done else "")
    return table.decoded.encoded(_written(table))


def _open(data: bytes) -> _Table:
    decoded = decode(data)
    is_csv = _is_csv(decoded.text)
    rows = _csv_rows(decoded.text) if is_csv else _tsv_rows(decoded.text)
    if not rows:
        raise CorpusError(
            "the file holds no row; put the text in the columns zh and ja, or in one column.", case="file_no_text"
        )
    names = [cell.strip().lower() for cell in rows[0].cells]
    named: dict[Language, int] = {language: names.index(language) for language in LANGUAGES if language in names}
    if named:
        return _Table(decoded, is_csv, rows, True, named)
    return _Table(decoded, is_csv, rows, False, {})


def _is_csv(text: str) -> bool:
    """Whether the text is comma-separated: it has no tab, and every row of it the same number of cells."""
    if "\t" in text:
        return False
    try:
        widths = {len(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row}
    except csv.Error:
        return False
    return (len(widths) == 1 and widths != {1}) or text.lstrip("\r\n ").startswith('"')


def _tsv_rows(text: str) -> list[_Row]:
    rows = []
    for line in _LINES.findall(text):
        content = line.rstrip("\r\n")
        if line:
            rows.append(_Row([cell.translate(_CONTROLS) for cell in content.split("\t")], line[len(content) :]))
    return rows


def _csv_rows(text: str) -> list[_Row]:
    try:
        end = "\r\n" if "\r\n" in text else "\n"
        return [_Row(cells, end) for cells in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise CorpusError(
            f"the file cannot be read as CSV ({error}); check the quotation marks.", case="file_csv"
        ) from None


def _declared(table: _Table) -> Direction | None:
    """The direction that the header tells: from the only column, or from the one that is filled to the empty one."""
    filled = [
        language
        for language, place in table.columns.items()
        if any(_cell(row, place).strip() for row in table.rows[1:])
    ]
    if len(table.columns) == 1:
        filled = list(table.columns)
    if len(filled) != 1:
        return None
    return Direction.ZH_JA if filled[0] == "zh" else Direction.JA_ZH


def _places(table: _Table, direction: Direction) -> tuple[int, int]:
    """The numbers of the source and the target column."""
    width = max(len(row.cells) for row in table.rows)
    if table.header:
        return table.columns.get(direction.source, 0), table.columns.get(direction.target, width)
    if width == 1:
        return 0, 1
    return (0, 1) if direction is Direction.ZH_JA else (1, 0)


def _cell(row: _Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _put(row: _Row, place: int, text: str) -> None:
    row.cells.extend([""] * (place + 1 - len(row.cells)))
    row.cells[place] = text


def _written(table: _Table) -> str:
    if table.is_csv:
        stream = io.StringIO(newline="")
        for row in table.rows:
            csv.writer(stream, lineterminator=row.end).writerow(row.cells)
        return stream.getvalue()
    return "".join("\t".join(cell.translate(_PICTURES) for cell in row.cells) + row.end for row in table.rows)
