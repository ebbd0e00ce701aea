"""What a change left to be mended is listed until it is, or until somebody says that it stays."""

from dataclasses import replace

import pytest

from corpus.normalisation import key
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.tables import Document, Pair, Segment
from glossary.errors import GlossaryError
from glossary.impact import PlannedChange, assess
from glossary.tasks import count_tasks, create_tasks, dismiss_task, list_tasks, settle_mended
from glossary.terms import Term
from glossary.workflow import add_term, edit_term


@pytest.fixture
def changed(each_database):
    """A term that now asks for 抵押物権, and the tasks of one pair and one segment that say 抵当権."""
    with each_database() as session:
        add_pairs(session, [NewPair("抵押权消灭。", "抵当権は消滅する。")], SourceInfo("a.tsv", "0" * 64, "", "林"))
        document = Document(name="契約書", direction="zh-ja", created_by="李")
        document.segments = [
            Segment(
                position=0,
                source="设立抵押权。",
                source_key=key("设立抵押权。", "zh"),
                target="抵当権を設定する。",
                status="draft",
            )
        ]
        session.add(document)
        session.commit()
        term = add_term(session, Term(zh="抵押权", ja="抵当権"), "林")
        [impact] = assess(session, [PlannedChange(term, replace(term, ja="抵押物権"))])
        edit_term(session, term.id, author="森", reason="改称", ja="抵押物権")
        assert create_tasks(session, impact, term.id, "森", "改称") == 2
        yield session, term.id, document, impact


def test_tasks_are_listed_by_term_and_by_document(changed):
    session, term_id, document, _ = changed
    pair, segment = list_tasks(session, term_id=term_id)
    assert (pair.text.kind, pair.text.source, pair.reason, pair.created_by) == ("pair", "抵押权消灭。", "改称", "森")
    assert (pair.term.ja, pair.status) == ("抵押物権", "open")
    assert list_tasks(session, document_id=document.id) == [segment]
    assert (count_tasks(session), count_tasks(session, document_id=document.id)) == (2, 1)
    assert list_tasks(session, term_id=term_id + 1) == []


def test_a_task_names_the_segment_that_its_text_stands_in(changed):
    session, term_id, document, _ = changed
    pair, segment = list_tasks(session, term_id=term_id)
    assert (segment.text.document_id, segment.text.segment_id) == (document.id, document.segments[0].id)
    assert (pair.text.document_id, pair.text.segment_id) == (None, None)  # it came from a file of pairs
    document.segments[0].pair_id = pair.text.id
    session.commit()
    approved = list_tasks(session, term_id=term_id)[0]
    assert (approved.text.kind, approved.text.document_id) == ("pair", document.id)
    assert approved.text.segment_id == document.segments[0].id


def test_a_task_is_made_once(changed):
    session, term_id, _, impact = changed
    assert create_tasks(session, impact, term_id, "森", "改称") == 0
    assert count_tasks(session) == 2


def test_a_text_that_was_mended_settles_its_task(changed):
    session, term_id, document, impact = changed
    document.segments[0].target = "抵押物権を設定する。"
    session.commit()
    assert settle_mended(session, "森") == 1
    assert [task.text.kind for task in list_tasks(session)] == ["pair"]
    [done] = list_tasks(session, status="done")
    assert done.settled_by == "森"
    assert done.settled_at is not None
    assert create_tasks(session, impact, term_id, "森", "再び") == 1  # opened again where it is made wrong again


def test_a_change_that_is_taken_back_settles_all(changed):
    session, term_id, _, _ = changed
    edit_term(session, term_id, author="林", reason="戻す", ja="抵当権")
    assert settle_mended(session, "林", term_id) == 2
    assert count_tasks(session) == 0


def test_a_task_is_dismissed_with_a_reason_and_once(changed):
    session, _, _, _ = changed
    [pair, _] = list_tasks(session)
    with pytest.raises(GlossaryError, match="needs a reason"):
        dismiss_task(session, pair.id, "李", "")
    dismiss_task(session, pair.id, "李", "判決の引用")
    with pytest.raises(GlossaryError, match="not open"):
        dismiss_task(session, pair.id, "李", "判決の引用")
    [dismissed] = list_tasks(session, status="dismissed")
    assert dismissed.reason == "改称 — 判決の引用"


def test_a_text_that_is_gone_takes_its_task_with_it(changed):
    session, _, document, _ = changed
    session.delete(document)
    session.delete(session.get(Pair, 1))
    session.commit()
    assert list_tasks(session) == []
    assert settle_mended(session, "森") == 0
