"""How well a test set is translated: BLEU, chrF, term accuracy, forbidden renderings, speed.

BLEU (Papineni et al., ACL 2002), chrF2 and chrF2++ (Popović, WMT 2015 and 2017) are sacrebleu's, each with
the signature that makes it reproducible.
"""

import csv
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from corpus.languages import Direction, Language
from corpus.normalisation import normalise
from glossary.adherence import TermFinding, check_adherence
from glossary.matching import Matcher, TermMatch
from glossary.store import load_terms
from glossary.terms import Term
from service.engine import Engine
from service.pipeline import Pipeline, Progress
from service.placement import occurrences
from service.results import SegmentTranslation, TranslationOptions
from service.terminology import Terminology
from service.translator import Translator
from training.errors import TrainingError

_BLEU_TOKENIZERS: dict[Language, str] = {"ja": "ja-mecab", "zh": "zh"}


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """A sentence in both languages; `terms` are (zh, ja) renderings that are right in it, None where
    the file does not list any and the glossary is asked instead."""

    zh: str
    ja: str
    terms: tuple[tuple[str, str], ...] | None = None

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.ja


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's value, 0 to 100, and the signature under which it can be reproduced."""

    name: str
    value: float
    signature: str


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """What one run over a test set showed."""

    direction: Direction
    constrained: bool
    rows: int
    test_digest: str  # SHA-256 of the rows
    scores: tuple[Score, ...]  # BLEU, chrF2, chrF2++
    terms: int  # listed terms, or matched ones that the reference renders as the glossary does
    terms_satisfied: int
    forbidden: int  # forbidden renderings found
    errors: int  # segments whose terms could not be guaranteed
    seconds: float  # of translating, loading the model not included
    share_guaranteed: float  # segments that needed the guaranteed path, 0 to 1
    translations: tuple[str, ...]

    @property
    def term_accuracy(self) -> float:
        """The share of the terms whose right rendering is in the translation, in per cent; 100 without terms."""
        return 100 * self.terms_satisfied / self.terms if self.terms else 100.0

    @property
    def segments_per_second(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0

    def score(self, name: str) -> float:
        """The value of the metric of this name; KeyError where there is none."""
        return {score.name: score.value for score in self.scores}[name]

    def to_json(self) -> dict[str, object]:
        """Everything but the translations, ready for json.dumps; floats rounded to three places."""
        names = [field.name for field in fields(self) if field.name not in ("translations", "scores")]
        values: dict[str, object] = {name: getattr(self, name) for name in names}
        values |= {"term_accuracy": self.term_accuracy, "segments_per_second": self.segments_per_second}
        values = {name: round(value, 3) if isinstance(value, float) else value for name, value in values.items()}
        return values | {"scores": [asdict(replace(score, value=round(score.value, 3))) for score in self.scores]}


def read_rows(path: Path) -> list[EvaluationRow]:
    """The rows of a TSV with the columns zh, ja and optionally terms (zh=ja joined by |); other columns are ignored.

    Raises TrainingError with file and line where a row is malformed.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if not {"zh", "ja"} <= set(reader.fieldnames or ()):
                raise TrainingError(f"{path}, line 1: the columns zh and ja are needed, separated by tabs.")
            rows = [_row(record, f"{path}, line {reader.line_num}") for record in reader]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TrainingError(f"{path} cannot be read ({reason}): name a UTF-8 TSV file.") from error
    except UnicodeDecodeError as error:
        raise TrainingError(f"{path} is not in UTF-8: name a UTF-8 TSV file.") from error
    if not rows:
        raise TrainingError(f"{path} has no rows: add some after the line with the column names.")
    return rows


def _row(record: dict[str, Any], place: str) -> EvaluationRow:
    if not record["zh"] or not record["ja"]:
        raise TrainingError(f"{place}: both zh and ja must be filled in.")
    if record.get("terms") is None:
        return EvaluationRow(record["zh"], record["ja"])
    listed = [entry.partition("=") for entry in record["terms"].split("|") if entry]
    if any(not (zh and ja) for zh, _, ja in listed):
        raise TrainingError(f"{place}: write each term as zh=ja and join them by |.")
    return EvaluationRow(record["zh"], record["ja"], tuple((zh, ja) for zh, _, ja in listed))


def evaluate(
    subject: Translator | Engine,
    rows: Sequence[EvaluationRow],
    options: TranslationOptions,
    progress: Progress | None = None,
) -> EvaluationResult:
    """Translate the rows as they would be served, and score them against their other side.

    A row that lists terms is constrained by and judged on exactly those (with the variants and forbidden
    renderings of the glossary's entry of the same pair); any other row is constrained by the glossary
    and judged on the binding terms that its reference renders as the glossary does. An engine without a
    translator knows the listed terms only. `options.constrain` False measures the model left to itself. No test set
    leaves the machine: an endpoint of the settings is not asked.
    """
    options = replace(options, local=True)
    source, target = options.direction.source, options.direction.target
    sources = [normalise(row.text(source), source).strip() for row in rows]
    glossary = _Terms(subject if isinstance(subject, Translator) else None, rows, sources, options)
    pipeline = subject.pipeline if isinstance(subject, Translator) else Pipeline(subject)
    pipeline.run([min(sources, key=len)], options, find_terms=lambda _: ())  # loads the model
    before = pipeline.engine.segments, pipeline.engine.segments_guaranteed
    began = time.perf_counter()
    translated = pipeline.run(sources, options, find_terms=glossary.find, progress=progress)
    seconds = time.perf_counter() - began
    asked = pipeline.engine.segments - before[0]
    judged = [
        finding.status
        for row, segment in zip(rows, translated, strict=True)
        for finding in _judged(row, segment, target)
    ]
    return EvaluationResult(
        direction=options.direction,
        constrained=options.constrain,
        rows=len(rows),
        test_digest=rows_digest(rows),
        scores=score_translations(
            [segment.translation for segment in translated], [row.text(target) for row in rows], target
        ),
        terms=len(judged),
        terms_satisfied=judged.count("satisfied"),
        forbidden=sum(finding.status == "forbidden" for segment in translated for finding in segment.terms),
        errors=sum(bool(segment.error) for segment in translated),
        seconds=seconds,
        share_guaranteed=(pipeline.engine.segments_guaranteed - before[1]) / asked if asked else 0.0,
        translations=tuple(segment.translation for segment in translated),
    )


def score_translations(translations: Sequence[str], references: Sequence[str], target: Language) -> tuple[Score, ...]:
    """BLEU, chrF2 and chrF2++ of the translations, with their signatures."""
    metrics = {
        "BLEU": BLEU(tokenize=_BLEU_TOKENIZERS[target]),
        "chrF2": CHRF(word_order=0),
        "chrF2++": CHRF(word_order=2),
    }
    return tuple(
        Score(name, float(metric.corpus_score(translations, [references]).score), str(metric.get_signature()))
        for name, metric in metrics.items()
    )


def rows_digest(rows: Sequence[EvaluationRow]) -> str:
    """A SHA-256 over the rows' content, by which a test set is known whatever its file is called."""
    content = json.dumps([asdict(row) for row in rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _judged(row: EvaluationRow, segment: SegmentTranslation, target: Language) -> list[TermFinding]:
    if row.terms is not None:
        return list(segment.terms)
    binding = [finding for finding in segment.terms if finding.match.binding]
    agreed = check_adherence([finding.match for finding in binding], row.text(target), target)
    pairs = zip(binding, agreed, strict=True)
    return [finding for finding, reference in pairs if reference.status == "satisfied"]


class _Terms:
    """Where the terms of a source come from: its row's list, else the glossary."""

    def __init__(
        self,
        translator: Translator | None,
        rows: Sequence[EvaluationRow],
        sources: Sequence[str],
        options: TranslationOptions,
    ) -> None:
        self._options = options
        self._listed: dict[str, list[tuple[str, str]]] = {}
        for row, source in zip(rows, sources, strict=True):
            if row.terms is not None:
                self._listed.setdefault(source, []).extend(row.terms)
        self._entries: dict[tuple[str, str], Term] = {}
        self._matcher: Matcher | None = None
        if translator is not None:
            with translator.sessions() as session:
                self._entries = {(term.zh, term.ja): term for term in load_terms(session)}
            self._matcher = Terminology(translator.sessions).matcher(options.direction.source)

    def find(self, source: str) -> list[TermMatch]:
        if source in self._listed:
            return self._find_listed(source)
        return self._matcher.match(source, self._options.area) if self._matcher is not None else []

    def _find_listed(self, source: str) -> list[TermMatch]:
        """One match for each listed term, longer terms taking their place first; none for one the source lacks."""
        language = self._options.direction.source
        matches: list[TermMatch] = []
        terms = [self._entries.get(pair, Term(*pair)) for pair in dict.fromkeys(self._listed[source])]
        for term in sorted(terms, key=lambda term: -len(term.forms(language)[0])):
            places = [place for form in term.forms(language) for place in occurrences(source, form)]
            free = [place for place in places if not any(_overlap(place, match) for match in matches)]
            if places:
                start, end = (free or places)[0]
                matches.append(TermMatch(start, end, source[start:end], (term,)))
        return sorted(matches, key=lambda match: (match.start, -match.end))


def _overlap(place: tuple[int, int], match: TermMatch) -> bool:
    return place[0] < match.end and match.start < place[1]
