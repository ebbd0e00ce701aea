"""Chinese readings of Japanese words that the corpus contradicts.

The glossary goes from Chinese to Japanese: 予以支持 is 認める. Read backwards such an entry is only one of several
readings, for 認める is mostly 认为 or 认可 in Chinese. Requiring it would spoil the text, so from Japanese these
entries are suggested: shown with their rendering, neither required nor missed. `python -m training.readings`
measures them on the seed pairs.
"""

from functools import lru_cache
from pathlib import Path

from corpus.languages import Language

READINGS = Path(__file__).resolve().parent / "data" / "readings" / "ja.tsv"


@lru_cache(maxsize=2)
def suggested(language: Language) -> frozenset[tuple[str, str]]:
    """The (zh, ja) of the entries that are only suggested in texts of this language; none in Chinese ones.

    An entry that is edited or proposed to say something else is no longer among them, and is required.
    """
    if language == "zh":
        return frozenset()
    rows = (line.split("\t") for line in READINGS.read_text(encoding="utf-8").splitlines()[1:])
    return frozenset((row[0], row[1]) for row in rows)
