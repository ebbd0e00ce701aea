"""A run as one HTML page that a legal reviewer can read: what was trained, the decision, scores, curves, segments.

The page needs nothing but itself: styles and the picture of the curves stand in it, and it holds no script.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.languages import Direction
from training.tuning.changes import find_changes
from training.tuning.curves import best_step, draw_curves
from training.tuning.preparation import Prepared, read_prepared
from training.tuning.run_folder import RunFolder
from training.tuning.supervisor import STATE, TrainingState

CURVES = "curves.png"
REPORT = "report.html"
CONDITIONS = {
    "served": "As served, terms enforced",
    "free": "Without constraints",
    "general": "General set, without constraints",
}
LANGUAGE_NAMES = {"zh": "Chinese", "ja": "Japanese"}
LANGUAGE_TAGS = {"zh": "zh-Hans", "ja": "ja"}  # BCP 47
_ENDINGS = {
    "budget": "the budget was spent",
    "patience": "no validation was better any more",
    "asked": "somebody asked it to stop",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of both models, ready to print; `verdict` is "better", "worse" or ""."""

    base: str
    candidate: str
    difference: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One figure under each of CONDITIONS."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a figure is read from an evaluation and printed; one that needs terms is left out where there are none."""

    name: str
    read: str  # a metric's name or a key of the evaluation
    places: int = 2
    factor: float = 1.0
    sign: int = 1  # -1 where less is better, 0 where neither is
    needs_terms: bool = False


_MEASURES = (
    _Measure("BLEU", "BLEU"),
    _Measure("chrF2", "chrF2"),
    _Measure("chrF2++", "chrF2++"),
    _Measure("Term accuracy, %", "term_accuracy", needs_terms=True),
    _Measure("Terms judged", "terms", places=0, sign=0),
    _Measure("Forbidden renderings", "forbidden", places=0, sign=-1),
    _Measure("Segments that needed the slower path, %", "share_guaranteed", places=1, factor=100, sign=-1),
)


def write_report(run: RunFolder) -> Path:
    """Draw the curves and write the report into the run's folder; returns the report's path.

    A run without a comparison (no checkpoint was better) gets a report of its training alone. Raises TrainingError
    where a file that it is made from is missing or damaged.
    """
    history = run.read_json("history.json") if run.has("history.json") else []
    draw_curves(history, run.path / CURVES)
    run.write_lines(REPORT, [_render(run, history)])
    return run.path / REPORT


def score_lines(scores: Mapping[str, Any], direction: Direction) -> list[ScoreLine]:
    """The table of one direction, from the systems of scores.json."""
    lines = []
    for measure in _MEASURES:
        pairs = [
            (scores["base"][direction][condition], scores["candidate"][direction][condition])
            for condition in CONDITIONS
        ]
        lines.append(ScoreLine(measure.name, tuple(_figure(measure, base, candidate) for base, candidate in pairs)))
    return lines


def _render(run: RunFolder, history: Sequence[Mapping[str, Any]]) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["signed"] = _signed
    prepared = read_prepared(run)
    picture = base64.b64encode((run.path / CURVES).read_bytes()).decode("ascii")
    return environment.get_template("report.html.jinja").render(
        run=run.description,
        reasons=_reasons(run),
        training=_training(run, history),
        data=_data(prepared),
        curves=f"data:image/png;base64,{picture}",
        conditions=CONDITIONS,
        names=LANGUAGE_NAMES,
        tags=LANGUAGE_TAGS,
        directions=list(Direction),
        **_comparison(run, prepared),
    )


def _comparison(run: RunFolder, prepared: Prepared) -> dict[str, Any]:
    """What the template needs of the comparison; `scores` is None where there was none."""
    if not (run.has("scores.json") and run.has("translations.jsonl")):
        return {"scores": None, "tables": {}, "signatures": [], "changes": []}
    scores = run.read_json("scores.json")
    rows = list(run.read_rows("translations.jsonl"))
    served = [scores["systems"]["candidate"][direction]["served"] for direction in Direction]
    return {
        "scores": scores,
        "tables": {direction: score_lines(scores["systems"], direction) for direction in Direction},
        "signatures": list(
            dict.fromkeys((score["name"], score["signature"]) for found in served for score in found["scores"])
        ),
        "changes": [find_changes(rows, direction, prepared.terms) for direction in Direction],
    }


def _reasons(run: RunFolder) -> list[str]:
    """Why the run ended as it did: the gate's reasons, or why there was nothing for it to judge."""
    if run.has("scores.json"):
        return list(run.read_json("scores.json")["decision"]["reasons"])
    state = _state(run)
    if state.ending in ("budget", "patience") and state.best_step < 0:
        return ["No checkpoint translated the validation part better than the model that it began from."]
    return [detail] if (detail := run.progress.detail) else []


def _training(run: RunFolder, history: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """How the training went, by label."""
    told = {"Began": _moment(run.description.created_at), "Last entry": _moment(run.progress.updated_at)}
    state, best = _state(run), best_step(history)
    if not state.step:
        return told
    told |= {
        "Training": f"{state.minutes:.1f} minutes, {state.step:,} steps, {state.pieces:,} target pieces",
        "Best checkpoint": f"step {best:,}" if best else "none was better than the model before training",
        "Mean validation chrF2++": f"{state.first_score:.2f} before, {state.best_score:.2f} at the best",
    }
    if state.ending:
        told["Ended because"] = _ENDINGS[state.ending]
    return told


def _state(run: RunFolder) -> TrainingState:
    return TrainingState(**run.read_json(STATE)) if run.has(STATE) else TrainingState()


def _data(prepared: Prepared) -> dict[str, str]:
    """The pairs by part, by label."""
    counts = {
        "New pairs to train on": len(prepared.new),
        "Known pairs to train on": len(prepared.known),
        "Validation pairs": len(prepared.validation),
        "Test pairs": len(prepared.test),
        "Approved terms": len(prepared.terms),
    }
    return {label: f"{count:,}" for label, count in counts.items()}


def _figure(measure: _Measure, base: Mapping[str, Any], candidate: Mapping[str, Any]) -> Figure:
    if measure.needs_terms and not base["terms"]:
        return Figure("–", "–", "", "")
    before, after = (_value(measure, found) for found in (base, candidate))
    difference = after - before
    better = round(difference, measure.places) * measure.sign
    verdict = "better" if better > 0 else "worse" if better < 0 else ""
    base_text, candidate_text = (f"{value:.{measure.places}f}" for value in (before, after))
    return Figure(base_text, candidate_text, _signed(difference, measure.places), verdict)


def _value(measure: _Measure, found: Mapping[str, Any]) -> float:
    metrics = {score["name"]: score["value"] for score in found["scores"]}
    value = metrics[measure.read] if measure.read in metrics else found[measure.read]
    return float(value) * measure.factor


def _signed(value: float, places: int) -> str:
    """The number with its sign (a minus, not a hyphen); zero without one."""
    text = f"{value:+.{places}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "−")


def _moment(stamp: str) -> str:
    """An ISO time as people read it; "–" where there is none."""
    return datetime.fromisoformat(stamp).strftime("%Y-%m-%d %H:%M:%S %Z").strip() if stamp else "–"
