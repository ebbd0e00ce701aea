"""A conflict that is meant leaves the list, with a reason, until one of its terms changes or somebody reopens it."""

from dataclasses import replace

import pytest

from glossary.accepted_conflicts import accept_conflict, divide_conflicts, reopen_conflict
from glossary.conflicts import find_conflicts
from glossary.errors import GlossaryError
from glossary.lookup import term_history
from glossary.terms import Term
from glossary.workflow import add_term, edit_term, retire_term

DEPOSIT = Term(zh="定金", ja="手付", area="contract")
REASON = "依頼者ごとに使い分ける"


@pytest.fixture
def deposits(each_database):
    """定金 rendered 手付 and 手付金 in one area, and 订金, which has nothing to do with that."""
    with each_database() as session:
        first, second, other = (
            add_term(session, term, "林")
            for term in (DEPOSIT, replace(DEPOSIT, ja="手付金"), Term(zh="订金", ja="予約金", area="contract"))
        )
        [conflict] = find_conflicts(session)
        yield session, first, second, other, conflict


def divided(session):
    return divide_conflicts(session, find_conflicts(session))


def test_an_accepted_conflict_is_found_among_the_accepted_with_its_reason(deposits):
    session, *_, conflict = deposits
    assert divided(session).open == (conflict,)
    accept_conflict(session, conflict, "森", REASON)
    found = divided(session)
    assert found.open == ()
    [accepted] = found.accepted
    assert (accepted.conflict, accepted.author, accepted.reason) == (conflict, "森", REASON)


def test_the_history_of_each_term_tells_of_it(deposits):
    session, first, second, other, conflict = deposits
    accept_conflict(session, conflict, "森", REASON)
    reopen_conflict(session, conflict, "佐藤", "統一する")
    for term in (first, second):
        accepted, contested = term_history(session, term.id)[-2:]
        assert (accepted.action, accepted.author, accepted.reason) == ("accepted", "森", f"定金: {REASON}")
        assert (contested.action, contested.author, contested.reason) == ("contested", "佐藤", "定金: 統一する")
        assert accepted.before == accepted.after == term
    assert [event.action for event in term_history(session, other.id)] == ["added"]


def test_reopened_it_is_on_the_list_and_can_be_accepted_again(deposits):
    session, *_, conflict = deposits
    accept_conflict(session, conflict, "森", REASON)
    reopen_conflict(session, conflict, "森", "統一する")
    assert divided(session).open == (conflict,)
    accept_conflict(session, conflict, "森", REASON)
    assert divided(session).open == ()


@pytest.mark.parametrize("changes", [{"ja": "内金"}, {"zh_variants": ("定钱",)}, {"ja_forbidden": ("内金",)}])
def test_it_comes_back_when_one_of_its_terms_changes(deposits, changes):
    session, _, second, _, conflict = deposits
    accept_conflict(session, conflict, "森", REASON)
    edit_term(session, second.id, author="森", reason="改称", **changes)
    found = divided(session)
    assert (len(found.open), found.accepted) == (1, ())


def test_another_term_that_joins_it_brings_it_back(deposits):
    session, *_, conflict = deposits
    accept_conflict(session, conflict, "森", REASON)
    add_term(session, replace(DEPOSIT, ja="証約金"), "林")
    assert len(divided(session).open) == 1


def test_what_translations_do_not_obey_leaves_it_accepted(deposits):
    session, first, _, other, conflict = deposits
    accept_conflict(session, conflict, "森", REASON)
    edit_term(session, first.id, author="森", reason="補足", note="民法典586条", definition="契約の担保")
    edit_term(session, other.id, author="森", reason="改称", ja="申込金")
    assert divided(session).open == ()


def test_a_conflict_that_is_gone_is_accepted_no_more(deposits):
    session, _, second, _, conflict = deposits
    accept_conflict(session, conflict, "森", REASON)
    retire_term(session, second.id, "森", "統一")
    assert divided(session) == divide_conflicts(session, [])


def test_refused_without_a_reason_twice_and_when_a_term_has_changed_since(deposits):
    session, first, _, _, conflict = deposits
    with pytest.raises(GlossaryError, match="reason"):
        accept_conflict(session, conflict, "森", " ")
    with pytest.raises(GlossaryError, match="not accepted any more"):
        reopen_conflict(session, conflict, "森", "統一する")
    accept_conflict(session, conflict, "森", REASON)
    with pytest.raises(GlossaryError, match="accepted already"):
        accept_conflict(session, conflict, "李", REASON)
    edit_term(session, first.id, author="森", reason="改称", ja="手附")
    with pytest.raises(GlossaryError, match="changed in the meantime"):
        accept_conflict(session, conflict, "李", REASON)
    assert term_history(session, first.id)[-1].action == "edited"  # a refusal leaves no trace
