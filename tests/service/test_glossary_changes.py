"""Who may change the glossary, and what follows from a change."""

from dataclasses import replace

import pytest

from corpus.pairs import NewPair, SourceInfo, add_pairs
from glossary.conflicts import find_conflicts
from glossary.exchange import write_terms
from glossary.lookup import term_history
from glossary.resolution import resolutions
from glossary.store import load_term, load_terms
from glossary.tasks import count_tasks, list_tasks
from glossary.terms import Term, TermStatus
from glossary.workflow import TermEdit
from service import glossary_changes as changes
from service.accounts import Person, Role
from service.errors import ServiceError

LI = Person("李", Role.TRANSLATOR)
WANG = Person("王", Role.TRANSLATOR)
MORI = Person("森", Role.REVIEWER)
TERM = Term(zh="抵押权", ja="抵当権")


@pytest.fixture
def session(each_database):
    with each_database() as session:
        yield session


def refused(call, *arguments, **named):
    with pytest.raises(ServiceError) as refusal:
        call(*arguments, **named)
    assert refusal.value.code == "forbidden"


def test_a_translator_proposes_and_edits_their_own_proposal_until_it_is_decided(session):
    proposed = changes.propose(session, LI, TERM, "案件で必要")
    mended = [TermEdit(proposed.id, {"ja": "抵当の権利"})]
    assert not changes.may_edit(session, WANG, proposed)
    refused(changes.edit, session, WANG, mended, "直す")
    assert changes.edit(session, LI, mended, "直す").terms[0].ja == "抵当の権利"
    changes.decide(session, MORI, "approve", proposed.id, "確認した")
    refused(changes.edit, session, LI, [TermEdit(proposed.id, {"ja": "抵当権"})], "直す")


def test_a_translator_decides_imports_and_dismisses_nothing(session, tmp_path):
    term = changes.propose(session, LI, TERM)
    event = term_history(session, term.id)[0].id
    write_terms(tmp_path / "terms.tsv", [TERM])
    refused(changes.decide, session, LI, "approve", term.id, "理由")
    refused(changes.add, session, LI, TERM, "理由")
    refused(changes.revert, session, LI, term.id, event, "理由")
    refused(changes.import_file, session, LI, tmp_path / "terms.tsv", "理由", ["additions"])
    refused(changes.dismiss_candidate, session, LI, "合同", "契約")
    assert load_term(session, term.id).status is TermStatus.PROPOSED


def test_an_edit_cannot_smuggle_a_decision_in(session):
    term = changes.propose(session, LI, TERM)
    with pytest.raises(ServiceError, match="decide on it"):
        changes.edit(session, LI, [TermEdit(term.id, {"status": TermStatus.APPROVED})], "理由")
    with pytest.raises(ServiceError, match="decide on it"):
        changes.edit(session, LI, [TermEdit(term.id, {"ja": "甲"}, "approved")], "理由")


def test_a_change_leaves_tasks_where_they_are_wanted_and_settles_those_it_mends(session):
    add_pairs(session, [NewPair("抵押权消灭。", "抵当権は消滅する。")], SourceInfo("a.tsv", "0" * 64, "", "林"))
    term = changes.add(session, MORI, TERM, "追加").terms[0]
    renamed = [TermEdit(term.id, {"ja": "抵押物権"})]
    assert changes.edit(session, MORI, renamed, "改称", with_tasks=True).opened == 1
    [task] = list_tasks(session, term_id=term.id)
    assert (task.created_by, task.reason) == ("森", "改称")
    event = term_history(session, term.id)[-1].id
    back = changes.revert(session, MORI, term.id, event, "戻す", expected=task.term)
    assert (back.terms, back.settled, count_tasks(session)) == ((term,), 1, 0)
    assert changes.edit(session, MORI, renamed, "改称").opened == 0


def test_everybody_settles_tasks_and_comments(session):
    add_pairs(session, [NewPair("抵押权消灭。", "抵当は消滅する。")], SourceInfo("a.tsv", "0" * 64, "", "林"))
    term = changes.add(session, MORI, TERM, "追加", with_tasks=True)
    assert term.opened == 1
    assert changes.settle_mended(session, LI) == 0
    changes.dismiss_task(session, LI, list_tasks(session)[0].id, "引用")
    changes.comment(session, LI, term.terms[0].id, " 判決では抵当 ")
    with pytest.raises(ServiceError, match="1 to 2,000 characters"):
        changes.comment(session, LI, term.terms[0].id, " ")


def test_a_conflict_is_settled_by_a_reviewer_only(session):
    changes.add(session, MORI, TERM, "追加")
    changes.add(session, MORI, replace(TERM, ja="抵当"), "追加")
    [conflict] = find_conflicts(session)
    keep = next(found for found in resolutions(conflict) if found.kind == "keep")
    refused(changes.settle_conflict, session, LI, conflict, keep, "理由")
    changes.settle_conflict(session, MORI, conflict, keep, "統一")
    assert load_terms(session) == [keep.term]


def test_a_candidate_is_approved_by_a_reviewer_and_proposed_by_a_translator(session):
    assert changes.accept_candidate(session, MORI, TERM, "コーパス").status is TermStatus.APPROVED
    other = replace(TERM, zh="质权", ja="質権")
    assert changes.accept_candidate(session, LI, other, "コーパス").status is TermStatus.PROPOSED


def test_a_file_is_taken_by_groups(session, tmp_path):
    write_terms(tmp_path / "terms.csv", [TERM])
    assert changes.import_file(session, MORI, tmp_path / "terms.csv", "用語集", ["changes"]).added == 0
    assert changes.import_file(session, MORI, tmp_path / "terms.csv", "用語集", ["additions"]).added == 1
