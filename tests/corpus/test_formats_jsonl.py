"""Pairs as JSON lines."""

import io
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.formats import jsonl
from corpus.formats.rejected import RejectedLine
from corpus.pairs import NewPair


def file_of(folder: Path, content: str) -> Path:
    path = folder / "a.jsonl"
    path.write_bytes(content.encode())
    return path


def test_one_object_a_line_without_empty_fields() -> None:
    stream = io.BytesIO()
    assert jsonl.write(stream, [NewPair("合同", "契約", "contract", position=0), NewPair("甲\n乙", "丙")]) == 2
    assert stream.getvalue().decode() == (
        '{"zh": "合同", "ja": "契約", "genre": "contract", "position": 0}\n{"zh": "甲\\n乙", "ja": "丙"}\n'
    )


def test_members_go_by_name_and_others_are_passed_over(tmp_path: Path) -> None:
    path = file_of(tmp_path, '{"score": 1, "ja": "契約", "area": null, "zh": "合同", "position": "3"}\r\n\n')
    assert list(jsonl.read(path)) == [NewPair("合同", "契約", position=3, line=1)]


def test_a_line_separator_inside_a_text_is_text(tmp_path: Path) -> None:
    path = file_of(tmp_path, '{"zh": "甲\u2028乙\x85", "ja": "丙"}\n')
    assert list(jsonl.read(path)) == [NewPair("甲\u2028乙\x85", "丙", line=1)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"zh": "甲"', "the line is not JSON (expecting ',' delimiter, column 11)"),
        ("[1, 2]", "the line is not a JSON object"),
        ('{"zh": "甲"}', "the object has no member 'ja'"),
        ('{"zh": null, "ja": "乙"}', "the object has no member 'zh'"),
        ('{"zh": 1, "ja": "乙"}', "the member 'zh' is 1 and not a text"),
        ('{"zh": "甲", "ja": ["乙"]}', """the member 'ja' is ["\\u4e59"] and not a text"""),
        ('{"zh": "甲", "ja": "乙", "position": true}', "the member 'position' is true and not a text"),
        ('{"zh": "甲", "ja": "乙", "position": -1}', "the position '-1' is not a whole number from 0 on"),
        ("[" * 100_000, "the line is no JSON that can be read"),
    ],
)
def test_a_malformed_line_is_rejected_and_the_next_is_read(tmp_path: Path, line: str, message: str) -> None:
    path = file_of(tmp_path, line + '\n{"zh": "合同", "ja": "契約"}\n')
    assert list(jsonl.read(path)) == [RejectedLine(1, message), NewPair("合同", "契約", line=2)]


def test_a_legacy_encoding_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"zh": "合同自签字之日起生效。", "ja": "x"}\n'.encode("gb18030"))
    with pytest.raises(CorpusError, match=r"line 1: .* seems to be GB18030; convert it"):
        list(jsonl.read(path))
