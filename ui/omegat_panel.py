"""A document to OmegaT and back: the project as a ZIP file, and what was translated in it, seen before it is taken."""

from html import escape
from pathlib import PurePath

import streamlit as st

from corpus.documents.omegat import ReturnedProject, read_project, read_zip, zip_project
from corpus.settings import Settings
from service.workbench.omegat_projects import omegat_project
from service.workbench.omegat_returns import OmegatReturn, ReturnedText, preview_return, take_return
from service.workbench.records import DocumentSummary
from ui.export_panel import state_of
from ui.failures import report
from ui.messages import LANGUAGE_TAGS, Say
from ui.people import current_person
from ui.session import open_page_translator

_SHOWN = 20  # segments that stay as they are, with both texts


def show_omegat(document: DocumentSummary, say: Say) -> None:
    """Draw the two ways: a project to take away, and a project that comes back."""
    st.divider()
    st.button(
        say("omegat_make"),
        key="omegat_make",
        help=say("omegat_make_help"),
        on_click=_make,
        args=(document, say),
    )
    made: tuple[int, str, bytes] | None = st.session_state.get(f"omegat_made_{document.id}")
    if made and made[0] == state_of(document):
        _, name, content = made
        st.download_button(
            say("export_take", name=name),
            content,
            name,
            "application/zip",
            key="omegat_take_away",
            icon=":material/download:",
            on_click="ignore",
        )
    _show_return(document, say)


def _make(document: DocumentSummary, say: Say) -> None:
    state = st.session_state
    try:
        with open_page_translator().sessions() as session:
            files = omegat_project(session, current_person(), document.id, Settings().memory_threshold)
    except Exception as error:  # a person sees one sentence, the log the rest
        state["document_notice"] = ("error", report(error, say))
        return
    name = f"{PurePath(document.name).stem}.omegat"
    state[f"omegat_made_{document.id}"] = (
        state_of(document),
        f"{name}.zip",
        zip_project(name, files),
    )


def _show_return(document: DocumentSummary, say: Say) -> None:
    round_ = st.session_state.setdefault("omegat_round", 0)  # a new uploader after each file that was taken
    file = st.file_uploader(
        say("omegat_back"), type="zip", key=f"omegat_back_{document.id}_{round_}", help=say("omegat_back_help")
    )
    if file is None:
        return
    try:
        project = read_project(read_zip(file.getvalue()))
        if project.document != document.id:
            st.error(say("omegat_other", name=project.name))
            return
        with open_page_translator().sessions() as session:
            found = preview_return(session, project)
    except Exception as error:  # a person sees one sentence, the log the rest
        st.error(report(error, say))
        return
    st.caption(say("omegat_counts", taken=len(found.taken), unchanged=found.unchanged, untranslated=found.untranslated))
    _show_kept(found, LANGUAGE_TAGS[document.direction.target], say)
    st.button(
        say("omegat_take", count=len(found.taken)),
        key="omegat_take",
        type="primary",
        disabled=not found.taken,
        on_click=_take,
        args=(project, say),
    )


def _show_kept(found: OmegatReturn, tag: str, say: Say) -> None:
    """Draw the segments that are not taken, each with the text that stands here and the one of OmegaT."""
    kept = [
        *((say("omegat_conflict"), text) for text in found.conflicts),
        *((say("omegat_approved"), text) for text in found.approved),
    ]
    if kept:
        st.caption(say("omegat_kept"))
        st.html("".join(_kept_html(why, text, tag) for why, text in kept[:_SHOWN]))
    if len(kept) > _SHOWN:
        st.caption(say("replace_more", count=len(kept) - _SHOWN))


def _kept_html(why: str, text: ReturnedText, tag: str) -> str:
    return (
        f'<div class="hy-heading">{text.row.position + 1} · {escape(why)}</div>'
        f'<div class="hy-text hy-small" lang="{tag}">{escape(text.row.target)}<br>'
        f"OmegaT: {escape(text.target)}</div>"
    )


def _take(project: ReturnedProject, say: Say) -> None:
    state = st.session_state
    try:
        with open_page_translator().sessions() as session:
            result = take_return(session, current_person(), project)
    except Exception as error:  # a person sees one sentence, the log the rest
        state["document_notice"] = ("error", report(error, say))
        return
    state["omegat_round"] += 1
    counts = {"conflicts": len(result.conflicts), "approved": len(result.approved)}
    state["document_notice"] = ("success", say("omegat_taken", taken=len(result.taken), **counts))
