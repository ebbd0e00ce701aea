"""What the translate page does when a button is pressed: start, cancel, reopen, choose, add a term."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from corpus.languages import Direction
from glossary.terms import Term
from service.accounts import Person
from service.results import SegmentTranslation, TextTranslation
from ui.endpoint_note import sends
from ui.job import Cancelled, Job, Progress
from ui.messages import Say
from ui.people import current_person
from ui.proposals import FormError, add_session_term, proposed_term, store_proposal
from ui.session import EXAMPLES, Panel, Pending, chosen_direction, chosen_options, desk, open_page_translator, warm_up
from ui.workspace import Workspace, keep_edits, renew_rows, rows_with_term, set_text


def translate() -> None:
    """Start translating the source text with the options as they stand."""
    source, options, terms = st.session_state["source_text"], chosen_options(), desk().terms

    def work(progress: Progress) -> TextTranslation:
        return open_page_translator().translate_text(source, options, terms, progress)

    def finish(result: TextTranslation) -> None:
        here = desk()
        translated = Workspace.of(source, options, result)
        here.append(keep_edits(translated, here.workspace) if here.workspace else translated)

    _start(work, finish, options.direction)


def turn_round() -> None:
    """Change the direction, keep the text and translate."""
    source, target = chosen_direction().target, chosen_direction().source
    st.session_state["direction"] = Direction.between(source, target).value
    translate()


def cancel() -> None:
    """Give up the translation under way; everything else stays as it is."""
    here = desk()
    if here.pending:
        here.pending.job.cancel()
        here.pending = None
        here.notice = ("cancelled", {})


def settle(pending: Pending) -> None:
    """Take over the result of a translation that has ended."""
    here = desk()
    if here.pending is not pending:
        return
    here.pending = None
    try:
        pending.finish(pending.job.result())
    except Cancelled:
        here.notice = ("cancelled", {})
    except Exception as error:  # shown as one sentence, logged where it was not expected
        here.fail(error, pending.direction)


def use_example() -> None:
    _replace_source(EXAMPLES[chosen_direction()])


def clear_source() -> None:
    _replace_source("")


def restore_draft(text: str) -> None:
    """Put back what was typed before the page was reloaded, unless something has been typed since."""
    if not st.session_state["source_text"]:
        st.session_state["source_text"] = text


def reopen_draft(index: int) -> None:
    """Put an earlier source text back; the present one takes its place among the drafts."""
    _replace_source(desk().drafts.pop(index))


def reopen(index: int) -> None:
    """Open an earlier translation of the session with its source text, direction and area."""
    here = desk()
    workspace = here.history[index]
    _replace_source(workspace.source)
    here.current = index
    st.session_state.update(direction=workspace.direction.value, area=workspace.options.area)


def toggle(row: int, panel: Panel) -> None:
    """Open a panel below a row, or close it where it is open."""
    here = desk()
    place = (here.current or 0, row)
    if here.panels.get(place) == panel:
        del here.panels[place]
    else:
        _open_panel(place, panel)


def edit_key(row: int) -> str:
    """The session-state key of a row's edit field."""
    return f"edit_{desk().current}_{row}"


def save_edit(row: int) -> None:
    """Keep what was typed into a row's edit field."""
    _set_row_text(row, st.session_state[edit_key(row)])


def choose(row: int, text: str) -> None:
    """Let another text stand in a row."""
    _set_row_text(row, text)
    desk().panels.pop((desk().current or 0, row), None)


def take_selection(row: int, side: str, text: str) -> None:
    """Begin a new term with text selected in a row; `side` is source or target."""
    here = desk()
    if here.workspace is None or not 0 <= row < len(here.workspace.rows):
        return
    direction = here.workspace.direction
    language = direction.source if side == "source" else direction.target
    if here.panels.get((here.current or 0, row)) != "term":
        clear_term_fields()
        _open_panel((here.current or 0, row), "term")
    st.session_state[f"term_{language}"] = text.strip()


def clear_term_fields() -> None:
    st.session_state.update(term_zh="", term_ja="", term_note="")


def propose(row: int, say: Say) -> None:
    """Store the term in the fields as a proposal, use it in this session and translate its rows again."""
    here, state = desk(), st.session_state
    here.calm()
    state["term_error"] = ""
    try:
        term = proposed_term(state["term_zh"], state["term_ja"], state["term_area"], state["term_note"])
        stored = _store(term, current_person(), say("term_reason"))
    except FormError as error:
        state["term_error"] = say(error.key, **error.values)
        return
    except Exception as error:  # shown as one sentence, logged where it was not expected
        here.fail(error, chosen_direction())
        here.redraw = True
        return
    assert here.workspace is not None  # the form stands below a row
    here.terms = add_session_term(here.terms, stored, here.workspace.direction.source)
    here.panels.pop((here.current or 0, row), None)
    here.notice = ("term_saved", {"zh": stored.zh, "ja": stored.ja})
    here.redraw = True
    clear_term_fields()
    translate_rows_again(stored)


def translate_rows_again(term: Term) -> None:
    """Translate the open translation's rows in which the term stands."""
    here = desk()
    workspace, place = here.workspace, here.current
    if workspace is None or place is None or not (rows := rows_with_term(workspace, term)):
        return
    terms, notice = here.terms, here.notice
    options = replace(workspace.options, local=not sends())  # as the switch stands now, not as it stood then
    sources = [workspace.rows[index].source for index in rows]

    def work(progress: Progress) -> list[SegmentTranslation]:
        return open_page_translator().translate_segments(sources, options, terms, progress)

    def finish(segments: list[SegmentTranslation]) -> None:
        desk().history[place] = renew_rows(desk().history[place], dict(zip(rows, segments, strict=True)))

    _start(work, finish, options.direction)
    here.notice = notice


def forget_term(term: Term) -> None:
    """No longer use a proposal in this session; it stays in the glossary for the reviewer."""
    here = desk()
    here.terms = tuple(kept for kept in here.terms if kept != term)


def _open_panel(place: tuple[int, int], panel: Panel) -> None:
    """There is one form for a new term: opening it below a row takes it away from another, with its content."""
    panels = desk().panels
    if panel == "term":
        for other in [other for other, opened in panels.items() if opened == "term"]:
            del panels[other]
            desk().redraw = True
    panels[place] = panel


def _store(term: Term, person: Person, reason: str) -> Term:
    with open_page_translator().sessions() as session:
        return store_proposal(session, term, person, reason)


def _start(work: Callable[[Progress], Any], finish: Callable[[Any], None], direction: Direction) -> None:
    here = desk()
    if here.pending:
        here.pending.job.cancel()
    here.calm()

    def warm_work(progress: Progress) -> Any:
        while not warm_up().wait(0.2):
            progress(0, 0)  # so that waiting can be cancelled too
        return work(progress)

    here.pending = Pending(Job(warm_work).start(), finish, direction)
    here.redraw = True


def _replace_source(text: str) -> None:
    desk().put_aside(st.session_state["source_text"])
    desk().calm()
    st.session_state["source_text"] = text


def _set_row_text(row: int, text: str) -> None:
    here = desk()
    if here.current is not None:
        here.history[here.current] = set_text(here.history[here.current], row, text)
        here.redraw = True
