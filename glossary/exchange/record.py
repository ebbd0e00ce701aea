"""What the exchange formats read: terms with their place in the file."""

from dataclasses import dataclass

from glossary.terms import Term


@dataclass(frozen=True, slots=True)
class TermRecord:
    """A term as a file has it, neither cleaned nor validated; `line` is 1-based.

    `given` names the term's fields that the file tells of, be it that they are empty.
    """

    term: Term
    line: int
    given: frozenset[str]


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A place in a file that holds no term, and why, in one sentence."""

    line: int
    message: str
