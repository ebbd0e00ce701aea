"""The models page: which versions there are and which serves, two of them side by side, a training run."""

import streamlit as st

from corpus.settings import Settings
from service.registry import all_versions, find_serving
from ui.comparison_panel import show_comparison
from ui.messages import Say
from ui.model_view import gone_notice, serving_html
from ui.render import literal
from ui.session import open_page_translator
from ui.training_panel import show_training
from ui.versions_panel import show_versions

_VIEWS = ("versions", "compare", "training")
_LABELS = {"versions": "models_versions", "compare": "models_compare", "training": "models_training"}


def show(say: Say) -> None:
    """Draw which model serves, and the part of the page that was chosen."""
    settings = Settings()
    with open_page_translator().sessions() as session:
        versions = all_versions(session)[::-1]
        serving = find_serving(session, settings)
    st.session_state.setdefault("models_view", _VIEWS[0])
    view = st.segmented_control(
        say("page_models"),
        _VIEWS,
        format_func=lambda view: say(_LABELS[view]),
        key="models_view",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    if serving.gone:
        st.error(literal(gone_notice(serving, say)))
    st.html(serving_html(serving.version, settings.model, say))
    if view == "compare":
        show_comparison(versions, serving, settings, say)
    elif view == "training":
        show_training(versions, settings, say)
    else:
        show_versions(versions, serving, settings, say)
