"""A change can be taken back, and that is a change as well."""

from dataclasses import replace

import pytest

from glossary.errors import GlossaryError
from glossary.history import revert_term
from glossary.lookup import term_history
from glossary.store import load_term
from glossary.terms import Term, TermStatus
from glossary.workflow import TermEdit, add_term, change_terms, edit_term, propose_term, reject_term, retire_term

TERM = Term(zh="抵押权", ja="抵当権", area="property")


def test_a_term_goes_back_to_what_it_was_before_any_of_its_changes(each_database):
    with each_database() as session:
        term = add_term(session, TERM, "林")
        edited = edit_term(session, term.id, author="森", reason="誤り", ja="抵当", ja_forbidden=["抵押権"])
        edit_term(session, term.id, author="森", reason="補足", note="担保")
        first_edit = term_history(session, term.id)[1].id
        assert revert_term(session, term.id, first_edit, "林", "元に戻す") == term
        last = term_history(session, term.id)[-1]
    assert (last.action, last.author, last.reason) == ("reverted", "林", "元に戻す")
    assert last.before == replace(edited, note="担保")
    assert last.after == term


def test_a_reversion_is_taken_back_like_any_change(sessions):
    with sessions() as session:
        term = add_term(session, TERM, "林")
        edited = edit_term(session, term.id, author="森", reason="変更", ja="抵当")
        revert_term(session, term.id, term_history(session, term.id)[-1].id, "林", "戻す")
        assert revert_term(session, term.id, term_history(session, term.id)[-1].id, "森", "やはり") == edited


@pytest.mark.parametrize("enter", [add_term, propose_term])
def test_before_its_first_event_a_term_was_not_there_so_it_is_retired(sessions, enter):
    with sessions() as session:
        term = enter(session, TERM, "林")
        reverted = revert_term(session, term.id, term_history(session, term.id)[0].id, "森", "誤って追加")
    assert reverted == replace(term, status=TermStatus.RETIRED)


def test_a_rejected_proposal_comes_back_as_a_proposal(sessions):
    with sessions() as session:
        term = propose_term(session, TERM, "李")
        reject_term(session, term.id, "森", "不要")
        assert revert_term(session, term.id, term_history(session, term.id)[-1].id, "森", "再検討") == term


def test_what_cannot_be_taken_back_is_told(sessions):
    with sessions() as session:
        term = add_term(session, TERM, "林")
        other = add_term(session, replace(TERM, zh="质权", ja="質権"), "林")
        retire_term(session, term.id, "林", "廃止")
        event = term_history(session, term.id)[-1].id
        with pytest.raises(GlossaryError, match="has no change"):
            revert_term(session, other.id, event, "森", "理由")
        with pytest.raises(GlossaryError, match="needs a reason"):
            revert_term(session, term.id, event, "森", " ")
        with pytest.raises(GlossaryError, match="changed by 林"):
            revert_term(session, term.id, event, "森", "理由", expected=term)
        revert_term(session, term.id, event, "森", "理由")
        with pytest.raises(GlossaryError, match="nothing to take back"):
            revert_term(session, term.id, event, "森", "理由")
        assert load_term(session, term.id) == term


def test_several_terms_change_together_or_not_at_all(each_database):
    with each_database() as session:
        one = add_term(session, TERM, "林")
        other = add_term(session, replace(TERM, zh="质权", ja="質権"), "林")
        changed = change_terms(
            session, [TermEdit(one.id, {"note": "甲"}), TermEdit(other.id, {"area": ""}, expected=other)], "森", "整理"
        )
        assert changed == [replace(one, note="甲"), replace(other, area="")]
        with pytest.raises(GlossaryError, match="is empty"):
            change_terms(session, [TermEdit(one.id, {"note": "乙"}), TermEdit(other.id, {"ja": ""})], "森", "整理")
        assert load_term(session, one.id).note == "甲"
        assert len(term_history(session, other.id)) == 2
