"""Terms as OmegaT's glossary of tab-separated values: source, target and comment, UTF-8 in a file named .txt.

OmegaT finds a term where its source stands in the text as it is written here. So the lines are of the texts that were
matched, variants and conjugated forms included, each with the rendering that holds in the document's area of law.
"""

import re
from collections.abc import Iterable, Iterator

from corpus.languages import Language
from glossary.matching import TermMatch
from glossary.terms import Term

_BREAKS = re.compile(r"\s*[\t\r\n]+\s*")
_RIGHT, _FORBIDDEN = "可", "不可"  # understood in both languages


def write_omegat(matches: Iterable[TermMatch], target: Language) -> bytes:
    """A line for each matched text and rendering, each once, in the order in which they were found.

    The comment gives the area of law, further right renderings (可), forbidden ones (不可), and the entry's definition
    and note.
    """
    lines = dict.fromkeys(line for match in matches for line in _lines(match, target))
    return "".join(f"{line}\n" for line in lines).encode()


def _lines(match: TermMatch, target: Language) -> Iterator[str]:
    forbidden = match.forbidden(target)
    for term in match.terms:
        rendering = term.forms(target)[0]
        yield "\t".join(map(_one_line, (match.surface, rendering, _comment(term, forbidden, target))))


def _comment(term: Term, forbidden: Iterable[str], target: Language) -> str:
    parts = [
        term.area,
        _listed(_RIGHT, term.forms(target)[1:]),
        _listed(_FORBIDDEN, forbidden),
        term.definition,
        term.note,
    ]
    return " / ".join(part for part in parts if part)


def _listed(mark: str, forms: Iterable[str]) -> str:
    listed = "、".join(forms)
    return f"{mark}: {listed}" if listed else ""


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()
