"""Terms that the corpus has and the glossary has not: frequent expressions with the rendering they go with."""

import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from corpus.formats.output import open_target
from corpus.tables import DismissedCandidate, Pair
from glossary.association import associate
from glossary.expressions import FREQUENCY, c_values, chinese_expressions, japanese_expressions
from glossary.folding import fold
from glossary.store import load_terms
from glossary.terms import TermStatus
from glossary.workflow import signature

PAIRS = 20_000  # that are read, the newest first: about fifteen seconds
_FILE = "term-candidates.json"
_VERSION = 2  # of how they are found; a file of another one is made anew
_SHARE = 0.6  # of a candidate's pairs that must be of one area for that to be suggested
_EXAMPLES, _EXAMPLE_LENGTH = 2, 30  # pairs, and characters that one should have


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expression that may be a term, with its likely rendering and the area most of its pairs belong to.

    `frequency` pairs hold the Chinese, `together` both sides; `examples` are the ids of two pairs of ordinary length
    with both. `score` orders candidates: log2(1 + C-value) times Dice, half of that where another Chinese expression
    goes with the rendering better.
    """

    zh: str
    ja: str
    area: str
    score: float
    frequency: int
    together: int
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A pair as it was read."""

    id: int
    zh: str
    ja: str
    area: str


def extract_candidates(
    session: Session, progress: Callable[[int, int], None] | None = None, pairs: int = PAIRS
) -> list[Candidate]:
    """All candidates of the newest `pairs` pairs, those of the glossary among them, best first.

    `progress` gets steps done and their number, and may raise to stop.
    """
    columns = select(Pair.id, Pair.zh, Pair.ja, Pair.area).order_by(Pair.id.desc()).limit(pairs)
    rows = [_Read(row.id, row.zh, row.ja, row.area or "") for row in session.execute(columns)]
    total = 2 * len(rows)

    def step(offset: int) -> Callable[[int], None]:
        return lambda done: progress(offset + done, total) if progress is not None else None

    zh, occurrences = chinese_expressions([row.zh for row in rows], step(0))
    ja = japanese_expressions([row.ja for row in rows], step(len(rows)))
    values = c_values(occurrences)
    found = []
    for one in associate(zh, ja, FREQUENCY):
        if values[one.zh] > 0:
            score = math.log2(1 + values[one.zh]) * one.dice * (1 if one.mutual else 0.5)
            found.append((score, one))
    found.sort(key=lambda scored: (-scored[0], scored[1].zh))
    places = _places(rows, zh, ja, {(one.zh, one.ja) for _, one in found})
    return [
        _candidate(one.zh, one.ja, score, one.frequency, one.together, places[one.zh, one.ja]) for score, one in found
    ]


def cached_candidates(
    session: Session, folder: Path, progress: Callable[[int, int], None] | None = None
) -> list[Candidate]:
    """The same, from the folder's file where the corpus is as it was when that was written; writes it otherwise."""
    known = read_cache(session, folder)
    if known is not None:
        return known
    found = extract_candidates(session, progress)
    content = {"corpus": _corpus(session), "candidates": [asdict(candidate) for candidate in found]}
    with open_target(folder / _FILE) as file:
        file.write(json.dumps(content, ensure_ascii=False).encode())
    return found


def read_cache(session: Session, folder: Path) -> list[Candidate] | None:
    """The candidates of the folder's file; None where it has none, or of another state of the corpus."""
    try:
        content = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        if content["corpus"] != _corpus(session):
            return None
        return [Candidate(**{**values, "examples": tuple(values["examples"])}) for values in content["candidates"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def undecided(session: Session, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that no term of the glossary has as a Chinese form, whatever its status, and that nobody
    dismissed; in the same order."""
    terms = load_terms(session, tuple(TermStatus))
    known = {fold(form, "zh").text for term in terms for form in term.forms("zh")}
    dismissed = {(row.zh, row.ja) for row in session.execute(select(DismissedCandidate.zh, DismissedCandidate.ja))}
    return [
        candidate
        for candidate in candidates
        if fold(candidate.zh, "zh").text not in known and (candidate.zh, candidate.ja) not in dismissed
    ]


def examples_of(session: Session, candidate: Candidate) -> list[tuple[str, str]]:
    """The texts of the candidate's example pairs that are still there."""
    rows = session.execute(select(Pair.zh, Pair.ja).where(Pair.id.in_(candidate.examples)).order_by(Pair.id))
    return [(row.zh, row.ja) for row in rows]


def dismiss_candidate(session: Session, zh: str, ja: str, author: str) -> None:
    """Sees to it that the pair of expressions is not proposed again; commits."""
    author, _ = signature(author, "", needed=False)
    known = select(DismissedCandidate.id).where(DismissedCandidate.zh == zh, DismissedCandidate.ja == ja)
    if session.scalar(known) is None:
        session.add(DismissedCandidate(zh=zh, ja=ja, author=author))
    session.commit()


def readmit_candidate(session: Session, zh: str, ja: str) -> None:
    """Takes a dismissal back; commits."""
    session.execute(delete(DismissedCandidate).where(DismissedCandidate.zh == zh, DismissedCandidate.ja == ja))
    session.commit()


def list_dismissed(session: Session) -> list[tuple[str, str, str]]:
    """What was dismissed, the newest first: Chinese, Japanese, and who did it."""
    columns = select(DismissedCandidate.zh, DismissedCandidate.ja, DismissedCandidate.author)
    rows = session.execute(columns.order_by(DismissedCandidate.id.desc()))
    return [(row.zh, row.ja, row.author) for row in rows]


def _places(
    rows: Sequence[_Read], zh: Sequence[set[str]], ja: Sequence[set[str]], wanted: set[tuple[str, str]]
) -> dict[tuple[str, str], list[_Read]]:
    """The pairs that hold both sides of each wanted pair of expressions."""
    renderings = dict(wanted)
    places: dict[tuple[str, str], list[_Read]] = {}
    for row, left, right in zip(rows, zh, ja, strict=True):
        for text in left:
            if (rendering := renderings.get(text)) in right:
                places.setdefault((text, str(rendering)), []).append(row)
    return places


def _candidate(zh: str, ja: str, score: float, frequency: int, together: int, rows: Sequence[_Read]) -> Candidate:
    area, held = Counter(row.area for row in rows).most_common(1)[0]
    readable = sorted(rows, key=lambda row: (abs(len(row.zh) - _EXAMPLE_LENGTH), row.id))[:_EXAMPLES]
    return Candidate(
        zh,
        ja,
        area if held >= _SHARE * len(rows) else "",
        round(score, 3),
        frequency,
        together,
        tuple(row.id for row in readable),
    )


def _corpus(session: Session) -> str:
    """What stands for the state of the corpus, and of how candidates are found in it."""
    pairs, newest = session.execute(select(func.count(Pair.id), func.max(Pair.id))).one()
    return f"{_VERSION}-{pairs}-{newest}"
