"""Which terms occur in any text that is there: what nobody ever wrote is a candidate for retirement."""

import ahocorasick_rs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.normalisation import key
from corpus.tables import Document, Pair, Segment
from glossary.store import load_terms
from glossary.terms import TermStatus


def unused_terms(session: Session) -> set[int]:
    """The ids of the terms, of whatever status, of which no Chinese form stands in a pair or in a segment from
    Chinese, as characters and in either case. Reads every text: about four seconds for 200,000."""
    forms: dict[str, set[int]] = {}
    terms = load_terms(session, tuple(TermStatus))
    for term in terms:
        for form in term.forms("zh"):
            forms.setdefault(key(form, "zh").lower(), set()).add(term.id or 0)
    if not forms:
        return set()
    automaton = ahocorasick_rs.AhoCorasick(list(forms))
    sets = list(forms.values())
    unused = {term.id for term in terms if term.id is not None}
    pairs = select(Pair.zh_key)
    segments = select(Segment.source_key).join(Document).where(Document.direction == "zh-ja")
    for texts in (pairs, segments):
        for text in session.scalars(texts.execution_options(yield_per=5000)):
            for pattern, _, _ in automaton.find_matches_as_indexes(text.lower(), overlapping=True):
                unused -= sets[pattern]
    return unused


def texts_version(session: Session) -> str:
    """A string that differs after pairs or segments came or went."""
    counts = [session.execute(select(func.count(table.id), func.max(table.id))).one() for table in (Pair, Segment)]
    return "-".join(str(value) for count in counts for value in count)
