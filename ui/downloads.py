"""The translation as files to take away: plain text, a table, Word documents."""

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from corpus.formats.tsv import guarded
from corpus.languages import Direction, Language
from ui.workspace import Workspace, pairs_of

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS: dict[Language, str] = {"zh": "SimSun", "ja": "MS Mincho"}
_LANGUAGES: dict[Language, str] = {"zh": "zh-CN", "ja": "ja-JP"}


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
        writer.writerow(guarded(" ".join(cell.split("\t"))) for cell in cells)
    return table.getvalue().encode()


def as_docx(workspace: Workspace) -> bytes:
    """The translation as a Word document, one paragraph for each line of it."""
    document = _new_document()
    for line in workspace.text.strip("\n").split("\n"):
        _add_text(document.add_paragraph(), line.rstrip("\r"), workspace.direction.target)
    return _saved(document)


def as_docx_table(workspace: Workspace, heading: tuple[str, str]) -> bytes:
    """A Word document with the source in the left and the translation in the right column."""
    document = _new_document()
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    languages = (workspace.direction.source, workspace.direction.target)
    for cell, text, language in zip(table.rows[0].cells, heading, languages, strict=True):
        _add_text(cell.paragraphs[0], text, language, bold=True)
    for pair in pairs_of(workspace):
        for cell, text, language in zip(table.add_row().cells, pair, languages, strict=True):
            _add_text(cell.paragraphs[0], text, language)
    return _saved(document)


def file_name(workspace: Workspace, extension: str, moment: datetime | None = None) -> str:
    """A name that sorts by time and tells the direction: hoyaku-zh-ja-20260131-0930.docx."""
    stamp = (moment or workspace.opened).strftime("%Y%m%d-%H%M")
    return f"hoyaku-{workspace.direction}-{stamp}.{extension}"


def _new_document() -> WordDocument:
    document = Document()
    document.core_properties.author = ""  # the library's template names its own author
    document.core_properties.title = ""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    return document


def _add_text(paragraph: Paragraph, text: str, language: Language, bold: bool = False) -> None:
    """Fonts and language are set for East Asian text, or Word would choose by the reader's system."""
    run = paragraph.add_run(_printable(text))
    run.bold = bold
    run.font.size = Pt(10.5)
    run.font.name = _FONTS[language]
    properties = run._element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), _FONTS[language])
    spoken = properties.makeelement(qn("w:lang"), {qn("w:eastAsia"): _LANGUAGES[language]})
    properties.append(spoken)


def _printable(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _saved(document: WordDocument) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
