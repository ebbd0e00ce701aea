"""A document as its translator finds it in OmegaT."""

from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import update

from corpus.documents.omegat import write_folder
from corpus.languages import Direction
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.tables import Segment
from glossary.terms import Term
from glossary.workflow import add_term
from service.errors import ServiceError
from service.workbench.comments import add_comment
from service.workbench.documents import upload_document
from service.workbench.editing import confirm_target, save_target
from service.workbench.history import document_history
from service.workbench.omegat_projects import omegat_project
from service.workbench.review import approve_segment, return_segment
from service.workbench.segments import load_segments
from tests.corpus.documents.omegat_editor import OmegaT

LINES = [
    "第一条",
    "本合同自双方签字之日起生效。",
    "甲方应当支付300元。",
    "抵押权消灭。",
    "第一条",
    "乙方应当交付货物。",
]


@pytest.fixture
def document_id(each_database, translator, reviewer) -> int:
    """A document of which each segment is in another state."""
    with each_database() as session:
        add_term(session, Term("合同", "契約", "contract", ja_forbidden=("合同",)), "田中", "to begin with")
        add_term(session, Term("侵权", "不法行為", "tort"), "田中", "to begin with")
        pairs = [
            NewPair(
                "本合同自双方签字盖章之日起生效。", "本契約は、双方が署名押印した日から効力を生ずる。", document="甲社"
            ),
            NewPair("完全无关的句子在这里。", "まったく関係のない文である。"),
        ]
        add_pairs(session, pairs, SourceInfo("memory.tsv", "0" * 64, "Apache-2.0", "test"))
        session.commit()
        number = upload_document(
            session, translator, "合同.txt", "\n".join(LINES).encode(), Direction.ZH_JA, "contract"
        )
        rows = load_segments(session, number)
        approve_segment(session, reviewer, rows[0].id, rows[0].version, "第1条")
        confirm_target(session, translator, rows[2].id, rows[2].version, "甲は、300元を支払わなければならない。")
        session.execute(
            update(Segment)
            .where(Segment.id == rows[3].id)
            .values(target="抵当権は、消滅する。", status="machine", origin="engine")
        )
        session.commit()
        save_target(session, translator, rows[4].id, rows[4].version, "第一条")
        returned = confirm_target(session, translator, rows[5].id, rows[5].version, "乙は、貨物を渡す。")
        return_segment(session, reviewer, returned.id, returned.version, "「引き渡す」に")
        return number


@pytest.fixture
def folder(each_database, document_id, translator, tmp_path) -> Path:
    with each_database() as session:
        write_folder(tmp_path / "project", omegat_project(session, translator, document_id))
    return tmp_path / "project"


def memory(folder: Path, name: str) -> dict[str, str]:
    """The texts of a TMX under tm/."""
    units = etree.parse(str(folder / "tm" / name)).iter("tu")
    return dict([segment.text for segment in unit.iter("seg")] for unit in units)


def test_omegat_has_our_segments_and_what_is_finished_is_translated(folder):
    opened = OmegaT(folder)
    assert [source for _, source in opened.messages] == LINES
    # 第一条 was approved once: OmegaT takes that over into the segment that says the same.
    assert opened.shown() == ["第1条", "", "甲は、300元を支払わなければならない。", "", "第1条", ""]


def test_drafts_are_proposed_and_the_machines_are_marked_as_such(folder):
    assert memory(folder, "mt/machine.tmx") == {"抵押权消灭。": "抵当権は、消滅する。"}
    assert memory(folder, "drafts.tmx") == {"第一条": "第一条", "乙方应当交付货物。": "乙は、貨物を渡す。"}


def test_similar_pairs_of_the_corpus_come_along_without_a_clients_name(folder):
    assert memory(folder, "memory.tmx") == {
        "本合同自双方签字盖章之日起生效。": "本契約は、双方が署名押印した日から効力を生ずる。"
    }
    assert "甲社" not in (folder / "tm" / "memory.tmx").read_text(encoding="utf-8")


def test_an_exact_match_that_was_taken_as_a_draft_is_no_machines(each_database, document_id, translator, tmp_path):
    with each_database() as session:
        session.execute(update(Segment).where(Segment.source == LINES[3]).values(origin="memory"))
        session.commit()
        write_folder(tmp_path / "p", omegat_project(session, translator, document_id))
    assert memory(tmp_path / "p", "mt/machine.tmx") == {}
    assert memory(tmp_path / "p", "memory.tmx")["抵押权消灭。"] == "抵当権は、消滅する。"


def test_the_glossary_has_the_terms_that_occur(folder):
    assert (folder / "glossary" / "hoyaku.txt").read_text(encoding="utf-8") == "合同\t契約\tcontract / 不可: 合同\n"


def test_comments_are_shown_beside_their_segment(folder):
    assert OmegaT(folder).comments["6"] == "田中: 「引き渡す」に"


def test_how_far_the_memory_was_searched_is_told(each_database, document_id, translator):
    told = []
    with each_database() as session:
        omegat_project(session, translator, document_id, progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 5) for number in range(1, 6)]  # 第一条 is looked up once


def test_writing_it_is_on_record_and_changes_nothing_else(each_database, document_id, translator):
    with each_database() as session:
        before = load_segments(session, document_id)
        omegat_project(session, translator, document_id)
        assert load_segments(session, document_id) == before
        newest = document_history(session, document_id)[0]
        assert (newest.action, newest.author) == ("export", translator.name)
        assert newest.note.startswith("omegat, project ")


def test_several_comments_stand_below_each_other(each_database, document_id, translator, tmp_path):
    with each_database() as session:
        add_comment(session, translator, load_segments(session, document_id)[5].id, "承知しました\n直します")
        write_folder(tmp_path / "p", omegat_project(session, translator, document_id))
    assert OmegaT(tmp_path / "p").comments["6"] == "田中: 「引き渡す」に\n王: 承知しました\n直します"


def test_a_document_that_is_not_there_is_told(sessions, translator):
    with sessions() as session, pytest.raises(ServiceError, match="There is no document 7"):
        omegat_project(session, translator, 7)
