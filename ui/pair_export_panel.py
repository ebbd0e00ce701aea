"""Taking pairs out of the corpus as a file, by licence, source, area and flag."""

import streamlit as st

from corpus.pair_search import search_pairs
from service.accounts import Action, may
from service.corpus_changes import export_file
from ui.corpus_choices import choose_pairs, held_values
from ui.corpus_failures import corpus_failure
from ui.messages import Say
from ui.people import current_person
from ui.render import literal
from ui.session import open_page_translator

FORMATS = {
    "tsv": "text/tab-separated-values",
    "csv": "text/csv",
    "tmx": "application/x-tmx+xml",
    "jsonl": "application/jsonl",
}


def show_export(say: Say) -> None:
    """Draw the filters, how many pairs they leave, the format, and the file once it was asked for."""
    st.caption(say("corpus_export_intro"))
    person = current_person()
    allowed = may(person, Action.EXPORT_CORPUS)
    with open_page_translator().sessions() as session:
        query = choose_pairs(held_values(session), say, "corpus_export_")
        count = search_pairs(session, query, 0, 0).total
    with st.container(horizontal=True, key="corpus_export_buttons", vertical_alignment="bottom"):
        ending = st.segmented_control(
            say("corpus_export_format"),
            list(FORMATS),
            format_func=str.upper,
            key="corpus_export_format",
            default="tsv",
            required=True,
            persist_state="session",
        )
        asked = st.button(
            say("corpus_export_button", count=f"{count:,}"),
            type="primary",
            key="corpus_export_run",
            disabled=not count or not allowed,
            help=None if allowed else say("corpus_forbidden"),
        )
    st.caption(say(f"corpus_export_{ending}"))
    if asked:
        try:
            with st.spinner(say("corpus_export_writing")), open_page_translator().sessions() as session:
                st.session_state["corpus_export_file"] = (
                    query,
                    ending,
                    *export_file(session, person, query, f".{ending}"),
                )
        except Exception as error:  # a person sees one sentence, the log the rest
            st.warning(literal(corpus_failure(error, say)))
    held = st.session_state.get("corpus_export_file")
    if held is not None and held[:2] == (query, ending):
        st.download_button(
            say("corpus_export_download", count=f"{held[3]:,}", format=ending.upper()),
            held[2],
            f"hoyaku-pairs.{ending}",
            FORMATS[ending],
            key="corpus_export_download",
            on_click="ignore",
            icon=":material/download:",
        )
