"""What the checks doubt about a translation, terms considered."""

from collections.abc import Sequence

from corpus.languages import Direction
from glossary.adherence import TermFinding
from service.checks import CheckFinding, run_checks


def find_doubts(
    source: str, translation: str, direction: Direction, terms: Sequence[TermFinding]
) -> tuple[CheckFinding, ...]:
    """What the checks find, but for what stands in a term rendered as approved (第三人: 第三者); none without a source.

    `terms` are the findings of `check_adherence` on the same two texts.
    """
    kept = [finding for finding in terms if finding.status == "satisfied"]
    approved_source = [(finding.match.start, finding.match.end) for finding in kept]
    approved_target = [span for finding in kept for span in finding.target_spans]
    return tuple(
        doubt
        for doubt in (run_checks(source, translation, direction) if source else ())
        if not (_lies_in(doubt.source_span, approved_source) or _lies_in(doubt.target_span, approved_target))
    )


def _lies_in(span: tuple[int, int] | None, others: Sequence[tuple[int, int]]) -> bool:
    return span is not None and any(start <= span[0] and span[1] <= end for start, end in others)
