"""The review page: what awaits a decision, by document or by uncertainty, three texts side by side."""

from collections.abc import Sequence
from math import ceil

import streamlit as st
from sqlalchemy.orm import Session

from corpus.settings import Settings
from service.accounts import Action, may
from service.workbench.bulk_approval import approve_without_warnings
from service.workbench.inspection import Inspector
from service.workbench.records import SegmentStatus
from service.workbench.review_queue import QueuedDocument, QueueItem, count_queue, load_items, review_queue
from ui.endpoint_note import sends
from ui.failures import report
from ui.messages import Say
from ui.people import current_person
from ui.segment_grid.about import about
from ui.segment_grid.answers import Answer, Answers, Hand
from ui.segment_grid.component import mount, reported
from ui.segment_grid.lines import line_of
from ui.segment_grid.strings import grid_strings
from ui.session import open_page_translator

_ORDERS = ("document", "uncertainty")
_PER_PAGE = 50
_GRID = "grid_review"
_EVERY = 0  # the choice of no document in particular


def show(say: Say) -> None:
    """Draw the choice of what to review, then the segments."""
    if not may(current_person(), Action.APPROVE_SEGMENT):
        st.info(say("review_forbidden"))
        return
    _answer_events(say)
    with open_page_translator().sessions() as session:
        queued = {document.document_id: document for document in count_queue(session)}
    order, document_id = _show_choices(queued, say)
    if message := st.session_state.pop("review_message", None):
        kind, text = message
        (st.error if kind == "error" else st.success)(text)
    if not queued and "review_ids" not in st.session_state:
        st.caption(say("review_empty"))
        return
    waiting = sum(document.waiting for document in queued.values() if document_id in (_EVERY, document.document_id))
    pages = max(1, ceil(waiting / _PER_PAGE))
    page = min(st.session_state.get("review_page", 1), pages)
    _show_segments(order, document_id, page, say)
    if pages > 1:
        st.pagination(pages, key="review_page")


def _show_choices(queued: dict[int, QueuedDocument], say: Say) -> tuple[str, int]:
    with st.container(key="review_choices", horizontal=True, vertical_alignment="center"):
        order = st.segmented_control(
            say("review_order"),
            _ORDERS,
            format_func=lambda order: say(f"review_by_{order}"),
            default="document",
            required=True,
            key="review_order",
            label_visibility="collapsed",
            persist_state="session",
        )
        if st.session_state.get("review_document") not in queued:  # everything of it is decided
            st.session_state["review_document"] = _EVERY
        chosen = st.selectbox(
            say("review_document"),
            [_EVERY, *queued],
            format_func=lambda number: _document_label(queued.get(number), queued, say),
            key="review_document",
            label_visibility="collapsed",
            width=360,
        )
        st.button(say("review_refresh"), key="review_refresh", icon=":material/refresh:", on_click=_refresh)
        st.space("stretch")
        if chosen:
            st.button(
                say("approve_all"),
                key="approve_all",
                icon=":material/done_all:",
                help=say("approve_all_help"),
                on_click=_approve_all,
                args=(chosen, say),
            )
    return order or "document", chosen or _EVERY


def _document_label(document: QueuedDocument | None, queued: dict[int, QueuedDocument], say: Say) -> str:
    if document is None:
        return say("review_every", count=sum(one.waiting for one in queued.values()))
    return f"{document.name} · {document.waiting}"


def _refresh() -> None:
    """Ask the queue again: what was decided leaves the page."""
    st.session_state.pop("review_ids", None)


def _approve_all(document_id: int, say: Say) -> None:
    try:
        with open_page_translator().sessions() as session:
            result = approve_without_warnings(session, current_person(), document_id)
    except Exception as error:  # a person sees one sentence, the log the rest
        st.session_state["review_message"] = ("error", report(error, say))
        return
    _refresh()
    st.session_state["review_message"] = ("done", say("approved_all", approved=result.approved, left=result.left))


def _show_segments(order: str, document_id: int, page: int, say: Say) -> None:
    person = current_person()
    answers, replies = _answer_events(say)
    _, active = reported(_GRID)
    with open_page_translator().sessions() as session:
        items = _items(session, order, document_id, page)
        if answers.focus is None and active is not None:
            answers.opened = active
        opened = _opened(items, answers.opened)
        beside = None
        if opened is not None:
            answers.opened = opened.row.id
            inspector = Inspector(session, opened.direction, opened.area)
            threshold = Settings().memory_threshold
            beside = about(session, opened.row, inspector, opened.direction, threshold, person, say, review=True)
    several = len({item.row.document_id for item in items}) > 1
    lines = [
        line_of(item.row, item.direction, person, say, None, item.document_name if several else "", True)
        for item in items
    ]
    mount(
        _GRID,
        lines,
        {
            "mode": "review",
            "storage": f"hoyaku/{person.name}/review",
            "reviewer": True,
            "strings": grid_strings(say),
            "active": beside,
            "replies": replies,
            "focus": answers.focus,
        },
    )
    answers.focus = None


def _answer_events(say: Say) -> tuple[Answers, list[Answer]]:
    """Does what people did in the grid since it was drawn, once; what counts segments is drawn after it."""
    translator = open_page_translator()
    answers: Answers = st.session_state.setdefault(f"{_GRID}_answers", Answers())
    hand = Hand(translator.sessions, translator, current_person(), say, answers, local=not sends())
    events, _ = reported(_GRID)
    return answers, answers.to(events, hand.act)


def _items(session: Session, order: str, document_id: int, page: int) -> list[QueueItem]:
    """The segments of the page as they were queued when it was opened: what is decided stays in sight."""
    state = st.session_state
    asked = (order, document_id, page)
    if state.get("review_asked") != asked or "review_ids" not in state:
        found = review_queue(
            session,
            "uncertainty" if order == "uncertainty" else "document",
            document_id or None,
            _PER_PAGE,
            (page - 1) * _PER_PAGE,
        )
        state["review_asked"], state["review_ids"] = asked, [item.row.id for item in found]
        return found
    return load_items(session, state["review_ids"])


def _opened(items: Sequence[QueueItem], active: int | None) -> QueueItem | None:
    named = next((item for item in items if item.row.id == active), None)
    waiting = (item for item in items if item.row.status is not SegmentStatus.APPROVED)
    return named or next(waiting, items[0] if items else None)
