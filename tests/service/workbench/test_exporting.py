"""Exports: nothing unfinished leaves unseen, and the file is named for any file system."""

from io import BytesIO

import docx
import pytest
from lxml import etree

from corpus.languages import Direction
from service.workbench.documents import load_document, upload_document
from service.workbench.editing import confirm_target
from service.workbench.exporting import ExportKind, OpenWarningsError, export_document, exported_name, unfinished_of
from service.workbench.history import document_history
from service.workbench.review import approve_segment
from service.workbench.segments import load_segments

TEXT = "第一条　合同自成立时生效。当事人应当支付300元。\n\n第二条\n"
TARGETS = ["第1条　契約は、成立の時に効力を生ずる。", "当事者は、300元を支払わなければならない。", "第2条"]


@pytest.fixture
def document_id(each_database, translator) -> int:
    with each_database() as session:
        return upload_document(session, translator, "合同.zh.txt", TEXT.encode(), Direction.ZH_JA, "contract")


@pytest.fixture
def approved(each_database, document_id, reviewer) -> int:
    with each_database() as session:
        for row, target in zip(load_segments(session, document_id), TARGETS, strict=True):
            approve_segment(session, reviewer, row.id, row.version, target)
    return document_id


def test_a_finished_document_comes_back_in_its_own_format(each_database, approved, translator):
    with each_database() as session:
        assert not unfinished_of(session, approved)
        file = export_document(session, translator, approved, ExportKind.ORIGINAL)
        assert (file.name, file.mime) == ("合同.ja.txt", "text/plain")
        text = file.content.decode("utf-8-sig")
        assert all(target in text for target in TARGETS)
        assert "合同" not in text
        assert document_history(session, approved)[0].note == "original"


def test_what_is_not_finished_is_refused_and_an_override_is_on_record(each_database, document_id, translator, reviewer):
    with each_database() as session:
        row = load_segments(session, document_id)[1]
        row = confirm_target(session, translator, row.id, row.version, "当事者は、200元を支払わなければならない。")
        with pytest.raises(OpenWarningsError, match="3 are not approved, 2 have no translation and 1 have open") as no:
            export_document(session, translator, document_id, ExportKind.ORIGINAL)
        assert no.value.code == "open_warnings"
        unfinished = no.value.unfinished
        assert (unfinished.unapproved, unfinished.untranslated, unfinished.warned) == (3, 2, 1)
        file = export_document(session, translator, document_id, ExportKind.ORIGINAL, despite_warnings=True)
        text = file.content.decode("utf-8-sig")
        assert "200元を支払わなければならない" in text
        assert "合同自成立时生效" in text  # what has no translation stays as it is
        assert document_history(session, document_id)[0].note == (
            "original, despite 3 not approved, 2 not translated, 1 with warnings"
        )
        # Who approves a segment with its warning has seen it.
        approve_segment(session, reviewer, row.id, row.version)
        left = unfinished_of(session, document_id)
        assert (left.unapproved, left.untranslated, left.warned) == (2, 2, 0)


def test_two_columns_show_both_languages(each_database, approved, translator):
    with each_database() as session:
        file = export_document(session, translator, approved, ExportKind.BILINGUAL_DOCX)
        assert file.name == "合同.zh-ja.docx"
        shown = docx.Document(BytesIO(file.content))
        texts = [cell.text for table in shown.tables for row in table.rows for cell in row.cells]
        assert {"中文", "日本語", *TARGETS} <= set(texts)


def test_a_memory_holds_what_was_confirmed_only(each_database, document_id, translator, reviewer):
    with each_database() as session:
        row = load_segments(session, document_id)[1]
        approve_segment(session, reviewer, row.id, row.version, TARGETS[1])
        file = export_document(session, translator, document_id, ExportKind.TMX, despite_warnings=True)
        assert file.name == "合同.zh-ja.tmx"
        segments = [element.text for element in etree.fromstring(file.content).iter("seg")]
        assert sorted(segments) == sorted(["当事人应当支付300元。", TARGETS[1]])


@pytest.mark.parametrize(
    ("name", "exported"),
    [
        ("contract.docx", "contract.ja.docx"),
        ("contract.zh.docx", "contract.ja.docx"),
        ("合同", "合同.ja"),
        ('a";filename=b.txt', "a;filename=b.ja.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie x.ja.txt"),
        ("../a.docx", "a.ja.docx"),
    ],
)
def test_the_name_says_the_language_and_breaks_out_of_nothing(name, exported):
    assert exported_name(name, Direction.ZH_JA, ExportKind.ORIGINAL) == exported


def test_an_export_changes_nothing_but_the_record(each_database, approved, translator):
    with each_database() as session:
        before = load_document(session, approved), load_segments(session, approved)
        export_document(session, translator, approved, ExportKind.TMX)
        assert (load_document(session, approved), load_segments(session, approved)) == before
