"""The list of documents: a file comes in here, and every one that is there shows how far it is."""

from html import escape

import streamlit as st

from corpus.documents import DocumentFormat, read_document
from corpus.errors import CorpusError
from corpus.languages import Direction
from service.source_language import detect_language
from service.workbench.areas import suggest_area
from service.workbench.documents import list_documents, upload_document
from service.workbench.records import DocumentStatus, DocumentSummary, SegmentStatus
from ui.deletions_panel import show_deletions
from ui.failures import report
from ui.messages import Say
from ui.people import current_person
from ui.pretranslation import start_pretranslation
from ui.render import literal, percent
from ui.session import AREAS, open_page_translator

_PER_PAGE = 20
_SHOWS = ("all", *(status.value for status in DocumentStatus))


def show_list(say: Say) -> None:
    """Draw the upload and the documents, newest first."""
    with st.container(key="document_upload"):
        _show_upload(say)
    shown = st.segmented_control(
        say("documents_show"),
        _SHOWS,
        format_func=lambda status: say(f"documents_{status}"),
        default="all",
        required=True,
        key="documents_shown",
        label_visibility="collapsed",
    )
    with open_page_translator().sessions() as session:
        documents = list_documents(session, None if shown in (None, "all") else DocumentStatus(shown))
    if not documents:
        st.caption(say("documents_none"))
    pages = max(1, -(-len(documents) // _PER_PAGE))
    page = min(st.session_state.get("documents_page", 1), pages)
    for document in documents[(page - 1) * _PER_PAGE : page * _PER_PAGE]:
        _show_document(document, say)
    if pages > 1:
        st.pagination(pages, key="documents_page")
    show_deletions(say)


def _show_upload(say: Say) -> None:
    state = st.session_state
    round_ = state.setdefault("upload_round", 0)  # a new uploader after each file: the old one would keep its file
    # Any kind of file is taken here: what the product cannot read gets a sentence on what to do with it.
    file = st.file_uploader(say("upload"), key=f"upload_{round_}", help=say("upload_help"))
    if file is None:
        return
    if state.get("upload_seen") != file.file_id:
        state["upload_seen"] = file.file_id
        state["upload_direction"] = _direction_of(file.name, file.getvalue()).value
    chosen = st.segmented_control(
        say("direction"),
        [direction.value for direction in Direction],
        format_func=lambda value: say(f"direction_{value}"),
        key="upload_direction",
        required=True,
        label_visibility="collapsed",
    )
    direction = Direction(chosen or Direction.ZH_JA)
    try:
        suggestion = _suggestion(file.file_id, file.name, file.getvalue(), direction)
    except Exception as error:  # a person sees one sentence, the log the rest
        st.error(report(error, say, direction))
        return
    area_key = f"upload_area_{file.file_id}_{direction}"
    state.setdefault(area_key, suggestion[0] if suggestion else "")
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    left.selectbox(say("area"), AREAS, format_func=lambda area: say(f"area_{area or 'any'}"), key=area_key)
    if suggestion:
        area, probability = suggestion
        right.caption(say("area_suggested", area=say(f"area_{area}"), percent=percent(probability)))
    else:
        right.caption(say("area_unsure"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("upload_open"),
            type="primary",
            key="upload_open",
            on_click=_upload,
            args=(file.name, file.getvalue(), direction, state[area_key], say),
        )
        st.checkbox(say("upload_pretranslate"), value=True, key="upload_pretranslate")
    if message := state.pop("upload_message", None):
        st.error(message)


def _direction_of(name: str, data: bytes) -> Direction:
    """The direction that the file declares, else that from the language it is in, else the page's."""
    usual = Direction(st.session_state.get("direction", Direction.ZH_JA))
    try:
        content = read_document(name, data, usual)
    except CorpusError:  # it is told where the file is read for good
        return usual
    if content.direction is not None:
        return content.direction
    found = detect_language("".join(segment.source for segment in content.segments))
    return usual if found is None else Direction.ZH_JA if found[0] == "zh" else Direction.JA_ZH


@st.cache_data(show_spinner=False, max_entries=20)
def _suggestion(file_id: str, name: str, _data: bytes, direction: Direction) -> tuple[str, float] | None:
    """The likeliest area of law of the file and its probability; the file is known by Streamlit's number of it."""
    content = read_document(name, _data, direction)
    suggestions = suggest_area((segment.source for segment in content.segments), direction.source)
    return (suggestions[0][0].value, suggestions[0][1]) if suggestions else None


def _upload(name: str, data: bytes, direction: Direction, area: str, say: Say) -> None:
    translator, person = open_page_translator(), current_person()
    try:
        with translator.sessions() as session:
            document_id = upload_document(session, person, name, data, direction, area)
        if st.session_state.get("upload_pretranslate", True):
            start_pretranslation(document_id, person)
    except Exception as error:  # a person sees one sentence, the log the rest
        st.session_state["upload_message"] = report(error, say, direction)
        return
    st.session_state["upload_round"] += 1
    st.query_params["document"] = str(document_id)


def open_document(document_id: int) -> None:
    """Let the address name the document, so that a reload, a bookmark or a colleague opens it too."""
    st.query_params["document"] = str(document_id)


def _show_document(document: DocumentSummary, say: Say) -> None:
    with st.container(key=f"document_{document.id}", horizontal=True, vertical_alignment="center"):
        st.button(
            literal(document.name),
            key=f"open_{document.id}",
            type="tertiary",
            icon=":material/description:",
            help=say("document_open"),
            on_click=open_document,
            args=(document.id,),
        )
        st.space("stretch")
        st.html(summary_html(document, say), width="content")


def summary_html(document: DocumentSummary, say: Say) -> str:
    """One line on a document: direction, area, how far it is, by whom, when."""
    counts = document.counts
    done = counts.get(SegmentStatus.APPROVED, 0)
    ready = done + counts.get(SegmentStatus.TRANSLATED, 0)
    progress = say("document_progress", done=done, ready=ready, total=document.total)
    shares = (done / max(1, document.total), (ready - done) / max(1, document.total))
    bar = "".join(f'<i style="width:{100 * share:.1f}%"></i>' for share in shares)
    parts = [
        say(f"direction_{document.direction}"),
        say(f"area_{document.area or 'any'}"),
        DocumentFormat(document.format).name,
        say(f"documents_{document.status}"),
        progress,
    ]
    if document.warned:
        parts.append(say("document_warned", count=document.warned))
    parts.append(f"{document.created_by}, {document.updated_at.astimezone():%Y-%m-%d %H:%M}")
    picture = f'<span class="hy-bar" role="img" aria-label="{escape(progress)}">{bar}</span>'
    return f'<div class="hy-meta hy-document">{picture}{escape(" · ".join(parts))}</div>'
