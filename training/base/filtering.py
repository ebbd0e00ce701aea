"""Which back-translations are good enough to train on.

A translation is dropped for the first of these reasons, and the counts are reported: the cascade could not keep
the terms; a check of the product doubts it (numbers, dates, references, leftover source script, repetition,
brackets, length); the lengths are out of proportion; translated back again it is too far from the original;
another sentence has the same translation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from corpus.languages import Language
from training.base.configuration import BackTranslationSection
from training.sources import TrainingPair


def filter_translations(
    rows: Iterable[Mapping[str, str]], language: Language, section: BackTranslationSection
) -> tuple[list[TrainingPair], dict[str, int]]:
    """The pairs kept from the rows of `back_translation`, and how many each reason dropped.

    `language` is that of the authentic side.
    """
    kept: dict[str, TrainingPair] = {}
    dropped: Counter[str] = Counter()
    for row in rows:
        reason = _reason(row, language, section) or ("repeated" if row["synthetic"] in kept else "")
        if reason:
            dropped[reason] += 1
            continue
        zh, ja = _sides(row, language)
        kept[row["synthetic"]] = TrainingPair(zh, ja, f"synthetic-{language}")
    return list(kept.values()), dict(dropped.most_common())


def _reason(row: Mapping[str, str], language: Language, section: BackTranslationSection) -> str:
    """Why the row is dropped; "" where it is kept."""
    if doubts := row["doubts"].split():
        return doubts[0]
    if row["satisfied"] != row["terms"]:
        return "terms"
    zh, ja = _sides(row, language)
    if not section.low_ratio <= len(zh) / len(ja) <= section.high_ratio:
        return "ratio"
    return "round trip" if float(row["round_trip"]) < section.round_trip else ""


def _sides(row: Mapping[str, str], language: Language) -> tuple[str, str]:
    both = row["authentic"], row["synthetic"]
    return both if language == "zh" else (both[1], both[0])
