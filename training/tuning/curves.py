"""The learning curves of a run as one picture, drawn from its history."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from corpus.languages import Direction

History = Sequence[Mapping[str, Any]]  # the trainer's log entries, as history.json holds them

_COLOURS = {Direction.ZH_JA: "#2f5d8a", Direction.JA_ZH: "#b0652b"}
_GOOD, _MUTED, _LINE = "#2e7d5b", "#5f6b7a", "#dfe3e8"
_INCHES = (11.0, 6.2)
_DOTS = 130  # an inch
_MARGINS = {"left": 0.06, "right": 0.985, "top": 0.955, "bottom": 0.075}  # shares; laying out by itself takes longer


def draw_curves(history: History, path: Path) -> None:
    """Write the training loss, the validation scores, the learning rate and the throughput over the steps as PNG.

    The scores before the first step are horizontal lines, the best checkpoint a vertical one. The file appears
    whole or not at all. A history without entries gives a picture that says so.
    """
    figure = Figure(figsize=_INCHES)
    canvas = FigureCanvasAgg(figure)
    grid = figure.add_gridspec(3, 2, height_ratios=(2, 2, 1.3), hspace=0.35, wspace=0.13, **_MARGINS)
    _draw(figure.add_subplot(grid[:2, 0]), history, "loss", "Training loss, cross-entropy of a target piece")
    _draw_scores(figure.add_subplot(grid[0, 1]), history, Direction.ZH_JA)
    _draw_scores(figure.add_subplot(grid[1, 1]), history, Direction.JA_ZH)
    _draw(figure.add_subplot(grid[2, 0]), history, "learning_rate", "Learning rate")
    _draw(figure.add_subplot(grid[2, 1]), history, "pieces_per_second", "Throughput, target pieces a second")
    last = max((entry["step"] for entry in history), default=0)
    for axes in figure.axes:
        axes.set_xlim(0, max(1, last) * 1.02)
    for axes in figure.axes[-2:]:
        axes.set_xlabel("step", fontsize=8, color=_MUTED)
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    try:
        canvas.print_figure(partial, format="png", dpi=_DOTS)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def best_step(history: History) -> int:
    """The step of the validation with the highest mean score; 0 where none is better than before training."""
    scored = [(entry["eval_chrf"], -entry["step"]) for entry in history if "eval_chrf" in entry]
    return int(-max(scored)[1]) if scored else 0


def _draw(axes: Axes, history: History, key: str, title: str) -> None:
    """One quantity of the log over the steps."""
    points = _points(history, key)
    _furnish(axes, title)
    if not points:
        _say_empty(axes)
        return
    axes.plot(*zip(*points, strict=True), color=_MUTED, linewidth=1.4, marker="." if len(points) < 15 else "")
    if key != "loss":
        axes.set_ylim(0, 1.15 * max(value for _, value in points) or 1)


def _draw_scores(axes: Axes, history: History, direction: Direction) -> None:
    """Validation chrF2++ of one direction, where it began, and the best checkpoint of both directions together."""
    name = direction.replace("-", " → ")
    points = _points(history, f"eval_chrf_{direction}")
    if not points:
        _furnish(axes, f"Validation {name}, chrF2++")
        _say_empty(axes)
        return
    first, best = points[0][1], best_step(history)
    found = f"{dict(points)[best]:.2f} at best" if best else "no checkpoint better"
    _furnish(axes, f"Validation {name}, chrF2++: {first:.2f} before, {found}")
    axes.plot(*zip(*points, strict=True), color=_COLOURS[direction], linewidth=1.8, marker="o", markersize=4)
    axes.axhline(first, color=_COLOURS[direction], linewidth=1, linestyle=(0, (4, 3)))
    if best:
        axes.axvline(best, color=_GOOD, linewidth=1.2, linestyle=":")
        axes.plot(best, dict(points)[best], marker="o", markersize=9, fillstyle="none", color=_GOOD)


def _points(history: History, key: str) -> list[tuple[int, float]]:
    """The (step, value) of each entry that has the key."""
    return [(entry["step"], entry[key]) for entry in history if key in entry]


def _furnish(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=10)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    axes.ticklabel_format(axis="y", style="plain", useOffset=False)
    axes.tick_params(labelsize=8, colors=_MUTED, length=0)
    axes.grid(True, color=_LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_LINE)


def _say_empty(axes: Axes) -> None:
    axes.text(0.5, 0.5, "not measured", transform=axes.transAxes, ha="center", va="center", color=_MUTED)
    axes.set_yticks([])
