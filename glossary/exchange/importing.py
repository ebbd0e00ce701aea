"""Bringing the terms of a file into the glossary, after showing what would become of each."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy.orm import Session

from corpus.reasons import Reason
from glossary.errors import GlossaryError
from glossary.exchange.files import read_terms
from glossary.exchange.record import RejectedRecord, TermRecord
from glossary.store import glossary_version, insert_terms, lock_glossary, select_terms, update_terms
from glossary.terms import Term, TermStatus
from glossary.validation import clean, faults
from glossary.workflow import signature

_Key = tuple[str, str, str]  # zh, area, ja
ImportGroup = Literal["additions", "changes", "conflicts"]
IMPORT_GROUPS: tuple[ImportGroup, ...] = ("additions", "changes", "conflicts")


@dataclass(frozen=True, slots=True)
class ImportConflict:
    """A term of the file that was left out because the glossary says otherwise."""

    line: int
    term: Term
    existing: Term
    message: str


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A place of the file that holds no term which the glossary could take."""

    line: int
    reasons: tuple[str, ...]  # one sentence each

    @property
    def message(self) -> str:
        return " ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class TermImportReport:
    """What became of the terms of a file, or, for a dry run, what would.

    `additions` are the terms added, `changes` the terms changed, before and after; `version` is that of the glossary
    that the file was compared with.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    conflicts: tuple[ImportConflict, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    additions: tuple[Term, ...] = ()
    changes: tuple[tuple[Term, Term], ...] = ()
    version: str = field(default="", compare=False)


@dataclass(slots=True)
class _Plan:
    added: list[Term] = field(default_factory=list)
    changes: list[tuple[Term, Term]] = field(default_factory=list)
    settled: list[tuple[Term, Term]] = field(default_factory=list)  # conflicts in which the file prevails
    unchanged: int = 0
    conflicts: list[ImportConflict] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)

    def keep(self, groups: Collection[ImportGroup]) -> None:
        """Drops what is not to be taken from the file."""
        if "additions" not in groups:
            self.added.clear()
        if "changes" not in groups:
            self.changes.clear()

    def report(self, version: str) -> TermImportReport:
        changes = (*self.changes, *self.settled)
        return TermImportReport(
            len(self.added),
            len(changes),
            self.unchanged,
            tuple(self.conflicts),
            tuple(self.problems),
            tuple(self.added),
            changes,
            version,
        )


def preview_import(session: Session, path: Path | str, replace_existing: bool = False) -> TermImportReport:
    """What would become of each term of the file, the file prevailing in conflicts or not; nothing is written.
    GlossaryError or CorpusError where the file cannot be read."""
    problems: list[ImportProblem] = []
    plan = _plan(list(_valid_records(path, problems)), select_terms(session), replace_existing, problems)
    return plan.report(glossary_version(session))


def apply_import(
    session: Session,
    path: Path | str,
    author: str,
    reason: str,
    groups: Collection[ImportGroup] = IMPORT_GROUPS,
    version: str = "",
) -> TermImportReport:
    """What became of the terms of the file, of which these groups were taken, in one transaction; commits.

    With "conflicts" the file prevails in all of them. `version` is that of the preview: GlossaryError where the
    glossary has changed since, so that nothing is written that was not shown; "" takes it as it is.
    """
    author, reason = signature(author, reason)
    problems: list[ImportProblem] = []
    try:
        lock_glossary(session)
        if version and version != glossary_version(session):
            raise GlossaryError(
                "The glossary has changed since the file was compared with it; compare it again.",
                case="glossary_changed",
            )
        plan = _plan(list(_valid_records(path, problems)), select_terms(session), "conflicts" in groups, problems)
        plan.keep(groups)
        insert_terms(session, plan.added, "imported", author, reason)
        update_terms(session, (*plan.changes, *plan.settled), "imported", author, reason)
    except BaseException:
        session.rollback()
        raise
    session.commit()
    return plan.report(glossary_version(session))


def import_terms(
    session: Session, path: Path | str, author: str, reason: str, dry_run: bool = False, replace_existing: bool = False
) -> TermImportReport:
    """What became of each term of a TSV, CSV or TBX file; all in one transaction, which is committed.

    A term with the zh, area and ja of an existing one updates what the file has columns for; the
    rest of the existing one stays. A term that renders an existing zh of the same area otherwise,
    or that is retired here, is a conflict: it is left out, or with `replace_existing` takes the
    existing one's place. With `dry_run` nothing is written. GlossaryError or CorpusError where the
    file cannot be read.
    """
    author, reason = signature(author, reason)
    if dry_run:
        return preview_import(session, path, replace_existing)
    groups = IMPORT_GROUPS if replace_existing else IMPORT_GROUPS[:2]
    return apply_import(session, path, author, reason, groups)


def _valid_records(path: Path | str, problems: list[ImportProblem]) -> Iterator[TermRecord]:
    """The file's terms that the glossary could take, each once; the others go to the problems."""
    lines: dict[_Key, int] = {}
    for record in read_terms(path):
        if isinstance(record, RejectedRecord):
            problems.append(ImportProblem(record.line, (record.message,)))
            continue
        term = clean(record.term)
        first = lines.setdefault(_key(term), record.line)
        if found := tuple(faults(term)):
            problems.append(ImportProblem(record.line, found))
        elif first != record.line:
            text = f"{term.zh} = {term.ja} is on line {first} already."
            reason = Reason(text, case="row_repeated", zh=term.zh, ja=term.ja, line=first)
            problems.append(ImportProblem(record.line, (reason,)))
        else:
            yield replace(record, term=term)


def _plan(
    records: Sequence[TermRecord],
    existing: Sequence[Term],
    replace_existing: bool,
    problems: list[ImportProblem],
) -> _Plan:
    plan = _Plan(problems=problems)
    same = {_key(term): term for term in existing}
    in_file = {_key(record.term) for record in records}
    others: dict[tuple[str, str], list[Term]] = {}
    for term in existing:  # those that the file does not confirm
        if term.status is TermStatus.APPROVED and _key(term) not in in_file:
            others.setdefault((term.zh, term.area), []).append(term)
    for record in records:
        term = record.term
        old = same.get(_key(term))
        if old is not None:
            retired = old.status is TermStatus.RETIRED and term.status is not TermStatus.RETIRED
            message = f"{term.zh} = {term.ja} was retired here; restore it if the file is right." if retired else ""
        elif contradicted := others.get((term.zh, term.area)):
            old = contradicted[0]
            message = f"{term.zh} is rendered {old.ja} here and {term.ja} in the file."
        else:
            plan.added.append(replace(term, id=None))
            continue
        if message and not replace_existing:
            plan.conflicts.append(ImportConflict(record.line, term, old, message))
            continue
        if message and old in others.get((term.zh, term.area), ()):
            others[term.zh, term.area].remove(old)  # a further rendering in the file takes another's place
        _change(plan, old, record, conflicting=bool(message))
    plan.problems.sort(key=lambda problem: problem.line)
    return plan


def _change(plan: _Plan, old: Term, record: TermRecord, conflicting: bool) -> None:
    """Plans the old term with what the file tells of it; what the file has no column for stays."""
    fields = record.given | {"ja", "status"} if conflicting else record.given
    told: dict[str, Any] = {field: getattr(record.term, field) for field in fields}
    new = clean(replace(old, **told))
    if new == old:
        plan.unchanged += 1
    elif found := tuple(faults(new)):
        plan.problems.append(ImportProblem(record.line, found))
    else:
        (plan.settled if conflicting else plan.changes).append((old, new))


def _key(term: Term) -> _Key:
    return term.zh, term.area, term.ja
