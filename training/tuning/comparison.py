"""The model that serves and a candidate, side by side on the test part and on the general regression set.

`served` is what users get, terms enforced; `free` the model left to itself; `general` the set of everyday
sentences, by which forgetting shows. Differences are judged by paired bootstrap resampling (Koehn, EMNLP 2004,
https://aclanthology.org/W04-3250/) as sacrebleu does it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.settings import Settings
from service.engines import open_cascade
from service.results import TranslationOptions
from service.translator import Translator
from training.evaluation import EvaluationResult, EvaluationRow, evaluate
from training.general_set import general_rows
from training.tuning.partition import TuningPair

SYSTEMS = ("base", "candidate")  # the model that served when the run began, and the new one
METRIC = "chrF2++"


@dataclass(frozen=True, slots=True)
class SystemScores:
    """One model in one direction."""

    served: EvaluationResult
    free: EvaluationResult
    general: EvaluationResult


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How much the candidate's chrF2++ as served is above the base's, and the chance of so large a difference
    between equal systems (two-sided)."""

    difference: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the gate decides by."""

    rows: int
    systems: Mapping[str, Mapping[Direction, SystemScores]]
    bootstrap: Mapping[Direction, Bootstrap]

    @property
    def test_digest(self) -> str:
        """The SHA-256 of the test rows."""
        return self.systems["base"][Direction.ZH_JA].served.test_digest

    def to_json(self) -> dict[str, Any]:
        """Ready for json.dumps; without the translations."""
        return {
            "test_digest": self.test_digest,
            "rows": self.rows,
            "systems": {
                name: {
                    str(direction): {
                        "served": scores.served.to_json(),
                        "free": scores.free.to_json(),
                        "general": scores.general.to_json(),
                    }
                    for direction, scores in directions.items()
                }
                for name, directions in self.systems.items()
            },
            "bootstrap": {
                str(direction): {"metric": METRIC, **asdict(found)} for direction, found in self.bootstrap.items()
            },
        }


def compare(
    sessions: sessionmaker[Session],
    settings: Settings,
    models: Mapping[str, str],
    test: Sequence[TuningPair],
    bootstrap_samples: int,
    progress: Callable[[float], None] | None = None,
) -> Comparison:
    """Translate the test pairs and the general set with both models (folders or hub names, by SYSTEMS).

    `progress` is told the share done, and may raise to cancel. Raises ModelError where a model cannot be read.
    """
    rows = [EvaluationRow(pair.zh, pair.ja) for pair in test]
    general = general_rows()
    steps = len(SYSTEMS) * len(Direction) * 3
    done = 0
    systems: dict[str, dict[Direction, SystemScores]] = {}
    for name in SYSTEMS:
        translator = Translator(sessions, open_cascade(models[name], settings))
        systems[name] = {}
        for direction in Direction:
            found = []
            for subject, constrain in ((rows, True), (rows, False), (general, False)):
                options = TranslationOptions(
                    direction, beam_size=settings.beam_size, constrain=constrain, memory_threshold=2.0
                )
                found.append(evaluate(translator, subject, options))
                done += 1
                if progress is not None:
                    progress(done / steps)
            systems[name][direction] = SystemScores(*found)
    tested = {
        direction: _bootstrap(
            systems["base"][direction].served.translations,
            systems["candidate"][direction].served.translations,
            [row.text(direction.target) for row in rows],
            bootstrap_samples,
        )
        for direction in Direction
    }
    return Comparison(len(rows), systems, tested)


def segment_rows(comparison: Comparison, test: Sequence[TuningPair]) -> list[dict[str, Any]]:
    """A row a test segment: both sides, where it comes from, both models' translations as served and their chrF2++."""
    metric = CHRF(word_order=2)
    rows: list[dict[str, Any]] = []
    for index, pair in enumerate(test):
        row: dict[str, Any] = {"zh": pair.zh, "ja": pair.ja, "unit": pair.unit, "area": pair.area}
        for direction in Direction:
            reference = pair.ja if direction is Direction.ZH_JA else pair.zh
            texts = {name: comparison.systems[name][direction].served.translations[index] for name in SYSTEMS}
            scores = {
                f"{name}_chrf": round(metric.sentence_score(text, [reference]).score, 2) for name, text in texts.items()
            }
            row[str(direction)] = {**texts, **scores}
        rows.append(row)
    return rows


def _bootstrap(base: Sequence[str], candidate: Sequence[str], references: Sequence[str], samples: int) -> Bootstrap:
    systems: list[tuple[str, Sequence[str]]] = [("base", base), ("candidate", candidate)]
    test = PairedTest(systems, {METRIC: CHRF(word_order=2)}, [list(references)], test_type="bs", n_samples=samples)
    before, after = (result for result in test()[1][METRIC] if not isinstance(result, str))
    return Bootstrap(round(after.score - before.score, 3), 1.0 if after.p_value is None else after.p_value)
