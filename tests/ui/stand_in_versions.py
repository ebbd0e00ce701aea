"""Model versions with the files of the runs that made them: real weights (copies of the shipped model), made-up scores.

The figures are written here to fill the page; nothing was measured. Whoever imports this file gets the shapes that
`hoyaku train` writes: scores.json, progress.json, run.json, log.txt, curves.png, report.html.
"""

import hashlib
import shutil
from pathlib import Path

import matplotlib
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.settings import PROJECT_ROOT, Settings
from corpus.tables import ModelVersion
from service.promotion import NewVersion, Scores, register
from service.registry import stored_place
from training.tuning.configuration import TuningConfiguration
from training.tuning.run_folder import RunDescription, RunFolder, runs_folder

matplotlib.use("Agg")
BASE = {Direction.ZH_JA: 44.31, Direction.JA_ZH: 33.02}  # chrF2++ as served of what the candidate is compared with
DIGEST = hashlib.sha256(b"test part").hexdigest()
LINE = "2026-11-28T13:50:25+00:00 step 40: validation chrF2++ zh-ja 45.10, ja-zh 33.90: the best so far\n"


def described_run(settings: Settings, name: str, prepared: bool = True) -> RunFolder:
    """A run's folder as it is after preparing."""
    run = RunFolder(runs_folder(settings) / name)
    run.path.mkdir(parents=True)
    configuration = TuningConfiguration().model_dump(mode="json")
    run.describe(
        RunDescription(
            name, "李", "fresh", settings.model, "", "", configuration, DIGEST, created_at="2026-11-28T13:48:00+00:00"
        )
    )
    run.log.write_text(LINE, encoding="utf-8")
    if prepared:
        run.write_lines("data/seen.txt", ["1", "2"])
    return run


def ended_run(settings: Settings, name: str, gain: float) -> RunFolder:
    """A run that has come to its end; its candidate is better by `gain` points of chrF2++."""
    run = described_run(settings, name)
    run.write_json("scores.json", scores_json(gain))
    run.report("done", 1.0, "promoted" if gain > 0 else "stays a candidate")
    return run


def scores_json(gain: float) -> dict[str, object]:
    """The content of scores.json."""
    better = gain > 0.3
    p_value = 0.004 if better else 0.31
    gains = {"zh-ja": gain, "ja-zh": gain / 2}
    systems = {
        system: {
            direction: conditions(direction, gains[direction] if system == "candidate" else 0) for direction in gains
        }
        for system in ("base", "candidate")
    }
    told = [f"chrF2++ {direction} {value:+.2f} (p = {p_value:.3f})" for direction, value in gains.items()]
    reasons = (
        [f"{one}: better beyond chance" for one in told] if better else [f"no better than chance: {', '.join(told)}"]
    )
    return {
        "test_digest": DIGEST,
        "rows": 412,
        "systems": systems,
        "bootstrap": {
            direction: {"metric": "chrF2++", "difference": round(value, 3), "p_value": p_value}
            for direction, value in gains.items()
        },
        "decision": {"promote": better, "reasons": reasons},
    }


def conditions(direction: str, gain: float) -> dict[str, dict[str, object]]:
    chrf = BASE[Direction(direction)] + gain
    return {
        "served": figures(chrf, 100.0),
        "free": figures(chrf - 2.4, 93.5 + gain),
        "general": figures(chrf - 17.1 - gain / 4, 100.0),
    }


def figures(chrf: float, term_accuracy: float) -> dict[str, object]:
    values = {"BLEU": chrf - 16.2, "chrF2": chrf + 5.1, "chrF2++": chrf}
    signatures = {
        "BLEU": "nrefs:1|case:mixed|eff:no|tok:ja-mecab-0.996-IPA|smooth:exp|version:2.5.1",
        "chrF2": "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.5.1",
        "chrF2++": "nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.5.1",
    }
    return {
        "scores": [
            {"name": name, "value": round(value, 3), "signature": signatures[name]} for name, value in values.items()
        ],
        "term_accuracy": term_accuracy,
        "forbidden": 0,
    }


def add_version(
    sessions: sessionmaker[Session], settings: Settings, name: str, gain: float, status: str = "candidate"
) -> RunFolder:
    """A registered version whose weights are the shipped model's, and the run that it says it came from."""
    run = ended_run(settings, name, gain)
    shutil.copytree(PROJECT_ROOT / "models" / "base", run.model)
    (run.path / "report.html").write_text("<!doctype html><title>Report</title>", encoding="utf-8")
    draw_curves(run.path / "curves.png", gain)
    values = {
        direction: conditions(direction, gain if direction == "zh-ja" else gain / 2)["served"] for direction in BASE
    }
    with sessions() as session:
        version = register(
            session,
            settings,
            NewVersion(
                name=name,
                base=settings.model,
                adapter=None,
                folder=run.model.resolve(),
                data_digest=DIGEST,
                author="李",
                reason=f"chrF2++ zh-ja {gain:+.2f}",
                parameters={
                    "run": stored_place(run.path.resolve(), settings),
                    "parent": "",
                    "start": "fresh",
                    "configuration": TuningConfiguration().model_dump(mode="json"),
                },
                scores=tuple(
                    Scores(
                        DIGEST,
                        direction,
                        {score["name"]: score["value"] for score in found["scores"]}  # type: ignore[attr-defined]
                        | {"term_accuracy": found["term_accuracy"]},
                    )
                    for direction, found in values.items()
                ),
            ),
        )
        version.status = status
        session.commit()
    return run


def stored_version(sessions: sessionmaker[Session], name: str) -> ModelVersion:
    with sessions() as session:
        return session.query(ModelVersion).filter_by(name=name).one()


def draw_curves(path: Path, gain: float) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3), dpi=100, layout="constrained")
    loss, score = figure.subplots(1, 2)
    loss.plot([20, 40, 60, 80, 100], [3.4, 3.1, 2.9, 2.85, 2.8])
    loss.set(xlabel="step", ylabel="loss")
    score.plot([0, 50, 100], [44.3, 44.3 + gain / 2, 44.3 + gain])
    score.set(xlabel="step", ylabel="chrF2++")
    figure.savefig(path)


def work_on(run: RunFolder, process: int | None = None) -> None:
    """Let the run be in training by this process, or by another one."""
    run.report("training", 0.42, "step 84 of 200, loss 2.913, chrF2++ 38.91 (38.67 before)")
    if process is not None:
        run.write_json("progress.json", run.read_json("progress.json") | {"process": process})
