"""Chinese readings of Japanese words that the corpus contradicts, or prefers.

The glossary goes from Chinese to Japanese: 予以支持 is 認める. Read backwards such an entry is only one of several
readings, for 認める is mostly 认为 or 认可 in Chinese. Requiring it would spoil the text, so from Japanese these
entries are suggested: shown with their rendering, neither required nor missed.

Where several readings are right, the glossary's order says nothing about which a reader of Chinese expects: 本契約 is
本约合同 beside a 预约合同 and 本合同 in every other contract. There the usual one comes first.

`python -m training.readings` measures both on the seed pairs.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from corpus.languages import Language

READINGS = Path(__file__).resolve().parent / "data" / "readings" / "ja.tsv"
USUAL_READINGS = READINGS.with_name("usual.tsv")


@lru_cache(maxsize=2)
def suggested(language: Language) -> frozenset[tuple[str, str]]:
    """The (zh, ja) of the entries that are only suggested in texts of this language; none in Chinese ones.

    An entry that is edited or proposed to say something else is no longer among them, and is required.
    """
    if language == "zh":
        return frozenset()
    rows = (line.split("\t") for line in READINGS.read_text(encoding="utf-8").splitlines()[1:])
    return frozenset((row[0], row[1]) for row in rows)


def usual(ja: str, forms: tuple[str, ...]) -> str:
    """Which of the right Chinese forms the corpus has for the Japanese term far more often than the first; "" if none.

    `forms` are all that are right, in the glossary's order: where a reviewer has changed one, the order is theirs.
    """
    return _usual_readings().get((ja, forms), "")


@lru_cache(maxsize=1)
def _usual_readings() -> Mapping[tuple[str, tuple[str, ...]], str]:
    rows = (line.split("\t") for line in USUAL_READINGS.read_text(encoding="utf-8").splitlines()[1:])
    return {(row[0], tuple(row[1].split("|"))): row[2] for row in rows}
