"""Links from one page to a place on another, each an address that a new session opens too."""

import streamlit as st

from ui.messages import Say


def link_to_segment(document_id: int, segment_id: int, say: Say) -> None:
    """A link that opens the document at this segment: /documents?document=3&segment=57."""
    _link("documents", say("open_in_document"), ":material/description:", document=document_id, segment=segment_id)


def link_to_pair(pair_id: int, say: Say) -> None:
    """A link that shows this pair on the corpus page: /corpus?pair=120."""
    _link("corpus", say("open_in_corpus"), ":material/database:", pair=pair_id)


def asked_number(name: str) -> int | None:
    """The number that the address gives under this name; None where it gives none."""
    value = st.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None  # what an id can be


def _link(page: str, label: str, icon: str, **numbers: int) -> None:
    # Streamlit knows its pages by their address, so a page made here stands for the one of ui.app.
    there = st.Page(lambda: None, title=label, url_path=page)
    st.page_link(there, label=label, icon=icon, query_params={name: str(number) for name, number in numbers.items()})
