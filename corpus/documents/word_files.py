"""Word documents made anew: a translation alone, or beside its source."""

import re
from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from corpus.documents.content import FileSegment
from corpus.languages import Direction, Language

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS: dict[Language, str] = {"zh": "SimSun", "ja": "MS Mincho"}
_TAGS: dict[Language, str] = {"zh": "zh-CN", "ja": "ja-JP"}


def write_plain_docx(text: str, language: Language) -> bytes:
    """The text as a Word document, a paragraph for each line of it."""
    document = _new_document()
    for line in text.strip("\n").split("\n"):
        _add_text(document.add_paragraph(), line.rstrip("\r"), language)
    return _saved(document)


def write_bilingual_docx(
    segments: Sequence[FileSegment], direction: Direction, title: str, headings: tuple[str, str]
) -> bytes:
    """A Word document with the sources in the left and the targets in the right column, for reading side by side.

    The row of the headings is repeated on every page, and no segment is broken across two. No title, no line for it.
    """
    document = _new_document()
    if title:
        document.core_properties.title = _printable(title)[:255]
        _add_text(document.add_paragraph(), title, direction.source, bold=True)
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    _fill(table.rows[0], headings, direction, bold=True)
    for segment in segments:
        _fill(table.add_row(), (segment.source, segment.target), direction)
    return _saved(document)


def _fill(row: _Row, texts: tuple[str, str], direction: Direction, bold: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:cantSplit"), {}))
    if bold:
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))
    languages = (direction.source, direction.target)
    for cell, text, language in zip(row.cells, texts, languages, strict=True):
        _add_text(cell.paragraphs[0], text, language, bold)


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
    spoken = properties.makeelement(qn("w:lang"), {qn("w:eastAsia"): _TAGS[language]})
    properties.append(spoken)


def _printable(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _saved(document: WordDocument) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
