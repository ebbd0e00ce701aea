"""A sale contract as a law firm's Word file: numbered articles, a table, notes, a header, a page number, a link.

The Chinese text and its Japanese translation are those of the seed document sale-01.
"""

import csv
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

SEEDS = Path(__file__).parents[3] / "corpus" / "data" / "documents" / "contracts-a.tsv"
BOLD = ("甲方", "乙方")
LINK = ("人民法院", "https://www.court.gov.cn/")
NOTED = ("增值税专用发票", "违约金")  # the words behind which the two notes stand
NOTES = ("指依照税收法律法规开具的增值税专用发票。", "违约金的数额可以由人民法院依法调整。")
HEADER = "设备买卖合同（合同编号：YP-EQ-2025-0317）"
PRICE_TABLE = [
    ("项目", "数量", "金额"),
    ("五轴立式加工中心", "4", "5,120,000"),
    ("安装调试费", "1", "已包括"),
    ("操作人员培训费", "1", "已包括"),
]
EXTRA = {  # what the seed document does not hold
    NOTES[0]: "税法令により発行される増値税専用インボイスをいう。",
    NOTES[1]: "違約金の額は、人民法院が法により調整することができる。",
    HEADER: "設備売買契約書（契約番号　YP-EQ-2025-0317）",
    "第1页　共2页": "第1頁　全2頁",
    "项目": "項目",
    "数量": "数量",
    "金额": "金額",
    "五轴立式加工中心": "5軸立形マシニングセンタ",
    "安装调试费": "据付調整費",
    "操作人员培训费": "操作要員研修費",
    "已包括": "込み",
}
_ARTICLE = " "  # between 第一条 and its heading in the seeds


def translations() -> dict[str, str]:
    """The Japanese of every segment of the contract, by its Chinese."""
    return {_unnumbered(zh): _unnumbered(ja) for zh, ja in _rows()} | EXTRA


def build_contract() -> bytes:
    """The contract as a .docx file."""
    document = Document()
    _set_defaults(document)
    _add_numbering(document)
    for place, (zh, _) in enumerate(_rows()):
        if place == 0:
            document.add_paragraph(zh, style="Title")
        elif zh.startswith("第") and _ARTICLE in zh[:8]:
            _numbered(document.add_paragraph(_unnumbered(zh), style="Heading 1"), 0)
        elif zh.startswith("（"):
            _numbered(_add_text(document.add_paragraph(), _unnumbered(zh)), 1)
        else:
            _add_text(document.add_paragraph(), zh)
        if zh.startswith("上述总价"):
            _add_table(document)
    _add_header_and_footer(document)
    _add_notes(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _rows() -> Iterator[tuple[str, str]]:
    with SEEDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["document"] == "sale-01":
                yield row["zh"], row["ja"]


def _unnumbered(text: str) -> str:
    """The text without the number that the file counts by itself: 第一条 or （一）, 第1条 or (1)."""
    if text.startswith("第") and _ARTICLE in text[:8]:
        return text.split(_ARTICLE, 1)[1]
    if text[:1] in ("（", "(") and text[2:3] in ("）", ")"):
        return text[3:].lstrip()
    return text


def _set_defaults(document: WordDocument) -> None:
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        font = "宋体" if name == "Normal" else "黑体"
        style.font.name = "Times New Roman"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        style.font.size = Pt(12)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for language in defaults.findall(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _add_numbering(document: WordDocument) -> None:
    levels = (("第%1条", "chineseCountingThousand"), ("（%2）", "chineseCounting"))
    made = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (text, kind) in enumerate(levels)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{made}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def _numbered(paragraph: Paragraph, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.get_or_add_numPr().get_or_add_ilvl().val = level
    properties.get_or_add_numPr().get_or_add_numId().val = 90


def _add_text(paragraph: Paragraph, text: str) -> Paragraph:
    """The parties in bold where a line begins with one, the court as a link, notes behind the words that have one."""
    if text[:2] in BOLD and text[2:3] in ("（", "应"):
        paragraph.add_run(text[:2]).bold = True
        text = text[2:]
    for number, word in enumerate(NOTED, start=1):
        if word in text:
            head, text = text.split(word, 1)
            paragraph.add_run(head + word)
            reference = f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            paragraph._p.append(parse_xml(f'{reference}<w:footnoteReference w:id="{number}"/></w:r>'))
    if LINK[0] in text:
        head, text = text.split(LINK[0], 1)
        paragraph.add_run(head)
        target = paragraph.part.relate_to(LINK[1], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = f'<w:hyperlink {nsdecls("w", "r")} r:id="{target}"><w:r><w:rPr><w:color w:val="0000FF"/>'
        paragraph._p.append(parse_xml(f'{link}<w:u w:val="single"/></w:rPr><w:t>{LINK[0]}</w:t></w:r></w:hyperlink>'))
    paragraph.add_run(text)
    return paragraph


def _add_table(document: WordDocument) -> None:
    table = document.add_table(rows=0, cols=3, style="Table Grid")
    for row in PRICE_TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _add_header_and_footer(document: WordDocument) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = HEADER
    paragraph = section.footer.paragraphs[0]
    for before, code, result, after in (("第", "PAGE", "1", "页　共"), ("", "NUMPAGES", "2", "页")):
        paragraph.add_run(before)
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{result}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        ):
            paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))
        paragraph.add_run(after)


def _add_notes(document: WordDocument) -> None:
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    notes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(NOTES, start=1)
    )
    content = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {nsdecls("w")}>{separators}{notes}</w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, content.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
