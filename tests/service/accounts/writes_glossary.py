"""What changes the glossary, for the table of test_writing_functions.py."""

from dataclasses import replace
from types import SimpleNamespace

from corpus.pairs import NewPair, SourceInfo, add_pairs
from glossary.accepted_conflicts import divide_conflicts
from glossary.conflicts import find_conflicts
from glossary.exchange import write_terms
from glossary.lookup import term_history
from glossary.resolution import resolutions
from glossary.tasks import list_tasks
from glossary.terms import Term, TermStatus
from glossary.workflow import TermEdit
from service import glossary_changes as changes
from service.accounts import Person, Role

EVERYBODY = "translator reviewer admin"
REVIEW = "reviewer admin"
LI = Person("李", Role.TRANSLATOR)
MORI = Person("森", Role.TRANSLATOR)  # the name of whoever calls
TANAKA = Person("田中", Role.REVIEWER)
TERM = Term(zh="抵押权", ja="抵当権")


def _with_own_proposal(stage: SimpleNamespace) -> None:
    stage.term = changes.propose(stage.session, MORI, TERM)


def _with_proposal(stage: SimpleNamespace) -> None:
    stage.term = changes.propose(stage.session, LI, TERM)


def _with_own_proposal_approved(stage: SimpleNamespace) -> None:
    _with_own_proposal(stage)
    changes.decide(stage.session, TANAKA, "approve", stage.term.id, "確認した")


def _with_edited_term(stage: SimpleNamespace) -> None:
    stage.term = changes.add(stage.session, TANAKA, TERM, "追加").terms[0]
    changes.edit(stage.session, TANAKA, [TermEdit(stage.term.id, {"ja": "抵当"})], "改称")
    stage.event_id = term_history(stage.session, stage.term.id)[-1].id


def _with_conflict(stage: SimpleNamespace) -> None:
    changes.add(stage.session, TANAKA, TERM, "追加")
    changes.add(stage.session, TANAKA, replace(TERM, ja="抵当"), "追加")
    [stage.conflict] = find_conflicts(stage.session)
    stage.chosen = next(found for found in resolutions(stage.conflict) if found.kind == "keep")


def _with_file(stage: SimpleNamespace) -> None:
    stage.path = stage.settings.data_dir / "terms.tsv"
    write_terms(stage.path, [TERM])


def _with_dismissed(stage: SimpleNamespace) -> None:
    changes.dismiss_candidate(stage.session, TANAKA, TERM.zh, TERM.ja)


def _with_task(stage: SimpleNamespace) -> None:
    add_pairs(stage.session, [NewPair("抵押权消灭。", "担保は消滅する。")], SourceInfo("a.tsv", "0" * 64, "", "林"))
    changes.add(stage.session, TANAKA, TERM, "追加", with_tasks=True)
    [task] = list_tasks(stage.session)
    stage.task_id = task.id


def _propose(stage: SimpleNamespace, person: Person) -> None:
    assert changes.propose(stage.session, person, TERM).status is TermStatus.PROPOSED


def _add(stage: SimpleNamespace, person: Person) -> None:
    assert changes.add(stage.session, person, TERM, "追加").terms[0].status is TermStatus.APPROVED


def _edit(stage: SimpleNamespace, person: Person) -> None:
    [term] = changes.edit(stage.session, person, [TermEdit(stage.term.id, {"ja": "抵当"})], "改称").terms
    assert term.ja == "抵当"


def _decide(stage: SimpleNamespace, person: Person) -> None:
    [term] = changes.decide(stage.session, person, "approve", stage.term.id, "確認した").terms
    assert term.status is TermStatus.APPROVED


def _revert(stage: SimpleNamespace, person: Person) -> None:
    [term] = changes.revert(stage.session, person, stage.term.id, stage.event_id, "戻す").terms
    assert term == stage.term


def _with_accepted_conflict(stage: SimpleNamespace) -> None:
    _with_conflict(stage)
    changes.accept_conflict(stage.session, TANAKA, stage.conflict, "意図した併存")


def _accept_conflict(stage: SimpleNamespace, person: Person) -> None:
    changes.accept_conflict(stage.session, person, stage.conflict, "意図した併存")
    assert divide_conflicts(stage.session, [stage.conflict]).open == ()


def _reopen_conflict(stage: SimpleNamespace, person: Person) -> None:
    changes.reopen_conflict(stage.session, person, stage.conflict, "統一する")
    assert divide_conflicts(stage.session, [stage.conflict]).open == (stage.conflict,)


def _settle_conflict(stage: SimpleNamespace, person: Person) -> None:
    changes.settle_conflict(stage.session, person, stage.conflict, stage.chosen, "統一")
    assert find_conflicts(stage.session) == []


def _import(stage: SimpleNamespace, person: Person) -> None:
    assert changes.import_file(stage.session, person, stage.path, "用語集", ["additions"]).added == 1


def _accept(stage: SimpleNamespace, person: Person) -> None:
    decided = person.role is not Role.TRANSLATOR
    accepted = changes.accept_candidate(stage.session, person, TERM, "コーパス")
    assert accepted.status is (TermStatus.APPROVED if decided else TermStatus.PROPOSED)


def _dismiss_candidate(stage: SimpleNamespace, person: Person) -> None:
    changes.dismiss_candidate(stage.session, person, TERM.zh, TERM.ja)


def _readmit(stage: SimpleNamespace, person: Person) -> None:
    changes.readmit_candidate(stage.session, person, TERM.zh, TERM.ja)


def _dismiss_task(stage: SimpleNamespace, person: Person) -> None:
    changes.dismiss_task(stage.session, person, stage.task_id, "引用")
    assert list_tasks(stage.session) == []


def _settle_mended(stage: SimpleNamespace, person: Person) -> None:
    assert changes.settle_mended(stage.session, person) == 0  # the text is as it was


def _comment(stage: SimpleNamespace, person: Person) -> None:
    changes.comment(stage.session, person, stage.term.id, "判決では抵当")


ROWS = [
    ("service.glossary_changes.propose", EVERYBODY, None, _propose),
    ("service.glossary_changes.add", REVIEW, None, _add),
    ("service.glossary_changes.edit", REVIEW, _with_proposal, _edit),
    ("service.glossary_changes.edit", EVERYBODY, _with_own_proposal, _edit),
    ("service.glossary_changes.edit", REVIEW, _with_own_proposal_approved, _edit),
    ("service.glossary_changes.decide", REVIEW, _with_own_proposal, _decide),
    ("service.glossary_changes.revert", REVIEW, _with_edited_term, _revert),
    ("service.glossary_changes.accept_conflict", REVIEW, _with_conflict, _accept_conflict),
    ("service.glossary_changes.reopen_conflict", REVIEW, _with_accepted_conflict, _reopen_conflict),
    ("service.glossary_changes.settle_conflict", REVIEW, _with_conflict, _settle_conflict),
    ("service.glossary_changes.import_file", REVIEW, _with_file, _import),
    ("service.glossary_changes.accept_candidate", EVERYBODY, None, _accept),
    ("service.glossary_changes.dismiss_candidate", REVIEW, None, _dismiss_candidate),
    ("service.glossary_changes.readmit_candidate", REVIEW, _with_dismissed, _readmit),
    ("service.glossary_changes.dismiss_task", EVERYBODY, _with_task, _dismiss_task),
    ("service.glossary_changes.settle_mended", EVERYBODY, _with_task, _settle_mended),
    ("service.glossary_changes.comment", EVERYBODY, _with_proposal, _comment),
]
