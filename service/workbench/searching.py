"""Search and replace over a document: seen first, then done where nothing changed in between."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

import regex as re
from sqlalchemy.orm import Session

from corpus.tables import Document, Segment
from glossary.folding import fold_width
from service.accounts import Action, Person, may, require
from service.errors import ServiceError
from service.workbench.history import RevisionAction
from service.workbench.inspection import Inspector
from service.workbench.records import SegmentRow, SegmentStatus
from service.workbench.revisions import change_segment, inspector_of
from service.workbench.segments import load_rows, load_segments
from service.workbench.texts import MAX_CHARACTERS, clean_text
from service.workbench.transactions import fresh_segments, lock_document, transaction

LONGEST = 1_000  # characters of what is searched for and of what replaces it
SECONDS = 3.0  # that one search may take over all segments
CHUNK = 200  # segments changed between two commits

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Replacement:
    """A segment in which something was found: its text as it is and as it would be, and where the two differ.

    `spans` are the characters found in `before`, `after_spans` what stands in their place in `after`. Where the
    source was searched, `before` and `after` are both the source, and there is nothing to apply.
    """

    row: SegmentRow
    before: str
    after: str
    spans: tuple[Span, ...]
    after_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ReplacementResult:
    """How many segments were changed; `conflicts` are those that somebody else had changed since the preview, as
    they stand, and `refused` the approved ones, which only a reviewer changes. Neither was touched."""

    changed: int
    conflicts: tuple[SegmentRow, ...] = ()
    refused: tuple[SegmentRow, ...] = ()


def preview_replacement(
    session: Session,
    document_id: int,
    search: str,
    replacement: str,
    match_case: bool = True,
    regex: bool = False,
    in_source: bool = False,
) -> list[Replacement]:
    r"""The segments whose target has the text, and what replacing it would make of them; nothing is changed.

    `search` is taken literally, or as a regular expression (https://pypi.org/project/regex/, with \1 or \g<name> in
    the replacement). Without `match_case`, capitals and small letters are the same, and in a literal search full and
    half width too. `in_source` searches the source instead and replaces nothing. Matches of no characters are left
    out. ServiceError where the search is empty, is no regular expression or takes longer than SECONDS.
    """
    if not search:
        raise ServiceError("There is nothing to search for: write something.", code="empty", case="no_search")
    search, replacement = clean_text(search, "search", LONGEST), clean_text(replacement, "replacement", LONGEST)
    rows = load_segments(session, document_id)
    finder = _Pattern(search, replacement, match_case) if regex else _Literal(search, replacement, match_case)
    return [found for row in rows if (found := _found(row, row.source if in_source else row.target, finder, in_source))]


def apply_replacement(session: Session, person: Person, replacements: Sequence[Replacement]) -> ReplacementResult:
    """Makes the chosen of the previewed replacements, each where the segment is still what the preview showed.

    What was confirmed or approved is translated then, and waits for review; anything else is a draft. Commits in
    chunks, so that others can work meanwhile.
    """
    require(person, Action.EDIT_SEGMENT)
    changes = [found for found in replacements if found.before != found.after]
    changed = 0
    conflicts: list[int] = []
    refused: list[int] = []
    for document_id, of_document in groupby(changes, key=lambda found: found.row.document_id):
        while chunk := list(islice(of_document, CHUNK)):
            with transaction(session):
                document = lock_document(session, document_id)
                done = _replace(session, document, person, chunk, conflicts, refused)
            changed += done
    with transaction(session):
        return ReplacementResult(changed, tuple(load_rows(session, conflicts)), tuple(load_rows(session, refused)))


class _Literal:
    """Finds a text as it is, or whatever its case and width."""

    def __init__(self, search: str, replacement: str, match_case: bool) -> None:
        self._replacement = replacement
        self._match_case = match_case
        self._search = search if match_case else fold_width(search).text

    def find(self, text: str) -> Iterator[tuple[Span, str]]:
        folded = None if self._match_case else fold_width(text)
        searched = text if folded is None else folded.text
        start = searched.find(self._search)
        while start >= 0:
            end = start + len(self._search)
            yield (start, end) if folded is None else folded.span(start, end), self._replacement
            start = searched.find(self._search, end)


class _Pattern:
    """Finds a regular expression, within a bound on the time that all its searches take together."""

    def __init__(self, search: str, replacement: str, match_case: bool) -> None:
        self._until = time.monotonic() + SECONDS
        self._replacement = replacement
        try:
            self._pattern = re.compile(search, flags=0 if match_case else re.IGNORECASE)
        except re.error as error:
            raise ServiceError(
                f"This is no regular expression ({error.msg}): correct it.", "pattern", case="pattern"
            ) from None

    def find(self, text: str) -> Iterator[tuple[Span, str]]:
        left = self._until - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            for match in self._pattern.finditer(text, timeout=left):
                if match.end() > match.start():
                    yield match.span(), self._expanded(match)
        except TimeoutError:
            raise ServiceError(
                f"The search took longer than {SECONDS:.0f} seconds: write a simpler regular expression.",
                "pattern",
                case="pattern_slow",
            ) from None

    def _expanded(self, match: "re.Match[str]") -> str:
        try:
            return str(match.expand(self._replacement))
        except (re.error, IndexError) as error:
            reason = getattr(error, "msg", error)
            raise ServiceError(
                f"The replacement cannot be made ({reason}): correct it.", "pattern", case="pattern"
            ) from None


def _found(row: SegmentRow, text: str, finder: _Literal | _Pattern, in_source: bool) -> Replacement | None:
    matches = list(finder.find(text))
    if not matches:
        return None
    spans = tuple(span for span, _ in matches)
    if in_source:
        return Replacement(row, text, text, spans, spans)
    pieces: list[str] = []
    placed: list[Span] = []
    length = position = 0
    for (start, end), substitute in matches:
        pieces += (text[position:start], substitute)
        length += start - position + len(substitute)
        placed.append((length - len(substitute), length))
        position = end
    after = "".join((*pieces, text[position:]))
    return Replacement(row, text, clean_text(after, "translation", MAX_CHARACTERS), spans, tuple(placed))


def _replace(
    session: Session,
    document: Document,
    person: Person,
    chunk: Sequence[Replacement],
    conflicts: list[int],
    refused: list[int],
) -> int:
    standing = {segment.id: segment for segment in fresh_segments(session, [found.row.id for found in chunk])}
    inspector = inspector_of(session, document)
    changed = 0
    for found in chunk:
        segment = standing.get(found.row.id)
        if segment is None or (segment.version, segment.target) != (found.row.version, found.before):
            conflicts.append(found.row.id)
        elif segment.status == SegmentStatus.APPROVED and not may(person, Action.APPROVE_SEGMENT):
            refused.append(segment.id)
        else:
            _put(session, document, segment, person, found.after, inspector)
            changed += 1
    return changed


def _put(
    session: Session, document: Document, segment: Segment, person: Person, target: str, inspector: Inspector
) -> None:
    confirmed = segment.status in (SegmentStatus.TRANSLATED, SegmentStatus.APPROVED) and target.strip()
    segment.origin = "person"
    change_segment(
        session,
        document,
        segment,
        RevisionAction.REPLACE,
        person,
        target=target,
        status=SegmentStatus.TRANSLATED if confirmed else SegmentStatus.DRAFT,
        warnings=inspector.warnings(segment.source, target),
    )
