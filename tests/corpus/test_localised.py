"""Two small trees in four formats are aligned block by block; what does not match is told, not guessed."""

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.localised import AlignedDocument, align_trees
from corpus.localised.block import Block, plain
from corpus.localised.markdown import read_markdown
from corpus.localised.restructured import read_restructured

TREES = Path(__file__).parent / "localised"


@pytest.fixture(scope="module")
def documents() -> dict[str, AlignedDocument]:
    return {document.path: document for document in align_trees(TREES / "zh", TREES / "ja")}


def texts(document: AlignedDocument) -> list[tuple[str, str]]:
    return [(pair.zh, pair.ja) for pair in document.pairs]


def test_markdown_gives_headings_sentences_items_and_cells(documents: dict[str, AlignedDocument]) -> None:
    document = documents["guide/install.md"]
    assert texts(document) == [
        ("安装本软件", "本ソフトウェアのインストール"),
        ("请先阅读许可条款。", "まずライセンス条項をお読みください。"),
        ("然后运行 setup 命令。", "次に、 setup コマンドを実行します。"),
        ("安装需要 2 GB 空间。", "インストールには 2 GB の容量が必要です。"),
        ("打开设置窗口", "設定ウィンドウを開きます"),
        ("详见 一节。", "詳しくは の節をご覧ください。"),
        ("名称", "名前"),
        ("说明", "説明"),
        ("超时", "タイムアウト"),
        ("等待的秒数，默认为 30", "待機する秒数、既定値は 30"),
    ]
    assert [(pair.document, pair.position) for pair in document.pairs][-1] == ("guide/install.md", 9)


def test_restructured_text_gives_the_same_and_nothing_of_code(documents: dict[str, AlignedDocument]) -> None:
    assert texts(documents["api.rst"])[:3] == [
        ("合同接口", "契約インターフェース"),
        ("调用 提交函数 前，请登录 管理页面。", "送信関数 を呼び出す前に、管理ページ にログインしてください。"),
        ("最多重试 3 次。", "再試行は最大 3 回です。"),
    ]
    assert texts(documents["api.rst"])[-1] == ("合同生效日", "契約の効力発生日")


def test_messages_are_matched_by_themselves_whatever_their_order(documents: dict[str, AlignedDocument]) -> None:
    assert texts(documents["messages.po"]) == [
        ("保存文件", "ファイルを保存する"),
        ("打开合同。", "契約書を開きます。"),
        ("请稍候。", "しばらくお待ちください。"),
        ("删除 %d 个文件", "%d 個のファイルを削除する"),
    ]


def test_a_sentence_whose_numbers_differ_is_left_out_with_the_reason(documents: dict[str, AlignedDocument]) -> None:
    ((filter_name, reason),) = [(one.filter, one.reason) for one in documents["guide/install.md"].dropped]
    assert (filter_name, reason) == ("numbers", "the ja text lacks the number 5")


def test_editions_that_do_not_match_say_where(documents: dict[str, AlignedDocument]) -> None:
    assert documents["overview.md"].problem == "block 2 is paragraph in zh and item in ja"
    assert documents["only.md"].problem == f"is not in {TREES / 'ja'}"
    assert documents["only.md"].pairs == []


def test_one_bad_document_does_not_stop_the_others(tmp_path: Path) -> None:
    for side, text in (("zh", "# 契约"), ("ja", "# 契約")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "good.md").write_text(text, encoding="utf-8")
        (tmp_path / side / "bad.md").write_bytes("# 契約".encode("cp932"))
        (tmp_path / side / "bad.po").write_text("hello\n", encoding="utf-8")
    documents = {document.path: document for document in align_trees(tmp_path / "zh", tmp_path / "ja")}
    assert texts(documents["good.md"]) == [("契约", "契約")]
    assert "is not UTF-8" in documents["bad.md"].problem
    assert "no PO file that can be read" in documents["bad.po"].problem


def test_a_block_with_more_sentences_on_one_side_is_one_pair(tmp_path: Path) -> None:
    for side, text in (
        ("zh", "甲方应当支付货款，并在三日内通知乙方。"),
        ("ja", "甲は、代金を支払う。甲は、3日以内に乙に通知する。"),
    ):
        (tmp_path / side).mkdir()
        (tmp_path / side / "a.md").write_text(text, encoding="utf-8")
    (document,) = align_trees(tmp_path / "zh", tmp_path / "ja")
    assert [pair.ja for pair in document.pairs] == ["甲は、代金を支払う。甲は、3日以内に乙に通知する。"]


def test_a_folder_that_is_none_or_empty_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is no folder; name the two folders"):
        list(align_trees(tmp_path / "absent", TREES / "ja"))
    with pytest.raises(CorpusError, match=r"holds no document; put files with one of \.md"):
        list(align_trees(tmp_path, TREES / "ja"))


def test_front_matter_goes_and_code_and_html_keep_their_place_only() -> None:
    text = "---\ntitle: 标题\n---\n# 一\n\n```\nx\n```\n\n<div>二</div>\n\n三\n四 <b>五</b>\n"
    assert read_markdown(text) == [
        Block("heading1", "一"),
        Block("code"),
        Block("html"),
        Block("paragraph", "三四 五"),
    ]


def test_nested_items_and_definitions_are_items() -> None:
    assert read_markdown("- 一\n  - 二\n\n1. 三\n") == [Block("item", text) for text in "一二三"]
    assert read_restructured("术语\n   解释\n\n* 一\n\n  * 二\n") == [
        Block("item", text) for text in ("术语", "解释", "一", "二")
    ]


def test_restructured_text_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    blocks = read_restructured(
        f".. include:: {tmp_path}/secret.txt\n\n.. raw:: html\n   :file: {tmp_path}/secret.txt\n"
    )
    assert "秘密" not in "".join(block.text for block in blocks)


def test_line_ends_between_chinese_characters_are_no_spaces_and_urls_go() -> None:
    assert plain("甲\n  乙 see\nit 见 https://example.com/a?b=c。") == "甲乙 see it 见 。"
