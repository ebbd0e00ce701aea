"""Starting, following, stopping and resuming a training on the models page."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.accounts import Action, Person, may
from training.tuning.configuration import read_configuration
from training.tuning.run_scores import RunScores, read_scores
from ui.failures import report
from ui.messages import Say
from ui.model_view import decision_html, log_html, progress_text, scores_html
from ui.people import current_person, leave_if_signed_out
from ui.render import literal, plain_html
from ui.training_process import STARTS, TRAIN, TrainingProcess, TrainingStatus

_POLL_SECONDS = 2
_MOST_MINUTES = 24 * 60
_REFUSAL = "training_refusal"
_LINES_AFTERWARDS = 40  # of the log, shown on demand once a training has ended


@st.cache_resource(show_spinner=False)
def training_process() -> TrainingProcess:
    """The one object that starts trainings for all sessions."""
    return TrainingProcess(Settings(), TRAIN)


def show_training(versions: Sequence[ModelVersion], settings: Settings, say: Say) -> None:
    """Draw the training at work, or how the last one ended and the form for another."""
    st.html(plain_html(say("training_intro"), "en", "hy-empty"))
    status = training_process().status()
    if status.active:
        _follow(say)
        return
    form, last = st.columns([1, 2], gap="large")
    with form:
        if may(current_person(), Action.TRAIN):
            _show_form(status, say)
        else:
            st.caption(say("reviewers_only"))
    with last:
        _show_end(status, versions, say)


@st.fragment(run_every=_POLL_SECONDS)
def _follow(say: Say) -> None:
    leave_if_signed_out()
    status = training_process().status()
    if not status.active:
        st.rerun()
    name = status.run.name if status.run is not None else ""
    if status.phase == "starting":
        text = say("training_starting")
    elif status.phase == "stopping":
        text = say("training_stopping")
    else:
        text = progress_text(status.progress.stage, status.progress.share, status.minutes, say)
    with st.container(key="training_now", border=True):
        if name:
            st.html(plain_html(say("training_run", name=name), "en", "hy-heading"))
        st.progress(status.progress.share if status.run is not None else 0.0, text=text)
        if status.progress.detail:
            st.html(plain_html(status.progress.detail, "en", "hy-meta"))
        _show_failure(status, say)
        st.button(
            say("training_cancel"),
            key="training_cancel",
            disabled=status.phase != "running" or not may(current_person(), Action.TRAIN),
            help=None if may(current_person(), Action.TRAIN) else say("reviewers_only"),
            on_click=_act,
            args=(lambda person: training_process().stop(person), say),
        )
        _show_refusal()
        if lines := status.last_lines():
            st.html(plain_html(say("training_log"), "en", "hy-heading") + log_html(lines))


def _act(action: Callable[[Person], None], say: Say) -> None:
    """Do what a button says; who may not, or is no longer signed in, is told in a sentence."""
    try:
        action(current_person())
    except Exception as error:  # a person sees one sentence, the log the rest
        st.session_state[_REFUSAL] = report(error, say)


def _show_refusal() -> None:
    if refusal := st.session_state.pop(_REFUSAL, ""):
        st.warning(literal(refusal))


def _show_end(status: TrainingStatus, versions: Sequence[ModelVersion], say: Say) -> None:
    _show_failure(status, say)
    if status.run is None:
        st.caption(say("training_none"))
        return
    name = status.run.name
    with st.container(key="training_last", border=True):
        st.html(plain_html(say("training_run", name=name), "en", "hy-heading"))
        if status.phase == "done":
            _show_result(status, versions, say)
        elif status.phase == "failed":
            st.error(literal(say("training_failed", name=name, reason=status.progress.detail)))
        elif status.phase == "cancelled":
            st.info(say("training_cancelled", name=name))
        else:
            st.warning(say("training_interrupted" if status.resumable else "training_interrupted_early", name=name))
        if status.resumable and may(current_person(), Action.TRAIN):
            resume = partial(_resume, status)
            st.button(say("training_resume"), type="primary", key="training_resume", on_click=_act, args=(resume, say))
        with st.expander(say("training_log")):
            st.html(log_html(status.last_lines(_LINES_AFTERWARDS)))


def _show_result(status: TrainingStatus, versions: Sequence[ModelVersion], say: Say) -> None:
    """Whether the new version serves, and why or why not."""
    assert status.run is not None  # it has ended
    version = next((version for version in versions if version.name == status.run.name), None)
    scores = _scores(status, say)
    if scores is None or not scores.promote:
        st.info(say("training_kept"))
    elif version is not None and version.status == "candidate":
        st.info(literal(say("training_candidate", name=version.name)))
    else:
        st.success(literal(say("training_promoted", name=status.run.name)))
    if scores is not None:
        st.html(decision_html(scores.promote, scores.reasons, say))
        st.html(scores_html(scores, say))
    else:  # nothing was compared, as no checkpoint was better
        st.html(decision_html(False, (status.progress.detail,), say))


def _scores(status: TrainingStatus, say: Say) -> RunScores | None:
    assert status.run is not None
    try:
        return read_scores(status.run)
    except Exception as error:  # the rest is shown all the same
        st.warning(literal(report(error, say)))
        return None


def _show_failure(status: TrainingStatus, say: Say) -> None:
    """What the last process that was started here said when it failed."""
    if status.failure is None:
        return
    reason = status.failure.words or say("training_exit", status=status.failure.status)
    key = "training_died" if status.failure.on_run else "training_refused"
    st.error(literal(say(key, reason=reason)))


def _show_form(status: TrainingStatus, say: Say) -> None:
    """What a training can be started with."""
    st.session_state.setdefault("training_from", STARTS[0])
    st.session_state.setdefault("training_minutes", round(read_configuration().training.max_minutes))
    st.selectbox(
        say("training_from"),
        STARTS,
        format_func=lambda start: say(f"start_{start}"),
        key="training_from",
        help=say("start_help"),
        persist_state="session",
    )
    st.number_input(
        say("training_minutes"),
        min_value=1,
        max_value=_MOST_MINUTES,
        key="training_minutes",
        help=say("training_minutes_help"),
        persist_state="session",
    )
    st.button(
        say("training_start" if status.run is None else "training_start_new"),
        type="secondary" if status.resumable else "primary",
        key="training_start",
        on_click=_act,
        args=(_start, say),
    )
    _show_refusal()


def _start(person: Person) -> None:
    state = st.session_state
    training_process().start(state["training_from"], state["training_minutes"], person)


def _resume(status: TrainingStatus, person: Person) -> None:
    assert status.run is not None  # the button stands below a run
    training_process().resume(status.run, person)
