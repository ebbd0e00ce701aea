"""Aligning a Chinese and a Japanese document on the corpus page: give, check, correct, save."""

from dataclasses import dataclass, field
from pathlib import PurePath

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from corpus.alignment.documents import TEXT_FILES, align_documents, text_of_file
from corpus.alignment.revision import (
    Rows,
    doubtful_places,
    edit,
    merge,
    move,
    rows_of,
    split,
    to_save,
    toggle_dropped,
)
from corpus.languages import LANGUAGES, Language
from glossary.anchors import term_anchors
from glossary.store import load_terms
from service.accounts import Action, may
from service.corpus_changes import save_alignment
from ui.alignment_grid import action_of, show_grid
from ui.corpus_choices import GENRES, area_name, genre_name
from ui.corpus_failures import corpus_failure
from ui.messages import Say
from ui.people import current_person
from ui.render import literal
from ui.session import AREAS, open_page_translator

_UNDOS = 100  # changes that can be taken back


@dataclass(slots=True)
class AlignmentWork:
    """An alignment being corrected; it lives in the session state, so that no rerun loses any of it."""

    rows: Rows
    at: int = 0  # the chosen row
    version: int = 0
    before: list[Rows] = field(default_factory=list)

    def change(self, rows: Rows, at: int) -> None:
        if rows != self.rows:
            self.before = [*self.before[-_UNDOS:], self.rows]
            self.rows = rows
        self.at = max(0, min(at, len(rows) - 1))
        self.version += 1

    def undo(self) -> None:
        if self.before:
            self.rows = self.before.pop()
        self.version += 1


def show_align(say: Say) -> None:
    """Draw the two fields, and below them the alignment once there is one."""
    work: AlignmentWork | None = st.session_state.get("alignment")
    with st.expander(say("align_texts"), expanded=work is None):
        st.caption(say("align_intro"))
        for column, language in zip(st.columns(2), LANGUAGES, strict=True):
            with column:
                _show_side(language, say)
        with st.container(horizontal=True, key="align_start"):
            st.button(say("align_button"), type="primary", key="align_run", on_click=_ask)
            st.button(say("align_exchange"), key="align_exchange", on_click=_exchange, icon=":material/swap_horiz:")
    if st.session_state.get("align_asked"):  # kept until it is done: any other click meanwhile begins the page anew
        _align(say)
    if notice := st.session_state.get("align_notice"):
        kind, text = notice
        (st.success if kind == "done" else st.warning)(literal(text))
    if st.session_state.get("alignment") is not None:
        _show_work(say)


def _show_side(language: Language, say: Say) -> None:
    name = say(f"language_{language}")
    st.text_area(
        name,
        key=f"align_{language}",
        height=190,
        placeholder=say("align_paste", language=name),
        persist_state="session",
    )
    st.file_uploader(
        say("align_upload", language=name),
        type=[ending.removeprefix(".") for ending in TEXT_FILES],
        key=f"align_file_{language}",
        label_visibility="collapsed",
    )


def _ask() -> None:
    st.session_state["align_asked"] = True
    st.session_state.pop("align_notice", None)


def _exchange() -> None:
    state = st.session_state
    state["align_zh"], state["align_ja"] = state.get("align_ja", ""), state.get("align_zh", "")
    state["align_exchanged"] = not state.get("align_exchanged", False)


def _given(language: Language) -> str:
    """The text of one side: the uploaded file's, or the pasted one. What was exchanged is read exchanged."""
    uploaded = st.session_state.get(f"align_file_{_place(language)}")
    if uploaded is None:
        return str(st.session_state.get(f"align_{language}", ""))
    return text_of_file(uploaded.name, uploaded.getvalue(), language)


def _place(language: Language) -> Language:
    """The uploader that holds the language's file."""
    if not st.session_state.get("align_exchanged", False):
        return language
    return "ja" if language == "zh" else "zh"


def _align(say: Say) -> None:
    shown = st.empty()
    bar = shown.progress(0.0, text=say("align_running"))
    try:
        with open_page_translator().sessions() as session:
            terms = term_anchors(load_terms(session))
        alignment = align_documents(
            _given("zh"), _given("ja"), terms, lambda done, total: _advance(bar, done, total, say)
        )
    except Exception as error:  # a person sees one sentence, the log the rest
        st.session_state["align_notice"] = ("lacking", corpus_failure(error, say))
        st.session_state["align_asked"] = False
        return
    finally:
        shown.empty()
    st.session_state["align_asked"] = False
    rows = rows_of(alignment)
    doubtful = doubtful_places(rows)
    st.session_state["alignment"] = AlignmentWork(rows, doubtful[0] if doubtful else 0)
    uploaded = st.session_state.get("align_file_zh") or st.session_state.get("align_file_ja")
    if uploaded is not None and not st.session_state.get("align_name"):
        st.session_state["align_name"] = PurePath(uploaded.name).stem
    st.rerun()  # folds the fields away


def _advance(bar: DeltaGenerator, done: int, total: int, say: Say) -> None:
    bar.progress(min(1.0, done / max(1, total)), text=say("align_running"))


@st.fragment
def _show_work(say: Say) -> None:
    work: AlignmentWork = st.session_state["alignment"]
    doubtful = len(doubtful_places(work.rows))
    with st.container(horizontal=True, key="align_summary", vertical_alignment="center"):
        st.caption(say("align_count", rows=len(work.rows), doubtful=doubtful, saved=len(to_save(work.rows))))
        st.toggle(say("align_only"), key="align_only", persist_state="session")
    only = bool(st.session_state.get("align_only")) and doubtful > 0
    show_grid(work.rows, work.at, work.version, bool(work.before), only, _done, say)
    st.caption(say("align_hint"))
    _show_save(say)


def _done() -> None:
    """Do what the person asked for in the grid; a click on rows that have changed meanwhile does nothing."""
    work: AlignmentWork = st.session_state["alignment"]
    asked = action_of()
    if not asked or asked.get("version") != work.version:
        return
    action, place = str(asked["action"]), int(str(asked["place"]))
    if action == "undo":
        work.undo()
        return
    if not 0 <= place < len(work.rows):
        return
    if action == "edit":
        language: Language = "zh" if asked["language"] == "zh" else "ja"
        work.change(edit(work.rows, place, language, str(asked["text"])), place)
    elif action == "merge":
        work.change(merge(work.rows, place), place)
    elif action == "split":
        work.change(split(work.rows, place), place)
    elif action == "drop":
        work.change(toggle_dropped(work.rows, place), place)
    elif action in ("zh_up", "zh_down", "ja_up", "ja_down"):
        side: Language = "zh" if action.startswith("zh") else "ja"
        work.change(move(work.rows, place, side, -1 if action.endswith("up") else 1), place)


def _show_save(say: Say) -> None:
    allowed = may(current_person(), Action.IMPORT_PAIRS)
    name, area, genre, licence = st.columns([3, 2, 2, 3], vertical_alignment="bottom")
    name.text_input(say("corpus_document"), key="align_name", persist_state="session")
    area.selectbox(
        say("area"), AREAS, format_func=lambda one: area_name(one, say), key="align_area", persist_state="session"
    )
    genre.selectbox(
        say("corpus_genre"), GENRES, format_func=lambda one: genre_name(one, say), key="align_genre",
        persist_state="session",
    )  # fmt: skip
    licence.text_input(
        say("corpus_licence"), key="align_licence", placeholder=say("corpus_licence_hint"), persist_state="session"
    )
    st.button(
        say("align_save"),
        type="primary",
        key="align_save",
        disabled=not allowed,
        help=None if allowed else say("corpus_forbidden"),
        on_click=_save,
        args=(say,),
    )
    if notice := st.session_state.pop("align_saved", None):
        kind, text = notice
        (st.success if kind == "done" else st.warning)(literal(text))


def _save(say: Say) -> None:
    state = st.session_state
    work: AlignmentWork = state["alignment"]
    name = state["align_name"].strip()
    if not name:
        state["align_saved"] = ("lacking", say("align_name_missing"))
        return
    try:
        with open_page_translator().sessions() as session:
            saved = save_alignment(
                session,
                current_person(),
                name,
                to_save(work.rows),
                state["align_licence"].strip(),
                state["align_area"] or None,
                state["align_genre"] or None,
            )
    except Exception as error:  # a person sees one sentence, the log the rest
        state["align_saved"] = ("lacking", corpus_failure(error, say))
        return
    text = say("corpus_added", added=saved.added, duplicate=saved.duplicate, rejected=saved.rejected)
    state["align_saved"] = ("done", text)
