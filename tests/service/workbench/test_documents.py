"""Documents: taken in whole or refused in one sentence, listed with their counts, handed to review, deleted."""

import pytest
from sqlalchemy import event, func, select

from corpus.errors import CorpusError
from corpus.languages import Direction
from corpus.tables import Document, DocumentFile, Pair, Segment, SegmentRevision
from glossary.terms import Term
from glossary.workflow import add_term
from service.accounts import Person, Role
from service.errors import ServiceError
from service.workbench import documents
from service.workbench.deleted_documents import list_deletions
from service.workbench.documents import (
    clean_name,
    delete_document,
    list_documents,
    load_document,
    reopen_document,
    set_area,
    submit_document,
    upload_document,
)
from service.workbench.editing import save_target
from service.workbench.history import document_history, segment_history
from service.workbench.records import DocumentStatus, SegmentStatus
from service.workbench.review import approve_segment
from service.workbench.segments import load_segments

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
TEXT = "第一条　合同自成立时生效。当事人应当支付300元。\n\n合同自成立时生效。\n".encode()
TABLE = "zh\tja\n合同自成立时生效。\t契約は、成立の時に効力を生ずる。\n当事人应当支付300元。\t\n".encode()


class TestUploading:
    def test_a_text_is_there_whole_with_its_file(self, each_database, translator):
        with each_database() as session:
            number = upload_document(session, translator, "合同.txt", TEXT, ZH_JA, "contract")
        with each_database() as session:
            found = load_document(session, number)
            assert (found.name, found.format, found.direction, found.area) == ("合同.txt", "txt", ZH_JA, "contract")
            assert (found.status, found.created_by, found.total) == (DocumentStatus.OPEN, "王", 3)
            assert found.counts == {SegmentStatus.NEW: 3}
            rows = load_segments(session, number)
            assert [row.source for row in rows] == [
                "第一条　合同自成立时生效。",
                "当事人应当支付300元。",
                "合同自成立时生效。",
            ]
            assert [row.position for row in rows] == [0, 1, 2]
            assert session.scalar(select(DocumentFile.content)) == TEXT
            assert [happening.action for happening in document_history(session, number)] == ["upload"]

    def test_translations_that_the_file_holds_are_kept_and_inspected(self, each_database, translator):
        with each_database() as session:
            number = upload_document(session, translator, "表.tsv", TABLE, ZH_JA)
            first, second = load_segments(session, number)
            assert (first.target, first.origin) == ("契約は、成立の時に効力を生ずる。", "file")
            assert first.status in (SegmentStatus.TRANSLATED, SegmentStatus.DRAFT)
            assert (second.target, second.status) == ("", SegmentStatus.NEW)
            assert [state.action for state in segment_history(session, first.id)] == ["upload"]
            assert segment_history(session, second.id) == []

    def test_a_file_of_the_target_language_is_refused(self, each_database, translator):
        with each_database() as session:
            with pytest.raises(ServiceError) as refused:
                upload_document(session, translator, "契約.txt", "この契約は、成立の時に効力を生ずる。".encode(), ZH_JA)
            assert refused.value.code == "reversed"
            assert list_documents(session) == []

    @pytest.mark.parametrize("name", ["空.txt", "空.md"])
    def test_a_file_without_text_is_refused(self, each_database, translator, name):
        with each_database() as session, pytest.raises((ServiceError, CorpusError)):
            upload_document(session, translator, name, b" \n\n", ZH_JA)

    def test_too_many_segments_are_refused_in_one_sentence(self, each_database, translator, monkeypatch):
        monkeypatch.setattr(documents, "MAX_SEGMENTS", 2)
        with each_database() as session:
            with pytest.raises(ServiceError, match="has 3 segments and may have 2: divide it") as refused:
                upload_document(session, translator, "合同.txt", TEXT, ZH_JA)
            assert refused.value.code == "too_long"
            assert session.scalar(select(func.count(Document.id))) == 0

    def test_an_area_that_there_is_not_is_refused(self, each_database, translator):
        with each_database() as session, pytest.raises(ServiceError, match="no area 'maritime'"):
            upload_document(session, translator, "合同.txt", TEXT, ZH_JA, "maritime")

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("../../etc/合同.txt", "合同.txt"),
            ("C:\\Users\\王\\合同.txt", "合同.txt"),
            ('a"b<c>|?*:.txt', "abc.txt"),
            ("合同\u202etxt.exe", "合同txt.exe"),
            ("合" * 300 + ".docx", "合" * 195 + ".docx"),
        ],
    )
    def test_a_name_is_one_that_every_file_system_takes(self, given, kept):
        assert clean_name(given) == kept

    @pytest.mark.parametrize("name", ["", "..", "///", "\x00"])
    def test_a_file_needs_a_name(self, name):
        with pytest.raises(ServiceError, match="no name"):
            clean_name(name)


class TestListing:
    def test_the_newest_is_first_and_segments_are_counted_by_status(self, each_database, add_document, translator):
        with each_database() as session:
            old = add_document(
                session, [("甲", "甲", "machine"), ("乙", "", "new"), ("丙", "丙", "machine")], name="旧.docx"
            )
            new = add_document(session, [], name="新.docx", status="open")
            row = load_segments(session, old.id)[1]
            save_target(session, translator, row.id, row.version, "一二三四五六七八九十一二三四五六")
            first, second = list_documents(session)
            assert (first.id, first.counts, first.warned, first.total) == (new.id, {}, 0, 0)
            assert second.counts == {SegmentStatus.MACHINE: 2, SegmentStatus.DRAFT: 1}
            assert second.warned == 1
            assert [found.id for found in list_documents(session, DocumentStatus.IN_REVIEW)] == [old.id]

    def test_a_hundred_documents_are_one_query(self, each_database, add_document):
        with each_database() as session:
            for number in range(100):
                add_document(session, [("甲", "", "new"), ("乙", "乙", "machine")], name=f"{number}.txt")
            statements = []
            event.listen(session.get_bind(), "before_cursor_execute", lambda *call: statements.append(call[2]))
            assert len(list_documents(session)) == 100
            assert len(statements) == 1

    def test_a_document_that_there_is_not_is_told(self, each_database):
        with each_database() as session, pytest.raises(ServiceError, match="no document 7"):
            load_document(session, 7)


class TestHandling:
    def test_submitted_and_taken_back(self, each_database, translator):
        with each_database() as session:
            number = upload_document(session, translator, "合同.txt", TEXT, ZH_JA)
            submit_document(session, translator, number)
            assert load_document(session, number).status is DocumentStatus.IN_REVIEW
            with pytest.raises(ServiceError, match="in review already"):
                submit_document(session, translator, number)
            reopen_document(session, translator, number)
            assert load_document(session, number).status is DocumentStatus.OPEN
            with pytest.raises(ServiceError, match="open already"):
                reopen_document(session, translator, number)
            assert [found.action for found in document_history(session, number)] == ["reopen", "submit", "upload"]

    def test_another_area_inspects_anew(self, each_database, add_document, translator):
        with each_database() as session:
            add_term(session, Term("委托人", "委任者", area="contract"), "田中")
            add_term(session, Term("委托人", "依頼者", area="procedure"), "田中")
            document = add_document(session, [("委托人。", "依頼者。", "translated")], area="procedure", status="open")
            set_area(session, translator, document.id, "contract")
            [row] = load_segments(session, document.id)
            assert row.warnings == ("missing_term",)
            assert load_document(session, document.id).area == "contract"
            set_area(session, translator, document.id, "procedure")
            assert load_segments(session, document.id)[0].warnings == ()

    def test_deleted_with_all_that_hangs_on_it_but_its_pairs(self, each_database, add_document, reviewer, translator):
        with each_database() as session:
            document = add_document(session, [("合同自成立时生效。", "契約は、成立の時に効力を生ずる。", "translated")])
            kept = add_document(session, [("甲", "甲", "machine")])
            row = load_segments(session, document.id)[0]
            approve_segment(session, reviewer, row.id, row.version)
            with pytest.raises(ServiceError, match="may not do this"):
                delete_document(session, translator, document.id, "重複")
            with pytest.raises(ServiceError, match="why"):
                delete_document(session, reviewer, document.id, " ")
            delete_document(session, reviewer, document.id, "重複")
            assert [found.id for found in list_documents(session)] == [kept.id]
            assert session.scalar(select(func.count(Pair.id))) == 1
            held = select(func.count(SegmentRevision.id)).join(Segment, SegmentRevision.segment_id == Segment.id)
            assert session.scalar(held) == session.scalar(select(func.count(SegmentRevision.id))) == 1
            with pytest.raises(ServiceError, match="no document"):
                delete_document(session, reviewer, document.id, "重複")

    def test_what_was_deleted_by_whom_and_why_outlives_the_document(self, each_database, reviewer, translator):
        admin = Person("林", Role.ADMIN)
        with each_database() as session:
            number = upload_document(session, translator, "合同.txt", TEXT, ZH_JA)
            digest = session.scalar(select(DocumentFile.digest))
            with pytest.raises(ServiceError, match="why") as refused:
                delete_document(session, reviewer, number, " \n")
            assert refused.value.case == "no_reason"
            assert list_deletions(session, admin) == []
            delete_document(session, reviewer, number, " 依頼の取下げ ")
            [found] = list_deletions(session, admin)
            assert (found.document_id, found.name, found.segments, found.digest) == (number, "合同.txt", 3, digest)
            assert (found.created_by, found.deleted_by, found.reason) == (
                translator.name,
                reviewer.name,
                "依頼の取下げ",
            )
            assert found.created_at <= found.deleted_at
            with pytest.raises(ServiceError, match="may not do this"):
                list_deletions(session, reviewer)
