"""Whether a translation keeps to the glossary, term by term."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.languages import Language
from glossary.folding import FoldedText, fold_width
from glossary.matching import TermMatch

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TermFinding:
    """What became of one matched term in a translation.

    satisfied: a right rendering occurs, at `target_spans`; `rendering` is the text found.
    forbidden: a forbidden rendering occurs, at `target_spans`; `rendering` is the text found.
    missing: neither; `target_spans` is empty and `rendering` is the preferred one.
    suggested: as missing, of a match that does not bind; what such a match forbids does not count.
    """

    match: TermMatch
    status: Literal["satisfied", "missing", "forbidden", "suggested"]
    target_spans: tuple[Span, ...]
    rendering: str

    @property
    def amiss(self) -> bool:
        """Whether the translation does not keep to the glossary here."""
        return self.status in ("missing", "forbidden")


def check_adherence(matches: Sequence[TermMatch], translation: str, target: Language) -> list[TermFinding]:
    """One finding a match, in order; spans are of the translation, in characters.

    A forbidden rendering inside an occurrence of a right rendering of any matched term does not
    count, so what one term requires another cannot forbid. Where a term's right rendering and a
    forbidden one both occur, the forbidden one is what the reader must see.
    """
    folded = fold_width(translation)
    right = [_longest(_occurrences(folded, match.renderings(target))) for match in matches]
    everything = sorted({span for spans in right for span in spans})
    findings = []
    for match, spans in zip(matches, right, strict=True):
        wrong = [
            span
            for span in _longest(_occurrences(folded, match.forbidden(target)))
            if not any(_inside(span, required) for required in everything)
        ]
        if wrong and match.binding:
            findings.append(_finding(match, "forbidden", wrong, folded, translation))
        elif spans:
            # An occurrence that belongs to a longer matched term is shown there, if there is another.
            own = [span for span in spans if not any(_inside(span, o) and span != o for o in everything)]
            findings.append(_finding(match, "satisfied", own or spans, folded, translation))
        else:
            absent: Literal["missing", "suggested"] = "missing" if match.binding else "suggested"
            findings.append(TermFinding(match, absent, (), match.renderings(target)[0]))
    return findings


def _finding(
    match: TermMatch,
    status: Literal["satisfied", "forbidden"],
    spans: Sequence[Span],
    folded: FoldedText,
    translation: str,
) -> TermFinding:
    places = tuple(folded.span(start, end) for start, end in spans)
    return TermFinding(match, status, places, translation[slice(*places[0])])


def _occurrences(folded: FoldedText, renderings: Sequence[str]) -> list[Span]:
    found: set[Span] = set()
    for rendering in renderings:
        needle = fold_width(rendering).text
        start = folded.text.find(needle) if needle else -1
        while start >= 0:
            found.add((start, start + len(needle)))
            start = folded.text.find(needle, start + 1)  # occurrences may overlap one another
    return sorted(found)


def _longest(spans: Sequence[Span]) -> list[Span]:
    """The spans that lie in no other."""
    return [span for span in spans if not any(_inside(span, other) and span != other for other in spans)]


def _inside(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]
