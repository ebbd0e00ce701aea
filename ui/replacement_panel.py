"""Search and replace in a document, with every change shown before it is made."""

from html import escape

import streamlit as st

from service.workbench.differences import difference_spans
from service.workbench.records import DocumentSummary
from service.workbench.searching import Replacement, apply_replacement, preview_replacement
from ui.failures import report
from ui.messages import LANGUAGE_TAGS, Say
from ui.people import current_person
from ui.session import open_page_translator

_SHOWN = 50  # changes drawn in the preview; the table of all would be slower than reading it


def show_replacement(document: DocumentSummary, say: Say) -> None:
    """Draw what is sought and what replaces it, then the changes, each of which can be left out."""
    state = st.session_state
    key = f"replace_{document.id}"
    searched = st.text_input(say("replace_search"), key=f"{key}_search")
    replacement = st.text_input(say("replace_by"), key=f"{key}_by")
    with st.container(horizontal=True):
        exact = st.checkbox(say("replace_case"), value=True, key=f"{key}_case")
        regex = st.checkbox(say("replace_regex"), key=f"{key}_regex")
    if not searched:
        return
    try:
        with open_page_translator().sessions() as session:
            found = preview_replacement(session, document.id, searched, replacement, exact, regex)
    except Exception as error:  # a person sees one sentence, the log the rest
        st.error(report(error, say))
        return
    st.caption(say("replace_found", count=len(found)))
    left_out = {
        one.row.id
        for one in found[:_SHOWN]
        if not _shows_change(one, LANGUAGE_TAGS[document.direction.target], f"{key}_{one.row.id}")
    }
    if len(found) > _SHOWN:
        st.caption(say("replace_more", count=len(found) - _SHOWN))
    chosen = [one for one in found if one.row.id not in left_out]
    st.button(
        say("replace_apply", count=len(chosen)),
        key="replace_apply",
        type="primary",
        disabled=not chosen,
        on_click=_apply,
        args=(chosen, say),
    )
    if message := state.pop("replace_message", None):
        st.info(message)


def _shows_change(replacement: Replacement, tag: str, key: str) -> bool:
    """Draw one change; whether it is to be made."""
    with st.container(horizontal=True, vertical_alignment="top"):
        wanted = st.checkbox(str(replacement.row.position + 1), value=True, key=key)
        parts = []
        for span in difference_spans(replacement.before, replacement.after):
            if span.kind == "equal":
                parts.append(escape(span.after))
            else:
                parts += [
                    f"<{tag_}>{escape(text)}</{tag_}>"
                    for tag_, text in (("del", span.before), ("ins", span.after))
                    if text
                ]
        st.html(f'<div class="hy-text hy-small" lang="{tag}">{"".join(parts)}</div>')
    return wanted


def _apply(chosen: list[Replacement], say: Say) -> None:
    try:
        with open_page_translator().sessions() as session:
            result = apply_replacement(session, current_person(), chosen)
    except Exception as error:  # a person sees one sentence, the log the rest
        st.session_state["replace_message"] = report(error, say)
        return
    st.session_state["replace_message"] = say(
        "replaced", changed=result.changed, conflicts=len(result.conflicts), refused=len(result.refused)
    )
