"""The grid of one document's segments, and what happens in it."""

import time
from collections.abc import Sequence

import streamlit as st
from sqlalchemy.orm import Session

from corpus.languages import Direction
from corpus.settings import Settings
from service.accounts import Action, may
from service.workbench.inspection import Inspector
from service.workbench.records import DocumentSummary, SegmentRow, SegmentStatus
from service.workbench.segments import ALL, SegmentFilter, load_segments
from ui.endpoint_note import sends
from ui.messages import Say
from ui.people import current_person
from ui.places import asked_number
from ui.segment_grid.about import about
from ui.segment_grid.answers import Answer, Answers, Hand
from ui.segment_grid.component import mount, reported
from ui.segment_grid.lines import line_of
from ui.segment_grid.strings import grid_strings
from ui.session import open_page_translator

_WAITING = (SegmentStatus.NEW, SegmentStatus.MACHINE, SegmentStatus.DRAFT, SegmentStatus.RETURNED)


def show_grid(document: DocumentSummary, chosen: SegmentFilter, say: Say) -> None:
    """Draw the segments of the filter.

    It is no fragment: a page that finds its server restarted could not have a fragment drawn that the new one has
    not drawn yet, and what was typed meanwhile would wait for a reload.
    """
    key = f"grid_{document.id}"
    person, direction = current_person(), document.direction
    answers, replies = answer_events(document.id, say)
    _go_where_asked(answers)
    _, active = reported(key)
    with open_page_translator().sessions() as session:
        rows = _shown(session, document, chosen, key, answers)
        if answers.focus is None and active is not None:
            answers.opened = active
        opened = _opened(rows, answers.opened)
        beside = None
        if opened is not None:
            answers.opened = opened.id
            inspector = Inspector(session, direction, document.area)
            beside = about(session, opened, inspector, direction, Settings().memory_threshold, person, say)
    if not rows:
        st.caption(say("nothing_to_show"))
    mount(
        key,
        _lines(rows, direction, say),
        {
            "mode": "translate",
            "storage": f"hoyaku/{person.name}/{document.id}",
            "reviewer": may(person, Action.APPROVE_SEGMENT),
            "strings": grid_strings(say),
            "active": beside,
            "replies": replies,
            "focus": answers.focus,
        },
    )
    answers.focus = None


def answer_events(document_id: int, say: Say) -> tuple[Answers, list[Answer]]:
    """Does what people did in the grid since it was drawn, once; what counts segments is drawn after it."""
    key = f"grid_{document_id}"
    translator = open_page_translator()
    answers: Answers = st.session_state.setdefault(f"{key}_answers", Answers())
    hand = Hand(translator.sessions, translator, current_person(), say, answers, local=not sends())
    events, _ = reported(key)
    return answers, answers.to(events, hand.act)


def _go_where_asked(answers: Answers) -> None:
    """Go to the segment that the address names; it names the document alone afterwards, as one moves on."""
    asked = asked_number("segment")
    if asked is not None:
        answers.go_to(asked, f"address-{time.time_ns()}")
        st.query_params.pop("segment")


def _shown(
    session: Session, document: DocumentSummary, chosen: SegmentFilter, key: str, answers: Answers
) -> list[SegmentRow]:
    """The rows of the filter as it was when it was set: one that is edited does not vanish under the hand."""
    state = st.session_state
    rows = load_segments(session, document.id)
    if state.get(f"{key}_filter") != chosen or answers.restructured:
        state[f"{key}_filter"], answers.restructured = chosen, False
        state[f"{key}_ids"] = {row.id for row in load_segments(session, document.id, chosen)} if chosen != ALL else None
    kept = state[f"{key}_ids"]
    return rows if kept is None else [row for row in rows if row.id in kept]


def _opened(rows: Sequence[SegmentRow], active: int | None) -> SegmentRow | None:
    """The row that is open: the one that the grid names, else the first that waits for somebody."""
    named = next((row for row in rows if row.id == active), None)
    waiting = (row for row in rows if row.status in _WAITING)
    return named or next(waiting, rows[0] if rows else None)


def _lines(rows: Sequence[SegmentRow], direction: Direction, say: Say) -> list[dict[str, object]]:
    person = current_person()
    following = [*rows[1:], None]
    return [
        line_of(row, direction, person, say, after if after and after.position == row.position + 1 else None)
        for row, after in zip(rows, following, strict=True)
    ]
