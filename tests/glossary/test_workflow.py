"""Every change is signed, reasoned, checked and kept."""

from dataclasses import replace

import pytest

from corpus.tables import TermRow
from glossary.conflicts import find_conflicts
from glossary.errors import GlossaryError
from glossary.lookup import find_terms, list_terms, term_history
from glossary.store import load_term, load_terms
from glossary.terms import Term, TermStatus
from glossary.workflow import (
    add_term,
    approve_term,
    edit_term,
    propose_term,
    reject_term,
    restore_term,
    retire_term,
)

TERM = Term(zh="抵押权", ja="抵当権", area="property")


def test_a_term_is_added_edited_retired_and_restored_with_its_history(sessions):
    with sessions() as session:
        term = add_term(session, TERM, "林", "新しい案件")
        edit_term(session, term.id, author="森", reason="誤訳を防ぐ", ja_forbidden=["抵押権"], note="担保物権")
        retire_term(session, term.id, "森", "使わない")
        restore_term(session, term.id, "林", "やはり使う")
    with sessions() as session:
        changes = term_history(session, term.id)
        [stored] = load_terms(session)
    assert [(change.action, change.author, change.reason) for change in changes] == [
        ("added", "林", "新しい案件"),
        ("edited", "森", "誤訳を防ぐ"),
        ("retired", "森", "使わない"),
        ("restored", "林", "やはり使う"),
    ]
    assert changes[0].before is None
    assert changes[1].before == term
    assert changes[1].after == replace(term, ja_forbidden=("抵押権",), note="担保物権") == stored
    assert changes[2].after is not None
    assert changes[2].after.status is TermStatus.RETIRED
    assert changes[0].at.tzinfo is not None


def test_a_proposal_is_approved_or_rejected(sessions):
    with sessions() as session:
        one, other = propose_term(session, TERM, "李"), propose_term(session, replace(TERM, ja="抵当"), "李")
        assert load_terms(session) == []
        assert approve_term(session, one.id, "森").status is TermStatus.APPROVED
        assert reject_term(session, other.id, "森", "不正確").status is TermStatus.RETIRED
        assert [change.action for change in term_history(session, other.id)] == ["proposed", "rejected"]


def test_a_change_works_inside_the_callers_transaction_block(sessions):
    with sessions.begin() as session:
        term = add_term(session, TERM, "林")
    with sessions() as session:
        assert load_term(session, term.id) == term


@pytest.mark.parametrize(
    "change",
    [
        lambda session, term: approve_term(session, term.id, "森"),
        lambda session, term: reject_term(session, term.id, "森", "誤り"),
        lambda session, term: restore_term(session, term.id, "森", "誤り"),
    ],
)
def test_an_approved_term_is_neither_approved_rejected_nor_restored(sessions, change):
    with sessions() as session:
        term = add_term(session, TERM, "林")
        with pytest.raises(GlossaryError, match="抵押权 is approved, so it cannot be"):
            change(session, term)
        assert len(term_history(session, term.id)) == 1


@pytest.mark.parametrize(
    ("author", "reason", "message"), [("森", " ", "needs a reason"), ("", "誤り", "author's name")]
)
def test_an_edit_without_author_or_reason_is_refused(sessions, author, reason, message):
    with sessions() as session:
        term = add_term(session, TERM, "林")
        with pytest.raises(GlossaryError, match=message):
            edit_term(session, term.id, author=author, reason=reason, ja="抵当")
        assert load_term(session, term.id) == term


def test_of_two_who_edit_the_same_state_the_second_is_told_who_was_first(sessions):
    with sessions() as one, sessions() as other:
        seen = add_term(one, TERM, "林")
        edit_term(one, seen.id, author="林", reason="補足", expected=seen, note="甲")
        with pytest.raises(GlossaryError, match="changed by 林 in the meantime"):
            edit_term(other, seen.id, author="森", reason="補足", expected=seen, note="乙")
        assert load_term(other, seen.id).note == "甲"


def test_an_edit_that_changes_nothing_leaves_no_event(sessions):
    with sessions() as session:
        term = add_term(session, TERM, "林")
        assert edit_term(session, term.id, author="森", reason="確認", ja=" 抵当権 ") == term
        assert len(term_history(session, term.id)) == 1


def test_objects_the_session_holds_see_the_change(sessions):
    with sessions() as session:
        term = add_term(session, TERM, "林")
        row = session.get(TermRow, term.id)
        edit_term(session, term.id, author="森", reason="補足", zh_variants=("抵押权利",))
        assert [form.text for form in row.forms] == ["抵押权利"]


def test_the_same_rendering_twice_is_refused_and_another_one_reported(sessions):
    with sessions() as session:
        term = add_term(session, TERM, "林")
        with pytest.raises(GlossaryError, match=f"approved term {term.id}; edit that one"):
            add_term(session, TERM, "森")
        second = add_term(session, replace(TERM, ja="担保権"), "森")
        with pytest.raises(GlossaryError, match="already in the glossary"):
            edit_term(session, second.id, author="森", reason="統一", ja="抵当権")
        assert [conflict.kind for conflict in find_conflicts(session)] == ["renderings"]
        retire_term(session, term.id, "森", "統一")
        with pytest.raises(GlossaryError, match="restore that one"):
            add_term(session, TERM, "森")
        assert find_conflicts(session) == []


def test_the_same_rendering_in_another_area_is_a_term_of_its_own(sessions):
    with sessions() as session:
        add_term(session, TERM, "林")
        add_term(session, replace(TERM, area="contract"), "林")
        assert find_conflicts(session) == []


def test_terms_are_found_by_any_form_the_nearest_first(sessions):
    with sessions() as session:
        for zh, ja in (("最高额抵押权", "根抵当権"), ("抵押权人", "抵当権者"), ("抵押权", "抵当権")):
            add_term(session, Term(zh=zh, ja=ja, area="property", zh_variants=(f"{zh}利",)), "林")
        assert [term.zh for term in find_terms(session, "抵押权")] == ["抵押权", "抵押权人", "最高额抵押权"]
        assert find_terms(session, "抵押權") == find_terms(session, "抵押权")
        assert [term.zh for term in find_terms(session, "当権者")] == ["抵押权人"]
        assert [term.zh for term in find_terms(session, "权人利")] == ["抵押权人"]
        assert find_terms(session, "抵押权", area="tort") == find_terms(session, "%") == find_terms(session, " ") == []


def test_a_list_comes_by_the_page(sessions):
    with sessions() as session:
        for number in "一二三四五":
            add_term(session, Term(zh=f"{number}级", ja=f"{number}級", area="public"), "林")
        propose_term(session, Term(zh="六级", ja="六級"), "林")
        page = list_terms(session, area="public", offset=2, limit=2)
        assert ([term.zh for term in page.terms], page.total) == (["三级", "四级"], 5)
        assert list_terms(session, statuses=(TermStatus.PROPOSED,)).total == 1
        assert list_terms(session, text="级").total == 6


def test_a_list_is_narrowed_by_note_time_and_number_and_ordered(sessions):
    with sessions() as session:
        one = add_term(session, replace(TERM, note="注"), "林")
        two = add_term(session, Term(zh="质权", ja="質権"), "林")
        three = add_term(session, Term(zh="担保物权", ja="担保物権"), "林")
        changed = edit_term(session, two.id, author="森", reason="補足", definition="質権をいう。")
        assert list_terms(session, noted=True).terms == (one,)
        assert list_terms(session, ids={two.id, three.id}).terms == (changed, three)
        assert list_terms(session, ids=()).total == 0
        assert list_terms(session, order="changed").terms[0] == changed
        assert list_terms(session, order="shortest").terms == (changed, one, three)
        since = session.get(TermRow, two.id).updated_at
        assert list_terms(session, changed_since=since).terms == (changed,)
