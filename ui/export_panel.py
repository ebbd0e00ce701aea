"""Taking a document away: in its own format, as two columns, as a translation memory."""

import streamlit as st

from service.errors import ServiceError
from service.workbench.exporting import ExportedFile, ExportKind, export_document
from service.workbench.records import DocumentSummary, SegmentStatus
from ui.failures import report
from ui.messages import Say
from ui.people import current_person
from ui.session import open_page_translator


def show_export(document: DocumentSummary, say: Say) -> None:
    """Draw the kinds of file; one is made when it is asked for, and refused while warnings are open."""
    state = st.session_state
    kind = ExportKind(
        st.radio(
            say("export_kind"),
            [kind.value for kind in ExportKind],
            format_func=lambda kind: say(f"export_{kind}"),
            key=f"export_kind_{document.id}",
            label_visibility="collapsed",
        )
    )
    guarded = state.get(f"export_guard_{document.id}")
    despite = False
    if guarded:
        st.warning(guarded)
        despite = st.checkbox(say("export_despite"), key=f"export_despite_{document.id}")
    st.button(
        say("export_make"), key="export_make", type="primary", on_click=_make, args=(document, kind, despite, say)
    )
    made: tuple[str, int, ExportedFile] | None = state.get(f"exported_{document.id}")
    if made and made[:2] == (kind.value, state_of(document)):
        file = made[2]
        st.download_button(
            say("export_take", name=file.name),
            file.content,
            file.name,
            file.mime,
            key="export_take",
            icon=":material/download:",
            on_click="ignore",
        )


def _make(document: DocumentSummary, kind: ExportKind, despite: bool, say: Say) -> None:
    state = st.session_state
    state.pop(f"exported_{document.id}", None)
    try:
        with open_page_translator().sessions() as session:
            file = export_document(session, current_person(), document.id, kind, despite)
    except ServiceError as error:
        if error.code == "open_warnings":
            state[f"export_guard_{document.id}"] = say(
                "export_guard",
                open=document.total - document.counts.get(SegmentStatus.APPROVED, 0),
                untranslated=document.counts.get(SegmentStatus.NEW, 0),
                warned=document.warned,
            )
        else:
            state["document_notice"] = ("error", report(error, say))
        return
    except Exception as error:  # a person sees one sentence, the log the rest
        state["document_notice"] = ("error", report(error, say))
        return
    state.pop(f"export_guard_{document.id}", None)
    state[f"exported_{document.id}"] = (kind.value, state_of(document), file)


def state_of(document: DocumentSummary) -> int:
    """A number that changes with the document: a file made before a change is not offered after it."""
    return hash((document.updated_at, tuple(document.counts.items())))
