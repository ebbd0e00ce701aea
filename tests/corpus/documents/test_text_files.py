"""Plain text, Markdown and tables: what is translated, and that the rest stays, byte for byte."""

import codecs
from collections.abc import Mapping
from dataclasses import replace

import pytest

from corpus.documents import FileSegment, read_document, write_document
from corpus.errors import CorpusError
from corpus.languages import Direction


def sources(name: str, data: bytes, direction: Direction = Direction.ZH_JA) -> list[str]:
    return [segment.source for segment in read_document(name, data, direction).segments]


def translated(name: str, data: bytes, targets: Mapping[str, str], anchors: tuple[tuple[str, str], ...] = ()) -> bytes:
    content = read_document(name, data, Direction.ZH_JA)
    worked = [replace(segment, target=targets.get(segment.source, segment.target)) for segment in content.segments]
    assert targets.keys() <= {segment.source for segment in worked}
    return write_document(content.format, data, worked, Direction.ZH_JA, anchors)


class TestText:
    def test_lines_blanks_and_line_ends_stay(self) -> None:
        data = "\u3000\u3000合同生效。合同终止。\r\n\r\n1.\r\n甲方：\t乙方：\n".encode()
        assert sources("a.txt", data) == ["合同生效。", "合同终止。", "甲方：", "乙方："]
        done = translated("a.txt", data, {"合同生效。": "契約は発効する。", "乙方：": "乙　"})
        assert done.decode() == "\u3000契約は発効する。合同终止。\r\n\r\n1.\r\n甲方：\t乙　\n".replace(
            "\u3000契", "\u3000契"
        )

    @pytest.mark.parametrize(
        ("encoding", "mark"),
        [("gb18030", b""), ("utf-8-sig", codecs.BOM_UTF8), ("utf-16", codecs.BOM_UTF8), ("utf-16-le", b"")],
    )
    def test_encodings_are_found_and_utf8_is_written(self, encoding: str, mark: bytes) -> None:
        data = "本合同自双方签字之日起生效。".encode(encoding)
        done = translated("a.txt", data, {"本合同自双方签字之日起生效。": "本契約は署名の日から効力を生ずる。"})
        assert done == mark + "本契約は署名の日から効力を生ずる。".encode()

    def test_shift_jis_is_found(self) -> None:
        data = "本契約は、署名の日から効力を生ずる。".encode("cp932")
        assert sources("a.txt", data, Direction.JA_ZH) == ["本契約は、署名の日から効力を生ずる。"]

    @pytest.mark.parametrize(
        "data", [b"\xff\xfe\x00", b"\x00\x01\x02\x03" * 20, b"\x80\x81\xff" * 30, codecs.BOM_UTF8 + b"\xff"]
    )
    def test_what_is_no_text_is_refused(self, data: bytes) -> None:
        with pytest.raises(CorpusError, match=r"^a\.txt: the file .*save it as text in UTF-8\.$"):
            sources("a.txt", data)

    def test_a_wide_gap_parts_two_texts_but_spaces_out_a_title(self) -> None:
        assert sources("a.txt", "甲方（签字）：          乙方（签字）：\n合　　　同\n".encode()) == [
            "甲方（签字）：",
            "乙方（签字）：",
            "合　　　同",
        ]


MARKDOWN = """---
title: 合同
---
# 第一章 **总则**

甲方应当承担**违约责任**。乙方见[附件](a.md "t")和`code`。

> - 合同生效
>   之日
1. 项目\\*

| 名称 | 金额 |
|:---|---:|
| 设备 **甲** | 1,000 |

```
代码
```
<div>网页</div>

![图](a.png) 说明[^1]
"""


class TestMarkdown:
    def test_text_is_read_without_markup(self) -> None:
        assert sources("a.md", MARKDOWN.encode()) == [
            "第一章 总则",
            "甲方应当承担违约责任。",
            "乙方见附件和code。",
            "合同生效",
            "之日",
            "项目*",
            "名称",
            "金额",
            "设备 甲",
            "说明[^1]",
        ]

    def test_markup_stays_and_finds_its_place(self) -> None:
        targets = {
            "第一章 总则": "第1章 総則",
            "甲方应当承担违约责任。": "債務不履行責任は、甲が負う。",
            "乙方见附件和code。": "乙は、codeと別紙を見る。",
            "之日": "の日",
            "项目*": "項目*",
            "设备 甲": "甲の|設備",
            "说明[^1]": "説明[^1]",
        }
        anchors = (("违约责任", "債務不履行責任"), ("附件", "別紙"), ("总则", "総則"))
        done = translated("a.md", MARKDOWN.encode(), targets, anchors).decode()
        expected = (
            MARKDOWN.replace("第一章 **总则**", "第1章 **総則**")
            .replace("甲方应当承担**违约责任**。", "**債務不履行責任**は、甲が負う。")
            .replace('乙方见[附件](a.md "t")和`code`。', '乙は、`code`と[別紙](a.md "t")を見る。')
            .replace("之日", "の日")
            .replace("项目\\*", "項目*")
            .replace("设备 **甲**", "**甲**の\\|設備")
            .replace("说明[^1]", "説明[^1]")
        )
        assert done == expected

    def test_a_wrapped_paragraph_is_one_sentence(self) -> None:
        line = "本合同自双方法定代表人或者授权代表签字并加盖公章之日起生效一式"
        assert sources("a.md", f"{line}\n四份。\n".encode()) == [f"{line}四份。"]
        done = translated("a.md", f"- {line}\n  四份。\n\n后\n".encode(), {f"{line}四份。": "四通を作成する。"})
        assert done.decode() == "- 四通を作成する。\n\n后\n"

    @pytest.mark.parametrize("text", ["*注*", "1. 契約", "# 契約", "[a](b)", "`c`", "<b>", "契約_甲_", "a | b", "> x"])
    def test_a_translation_that_looks_like_markup_is_text(self, text: str) -> None:
        for source in ("合同\n", "> 合同\n", "| 合同 |\n|---|\n"):
            done = translated("a.md", source.encode(), {"合同": text})
            assert sources("a.md", done + "\n\n末".encode())[:-1] == [text]

    def test_emphasis_that_markdown_does_not_take_next_to_brackets_is_html(self) -> None:
        done = translated("a.md", "依**合同**。\n".encode(), {"依合同。": "「契約」に依る。"}, (("合同", "「契約」"),))
        assert done.decode() == "**「契約」**に依る。\n" or "<strong>「契約」</strong>" in done.decode()

    def test_line_ends_of_windows_stay(self) -> None:
        data = "# 合同\r\n\r\n甲方\r\n".encode()
        assert translated("a.md", data, {"合同": "契約"}).decode() == "# 契約\r\n\r\n甲方\r\n"

    def test_untranslated_it_is_the_same_file(self) -> None:
        assert translated("a.md", MARKDOWN.encode(), {}).decode() == MARKDOWN


class TestTables:
    def test_a_header_names_the_columns_and_others_stay(self) -> None:
        data = "no\tja\tZH\n1\t\t合同\n2\t甲\t甲方␊乙方\n\n".encode()
        content = read_document("a.tsv", data, Direction.ZH_JA)
        assert content.segments == (
            FileSegment(0, "合同"),
            FileSegment(1, "甲方\n乙方", target="甲", state="translated"),
        )
        done = translated("a.tsv", data, {"合同": "契\t約", "甲方\n乙方": "甲\n乙"})
        assert done.decode() == "no\tja\tZH\n1\t契␉約\t合同\n2\t甲␊乙\t甲方␊乙方\n\n"

    def test_one_column_is_source_and_the_other_is_added(self) -> None:
        assert translated("a.tsv", "合同\n甲方\n".encode(), {"合同": "契約"}).decode() == "合同\t契約\n甲方\t\n"
        assert translated("a.csv", "zh\r\n合同\r\n".encode(), {"合同": "契約"}).decode() == "zh\tja\r\n合同\t契約\r\n"

    def test_csv_keeps_its_quotes_where_they_are_needed(self) -> None:
        data = codecs.BOM_UTF8 + 'zh,ja,x\r\n"甲,乙",,1\r\n合同,契約,"a""b"\r\n'.encode()
        done = translated("a.csv", data, {"甲,乙": "甲,\n乙"})
        assert done == codecs.BOM_UTF8 + 'zh,ja,x\r\n"甲,乙","甲,\n乙",1\r\n合同,契約,"a""b"\r\n'.encode()

    @pytest.mark.parametrize(
        ("text", "direction"),
        [
            ("zh\tja\n合同\t\n", Direction.ZH_JA),
            ("zh\tja\n\t契約\n", Direction.JA_ZH),
            ("ja\n契約\n", Direction.JA_ZH),
            ("zh\tja\n合同\t契約\n", None),
            ("合同\n", None),
        ],
    )
    def test_the_filled_column_is_the_source(self, text: str, direction: Direction | None) -> None:
        assert read_document("a.tsv", text.encode(), Direction.ZH_JA).direction is direction
