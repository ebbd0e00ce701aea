"""What a run's comparison found, read back from its scores.json without the libraries that measured it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from corpus.languages import Direction
from training.errors import TrainingError
from training.tuning.run_folder import RunFolder

SCORES = "scores.json"
System = Literal["base", "candidate"]
Condition = Literal["served", "free", "general"]  # terms enforced; without constraints; the general set without them
SYSTEMS: tuple[System, ...] = ("base", "candidate")
CONDITIONS: tuple[Condition, ...] = ("served", "free", "general")


@dataclass(frozen=True, slots=True)
class Figures:
    """One model in one direction under one condition: metrics from 0 to 100 by name, their signatures, terms."""

    metrics: Mapping[str, float]
    signatures: Mapping[str, str]
    term_accuracy: float  # per cent
    forbidden: int


@dataclass(frozen=True, slots=True)
class RunScores:
    """Base and candidate on the run's test part, and what was decided.

    `bootstrap` gives for each direction by how much the candidate's chrF2++ as served is above the base's, and the
    p-value of that.
    """

    test_digest: str
    rows: int
    figures: Mapping[tuple[System, Direction, Condition], Figures]
    bootstrap: Mapping[Direction, tuple[float, float]]
    promote: bool
    reasons: tuple[str, ...]


def read_scores(run: RunFolder) -> RunScores | None:
    """The run's scores; None where it has not come to the comparison. TrainingError where the file is damaged."""
    if not run.has(SCORES):
        return None
    content = run.read_json(SCORES)
    try:
        return _scores(content)
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            f"{run.path / SCORES} does not hold the scores of a run ({type(error).__name__} {error}); "
            f"delete it and go on with hoyaku train --resume {run.name}."
        ) from error


def _scores(content: Mapping[str, Any]) -> RunScores:
    figures = {
        (system, direction, condition): _figures(content["systems"][system][direction][condition])
        for system in SYSTEMS
        for direction in Direction
        for condition in CONDITIONS
    }
    bootstrap = {
        direction: (float(found["difference"]), float(found["p_value"]))
        for direction in Direction
        if (found := content["bootstrap"].get(direction))
    }
    decision = content["decision"]
    return RunScores(
        test_digest=str(content["test_digest"]),
        rows=int(content["rows"]),
        figures=figures,
        bootstrap=bootstrap,
        promote=bool(decision["promote"]),
        reasons=tuple(str(reason) for reason in decision["reasons"]),
    )


def _figures(content: Mapping[str, Any]) -> Figures:
    scores = content["scores"]
    return Figures(
        metrics={score["name"]: float(score["value"]) for score in scores},
        signatures={score["name"]: str(score["signature"]) for score in scores},
        term_accuracy=float(content["term_accuracy"]),
        forbidden=int(content["forbidden"]),
    )
