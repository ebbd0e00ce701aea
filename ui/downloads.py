"""The translation as files to take away: plain text, a table, Word documents."""

import csv
from datetime import datetime
from io import StringIO

from corpus.documents import FileSegment, write_bilingual_docx, write_plain_docx
from corpus.formats.spreadsheet import protected
from corpus.languages import Direction
from ui.workspace import Workspace, pairs_of

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_txt(workspace: Workspace) -> bytes:
    """The translation alone, in UTF-8, paragraphs as in the source."""
    return workspace.text.encode()


def as_tsv(workspace: Workspace) -> bytes:
    """The pairs with the columns zh and ja, in UTF-8, so that they can be imported into the corpus; no cell is one that
    a spreadsheet executes.
    """
    table = StringIO(newline="")
    writer = csv.writer(table, delimiter="\t", lineterminator="\n")
    writer.writerow(("zh", "ja"))
    for source, target in pairs_of(workspace):
        cells = (source, target) if workspace.direction is Direction.ZH_JA else (target, source)
        writer.writerow(protected(" ".join(cell.split("\t"))) for cell in cells)
    return table.getvalue().encode()


def as_docx(workspace: Workspace) -> bytes:
    """The translation as a Word document, one paragraph for each line of it."""
    return write_plain_docx(workspace.text, workspace.direction.target)


def as_docx_table(workspace: Workspace, heading: tuple[str, str]) -> bytes:
    """A Word document with the source in the left and the translation in the right column."""
    segments = [FileSegment(0, source, target=target) for source, target in pairs_of(workspace)]
    return write_bilingual_docx(segments, workspace.direction, "", heading)


def file_name(workspace: Workspace, extension: str, moment: datetime | None = None) -> str:
    """A name that sorts by time and tells the direction: hoyaku-zh-ja-20260131-0930.docx."""
    stamp = (moment or workspace.opened).strftime("%Y%m%d-%H%M")
    return f"hoyaku-{workspace.direction}-{stamp}.{extension}"
