"""A translated text while a person works on it: machine translations, edits and what each edit replaced."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from corpus.languages import Direction
from glossary.adherence import TermFinding, check_adherence
from glossary.matching import Matcher
from glossary.terms import Term
from service.checks import CheckFinding
from service.doubts import find_doubts
from service.results import SegmentTranslation, TextTranslation, TranslationOptions

Show = Literal["all", "attention", "edited"]


@dataclass(frozen=True, slots=True)
class Row:
    """One segment: the machine's translation and the text that stands now.

    `terms` and `checks` are those of `text`. `earlier` are texts of a person that were replaced,
    newest first: nothing typed is lost. `machine_newer` is set where a new machine translation
    came after the person's text.
    """

    machine: SegmentTranslation
    text: str
    terms: tuple[TermFinding, ...]
    checks: tuple[CheckFinding, ...]
    earlier: tuple[str, ...] = ()
    machine_newer: bool = False

    @classmethod
    def of(cls, segment: SegmentTranslation) -> "Row":
        return cls(segment, segment.translation, segment.terms, segment.checks)

    @property
    def source(self) -> str:
        return self.machine.source

    @property
    def blank(self) -> bool:
        return not self.source.strip()

    @property
    def edited(self) -> bool:
        return self.text != self.machine.translation

    @property
    def misses(self) -> tuple[TermFinding, ...]:
        """The terms whose approved rendering does not stand in the text, or a forbidden one does."""
        return tuple(finding for finding in self.terms if finding.amiss)

    @property
    def needs_attention(self) -> bool:
        return bool(self.misses or self.checks or self.machine.error or self.machine_newer)

    def belongs_to(self, show: Show) -> bool:
        """Whether the row is of the kind that a person asked to see."""
        return show == "all" or (self.edited if show == "edited" else self.needs_attention)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A text's rows in order, blank ones included, with what was asked for."""

    source: str
    options: TranslationOptions
    rows: tuple[Row, ...]
    seconds: float
    opened: datetime = field(default_factory=lambda: datetime.now().astimezone())

    @classmethod
    def of(cls, source: str, options: TranslationOptions, result: TextTranslation) -> "Workspace":
        return cls(source, options, tuple(Row.of(segment) for segment in result.segments), result.seconds)

    @property
    def direction(self) -> Direction:
        return self.options.direction

    @property
    def text(self) -> str:
        """The whole translation as it stands, with the paragraphs of the source."""
        return "".join(row.machine.before + row.text + row.machine.after for row in self.rows)

    def shown(self, show: Show) -> list[int]:
        """The indices of the rows to show, without the blank ones."""
        return [index for index, row in enumerate(self.rows) if not row.blank and row.belongs_to(show)]

    def endpoint_failures(self) -> list[str]:
        """Why the endpoint of the settings could not be used, for each row that was meant for it."""
        uses = [row.machine.endpoint for row in self.rows]
        return [use.reason for use in uses if use is not None and use.outcome == "failed"]

    def count_terms(self) -> tuple[int, int]:
        """(terms whose approved rendering stands in the translation, terms in all but those only suggested)."""
        terms = [finding for row in self.rows for finding in row.terms if finding.status != "suggested"]
        return sum(finding.status == "satisfied" for finding in terms), len(terms)


def set_text(workspace: Workspace, index: int, text: str) -> Workspace:
    """The workspace with this row's text replaced, its terms and checks looked at again."""
    row = workspace.rows[index]
    if text == row.text:
        return workspace
    earlier = _remember(row, text) if row.edited else row.earlier
    changed = replace(_with_text(row, text, workspace.direction), earlier=earlier, machine_newer=False)
    return _with_row(workspace, index, changed)


def renew_rows(workspace: Workspace, renewed: dict[int, SegmentTranslation]) -> Workspace:
    """The workspace with new machine translations at these indices; texts of a person stay."""
    for index, segment in renewed.items():
        old = workspace.rows[index]
        placed = replace(segment, before=old.machine.before, after=old.machine.after)
        workspace = _with_row(workspace, index, _carry_edit(Row.of(placed), old, workspace.direction))
    return workspace


def keep_edits(new: Workspace, old: Workspace) -> Workspace:
    """The new translation with the person's texts of the old one, wherever the source sentence is the same."""
    if new.direction != old.direction:
        return new
    former: dict[str, list[Row]] = defaultdict(list)
    for row in old.rows:
        former[row.source].append(row)
    rows = []
    for row in new.rows:
        same = former[row.source]
        rows.append(_carry_edit(row, same.pop(0), new.direction) if same else row)
    return replace(new, rows=tuple(rows))


def rows_with_term(workspace: Workspace, term: Term) -> list[int]:
    """The indices of the rows in whose source the term stands."""
    matcher = Matcher([term], workspace.direction.source)
    return [index for index, row in enumerate(workspace.rows) if matcher.match(row.source)]


def choices(row: Row) -> list[tuple[str, str]]:
    """The other texts to choose from, without repetition: (message key of the kind, text)."""
    offered: list[tuple[str, str]] = [("from_machine", row.machine.translation)]
    offered += [("from_search", hypothesis.text) for hypothesis in row.machine.alternatives]
    offered += [("from_earlier", text) for text in row.earlier]
    seen = {row.text}
    kept = []
    for kind, text in offered:
        if text not in seen:
            seen.add(text)
            kept.append((kind, text))
    return kept


def describe(workspace: Workspace, length: int = 24) -> str:
    """The beginning of the source, for the list of the session's translations."""
    line = " ".join(workspace.source.split())
    return line if len(line) <= length else line[:length] + "…"


def page_of(indices: Sequence[int], page: int, size: int) -> list[int]:
    """The indices on a page counted from 1."""
    return list(indices[(page - 1) * size : page * size])


def pairs_of(workspace: Workspace) -> Iterable[tuple[str, str]]:
    """(source, translation) of each row that is not blank."""
    return ((row.source, row.text) for row in workspace.rows if not row.blank)


def _with_text(row: Row, text: str, direction: Direction) -> Row:
    if text == row.machine.translation:
        return replace(row, text=text, terms=row.machine.terms, checks=row.machine.checks)
    terms = tuple(check_adherence([finding.match for finding in row.machine.terms], text, direction.target))
    return replace(row, text=text, terms=terms, checks=find_doubts(row.source, text, direction, terms))


def _carry_edit(new: Row, old: Row, direction: Direction) -> Row:
    if not old.edited:
        return replace(new, earlier=old.earlier)
    newer = old.machine_newer or new.machine.translation != old.machine.translation
    kept = replace(_with_text(new, old.text, direction), earlier=old.earlier)
    return replace(kept, machine_newer=newer and kept.edited)


def _remember(row: Row, text: str) -> tuple[str, ...]:
    return (row.text, *(former for former in row.earlier if former not in (row.text, text)))


def _with_row(workspace: Workspace, index: int, row: Row) -> Workspace:
    return replace(workspace, rows=(*workspace.rows[:index], row, *workspace.rows[index + 1 :]))
