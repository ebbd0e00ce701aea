"""Texts that a change of the glossary made wrong, until they are mended or somebody says that they stay."""

import streamlit as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus.tables import Document, Segment, TermRow, TermTask
from glossary.tasks import Task, count_tasks, list_tasks
from service.accounts import Action, Person, may
from service.glossary_changes import dismiss_task, settle_mended
from ui.glossary_state import carry_out, open_term, typed_reason
from ui.governance_view import task_html
from ui.messages import Say
from ui.places import link_to_pair, link_to_segment

_SHOWN = 200
_STATUSES = ("open", "done", "dismissed")


def show_tasks(session: Session, person: Person, say: Say) -> None:
    """Draw the tasks of a status, term and document, and the selected one in full."""
    status, term_id, document_id = _filter(session, person, say)
    total = count_tasks(session, term_id=term_id, document_id=document_id, status=status)
    tasks = list_tasks(session, term_id=term_id, document_id=document_id, status=status, limit=_SHOWN)
    st.caption(say("tasks_count", count=f"{total:,}") if total else say("tasks_none"))
    if not tasks:
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        selected = st.dataframe(
            [_row(task, say) for task in tasks],
            key=f"tasks_{hash(tuple(task.id for task in tasks))}",
            hide_index=True,
            height=480,
            on_select="rerun",
            selection_mode="single-row",
            column_config={
                "term": say("task_term"),
                "kind": say("task_kind"),
                "document": say("task_document"),
                "source": say("task_source"),
            },
            placeholder="",
            alt=say("view_tasks"),
        )
    places = selected["selection"]["rows"]
    with right:
        if places and places[0] < len(tasks):
            _show_task(tasks[places[0]], person, say)
        else:
            st.caption(say("tasks_pick"))
    if total > _SHOWN:
        st.caption(say("list_more", count=f"{total - _SHOWN:,}"))


def _filter(session: Session, person: Person, say: Say) -> tuple[str, int | None, int | None]:
    """The chosen status, term and document; None is any."""
    terms = session.execute(
        select(TermRow.id, TermRow.zh, TermRow.ja).where(TermRow.id.in_(select(TermTask.term_id))).order_by(TermRow.zh)
    ).all()
    held = select(Segment.document_id).where(Segment.id.in_(select(TermTask.segment_id)))
    documents = session.execute(
        select(Document.id, Document.name).where(Document.id.in_(held)).order_by(Document.name)
    ).all()
    term_names = {0: say("task_any_term")} | {row.id: f"{row.zh} → {row.ja}" for row in terms}
    document_names = {0: say("task_any_document")} | {row.id: row.name for row in documents}
    with st.container(horizontal=True, key="task_filters", vertical_alignment="bottom"):
        status = st.selectbox(
            say("status"),
            _STATUSES,
            format_func=lambda status: say(f"task_{status}"),
            key="task_status",
            label_visibility="collapsed",
            width=150,
            persist_state="session",
        )
        term = st.selectbox(
            say("task_term"),
            list(term_names),
            format_func=term_names.__getitem__,
            key="task_term",
            label_visibility="collapsed",
            width=240,
        )
        document = st.selectbox(
            say("task_document"),
            list(document_names),
            format_func=document_names.__getitem__,
            key="task_document",
            label_visibility="collapsed",
            width=240,
        )
        if may(person, Action.SETTLE_TASK):
            st.button(
                say("tasks_check"),
                key="tasks_check",
                icon=":material/refresh:",
                help=say("tasks_check_help"),
                on_click=_check,
                args=(say,),
            )
    return status, term or None, document or None


def _row(task: Task, say: Say) -> dict[str, object]:
    return {
        "term": f"{task.term.zh} → {task.term.ja}",
        "kind": say(f"kind_{task.text.kind}"),
        "document": task.text.document,
        "source": task.text.source,
    }


def _show_task(task: Task, person: Person, say: Say) -> None:
    st.html(task_html(task, say))
    if task.status == "open" and may(person, Action.SETTLE_TASK):
        st.text_input(say("task_reason"), key=f"task_reason_{task.id}")
    with st.container(horizontal=True, key="task_places"):
        if task.text.document_id is not None and task.text.segment_id is not None:
            link_to_segment(task.text.document_id, task.text.segment_id, say)
        if task.text.kind == "pair":
            link_to_pair(task.text.id, say)
    with st.container(horizontal=True, key="task_buttons"):
        if task.status == "open" and may(person, Action.SETTLE_TASK):
            st.button(say("task_dismiss"), key="task_dismiss", on_click=_dismiss, args=(task, say))
        st.button(say("open_term"), key="task_open_term", type="tertiary", on_click=open_term, args=(task.term.id,))


def _check(say: Say) -> None:
    carry_out(say, lambda session, person: say("tasks_checked", count=settle_mended(session, person)))


def _dismiss(task: Task, say: Say) -> None:
    def work(session: Session, person: Person) -> str:
        dismiss_task(session, person, task.id, typed_reason(f"task_reason_{task.id}"))
        return say("task_dismissed_now")

    carry_out(say, work)
