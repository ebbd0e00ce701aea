"""An open document: its head with what can be done to it as a whole, and the grid of its segments."""

from html import escape

import streamlit as st

from corpus.settings import Settings
from service.accounts import Action, may
from service.errors import ServiceError
from service.workbench.documents import (
    delete_document,
    load_document,
    reopen_document,
    set_area,
    submit_document,
)
from service.workbench.inspection import WARNINGS
from service.workbench.records import DocumentStatus, DocumentSummary, SegmentStatus
from service.workbench.segments import SegmentFilter
from ui.document_grid import answer_events, show_grid
from ui.document_list import summary_html
from ui.document_statistics_panel import show_statistics
from ui.export_panel import show_export
from ui.failures import report
from ui.messages import Say
from ui.omegat_panel import show_omegat
from ui.people import current_person
from ui.pretranslation import pretranslation_of, settle_pretranslation, start_pretranslation
from ui.replacement_panel import show_replacement
from ui.segment_grid.lines import warning_label
from ui.session import AREAS, open_page_translator

_STATUSES = tuple(status.value for status in SegmentStatus)
_TICK = 1.0  # seconds between two looks at a pre-translation under way


def show_document(document_id: int, say: Say) -> None:
    """Draw the document; a sentence and the way back where there is none of this number."""
    answer_events(document_id, say)
    try:
        with open_page_translator().sessions() as session:
            document = load_document(session, document_id)
    except ServiceError as error:
        st.warning(report(error, say))
        st.button(say("documents_back"), key="documents_back", on_click=leave)
        return
    _show_head(document, say)
    _show_pretranslation(document, say)
    if notice := st.session_state.pop("document_notice", None):
        kind, text = notice
        (st.error if kind == "error" else st.success)(text)
    chosen = _show_filter(document, say)
    show_grid(document, chosen, say)


def leave() -> None:
    """Back to the list of documents."""
    st.query_params.pop("document", None)


def notify(text: str, kind: str = "success") -> None:
    """A sentence to show at the next drawing of the document."""
    st.session_state["document_notice"] = (kind, text)


def _show_head(document: DocumentSummary, say: Say) -> None:
    with st.container(key="document_head", horizontal=True, vertical_alignment="center"):
        st.button(
            say("page_documents"), key="documents_back", type="tertiary", icon=":material/arrow_back:", on_click=leave
        )
        st.html(f'<div class="hy-title">{escape(document.name)}</div>', width="content")
        st.space("stretch")
        if pretranslation_of(document.id) is None:
            st.button(
                say("pretranslate"),
                key="pretranslate",
                icon=":material/translate:",
                help=say("pretranslate_help"),
                on_click=_pretranslate,
                args=(document,),
            )
        with st.popover(say("replace"), icon=":material/find_replace:"):
            show_replacement(document, say)
        with st.popover(say("export"), icon=":material/download:"):
            _show_ways_out(document, say)
        with st.popover(say("document_more"), icon=":material/more_horiz:"):
            _show_more(document, say)
        _show_submit(document, say)
    st.html(summary_html(document, say))


def _show_ways_out(document: DocumentSummary, say: Say) -> None:
    """Draw one of the two ways at a time: both together would hide much of the grid."""
    way = st.segmented_control(
        say("export"),
        ("file", "omegat"),
        format_func=lambda way: say(f"export_to_{way}"),
        key="export_way",
        default="file",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    (show_omegat if way == "omegat" else show_export)(document, say)


def _show_submit(document: DocumentSummary, say: Say) -> None:
    if document.status is DocumentStatus.OPEN:
        st.button(say("submit"), type="primary", key="submit", on_click=_change, args=(document, submit_document, say))
    else:
        st.button(say("reopen"), key="reopen", on_click=_change, args=(document, reopen_document, say))


def _change(document: DocumentSummary, change: object, say: Say) -> None:
    try:
        with open_page_translator().sessions() as session:
            change(session, current_person(), document.id)  # type: ignore[operator]  # one of the two above
    except Exception as error:  # a person sees one sentence, the log the rest
        notify(report(error, say), "error")


def _show_more(document: DocumentSummary, say: Say) -> None:
    st.session_state[f"area_{document.id}"] = document.area if document.area in AREAS else ""
    st.selectbox(
        say("area"),
        AREAS,
        format_func=lambda area: say(f"area_{area or 'any'}"),
        key=f"area_{document.id}",
        on_change=_set_area,
        args=(document, say),
    )
    show_statistics(document, say)
    if may(current_person(), Action.DELETE_DOCUMENT):
        reason = st.text_input(say("delete_reason"), key=f"delete_reason_{document.id}")
        st.button(
            say("delete_document"),
            key="delete_document",
            icon=":material/delete:",
            disabled=not reason.strip(),
            on_click=_delete,
            args=(document, reason, say),
        )


def _set_area(document: DocumentSummary, say: Say) -> None:
    try:
        with open_page_translator().sessions() as session:
            set_area(session, current_person(), document.id, st.session_state[f"area_{document.id}"])
    except Exception as error:  # a person sees one sentence, the log the rest
        notify(report(error, say), "error")


def _delete(document: DocumentSummary, reason: str, say: Say) -> None:
    try:
        with open_page_translator().sessions() as session:
            delete_document(session, current_person(), document.id, reason)
    except Exception as error:  # a person sees one sentence, the log the rest
        notify(report(error, say), "error")
    else:
        leave()


def _pretranslate(document: DocumentSummary) -> None:
    start_pretranslation(document.id, current_person())


def _show_pretranslation(document: DocumentSummary, say: Say) -> None:
    if pretranslation_of(document.id) is not None:
        _watch(document, say)
        return
    try:
        result = settle_pretranslation(document.id)
    except Exception as error:  # a person sees one sentence, the log the rest
        notify(report(error, say), "error")
        return
    if result is not None:
        told = say("pretranslated", engine=result.translated, memory=result.from_memory, left=result.left)
        if result.by_endpoint:
            told = f"{told} {say('pretranslated_endpoint', host=Settings().endpoint_host, count=result.by_endpoint)}"
        notify(" ".join((told, *result.problems)), "error" if result.problems else "success")


@st.fragment(run_every=_TICK)
def _watch(document: DocumentSummary, say: Say) -> None:
    """The progress of a pre-translation; the whole page is drawn again every so often and when it ends."""
    job = pretranslation_of(document.id)
    if job is None:
        st.rerun()
    with st.container(key="pretranslating", horizontal=True, vertical_alignment="center"):
        share = job.done / job.total if job.total else 0.0
        text = say("progress", done=job.done, total=job.total) if job.total else say("preparing")
        st.progress(min(1.0, share), text=text)
        st.button(say("cancel"), key="pretranslate_cancel", on_click=job.cancel)
    drawn = st.session_state.setdefault("pretranslation_drawn", {})
    if job.done != drawn.get(document.id, 0):
        drawn[document.id] = job.done
        st.rerun()


def _show_filter(document: DocumentSummary, say: Say) -> SegmentFilter:
    """The choice of segments to show."""
    with st.container(key="segment_filter", horizontal=True, vertical_alignment="center"):
        statuses = st.multiselect(
            say("filter_status"),
            _STATUSES,
            format_func=lambda status: (
                f"{say(f'grid_status_{status}')} {document.counts.get(SegmentStatus(status), 0)}"
            ),
            key=f"filter_status_{document.id}",
            placeholder=say("filter_status"),
            label_visibility="collapsed",
            width=300,
        )
        warning = st.selectbox(
            say("filter_warning"),
            ("", "any", *WARNINGS),
            format_func=lambda name: _warning_choice(name, say),
            key=f"filter_warning_{document.id}",
            label_visibility="collapsed",
            width=230,
        )
        text = st.text_input(
            say("filter_text"),
            key=f"filter_text_{document.id}",
            placeholder=say("filter_text"),
            label_visibility="collapsed",
            icon=":material/search:",
            width=230,
        )
        commented = st.toggle(say("filter_commented"), key=f"filter_commented_{document.id}")
    return SegmentFilter(
        statuses=frozenset(SegmentStatus(status) for status in statuses),
        warned=warning == "any",
        warning="" if warning == "any" else warning or "",
        commented=commented,
        text=(text or "").strip(),
    )


def _warning_choice(name: str, say: Say) -> str:
    if not name:
        return say("filter_warning_off")
    return say("filter_warning_any") if name == "any" else warning_label(name, say)
