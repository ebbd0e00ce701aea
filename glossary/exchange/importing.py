"""Bringing the terms of a file into the glossary, after showing what would become of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from glossary.exchange.files import read_terms
from glossary.exchange.record import RejectedRecord
from glossary.store import insert_terms, lock_glossary, select_terms, update_terms
from glossary.terms import Term, TermStatus
from glossary.validation import clean, faults
from glossary.workflow import signature


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
    message: str


@dataclass(frozen=True, slots=True)
class TermImportReport:
    """What became of the terms of a file, or, for a dry run, what would."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    conflicts: tuple[ImportConflict, ...] = ()
    problems: tuple[ImportProblem, ...] = ()


@dataclass(slots=True)
class _Plan:
    added: list[Term] = field(default_factory=list)
    changes: list[tuple[Term, Term]] = field(default_factory=list)
    unchanged: int = 0
    conflicts: list[ImportConflict] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)

    def report(self) -> TermImportReport:
        return TermImportReport(
            len(self.added), len(self.changes), self.unchanged, tuple(self.conflicts), tuple(self.problems)
        )


def import_terms(
    session: Session, path: Path | str, author: str, reason: str, dry_run: bool = False, replace_existing: bool = False
) -> TermImportReport:
    """What became of each term of a TSV, CSV or TBX file; all in one transaction, which is committed.

    A term with the zh, area and ja of an existing one updates that one's forms, definition, note and
    status. A term that renders an existing zh of the same area otherwise, or that is retired here, is
    a conflict: it is left out, or with `replace_existing` takes the existing one's place. With
    `dry_run` nothing is written. GlossaryError or CorpusError where the file cannot be read.
    """
    author, reason = signature(author, reason)
    problems: list[ImportProblem] = []
    try:
        if not dry_run:
            lock_glossary(session)
        plan = _plan(_valid_terms(path, problems), select_terms(session), replace_existing)
        plan.problems = sorted([*problems, *plan.problems], key=lambda problem: problem.line)
        if not dry_run:
            insert_terms(session, plan.added, "imported", author, reason)
            update_terms(session, plan.changes, "imported", author, reason)
    except BaseException:
        session.rollback()
        raise
    if not dry_run:
        session.commit()
    return plan.report()


def _valid_terms(path: Path | str, problems: list[ImportProblem]) -> Iterator[tuple[int, Term]]:
    for record in read_terms(path):
        if isinstance(record, RejectedRecord):
            problems.append(ImportProblem(record.line, record.message))
            continue
        term = clean(record.term)
        found = list(faults(term))
        if found:
            problems.append(ImportProblem(record.line, " ".join(found)))
        else:
            yield record.line, term


def _plan(terms: Iterator[tuple[int, Term]], existing: Sequence[Term], replace_existing: bool) -> _Plan:
    plan = _Plan()
    same = {(term.zh, term.area, term.ja): term for term in existing}
    others: dict[tuple[str, str], list[Term]] = {}
    for term in existing:
        if term.status is TermStatus.APPROVED:
            others.setdefault((term.zh, term.area), []).append(term)
    seen: dict[tuple[str, str, str], int] = {}
    replaced: set[int | None] = set()
    for line, term in terms:
        key = (term.zh, term.area, term.ja)
        if key in seen:
            plan.problems.append(ImportProblem(line, f"{term.zh} = {term.ja} is on line {seen[key]} already."))
            continue
        seen[key] = line
        old = same.get(key)
        if old is None:
            # The glossary may itself have several renderings; the file then disagrees with none of them
            # more than another, so the first is named.
            old = next((other for other in others.get(key[:2], ()) if other.id not in replaced), None)
            if old is None:
                plan.added.append(term)
                continue
            message = f"{term.zh} is rendered {old.ja} here and {term.ja} in the file."
        elif old.status is TermStatus.RETIRED and term.status is not TermStatus.RETIRED:
            message = f"{term.zh} = {term.ja} was retired here; restore it if the file is right."
        else:
            _change(plan, old, term)
            continue
        if replace_existing:
            replaced.add(old.id)
            _change(plan, old, term)
        else:
            plan.conflicts.append(ImportConflict(line, term, old, message))
    return plan


def _change(plan: _Plan, old: Term, new: Term) -> None:
    new = replace(new, id=old.id)
    if new == old:
        plan.unchanged += 1
    else:
        plan.changes.append((old, new))
