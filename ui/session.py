"""What the page keeps for one person: texts, translations, terms and the work in progress."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import streamlit as st

from corpus.errors import HoyakuError
from corpus.languages import Area, Direction
from corpus.settings import Settings
from glossary.terms import Term
from service.results import TranslationOptions
from service.translator import Translator, open_translator
from ui.endpoint_note import sends
from ui.failures import record
from ui.job import Job, Progress
from ui.messages import INTERFACE_LANGUAGES, InterfaceLanguage, preferred_language
from ui.workspace import Workspace

EXAMPLES = {
    Direction.ZH_JA: "抵押权人有权就抵押财产优先受偿。",
    Direction.JA_ZH: "抵当権者は、抵当財産について優先弁済を受ける権利を有する。",
}
AREAS = ("", *(area.value for area in Area))
Panel = Literal["edit", "alternatives", "memory", "term"]


@dataclass(slots=True)
class Pending:
    """A translation under way and what to do with its result."""

    job: Job[Any]
    finish: Callable[[Any], None]
    direction: Direction


@dataclass(slots=True)
class Desk:
    """One session's work; it lives in the session state, so that no rerun loses any of it.

    `history` is only appended to or edited in place; `current` is the index of the open translation.
    `drafts` are source texts that were replaced before they were translated.
    """

    history: list[Workspace] = field(default_factory=list)
    current: int | None = None
    drafts: list[str] = field(default_factory=list)
    terms: tuple[Term, ...] = ()
    panels: dict[tuple[int, int], Panel] = field(default_factory=dict)
    pending: Pending | None = None
    failure: Exception | None = None
    failed_direction: Direction = Direction.ZH_JA
    notice: tuple[str, dict[str, object]] | None = None  # message key and values
    redraw: bool = False  # what happened in one row shows elsewhere on the page too
    drawing: bool = False  # the whole page is being drawn, not one row of it

    @property
    def workspace(self) -> Workspace | None:
        return None if self.current is None else self.history[self.current]

    def append(self, workspace: Workspace) -> None:
        self.history.append(workspace)
        self.current = len(self.history) - 1

    def put_aside(self, text: str) -> None:
        """Keep a source text that is about to be replaced, unless a translation already holds it."""
        known = (*self.drafts, *(workspace.source for workspace in self.history), *EXAMPLES.values())
        if text.strip() and text not in known:
            self.drafts.append(text)

    def fail(self, error: Exception, direction: Direction) -> None:
        record(error)
        self.failure, self.failed_direction = error, direction

    def calm(self) -> None:
        """Take away the last failure and notice."""
        self.failure = self.notice = None


def load_translator(settings: Settings) -> Translator:
    """The translator over these settings; its engines load at the first text."""
    return open_translator(settings)


@st.cache_resource(show_spinner=False)
def open_page_translator() -> Translator:
    """The translator that all sessions share; opened once."""
    return load_translator(Settings())


@st.cache_resource(show_spinner=False)
def warm_up() -> Job[None]:
    """Opens the translator and loads its engines in the background, once, while the first text is typed."""

    def work(progress: Progress) -> None:
        with suppress(HoyakuError):  # it will be met, and shown, at the first translation
            open_page_translator().translate_segments(["合同。"], TranslationOptions(Direction.ZH_JA, local=True))

    return Job(work).start()


def desk() -> Desk:
    """This session's desk."""
    if "desk" not in st.session_state:
        st.session_state["desk"] = Desk()
    return cast(Desk, st.session_state["desk"])


def interface_language() -> InterfaceLanguage:
    """The chosen interface language, or the browser's at first."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    if chosen in INTERFACE_LANGUAGES:
        return cast(InterfaceLanguage, chosen)
    return preferred_language(st.context.locale)


def set_defaults() -> None:
    """Give every input its first value, once, so that no widget needs a default of its own."""
    settings = Settings()
    defaults = {
        "source_text": "",
        "direction": Direction.ZH_JA.value,
        "area": "",
        "beam": settings.beam_size,
        "alternatives": min(3, settings.beam_size),
        "constrain": True,
        "send": True,
        "threshold": round(settings.memory_threshold * 100),
        "length_penalty": 1.0,
        "max_length": 3.0,
        "compare_text": "",
        "compare_direction": Direction.ZH_JA.value,
        "compare_area": "",
    }
    for key, value in defaults.items():
        st.session_state.setdefault(key, value)


def chosen_direction() -> Direction:
    return Direction(st.session_state["direction"])


def compared_direction() -> Direction:
    """The direction in which the models page compares."""
    return Direction(st.session_state["compare_direction"])


def chosen_options() -> TranslationOptions:
    """The options as they stand on the page."""
    state = st.session_state
    return TranslationOptions(
        direction=chosen_direction(),
        area=state["area"],
        beam_size=state["beam"],
        alternatives=min(state["alternatives"], state["beam"]),
        constrain=state["constrain"],
        memory_threshold=state["threshold"] / 100,
        length_penalty=state["length_penalty"],
        max_length_ratio=state["max_length"],
        local=not sends(),
    )
