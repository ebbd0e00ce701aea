"""Files to take away: they open again and hold what was on the page."""

import csv
import runpy
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document

from corpus.formats import read_pairs
from corpus.languages import Direction
from service.results import SegmentTranslation, TextTranslation, TranslationOptions
from ui.downloads import as_docx, as_docx_table, as_tsv, as_txt, file_name
from ui.workspace import Workspace, set_text

STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
OPTIONS = TranslationOptions(Direction.ZH_JA)


@pytest.fixture
def workspace() -> Workspace:
    segments = (
        SegmentTranslation("甲方<签字>。", "甲が「署名」\tする & 終わる。", "fast", after="\n\n"),
        SegmentTranslation("乙方。", "乙。", "fast", after="\n"),
    )
    return Workspace.of("甲方<签字>。\n\n乙方。\n", OPTIONS, TextTranslation(segments, Direction.ZH_JA, "", 0.0))


def test_txt_is_the_translation_with_its_paragraphs(workspace: Workspace) -> None:
    assert as_txt(workspace).decode() == "甲が「署名」\tする & 終わる。\n\n乙。\n"


def test_downloads_hold_the_edits(workspace: Workspace) -> None:
    assert as_txt(set_text(workspace, 1, "乙である。")).decode().endswith("乙である。\n")


def test_tsv_has_the_columns_zh_and_ja(workspace: Workspace) -> None:
    rows = list(csv.reader(StringIO(as_tsv(workspace).decode()), delimiter="\t"))
    assert rows == [["zh", "ja"], ["甲方<签字>。", "甲が「署名」 する & 終わる。"], ["乙方。", "乙。"]]


def test_tsv_can_be_imported_into_the_corpus(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "download.tsv"
    path.write_bytes(as_tsv(workspace))
    assert [(pair.zh, pair.ja) for pair in read_pairs(path)][1] == ("乙方。", "乙。")


def test_no_cell_of_the_tsv_is_a_formula() -> None:
    segment = SegmentTranslation("=1+1", "＝2", "fast")
    table = as_tsv(Workspace.of("=1+1", OPTIONS, TextTranslation((segment,), Direction.ZH_JA, "", 0.0))).decode()
    assert table.splitlines()[1] == "'=1+1\t'＝2"


def test_tsv_of_the_other_direction_has_the_languages_in_their_columns() -> None:
    segment = SegmentTranslation("抵当権者。", "抵押权人。", "fast")
    options = TranslationOptions(Direction.JA_ZH)
    workspace = Workspace.of("抵当権者。", options, TextTranslation((segment,), Direction.JA_ZH, "", 0.0))
    assert as_tsv(workspace).decode().splitlines() == ["zh\tja", "抵押权人。\t抵当権者。"]


def test_docx_has_a_paragraph_for_each_line(workspace: Workspace) -> None:
    document = Document(BytesIO(as_docx(workspace)))
    assert [paragraph.text for paragraph in document.paragraphs] == ["甲が「署名」\tする & 終わる。", "", "乙。"]
    run = document.paragraphs[0].runs[0]
    assert "ja-JP" in run._element.xml
    assert "MS Mincho" in run._element.xml
    assert document.core_properties.author == ""


def test_docx_table_has_both_languages_side_by_side(workspace: Workspace) -> None:
    document = Document(BytesIO(as_docx_table(workspace, ("Chinese", "Japanese"))))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [["Chinese", "Japanese"], ["甲方<签字>。", "甲が「署名」\tする & 終わる。"], ["乙方。", "乙。"]]


def test_control_characters_do_not_break_the_word_file() -> None:
    segment = SegmentTranslation("甲\x0b乙", "甲\x00\x0b乙\ud800", "fast")
    workspace = Workspace.of("甲", OPTIONS, TextTranslation((segment,), Direction.ZH_JA, "", 0.0))
    assert Document(BytesIO(as_docx(workspace))).paragraphs[0].text == "甲乙"


def test_a_file_name_tells_direction_and_time(workspace: Workspace) -> None:
    assert file_name(workspace, "tsv") == f"hoyaku-zh-ja-{workspace.opened:%Y%m%d-%H%M}.tsv"
