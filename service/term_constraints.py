"""From the terms matched in a segment to what its translation must and must not contain."""

from collections.abc import Sequence

from corpus.languages import Language
from glossary.matching import TermMatch
from service.constraints import Constraints, Forbidden, Required


def constraints_of(matches: Sequence[TermMatch], target: Language) -> Constraints:
    """One required group for each match that binds, at its place in the source, and what they all forbid.

    What one term gives as right, no other can forbid: `合同` is wrong for 合同 and right in 合同会社.
    """
    matches = [match for match in matches if match.binding]
    required = tuple(
        Required(match.renderings(target), match.start, match.end, label=match.surface) for match in matches
    )
    right = {form for group in required for form in group.alternatives}
    forbidden = {
        text: Forbidden(text, label=match.surface)
        for match in reversed(matches)  # so that the first match names a string that several forbid
        for text in match.forbidden(target)
        if text not in right
    }
    return Constraints(required, tuple(forbidden.values()))
