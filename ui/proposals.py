"""A term proposed while translating: what was typed, checked before it is stored."""

from dataclasses import replace

from sqlalchemy.orm import Session

from corpus.languages import Language
from glossary.lookup import find_terms
from glossary.terms import Term, TermStatus
from service.accounts import Person
from service.glossary_changes import propose

MAX_TERM_LENGTH = 100


class FormError(ValueError):
    """What a form lacks; `key` names the sentence to show."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def proposed_term(zh: str, ja: str, area: str, note: str) -> Term:
    """A term of the status `proposed`; FormError where a side is blank, too long or more than a line."""
    zh, ja, note = zh.strip(), ja.strip(), note.strip()
    if not zh or not ja:
        raise FormError("term_blank")
    if any(len(side) > MAX_TERM_LENGTH or len(side.splitlines()) > 1 for side in (zh, ja)):
        raise FormError("term_line_break", limit=MAX_TERM_LENGTH)
    return Term(zh=zh, ja=ja, area=area, note=note, status=TermStatus.PROPOSED)


def store_proposal(session: Session, term: Term, person: Person, reason: str) -> Term:
    """The proposal as stored for the reviewer; where the glossary has the very same term, that one.

    It is `proposed` in either case, so that it wins over other renderings in this session.
    GlossaryError where the glossary does not take the term.
    """
    for known in find_terms(session, term.zh, term.area):
        if (known.zh, known.ja, known.area) == (term.zh, term.ja, term.area):
            return replace(known, status=TermStatus.PROPOSED)
    return propose(session, person, term, reason)


def add_session_term(terms: tuple[Term, ...], term: Term, source: Language) -> tuple[Term, ...]:
    """The session's terms with this one first; an earlier one for the same words and area gives way."""
    words = term.forms(source)[0]
    return (term, *(old for old in terms if (old.forms(source)[0], old.area) != (words, term.area)))


def listed(lines: str) -> tuple[str, ...]:
    """The entries of a field with one entry a line: trimmed, without blanks and repetitions, in order."""
    return tuple(dict.fromkeys(entry for line in lines.splitlines() if (entry := line.strip())))
