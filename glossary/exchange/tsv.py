"""Terms as tab-separated or comma-separated values, with the seed glossary's columns first.

Several forms of one kind stand in one cell, with | between them. CSV follows RFC 4180; in both, a
cell that a spreadsheet would compute (=1+1) is written with an apostrophe before it and read back
without (`corpus.formats.spreadsheet`).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.formats.encoding import open_text
from corpus.formats.output import Target, open_target
from corpus.formats.spreadsheet import protected, unprotected
from corpus.formats.tsv import Dialect, dialect_of
from corpus.reasons import Reason
from glossary.errors import GlossaryError
from glossary.exchange.record import RejectedRecord, TermRecord
from glossary.snapshots import FORM_FIELDS
from glossary.terms import Term, TermStatus

if TYPE_CHECKING:
    from _csv import Reader

COLUMNS = (
    "zh",
    "ja",
    "zh_variants",
    "ja_forbidden",
    "area",
    "definition",
    "note",
    "ja_variants",
    "zh_forbidden",
    "status",
)
_BREAKS = re.compile("[\t\r\n]+")


def read(path: Path | str, dialect: Dialect | None = None) -> Iterator[TermRecord | RejectedRecord]:
    """The terms of the file and a RejectedRecord for each row that holds none.

    Columns go by the header, in any order and case; zh and ja are needed, others may be absent,
    unknown ones are passed over, and so are empty lines. Raises GlossaryError where the header is
    not one, CorpusError where the file cannot be read or decoded.
    """
    path = Path(path)
    is_csv = (dialect or dialect_of(path)) == "csv"
    with open_text(path, newline="") as file:
        reader = csv.reader(file) if is_csv else csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = _rows(path, reader)
        line, cells = next(rows, (1, []))
        columns = _header(path, line, cells)
        for line, cells in rows:
            if len(cells) > len(columns):
                text = f"The row has {len(cells)} columns where the header names {len(columns)}."
                reason = Reason(text, case="row_columns", found=len(cells), named=len(columns))
                yield RejectedRecord(line, reason)
                continue
            values = dict(zip(columns, cells, strict=False))
            yield _record(line, {name: unprotected(cell) for name, cell in values.items()})


def write(target: Target, terms: Iterable[Term], dialect: Dialect | None = None) -> int:
    """Writes the terms with a header line, UTF-8, and returns their number.

    The dialect follows the file name, and is TSV for a stream. CSV begins with a byte-order mark,
    without which Excel takes it for a legacy encoding. CorpusError where the target cannot be written.
    """
    if dialect is None:
        dialect = dialect_of(Path(target)) if isinstance(target, str | Path) else "tsv"
    written = 0
    with open_target(target) as raw:
        file = io.TextIOWrapper(raw, "utf-8-sig" if dialect == "csv" else "utf-8", newline="")
        writer = csv.writer(file, lineterminator="\r\n")
        for cells in (list(COLUMNS), *map(_cells, terms)):
            if dialect == "csv":
                writer.writerow(cells)
            else:
                file.write("\t".join(cells) + "\n")
            written += 1
        file.flush()
        file.detach()  # the target is closed by whoever opened it
    return written - 1


def _rows(path: Path, reader: "Reader") -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line where it begins."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise GlossaryError(
                f"{path}, line {line}: this is not a table ({error}); check the quotation marks.",
                case="file_csv",
                name=Path(path).name,
            ) from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _header(path: Path, line: int, cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    for needed in ("zh", "ja"):
        if needed not in names:
            raise GlossaryError(
                f"{path}, line {line}: no column is named {needed}; the first line must name the columns, "
                f"of which there may be {', '.join(COLUMNS)}.",
                case="file_header",
                name=path.name,
                missing=needed,
            )
    if twice := next((name for name in names if name in COLUMNS and names.count(name) > 1), None):
        raise GlossaryError(f"{path}, line {line}: two columns are named {twice}; remove one.")
    return names


def _record(line: int, values: dict[str, str]) -> TermRecord | RejectedRecord:
    status = values.get("status", "").strip().lower() or TermStatus.APPROVED.value
    if status not in set(TermStatus):
        known = ", ".join(TermStatus)
        text = f"The status {status!r} is unknown; use one of {known}."
        return RejectedRecord(line, Reason(text, case="row_status", status=status, known=known))
    forms: dict[str, Any] = {
        field: tuple(form for form in values.get(field, "").split("|") if form) for field in FORM_FIELDS
    }
    term = Term(
        zh=values.get("zh", ""),
        ja=values.get("ja", ""),
        area=values.get("area", "").strip().lower(),
        status=TermStatus(status),
        definition=values.get("definition", ""),
        note=values.get("note", ""),
        **forms,
    )
    return TermRecord(term, line, frozenset(values) & frozenset(COLUMNS))


def _cells(term: Term) -> list[str]:
    """The term's cells as they are written; a line break in a note, which TSV cannot hold, becomes a space."""
    cells = []
    for column in COLUMNS:
        value = getattr(term, column)
        cells.append(protected(_BREAKS.sub(" ", "|".join(value) if isinstance(value, tuple) else str(value))))
    return cells
