"""Term markup in the source: `<t>抵押权<=>抵当権</t>` tells the model which rendering to use.

The base model and its adapters are trained to copy a marked rendering (source-side annotation as in
Dinu et al., ACL 2019, https://aclanthology.org/P19-1294/). The marks and the direction tags are
pieces of their own in the model's vocabulary.
"""

import re

from corpus.languages import Direction
from service.constraints import Constraints, placed_groups

TERM_START, TERM_RENDERING, TERM_END = MARKUP_PIECES = ("<t>", "<=>", "</t>")
DIRECTION_TAGS = {Direction.ZH_JA: "<2ja>", Direction.JA_ZH: "<2zh>"}
CONTROL_PIECES = (*DIRECTION_TAGS.values(), *MARKUP_PIECES)

_CONTROL = re.compile("|".join(re.escape(piece) for piece in CONTROL_PIECES))


def mark_terms(source: str, constraints: Constraints) -> str:
    """The source with each required term marked by its preferred rendering.

    Constraints without a place in the source, and those overlapping one that begins earlier, are
    left unmarked. Text that happens to look like a mark is defused by full-width brackets.
    """
    marked: list[str] = []
    position = 0
    for group in (constraints.required[index] for index in placed_groups(constraints)):
        term = source[group.source_start : group.source_end]
        marked.append(defuse(source[position : group.source_start]))
        marked.append(f"{TERM_START}{defuse(term)}{TERM_RENDERING}{defuse(group.alternatives[0])}{TERM_END}")
        position = group.source_end
    marked.append(defuse(source[position:]))
    return "".join(marked)


def defuse(text: str) -> str:
    """The text with any literal control piece written in full-width brackets, so that it is only text."""
    return _CONTROL.sub(lambda match: match[0].replace("<", "＜").replace(">", "＞"), text)
