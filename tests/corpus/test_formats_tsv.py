"""Pairs as tab-separated and comma-separated values."""

import csv
import io
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.formats import tsv
from corpus.formats.rejected import RejectedLine
from corpus.formats.spreadsheet import protected, unprotected
from corpus.pairs import NewPair


def file_of(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_columns_go_by_the_header_in_any_order(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.tsv", "Area\tJA\tremark\tzh\tposition\ncontract\t契約\tx\t合同\t7\n")
    assert list(tsv.read(path)) == [NewPair("合同", "契約", None, "contract", None, 7, 2)]


def test_without_a_header_the_first_two_columns_are_taken(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.tsv", "合同\t契約\tstatute\n\n抵押权\t抵当権\r\n")
    assert list(tsv.read(path)) == [NewPair("合同", "契約", line=1), NewPair("抵押权", "抵当権", line=3)]


def test_tab_and_line_break_in_a_text_are_written_visibly() -> None:
    stream = io.StringIO()
    tsv.write(stream, [NewPair("甲\t乙\n丙\r", "甲")])
    assert stream.getvalue() == "zh\tja\tgenre\tarea\tdocument\tposition\n甲␉乙␊丙␍\t甲\t\t\t\t\n"


def test_quotation_marks_mean_nothing_in_tsv(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.tsv", 'zh\tja\n"合同\t契約"\n')
    assert list(tsv.read(path)) == [NewPair('"合同', '契約"', line=2)]


def test_csv_is_what_a_spreadsheet_reads(tmp_path: Path) -> None:
    tsv.write(tmp_path / "a.csv", [NewPair('他说"好"，\n成交', "a,b", "letter")])
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfzh,ja,")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(iter(csv.DictReader(file)))["zh"] == '他说"好"，\n成交'


def test_malformed_rows_are_rejected_one_by_one(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.tsv", "zh\tja\tposition\n合同\n甲\t乙\t1\n甲\t乙\t三\n甲\t乙\t1\t余\n丙\t丁\n")
    assert list(tsv.read(path)) == [
        RejectedLine(2, "1 column where zh and ja need 2"),
        NewPair("甲", "乙", position=1, line=3),
        RejectedLine(4, "the position '三' is not a whole number from 0 on"),
        RejectedLine(5, "4 columns where the header names 3"),
        NewPair("丙", "丁", line=6),
    ]


@pytest.mark.parametrize("position", ["-1", "1.5", "²", "１", "99999999999", "0" * 11 + "9" * 30])
def test_a_position_is_a_number_the_database_holds(tmp_path: Path, position: str) -> None:
    path = file_of(tmp_path, "a.tsv", f"zh\tja\tposition\n甲\t乙\t{position}\n")
    assert [type(item) for item in tsv.read(path)] == [RejectedLine]


def test_broken_csv_rows_are_rejected_and_the_next_line_is_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.csv", 'zh,ja\n"甲"乙,丙\n丁,"戊\n己"\n"庚,辛\n')
    assert list(tsv.read(path)) == [
        RejectedLine(2, "line 2 cannot be read as CSV (',' expected after '\"'): check the quotation marks"),
        NewPair("丁", "戊\n己", line=3),
        RejectedLine(5, "line 5 cannot be read as CSV (unexpected end of data): check the quotation marks"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("suffix", ["tsv", "csv"])
def test_encodings_that_announce_themselves_are_read(tmp_path: Path, encoding: str, suffix: str) -> None:
    separator = "\t" if suffix == "tsv" else ","
    path = file_of(tmp_path, f"a.{suffix}", f"zh{separator}ja\r\n合同{separator}契約\r\n".encode(encoding))
    assert list(tsv.read(path)) == [NewPair("合同", "契約", line=2)]


@pytest.mark.parametrize(
    ("content", "encoding", "named"),
    [
        ("zh\tja\n合同自双方签字之日起生效。\t契約は、効力を生ずる。\n", "gb18030", "GB18030"),
        ("zh\tja\n契約\t契約は、署名の日に効力を生ずる。\n", "cp932", "CP932"),
        ("合同自双方签字之日起生效。\t契約は、効力を生ずる。\n", "utf-16-le", "UTF-16LE"),
    ],
)
def test_other_encodings_are_refused_by_name(tmp_path: Path, content: str, encoding: str, named: str) -> None:
    path = file_of(tmp_path, "a.tsv", content.encode(encoding))
    with pytest.raises(CorpusError, match=rf"a\.tsv, line \d: .* seems to be {named}; convert it"):
        list(tsv.read(path))


def test_a_wrong_byte_is_found_far_into_the_file(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a.tsv", "甲\t乙\n".encode() * 400_000 + b"\xff\n")
    with pytest.raises(CorpusError, match="line 400001: the file is not UTF-8"):
        next(tsv.read(path))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("\n \n", "is empty"),
        ("zh\ten\n合同\tcontract\n", "names no column ja"),
        ("契約は、成立する。\t合同成立。\n", "the first column is Chinese, but it holds Japanese"),
    ],
)
def test_a_file_without_pairs_is_refused(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(CorpusError, match=sentence):
        list(tsv.read(file_of(tmp_path, "a.tsv", content)))


EXECUTABLE = ["=1+1", "+86", "-5元", "@SUM(A1)", "＝1", "＋1", "－1", "＠a", "'=1", "''-x", "\t=1", "\n=1", "\r"]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_no_cell_is_one_that_a_spreadsheet_executes_and_all_come_back(tmp_path: Path, name: str) -> None:
    pairs = [
        NewPair(text, f"{text}契約", document=text.strip() or None) for text in (*EXECUTABLE, "合同", "'合同'", "a=b")
    ]
    tsv.write(tmp_path / name, pairs)
    content = (tmp_path / name).read_text(encoding="utf-8-sig")
    rows = csv.reader(io.StringIO(content), delimiter="," if name == "a.csv" else "\t")
    assert [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r\n＝＋－＠")] == []
    back = list(tsv.read(tmp_path / name))
    assert [(pair.zh, pair.ja, pair.document) for pair in back if isinstance(pair, NewPair)] == [
        (pair.zh, pair.ja, pair.document) for pair in pairs
    ]


@pytest.mark.parametrize("cell", ["合同", "'合同", "a-b", "", "1-2", "'"])
def test_other_cells_are_written_as_they_are(cell: str) -> None:
    assert protected(cell) == cell
    assert unprotected(cell) == cell
