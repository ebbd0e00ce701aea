"""The documents page: what is being translated, or the document that the address names, at work."""

import streamlit as st

from ui.document_list import show_list
from ui.messages import Say
from ui.open_document import show_document


def show(say: Say) -> None:
    """Draw the list of documents, or the one that is open."""
    chosen = st.query_params.get("document", "")
    if chosen.isdigit():
        show_document(int(chosen), say)
    else:
        show_list(say)
