"""Term markup in the source: `<t>抵押权<=>抵当権</t>` tells the model which rendering to use.

The base model and its adapters are trained to copy a marked rendering (source-side annotation as in
Dinu et al., ACL 2019, https://aclanthology.org/P19-1294/). The marks and the direction tags are
pieces of their own in the model's vocabulary.
"""

import re

from corpus.languages import Direction
from service.constraints import Constraints, Required

TERM_START, TERM_RENDERING, TERM_END = MARKUP_PIECES = ("<t>", "<=>", "</t>")
DIRECTION_TAGS = {Direction.ZH_JA: "<2ja>", Direction.JA_ZH: "<2zh>"}
CONTROL_PIECES = (*DIRECTION_TAGS.values(), *MARKUP_PIECES)

_CONTROL = re.compile("|".join(re.escape(piece) for piece in CONTROL_PIECES))
_MARKED = re.compile(r"<t>(.*?)<=>.*?</t>", re.DOTALL)


def mark_terms(source: str, constraints: Constraints) -> str:
    """The source with each required term marked by its preferred rendering.

    Constraints without a place in the source, and those overlapping one that begins earlier, are
    left unmarked. Text that happens to look like a mark is defused by full-width brackets.
    """
    marked: list[str] = []
    position = 0
    for group in sorted(constraints.required, key=_place):
        if group.source_start < position or group.source_end <= group.source_start:
            continue
        term = source[group.source_start : group.source_end]
        marked.append(defuse(source[position : group.source_start]))
        marked.append(f"{TERM_START}{defuse(term)}{TERM_RENDERING}{defuse(group.alternatives[0])}{TERM_END}")
        position = group.source_end
    marked.append(defuse(source[position:]))
    return "".join(marked)


def _place(group: Required) -> tuple[int, int]:
    return group.source_start, -group.source_end


def defuse(text: str) -> str:
    """The text with any literal control piece written in full-width brackets, so that it is only text."""
    return _CONTROL.sub(lambda match: match[0].replace("<", "＜").replace(">", "＞"), text)


def strip_markup(text: str) -> str:
    """The text as it was before mark_terms, renderings and stray control pieces removed."""
    return _CONTROL.sub("", _MARKED.sub(r"\1", text))
