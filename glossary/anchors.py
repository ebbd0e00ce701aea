"""The glossary as the alignment of texts takes it (`corpus.alignment`)."""

from collections.abc import Iterable

from glossary.terms import Term, TermStatus


def term_anchors(terms: Iterable[Term]) -> list[tuple[str, str]]:
    """Every Chinese form of each term with every right Japanese one; retired terms are left out."""
    return [
        (zh, ja)
        for term in terms
        if term.status is not TermStatus.RETIRED
        for zh in term.forms("zh")
        for ja in term.forms("ja")
    ]
