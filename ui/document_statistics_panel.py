"""Figures of a document: how much was changed, how long it took, how far two raters agree."""

import streamlit as st

from service.workbench.records import DocumentSummary
from service.workbench.statistics import document_statistics
from ui.messages import Say
from ui.session import open_page_translator


def show_statistics(document: DocumentSummary, say: Say) -> None:
    """Draw the figures, worked out when they are asked for."""
    if not st.toggle(say("statistics"), key=f"statistics_{document.id}"):
        return
    with open_page_translator().sessions() as session:
        figures = document_statistics(session, document.id)
    st.write(figures)
