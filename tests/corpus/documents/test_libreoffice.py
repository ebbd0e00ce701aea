"""Word files as another word processor reads them: LibreOffice opens, counts and lays out what was written."""

import io
import runpy
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document

from corpus.documents import read_document, write_bilingual_docx, write_document
from corpus.languages import Direction

CONTRACT = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("contract.py"))))
OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,  # LibreOffice takes some seconds for each file
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed"),
]
Convert = Callable[..., list[bytes]]


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    folder = tmp_path_factory.mktemp("office")

    def converted(kind: str, *files: bytes) -> list[bytes]:
        names = [f"in-{number}" for number in range(len(files))]
        for name, data in zip(names, files, strict=True):
            (folder / f"{name}.docx").write_bytes(data)
        command = [
            *(str(OFFICE), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *("--convert-to", kind, "--outdir", str(folder / "out"), *(str(folder / f"{name}.docx") for name in names)),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=200)
        written = [folder / "out" / f"{name}.{kind.split(':')[0]}" for name in names]
        contents = [path.read_bytes() for path in written]
        for path in written:
            path.unlink()
        return contents

    return converted


@pytest.fixture(scope="module")
def source() -> bytes:
    return CONTRACT.build_contract()


@pytest.fixture(scope="module")
def target(source: bytes) -> bytes:
    content = read_document("a.docx", source, Direction.ZH_JA)
    worked = [replace(s, target=CONTRACT.translations()[s.source], state="translated") for s in content.segments]
    return write_document(content.format, source, worked, Direction.ZH_JA)


def test_the_text_is_the_translation_with_the_same_automatic_numbers(
    source: bytes, target: bytes, convert: Convert
) -> None:
    texts_of_both = convert("txt:Text (encoded):UTF8", source, target)
    old, new = (text.decode("utf-8-sig").split("\n") for text in texts_of_both)
    old, new = ([line.strip() for line in lines] for lines in (old, new))
    texts = {**CONTRACT.translations(), "": ""}

    def in_japanese(line: str) -> str:
        """The line with its number and without: 第一条 and what follows it."""
        for chinese in sorted(filter(None, texts), key=len, reverse=True):
            if line.endswith(chinese):
                return line.removesuffix(chinese) + texts[chinese]
        return line

    for number, (zh, ja) in enumerate((("发票", "インボイス"), ("违约金", "違約金")), start=1):
        assert sum(f"{zh}{number}" in line for line in old) == sum(f"{ja}{number}" in line for line in new) == 1
        old = [line.replace(f"{zh}{number}", zh) for line in old]
        new = [line.replace(f"{ja}{number}", ja) for line in new]
    assert [in_japanese(line) for line in old] == new
    assert sum(line.startswith("第") and "条" in line[:4] for line in new) == 9
    assert [line[:3] for line in new if line.startswith("（")] == ["（一）", "（二）", "（三）", "（四）"]


def test_it_is_saved_again_with_styles_table_header_and_notes(source: bytes, target: bytes, convert: Convert) -> None:
    old, new = (Document(io.BytesIO(data)) for data in convert("docx", source, target))
    assert [p.style.name for p in new.paragraphs] == [p.style.name for p in old.paragraphs]
    numbers = [[len(p._p.xpath(".//w:numPr")) for p in document.paragraphs] for document in (old, new)]
    assert numbers[0] == numbers[1]
    assert sum(numbers[0]) == 13
    table = [[cell.text for cell in row.cells] for row in new.tables[0].rows]
    assert table[0] == ["項目", "数量", "金額"]
    assert [len(row) for row in table] == [len(row.cells) for row in old.tables[0].rows]
    assert new.sections[0].header.paragraphs[0].text == CONTRACT.translations()[CONTRACT.HEADER]
    footer = new.sections[0].footer._element
    assert [code.text.split()[0] for code in footer.xpath(".//w:instrText")] == ["PAGE", "NUMPAGES"]
    notes = next(part for part in new.part.package.iter_parts() if "footnotes" in str(part.partname)).blob.decode()
    assert all(CONTRACT.translations()[note] in notes for note in CONTRACT.NOTES)
    assert len(new.part.element.xpath(".//w:footnoteReference")) == 2
    assert len(new.part.element.xpath(".//w:hyperlink")) == 1


def test_it_is_laid_out(target: bytes, convert: Convert) -> None:
    [pdf] = convert("pdf", target)
    assert pdf.startswith(b"%PDF")


def test_the_table_of_both_languages_opens(source: bytes, convert: Convert) -> None:
    content = read_document("a.docx", source, Direction.ZH_JA)
    worked = [replace(s, target=CONTRACT.translations()[s.source]) for s in content.segments]
    data = write_bilingual_docx(worked, Direction.ZH_JA, "设备买卖合同", ("中文", "日文"))
    [saved] = convert("docx", data)
    rows = Document(io.BytesIO(saved)).tables[0].rows
    assert [cell.text for cell in rows[0].cells] == ["中文", "日文"]
    assert [tuple(cell.text for cell in row.cells) for row in list(rows)[1:]] == [(s.source, s.target) for s in worked]
