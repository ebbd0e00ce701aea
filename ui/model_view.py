"""HTML of model versions and their scores; every text from outside is escaped here."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from corpus.languages import Direction
from corpus.tables import ModelVersion
from service.registry import Serving
from training.tuning.run_scores import CONDITIONS, SYSTEMS, Condition, RunScores
from ui.messages import Say

SETTINGS_MODEL = ""  # the name that stands for the settings' model among the versions'
METRICS = ("chrF2++", "BLEU")


def model_label(name: str, say: Say) -> str:
    """A version's name, or how the settings' model is called."""
    return name or say("model_settings")


def moment(when: datetime) -> str:
    """A time of the machine's zone, to the minute."""
    return f"{when.astimezone():%Y-%m-%d %H:%M}"


def serving_html(version: ModelVersion | None, place: str, say: Say) -> str:
    """Which version serves, since when and why; where none does, that the model at `place` of the settings does."""
    badge = f'<span class="hy-badge">{escape(say("model_serves"))}</span>'
    if version is None:
        return f'<div class="hy-serving">{badge} <span>{escape(say("model_serves_settings", place=place))}</span></div>'
    since = say("model_serves_since", when=moment(version.changed_at), author=version.author, reason=version.reason)
    return f'<div class="hy-serving">{badge} <b>{escape(version.name)}</b> <span>{escape(since)}</span></div>'


def serving_name(serving: Serving) -> str:
    """The name of the version that translates, SETTINGS_MODEL where that of the settings does."""
    return SETTINGS_MODEL if serving.version is None else serving.version.name


def gone_notice(serving: Serving, say: Say) -> str:
    """Which versions would translate if their folders were there, what does instead, and what helps."""
    return say("model_gone", names="、".join(serving.gone), instead=model_label(serving_name(serving), say))


def served_scores(version: ModelVersion, direction: Direction) -> dict[str, float]:
    """The version's figures as served in this direction, by metric; term_accuracy is in per cent."""
    return {
        name: float(value)
        for evaluation in version.evaluations
        if evaluation.direction == direction
        for name, value in evaluation.scores.items()
        if isinstance(value, int | float)
    }


def table_row(version: ModelVersion, serving: Serving, say: Say) -> dict[str, object]:
    """The version as a row of the table, by the columns' headings."""
    row: dict[str, object] = {say("column_name"): version.name, say("column_status"): _status(version, serving, say)}
    scores = {direction: served_scores(version, direction) for direction in Direction}
    for metric in METRICS:
        row |= {metric_heading(metric, direction, say): scores[direction].get(metric) for direction in Direction}
    row |= {terms_heading(direction, say): scores[direction].get("term_accuracy") for direction in Direction}
    return row | {
        say("column_reason"): version.reason,
        say("column_created"): moment(version.created_at),
        say("column_author"): version.author,
        say("column_base"): place_label(version.base),
    }


def _status(version: ModelVersion, serving: Serving, say: Say) -> str:
    if version.name in serving.gone:
        return say("status_gone")
    if serving.version is not None and version.name == serving.version.name:
        return "● " + say("status_serving")
    return say(f"status_{version.status}")


def settings_row(place: str, serves: bool, say: Say) -> dict[str, object]:
    """The settings' model as a row of the table."""
    status = "● " + say("status_serving") if serves else ""
    return {
        say("column_name"): say("model_settings"),
        say("column_status"): status,
        say("column_base"): place_label(place),
    }


def place_label(place: str) -> str:
    """The end of a folder's path, enough to tell it from others; a hub name as it is."""
    return "/".join(Path(place).parts[-2:])


def metric_heading(metric: str, direction: Direction, say: Say) -> str:
    return say("column_metric", metric=metric, direction=say(f"short_{direction}"))


def terms_heading(direction: Direction, say: Say) -> str:
    return say("column_terms", direction=say(f"short_{direction}"))


def version_html(version: ModelVersion, say: Say) -> str:
    """The version's heading with its status, and the reason of that."""
    when = f"{moment(version.changed_at)} · {version.author}"
    return (
        f'<div class="hy-title">{escape(version.name)} <span class="hy-badge">'
        f"{escape(say(f'status_{version.status}'))}</span></div>"
        f'<div class="hy-meta">{escape(when)}</div><div>{escape(version.reason)}</div>'
    )


def provenance_html(version: ModelVersion, scores: RunScores | None, say: Say) -> str:
    """What the version was made from, and where it lies."""
    test = "" if scores is None else say("model_test_part", rows=f"{scores.rows:,}", digest=scores.test_digest[:16])
    entries = (
        ("model_created", moment(version.created_at)),
        ("model_changed", moment(version.changed_at)),
        ("model_trained_on", version.base),
        ("model_start", start_label(str(version.parameters.get("start", "")), say)),
        ("model_parent", model_label(str(version.parameters.get("parent", "")), say)),
        ("model_data_digest", version.data_digest[:16]),
        ("model_weights_digest", version.weights_digest),
        ("model_test", test),
        ("model_folder", version.folder),
    )
    rows = "".join(f"<dt>{escape(say(key))}</dt><dd>{escape(text)}</dd>" for key, text in entries if text)
    return f'<dl class="hy-details hy-small">{rows}</dl>'


def start_label(start: str, say: Say) -> str:
    return say(f"start_{start}") if start in ("auto", "continue", "fresh", "stack") else start


def scores_html(scores: RunScores, say: Say) -> str:
    """Both systems' figures in both directions, what lies between them, and how likely chance alone does that."""
    heads = "".join(f'<th colspan="3" scope="colgroup">{escape(say(f"direction_{way}"))}</th>' for way in Direction)
    labels = "".join(
        f'<th scope="col">{escape(say(key))}</th>'
        for _ in Direction
        for key in ("scores_base", "scores_candidate", "scores_difference")
    )
    body = "".join(_condition_rows(scores, condition, say) for condition in CONDITIONS)
    return (
        f'<div class="hy-wide"><table class="hy-scores"><caption>{escape(say("scores_title"))}</caption>'
        f"<thead><tr><td></td>{heads}</tr><tr><td></td>{labels}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>{_signatures(scores)}"
    )


def registered_scores_html(version: ModelVersion, say: Say) -> str:
    """The version's figures as the registry holds them."""
    scores = [served_scores(version, direction) for direction in Direction]
    names = [*METRICS, "term_accuracy"]
    heads = "".join(f'<th scope="col">{escape(say(f"direction_{direction}"))}</th>' for direction in Direction)
    rows = "".join(
        f'<tr><th scope="row">{escape(say("scores_terms") if name == "term_accuracy" else name)}</th>'
        + "".join(f"<td>{_number(found.get(name))}</td>" for found in scores)
        + "</tr>"
        for name in names
    )
    return f'<div class="hy-wide"><table class="hy-scores"><thead><tr><td></td>{heads}</tr></thead>{rows}</table></div>'


def decision_html(promote: bool, reasons: Sequence[str], say: Say) -> str:
    """What was decided, and the reasons as they were recorded."""
    verdict = say("model_decision_promote") if promote else say("model_decision_keep")
    items = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    style = "hy-fine" if promote else "hy-doubt"
    return (
        f'<div class="hy-heading">{escape(say("model_decision"))}</div>'
        f'<div class="{style}">{escape(verdict)}</div><ul class="hy-reasons" lang="en">{items}</ul>'
    )


def progress_text(stage: str, share: float, minutes: float, say: Say) -> str:
    """One line on a run at work."""
    so_far = say("training_so_far", minutes=f"{minutes:.0f}")
    return f"{say(f'stage_{stage}')} · {100 * share:.0f} % · {so_far}"


def log_html(lines: Iterable[str]) -> str:
    """The end of a log, as it is."""
    return f'<pre class="hy-log" lang="en" tabindex="0">{escape(chr(10).join(lines))}</pre>'


def _condition_rows(scores: RunScores, condition: Condition, say: Say) -> str:
    metrics = [(name, name, 2) for name in METRICS]
    if condition != "general":
        metrics.append(("term_accuracy", say("scores_terms"), 1))
    if condition == "served":
        metrics.append(("forbidden", say("scores_forbidden"), 0))
    head = f'<tr><th colspan="7" scope="rowgroup">{escape(say(f"scores_{condition}"))}</th></tr>'
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th>{_cells(scores, condition, name, places)}</tr>'
        for name, label, places in metrics
    )
    return head + rows + (_chance_row(scores, say) if condition == "served" else "")


def _chance_row(scores: RunScores, say: Say) -> str:
    chances = [scores.bootstrap.get(direction) for direction in Direction]
    cells = "".join(f"<td></td><td></td><td>{'—' if found is None else f'{found[1]:.3f}'}</td>" for found in chances)
    return f'<tr><th scope="row">{escape(say("scores_p"))}</th>{cells}</tr>'


def _cells(scores: RunScores, condition: Condition, name: str, places: int) -> str:
    cells = []
    for direction in Direction:
        before, after = (_value(scores, index, direction, condition, name) for index in range(len(SYSTEMS)))
        difference = None if before is None or after is None else after - before
        cells += [_number(before, places), _number(after, places)]
        cells.append("—" if difference is None else _signed(difference, places))
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _value(scores: RunScores, system: int, direction: Direction, condition: Condition, name: str) -> float | None:
    figures = scores.figures[SYSTEMS[system], direction, condition]
    if name == "term_accuracy":
        return figures.term_accuracy
    return figures.forbidden if name == "forbidden" else figures.metrics.get(name)


def _signatures(scores: RunScores) -> str:
    """Those of the figures as served: under them they can be reproduced."""
    found = dict.fromkeys(
        f"{name} {scores.figures['candidate', direction, 'served'].signatures.get(name, '')}"
        for direction in Direction
        for name in METRICS
    )
    return f'<div class="hy-meta hy-signatures" lang="en">{"<br>".join(map(escape, found))}</div>'


def _number(value: float | None, places: int = 2) -> str:
    return "—" if value is None else f"{value:.{places}f}"


def _signed(difference: float, places: int) -> str:
    """With its sign, but for what rounds to nothing."""
    return f"{difference:+.{places}f}" if round(difference, places) else f"{0:.{places}f}"
