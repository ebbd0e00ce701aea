"""The versions of the models page: their table, their scores over time, one of them in full."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from corpus.languages import Direction
from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.registry import Serving, located
from training.tuning.run_folder import RunFolder
from training.tuning.run_scores import RunScores, read_scores
from ui.failures import report
from ui.messages import Say
from ui.model_view import (
    METRICS,
    SETTINGS_MODEL,
    decision_html,
    metric_heading,
    provenance_html,
    registered_scores_html,
    scores_html,
    serving_name,
    settings_row,
    table_row,
    terms_heading,
    version_html,
)
from ui.render import literal, plain_html
from ui.score_chart import score_chart, score_points, several_tests
from ui.version_actions import show_actions


def show_versions(versions: Sequence[ModelVersion], serving: Serving, settings: Settings, say: Say) -> None:
    """Draw the table, newest first, and below it the version of the selected row and the chart."""
    chosen = _show_table(versions, serving, settings, say)
    if not versions:
        st.caption(say("model_none"))
        return
    left, right = st.columns([3, 2], gap="large")
    with right:
        _show_chart(versions, say)
    version = next((version for version in versions if version.name == chosen), None)
    if version is None:
        left.caption(say("model_pick"))
        return
    run = _run_of(version, settings)
    with left:
        _show_version(version, run, say)
    if run is not None and run.has("curves.png"):
        with right:
            st.html(plain_html(say("model_curves"), "en", "hy-heading"))
            st.image(str(run.path / "curves.png"), width="stretch", alt=say("model_curves"))


def _show_table(versions: Sequence[ModelVersion], serving: Serving, settings: Settings, say: Say) -> str:
    """The name of the version in the selected row; SETTINGS_MODEL in the last, the settings' model's."""
    serves = serving_name(serving)
    rows = [table_row(version, serving, say) for version in versions]
    rows.append(settings_row(settings.model, serves == SETTINGS_MODEL, say))
    names = [*(version.name for version in versions), SETTINGS_MODEL]
    remembered = st.session_state.get("models_chosen", serves or names[0])
    first = names.index(remembered) if remembered in names else 0
    figures = [metric_heading(metric, direction, say) for metric in METRICS for direction in Direction]
    figures += [terms_heading(direction, say) for direction in Direction]
    newest = versions[0].id if versions else 0
    selected = st.dataframe(
        rows,
        key=f"models_table_{newest}",  # after a training the rows have moved down, and the selection with them
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [first]}},
        column_config={heading: st.column_config.NumberColumn(format="%.2f") for heading in figures},
        placeholder="",
        alt=say("model_table"),
    )
    places = selected["selection"]["rows"]
    chosen = names[places[0]] if places and places[0] < len(names) else names[first]
    st.session_state["models_chosen"] = chosen
    return chosen


def _show_chart(versions: Sequence[ModelVersion], say: Say) -> None:
    oldest_first = versions[::-1]
    charts = {direction: score_points(oldest_first, direction) for direction in Direction}
    if not any(charts.values()):
        return
    st.html(plain_html(say("scores_over_time"), "en", "hy-heading"))
    for direction, points in charts.items():
        label = say(f"direction_{direction}")
        st.html(plain_html(label, "en", "hy-meta"))
        st.vega_lite_chart(spec=score_chart(points, say), width="stretch", alt=f"{say('scores_over_time')}, {label}")
    if several_tests(oldest_first):
        st.caption(say("scores_other_tests"))


def _show_version(version: ModelVersion, run: RunFolder | None, say: Say) -> None:
    st.html(version_html(version, say))
    show_actions(version, say)
    scores = _scores_of(run, say)
    if scores is not None:
        st.html(scores_html(scores, say))
        st.html(decision_html(scores.promote, scores.reasons, say))
    elif version.evaluations:
        st.html(registered_scores_html(version, say))
        if run is None:
            st.caption(say("model_run_gone"))
    else:
        st.caption(say("model_no_scores"))
    if run is not None and run.has("report.html"):
        st.download_button(
            say("model_report"),
            (run.path / "report.html").read_bytes(),
            f"{version.name}.html",
            "text/html",
            key="model_report",
            on_click="ignore",
            icon=":material/download:",
        )
    with st.expander(say("model_configuration")):
        st.html(provenance_html(version, scores, say))
        st.json(version.parameters.get("configuration", {}), expanded=1)


def _run_of(version: ModelVersion, settings: Settings) -> RunFolder | None:
    """The folder of the run that made the version; None where it is gone, or no run did."""
    place = str(version.parameters.get("run", ""))
    folder = Path(located(place, settings)) if place else None
    return RunFolder(folder) if folder is not None and folder.is_dir() else None


def _scores_of(run: RunFolder | None, say: Say) -> RunScores | None:
    if run is None:
        return None
    try:
        return read_scores(run)
    except Exception as error:  # the rest of the version is shown all the same
        st.warning(literal(report(error, say)))
        return None
