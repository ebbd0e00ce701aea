"""What is amiss with a translation, as sentences in the interface language."""

from collections.abc import Iterable

from corpus.languages import Direction
from glossary.adherence import TermFinding
from service.checks import CheckFinding
from ui.messages import Say

COMPARED = ("numbers", "dates", "sums", "references", "latin")  # checks that look for one side's words on the other
CHECK_NAMES = (*COMPARED, "negation", "addresses", "length", "repetition", "leftovers", "brackets")


def notice_sentences(
    terms: Iterable[TermFinding],
    checks: Iterable[CheckFinding],
    source: str,
    text: str,
    direction: Direction,
    say: Say,
) -> list[tuple[str, str]]:
    """(severity, sentence) for each term that is not rendered as approved, then for each doubt of the checks."""
    misses = [
        ("error" if finding.status == "forbidden" else "warning", miss_sentence(finding, direction, say))
        for finding in terms
        if finding.amiss
    ]
    return [*misses, *((check.severity, check_sentence(check, source, text, say)) for check in checks)]


def check_sentence(check: CheckFinding, source: str, text: str, say: Say) -> str:
    """What a check found in a translation `text` of `source`, with the characters it points at."""
    if check.name not in CHECK_NAMES:
        return say("check_detail", label=say("check_other"), detail=check.message)
    label = say(f"check_{check.name}")
    if check.target_span:
        found = text[slice(*check.target_span)]
        detail = say("check_added", text=found) if check.name in COMPARED else found
    elif check.source_span:
        message = "check_denied" if check.name == "negation" else "check_absent"
        detail = say(message, text=source[slice(*check.source_span)])
    else:
        return label
    return say("check_detail", label=label, detail=detail)


def miss_sentence(miss: TermFinding, direction: Direction, say: Say) -> str:
    """Which rendering a term has not got, or has got against the glossary."""
    renderings = miss.match.citations(direction.target)
    rendering = renderings[0] if renderings else miss.rendering
    if miss.status == "forbidden":
        return say("term_forbidden", term=miss.match.surface, found=miss.rendering, rendering=rendering)
    return say("term_missing", term=miss.match.surface, rendering=rendering)
