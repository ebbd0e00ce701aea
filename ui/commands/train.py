"""`hoyaku train`: the approved pairs become a better model, or nothing changes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.commands.terminal import (
    Author,
    Json,
    author_name,
    load_settings,
    print_record,
    print_table,
    quiet_libraries,
    warn,
)

if TYPE_CHECKING:
    from corpus.settings import Settings
    from training.tuning.comparison import Comparison
    from training.tuning.tuning import TuningResult


def train(
    config: Annotated[
        Path | None, typer.Option(help="A copy of training/configs/lora.toml with other values.", metavar="FILE")
    ] = None,
    start: Annotated[
        Literal["auto", "fresh", "continue", "stack"],
        typer.Option(
            help="fresh: new adapter on the first base; continue: train the served adapter on; stack: a new "
            "adapter on the served model; auto: continue where there is one."
        ),
    ] = "auto",
    max_minutes: Annotated[
        float | None,
        typer.Option(min=0.1, help="Minutes of training, validation not counted.", show_default=False),
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Train in so many processes, one a GPU.")] = 1,
    resume: Annotated[str | None, typer.Option(help="Go on with this run.", metavar="RUN")] = None,
    new: Annotated[bool, typer.Option("--new", help="Do not go on with an interrupted run.")] = False,
    no_promote: Annotated[
        bool, typer.Option("--no-promote", help="Leave a good candidate to be promoted by hand.")
    ] = False,
    author: Author = None,
    json: Json = False,
) -> None:
    """Fine-tune the serving model on the approved pairs, compare both, and serve the new one if it is better.

    An interrupted run is gone on with. Progress is shown on standard error; the scores are printed at the end.
    """
    settings = load_settings()
    quiet_libraries()
    from training.tuning.configuration import DEFAULT, read_configuration
    from training.tuning.tuning import TuningOptions, run_tuning, unfinished_run

    configuration = read_configuration(config or DEFAULT)
    if max_minutes is not None:
        section = configuration.training.model_copy(update={"max_minutes": max_minutes})
        configuration = configuration.model_copy(update={"training": section})
    if resume is None and not new and (unfinished := unfinished_run(settings)) is not None:
        resume = unfinished.name
        warn(f"Going on with the interrupted run {resume}; --new begins another.")
    options = TuningOptions(start, processes, author_name(author), promote=not no_promote)
    with _progress(settings):
        result = run_tuning(settings, configuration, options, resume, tell=warn)
    if json:
        print_record(_record(result))
    else:
        _show(result)


@contextmanager
def _progress(settings: "Settings") -> Iterator[None]:
    """A bar on a terminal's standard error that follows the newest run."""
    import sys

    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from training.tuning.run_folder import all_runs

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[detail]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("preparing", total=1.0, detail="")
        ended = threading.Event()

        def follow() -> None:
            while not ended.wait(1.0):
                if runs := all_runs(settings):
                    now = runs[-1].progress
                    shown.update(task, description=now.stage, completed=now.share, detail=now.detail)

        follower = threading.Thread(target=follow, daemon=True)
        follower.start()
        try:
            yield
        finally:
            ended.set()
            follower.join()


def _record(result: "TuningResult") -> dict[str, object]:
    scores = result.comparison.to_json() if result.comparison is not None else None
    return {
        "run": result.run.name,
        "folder": str(result.run.path),
        "version": result.version or None,
        "promoted": result.promoted,
        "reasons": list(result.decision.reasons),
        "scores": scores,
    }


def _show(result: "TuningResult") -> None:
    if result.comparison is not None:
        print_table(*comparison_table(result.comparison))
    verdict = "promoted: it serves now" if result.promoted else "not promoted: the serving model stays"
    print(f"{result.run.name} is {verdict} ({'; '.join(result.decision.reasons)}).")
    report = result.run.path / "report.html"
    print(f"Everything about it is in {result.run.path}" + (f"; look at {report.name}." if report.exists() else "."))


def comparison_table(comparison: "Comparison") -> tuple[list[str], list[list[str]]]:
    """Columns and rows: what was measured, and both models' figures in both directions."""
    from corpus.languages import Direction
    from training.tuning.comparison import SYSTEMS

    columns = ["", *(f"{direction} {name}" for direction in Direction for name in SYSTEMS)]
    cells = [comparison.systems[name][direction] for direction in Direction for name in SYSTEMS]
    rows = []
    for metric in ("BLEU", "chrF2++"):
        rows.append([f"{metric}, as served", *(f"{cell.served.score(metric):.2f}" for cell in cells)])
    rows.append(["term accuracy, as served", *(f"{cell.served.term_accuracy:.1f} %" for cell in cells)])
    rows.append(["forbidden renderings, as served", *(str(cell.served.forbidden) for cell in cells)])
    rows.append(["on the guaranteed path", *(f"{100 * cell.served.share_guaranteed:.1f} %" for cell in cells)])
    for metric in ("BLEU", "chrF2++"):
        rows.append([f"{metric}, no terms enforced", *(f"{cell.free.score(metric):.2f}" for cell in cells)])
    rows.append(["term accuracy, no terms enforced", *(f"{cell.free.term_accuracy:.1f} %" for cell in cells)])
    for metric in ("BLEU", "chrF2++"):
        rows.append([f"{metric}, general set", *(f"{cell.general.score(metric):.2f}" for cell in cells)])
    differences = [comparison.bootstrap[direction] for direction in Direction]
    rows.append(["chrF2++ difference", *(c for d in differences for c in ("", f"{d.difference:+.2f}"))])
    rows.append(["p, paired bootstrap", *(c for d in differences for c in ("", f"{d.p_value:.3f}"))])
    return columns, rows
