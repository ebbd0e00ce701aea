"""Two models side by side on one sentence, on the models page."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from corpus.languages import Direction
from corpus.settings import Settings
from corpus.tables import ModelVersion
from service.registry import Serving, model_of
from ui.choices import choose_direction_and_area
from ui.failures import report
from ui.messages import Say
from ui.model_view import SETTINGS_MODEL, model_label, serving_name
from ui.render import literal, notices_html, plain_html, source_html, target_html
from ui.session import compared_direction, open_page_translator
from ui.workspace import Row

if TYPE_CHECKING:
    from service.model_comparison import ComparedSegment, ModelComparison
    from service.translator import Translator

MAX_COMPARED = 500  # characters, as in service.model_comparison, which is too slow to import for a number
_RESULT = "models_comparison"
_ASKED = "models_comparison_asked"


@dataclass(frozen=True, slots=True)
class Compared:
    """What the page shows: the names of the two models, and what they made of the text."""

    names: tuple[str, str]
    result: "ModelComparison"


def load_model(settings: Settings, place: str) -> "Translator":
    """A translator over one model; its engines' libraries take seconds to import, so only now."""
    from service.model_comparison import open_model

    return open_model(open_page_translator().sessions, settings, place)


@st.cache_resource(show_spinner=False, max_entries=2)
def compared_model(place: str, digest: str) -> "Translator":
    """The model at this place, for all sessions; two at most are kept. `digest` tells an exchanged model."""
    return load_model(Settings(), place)


def show_comparison(versions: Sequence[ModelVersion], serving: Serving, settings: Settings, say: Say) -> None:
    """Draw the choice of two models, the sentence, and both translations."""
    if not versions:
        st.caption(say("compare_one"))
        return
    places = {version.name: (model_of(version, settings), version.weights_digest) for version in versions}
    places[SETTINGS_MODEL] = (settings.model, "")
    names = _show_choices(versions, serving_name(serving), say)
    _show_text(say)
    st.button(say("compare_button"), type="primary", key="compare", shortcut="Ctrl+Enter", on_click=_ask)
    if st.session_state.get(_ASKED):  # kept until it is done: any other click meanwhile begins the page anew
        if names[0] == names[1]:
            st.warning(say("compare_same_model"))
        else:
            _compare((names[0], names[1]), places, settings, say)
        st.session_state[_ASKED] = False
    compared = st.session_state.get(_RESULT)
    if compared is not None:
        _show_result(compared, say)


def _ask() -> None:
    st.session_state[_ASKED] = True


def _show_choices(versions: Sequence[ModelVersion], serves: str, say: Say) -> tuple[str, str]:
    names = [SETTINGS_MODEL, *(version.name for version in versions)]
    st.session_state.setdefault("compare_first", serves)
    st.session_state.setdefault("compare_second", next(name for name in [*names[1:], *names] if name != serves))
    chosen = [
        column.selectbox(
            say(key),
            names,
            format_func=lambda name: model_label(name, say),
            key=key,
            persist_state="session",
        )
        for column, key in zip(st.columns(2), ("compare_first", "compare_second"), strict=True)
    ]
    with st.container(key="compare_choices", horizontal=True, vertical_alignment="center"):
        choose_direction_and_area(say, "compare_")
    return chosen[0], chosen[1]


def _show_text(say: Say) -> None:
    language = say(f"language_{compared_direction().source}")
    st.text_area(
        say("compare_text"),
        key="compare_text",
        height=90,
        max_chars=MAX_COMPARED,
        placeholder=say("compare_placeholder", language=language, limit=MAX_COMPARED),
        label_visibility="collapsed",
        persist_state="session",
    )


def _compare(names: tuple[str, str], places: dict[str, tuple[str, str]], settings: Settings, say: Say) -> None:
    """Load both models where they are not, translate, and keep the result; a failure is one sentence."""
    state = st.session_state
    direction = compared_direction()
    shown = st.empty()
    with shown.status(say("compare_translating")) as status:
        try:
            from service.model_comparison import compare_models

            models = []
            for name in names:
                status.update(label=literal(say("compare_loading", name=model_label(name, say))))
                models.append(compared_model(*places[name]))
            status.update(label=say("compare_translating"))
            result = compare_models(
                state["compare_text"], direction, state["compare_area"], (models[0], models[1]), settings
            )
        except Exception as error:  # a person sees one sentence, the log the rest
            state[_RESULT] = None
            failure = report(error, say, direction)
        else:
            state[_RESULT] = Compared(names, result)
            failure = ""
    shown.empty()
    if failure:
        st.error(literal(failure))


def _show_result(compared: Compared, say: Say) -> None:
    heads = zip(st.columns(2, gap="medium"), compared.names, compared.result.seconds, strict=True)
    for column, name, seconds in heads:
        time = say("summary_seconds", seconds=f"{seconds:.2f}")
        label = escape(f"{model_label(name, say)} · {time}")
        column.html(f'<div class="hy-heading">{label}</div>')
    for number, segment in enumerate(compared.result.segments):
        with st.container(key=f"row_compared_{number}", gap="small"):
            _show_segment(segment, number, compared.result.direction, say)
    agreement = say("compare_same") if compared.result.same else say("compare_differ")
    st.html(plain_html(f"{agreement} {say('compare_loaded')}", "en", "hy-meta"))


def _show_segment(segment: "ComparedSegment", number: int, direction: Direction, say: Say) -> None:
    rows = Row.of(segment.first), Row.of(segment.second)
    st.html(source_html(rows[0], number, direction, say, "compared"))
    shaded = (segment.first_only, segment.second_only)
    for column, row, side, spans in zip(st.columns(2, gap="medium"), rows, ("first", "second"), shaded, strict=True):
        with column:
            st.html(target_html(row, number, direction, say, side, spans))
            if notices := notices_html(row, direction, say):
                st.html(notices)
