"""The card of a finished model: its data, recipe, time and scores, each taken from what the steps recorded."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from corpus.languages import Direction
from corpus.settings import PROJECT_ROOT, Settings
from service.engines import open_cascade
from service.results import TranslationOptions
from training import sources
from training.base.configuration import BaseConfiguration
from training.base.held_out import general_held_out, legal_held_out
from training.base.steps import Facts, Ledger, Record
from training.base.validation import evaluation_rows
from training.evaluation import EvaluationResult, EvaluationRow, evaluate

SOURCES = {
    "general": "sentence pairs of public software and business documentation (© Microsoft and contributors, CC BY 4.0)",
    "legal": "the seed pairs and documents of this repository (Apache-2.0), without the held-out documents",
    "statutes": "statutes translated for this project (statutes have no copyright), without the held-out laws",
    "terms": "the seed glossary's terms (Apache-2.0)",
    "synthetic-zh": "sentences of Chinese statutes (LawRefBook/Laws) with synthetic Japanese sources",
    "synthetic-ja": "sentences of Japanese statutes (e-Gov, DaisukeHori/japan-law, CC0) with synthetic Chinese sources",
}
_FRONT = "---\nlanguage: [zh, ja]\nlicense: apache-2.0\npipeline_tag: translation\n---\n# Hoyaku base model\n"


def write_card(
    configuration: BaseConfiguration, model: Path, output: Path, ledger: Ledger, data: Path, work: Path
) -> Facts:
    """Copy the model to `output`, score it on the held-out parts and write its card beside it."""
    shutil.copytree(model, output, dirs_exist_ok=True)
    settings = Settings(model=str(output), data_dir=work)
    engine = open_cascade(str(output), settings)
    tests = {"legal documents": legal_held_out(None)[1]}
    if "general" in configuration.sets:
        tests["general pairs"] = general_held_out(sources.general(data))[1]
    rows = configuration.run.test_rows or None
    results: list[tuple[str, EvaluationResult]] = []
    for name, pairs in tests.items():
        for direction in Direction:
            test = evaluation_rows(pairs[:rows], direction)
            for constrained in (True, False):
                if name == "general pairs":
                    if constrained:
                        continue
                    test = [EvaluationRow(row.zh, row.ja, ()) for row in test]
                options = TranslationOptions(direction, constrain=constrained, memory_threshold=2.0)
                results.append((name, evaluate(engine, test, options)))
    records = [record for record in map(ledger.read, _names(ledger)) if record is not None]
    text = "\n\n".join([_FRONT, _data(records), _recipe(configuration, records), _scores(results)])
    (output / "README.md").write_text(text + "\n", encoding="utf-8")
    return {"scores": [{"test": name, **result.to_json()} for name, result in results]}


def _names(ledger: Ledger) -> list[str]:
    return [path.stem for path in sorted(ledger.folder.glob("*.json"), key=lambda path: path.stat().st_mtime)]


def _data(records: Sequence[Record]) -> str:
    counts: dict[str, int] = {}
    for record in records:
        counts |= record.facts.get("pairs", {})
    lines = [f"- {SOURCES[name]}: {counts[name]:,} pairs" for name in SOURCES if name in counts]
    return "\n".join(["## Data", "", *lines, "", "What is held out is listed in `training/data/held_out.tsv`."])


def _recipe(configuration: BaseConfiguration, records: Sequence[Record]) -> str:
    header = "| phase | mix | steps | target pieces | minutes | sessions | on | weights |"
    lines = [
        "## Recipe",
        "",
        f"`python -m training.base` at {_commit()}, seed {configuration.run.seed}.",
        "",
        header,
        "| --- " * 8 + "|",
    ]
    facts = {record.step: record.facts for record in records}
    for phase in configuration.phase:
        found = facts[f"train-{phase.name}"]
        mix = ", ".join(f"{name} {share:g}" for name, share in phase.mix.items())
        begun = f" (from {phase.initial})" if phase.initial else ""
        lines.append(
            f"| {phase.name}{begun} | {mix} | {found['steps']:,} | {found['pieces']:,} "
            f"| {found['minutes_of_training']} | {found['sessions']} | {found['device']} | {found['chosen']} |"
        )
    rest = [f"- {record.step}: {record.minutes:.1f} minutes, finished {record.finished}" for record in records]
    return "\n".join([*lines, "", *rest])


def _commit() -> str:
    """The commit of the code, where it stands in a git checkout."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "an unknown commit"
    return f"commit {done.stdout.strip()}"


def _scores(results: Sequence[tuple[str, EvaluationResult]]) -> str:
    lines = [
        "## Scores",
        "",
        "| held out | direction | terms | BLEU | chrF2 | chrF2++ | term accuracy | forbidden | guaranteed path |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, found in results:
        lines.append(
            f"| {name}, {found.rows} segments | {found.direction} | {'enforced' if found.constrained else 'free'} "
            f"| {found.score('BLEU'):.1f} | {found.score('chrF2'):.1f} | {found.score('chrF2++'):.1f} "
            f"| {found.term_accuracy:.1f} % of {found.terms} | {found.forbidden} | {found.share_guaranteed:.1%} |"
        )
    signatures = sorted({f"{score.name} `{score.signature}`" for _, found in results for score in found.scores})
    return "\n".join([*lines, "", "Signatures: " + "; ".join(signatures) + "."])
