"""Below the list of documents, for administrators: which were deleted, by whom, when and why."""

from html import escape

import streamlit as st

from service.accounts import Action, may
from service.workbench.deleted_documents import Deletion, list_deletions
from ui.messages import Say
from ui.model_view import moment
from ui.people import current_person
from ui.session import open_page_translator


def show_deletions(say: Say) -> None:
    """Draw the deletions, the last one first; nothing for who may not read them, or where there are none."""
    person = current_person()
    if not may(person, Action.READ_DELETIONS):
        return
    with open_page_translator().sessions() as session:
        found = list_deletions(session, person)
    if not found:
        return
    with st.expander(say("deletions", count=f"{len(found):,}"), icon=":material/delete_history:"):
        st.html("".join(deletion_html(one, say) for one in found))


def deletion_html(one: Deletion, say: Say) -> str:
    """One deletion in two lines: what was deleted and by whom, and the reason."""
    size = say("deletion_size", count=f"{one.segments:,}", author=one.created_by)
    meta = " · ".join((moment(one.deleted_at), one.deleted_by, size))
    return (
        f'<div class="hy-entry"><div><b>{escape(one.name)}</b></div>'
        f'<div class="hy-meta">{escape(meta)}</div><div>{escape(one.reason)}</div></div>'
    )
