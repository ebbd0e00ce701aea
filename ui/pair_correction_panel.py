"""Correcting the texts of one pair on the corpus page."""

import streamlit as st

from corpus.tables import Pair
from service.corpus_changes import correct_pair
from ui.corpus_failures import corpus_failure
from ui.messages import Say
from ui.people import current_person
from ui.session import open_page_translator

_OPEN = "corpus_correcting"  # the number of the pair whose form is open


def open_correction(pair_id: int) -> None:
    """Let the form of this pair stand below its texts."""
    st.session_state[_OPEN] = pair_id


def show_correction(pair: Pair, say: Say) -> None:
    """Draw the form of the pair, if it is the one to be corrected."""
    if st.session_state.get(_OPEN) != pair.id:
        return
    with st.container(key="corpus_correction", border=True):
        for column, language, text in zip(st.columns(2), ("zh", "ja"), (pair.zh, pair.ja), strict=True):
            column.text_area(say(f"language_{language}"), text, key=_key(pair, language), height=120)
        with st.container(horizontal=True):
            st.button(say("save"), type="primary", key="corpus_correct_save", on_click=_save, args=(pair, say))
            st.button(say("confirm_cancel"), key="corpus_correct_cancel", on_click=_close)


def _key(pair: Pair, language: str) -> str:
    return f"corpus_correct_{pair.id}_{language}"


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _save(pair: Pair, say: Say) -> None:
    zh, ja = (str(st.session_state[_key(pair, language)]) for language in ("zh", "ja"))
    try:
        with open_page_translator().sessions() as session:
            settled = correct_pair(session, current_person(), pair.id, (pair.zh, pair.ja), zh, ja)
    except Exception as error:  # a person sees one sentence, the log the rest; what was typed stays
        st.session_state["corpus_notice"] = ("lacking", corpus_failure(error, say))
        return
    told = say("corpus_corrected") + (f" {say('tasks_settled', count=f'{settled:,}')}" if settled else "")
    st.session_state["corpus_notice"] = ("done", told)
    _close()
