"""Terms come back as they went in, and the version tells of every change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from corpus.tables import TermRow, now
from glossary.errors import GlossaryError
from glossary.store import glossary_version, load_term, load_terms
from glossary.terms import Term, TermStatus
from glossary.workflow import add_term, approve_term, edit_term, propose_term, retire_term

FULL = Term(
    zh="抵押权",
    ja="抵当権",
    area="property",
    zh_variants=("抵押权利",),
    ja_variants=("抵当の権利",),
    zh_forbidden=("典权",),
    ja_forbidden=("抵押権", "抵押权"),
    definition="目的物の占有を移さない担保物権である。",
    note="日本の抵当権と同じ。",
)


def test_a_term_comes_back_whole(each_database):
    with each_database() as session:
        added = add_term(session, FULL, "林")
    with each_database() as session:
        assert load_terms(session) == [added]
        assert load_term(session, added.id) == added


def test_only_the_asked_statuses_are_loaded(sessions):
    with sessions() as session:
        add_term(session, FULL, "林")
        proposed = propose_term(session, Term(zh="质权", ja="質権"), "林")
        assert [term.zh for term in load_terms(session)] == ["抵押权"]
        assert load_terms(session, (TermStatus.PROPOSED,)) == [proposed]


def test_an_unknown_number_is_told_in_a_sentence(sessions):
    with sessions() as session, pytest.raises(GlossaryError, match="no term 7"):
        load_term(session, 7)


def test_the_version_changes_with_every_change_and_only_then(each_database):
    with each_database() as reader, each_database() as writer:
        versions = [glossary_version(reader)]

        def note():
            reader.rollback()  # a new transaction sees what others committed
            versions.append(glossary_version(reader))

        term = propose_term(writer, FULL, "林")
        note()
        approve_term(writer, term.id, "森")
        note()
        edit_term(writer, term.id, author="森", reason="訳語の統一", ja_forbidden=("典权",))
        note()
        retire_term(writer, term.id, "森", "不要")
        note()
        assert len(set(versions)) == 5
        note()
        assert versions[-1] == versions[-2]


def test_a_row_changed_past_the_workflow_changes_the_version_too(sessions):
    with sessions() as session:
        term = add_term(session, FULL, "林")
        before = glossary_version(session)
        session.execute(update(TermRow).where(TermRow.id == term.id).values(updated_at=now() + timedelta(seconds=1)))
        assert glossary_version(session) != before


def test_of_two_who_add_the_same_term_at_once_one_is_refused(each_database):
    def add(author: str) -> str:
        with each_database() as session:
            try:
                add_term(session, FULL, author)
            except GlossaryError:
                return "refused"
            return "added"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, "甲乙丙丁")) == ["added", "refused", "refused", "refused"]
