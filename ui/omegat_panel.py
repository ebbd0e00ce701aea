"""A document to OmegaT and back: the project as a ZIP file, and what was translated in it, seen before it is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import PurePath
from typing import Any

import streamlit as st

from corpus.documents.omegat import ReturnedProject, read_project, read_zip, zip_project
from corpus.settings import Settings
from service.workbench.omegat_projects import omegat_project
from service.workbench.omegat_returns import OmegatReturn, ReturnedText, preview_return, take_return
from service.workbench.records import DocumentSummary
from ui.export_panel import state_of
from ui.failures import report
from ui.job import Cancelled, Job, Progress
from ui.messages import LANGUAGE_TAGS, Say
from ui.people import current_person
from ui.session import open_page_translator

_SHOWN = 20  # segments that stay as they are, with both texts
_SOON = 0.3  # seconds that a click waits, so that a short document needs no progress bar
_TICK = 0.5  # seconds between two looks at the work


@dataclass(frozen=True, slots=True)
class _Work:
    """What is under way for a document beside the page, the sentence that tells how far, and what follows its end."""

    job: Job[Any]
    telling: str
    finish: Callable[[Any], None]


def show_omegat(document: DocumentSummary, say: Say) -> None:
    """Draw the two ways, a project to take away and a project that comes back, or how far either has got."""
    work: _Work | None = st.session_state.get(_key(document))
    if work is not None and not work.job.wait(0):
        _watch(work, say)
        return
    if work is not None:
        _settle(document, work, say)
        st.rerun()  # what was drawn so far is of before
    st.button(
        say("omegat_make"),
        key="omegat_make",
        type="primary",
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
    elif made:
        st.caption(say("omegat_outdated"))
    _show_return(document, say)


def _key(document: DocumentSummary) -> str:
    return f"omegat_work_{document.id}"


@st.fragment(run_every=_TICK)
def _watch(work: _Work, say: Say) -> None:
    """How far the work is; the whole page is drawn again when it ends."""
    job = work.job
    if job.wait(0):
        st.rerun()
    share = job.done / job.total if job.total else 0.0
    st.progress(min(1.0, share), text=say(work.telling, done=f"{job.done:,}", total=f"{job.total:,}"))
    st.button(say("cancel"), key="omegat_cancel", on_click=job.cancel)


def _begin(document: DocumentSummary, work: _Work) -> None:
    st.session_state[_key(document)] = work
    work.job.start().wait(_SOON)


def _settle(document: DocumentSummary, work: _Work, say: Say) -> None:
    """Takes up what the ended work brought; nothing where it was cancelled."""
    del st.session_state[_key(document)]
    try:
        work.finish(work.job.result())
    except Cancelled:
        pass
    except Exception as error:  # a person sees one sentence, the log the rest
        st.session_state["document_notice"] = ("error", report(error, say))


def _make(document: DocumentSummary, say: Say) -> None:
    sessions, person, threshold = open_page_translator().sessions, current_person(), Settings().memory_threshold
    name = f"{PurePath(document.name).stem}.omegat"

    def work(progress: Progress) -> bytes:
        with sessions() as session:
            return zip_project(name, omegat_project(session, person, document.id, threshold, progress))

    def finish(content: bytes) -> None:
        st.session_state[f"omegat_made_{document.id}"] = (state_of(document), f"{name}.zip", content)

    _begin(document, _Work(Job(work), "omegat_making", finish))


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
        args=(document, project, say),
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


def _take(document: DocumentSummary, project: ReturnedProject, say: Say) -> None:
    sessions, person = open_page_translator().sessions, current_person()

    def work(progress: Progress) -> OmegatReturn:
        with sessions() as session:
            return take_return(session, person, project, progress)

    def finish(result: OmegatReturn) -> None:
        st.session_state["omegat_round"] += 1
        counts = {"conflicts": len(result.conflicts), "approved": len(result.approved)}
        st.session_state["document_notice"] = ("success", say("omegat_taken", taken=len(result.taken), **counts))

    _begin(document, _Work(Job(work), "omegat_taking", finish))
