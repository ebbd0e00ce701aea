"""The fields of a term, and what was typed into them."""

from zlib import crc32

import streamlit as st

from glossary.terms import Term
from ui.messages import Say
from ui.proposals import listed
from ui.session import AREAS
from ui.term_view import FIELD_KEYS

_TEXTS = ("zh", "ja", "definition", "note")
_LISTS = ("zh_variants", "ja_variants", "zh_forbidden", "ja_forbidden")


def form_key(term: Term, name: str) -> str:
    """The key of a field of this term's form; another one once the term has changed, so that a form never holds
    what the term said before."""
    if term.id is None:
        return f"glossary_form_new_{name}"
    return f"glossary_form_{term.id}_{crc32(repr(term).encode()):08x}_{name}"


def draw_form(term: Term, say: Say) -> None:
    """Draw the fields with what the term says."""
    zh, ja, area = st.columns([3, 3, 2])
    zh.text_input(say("term_zh"), term.zh, key=form_key(term, "zh"), persist_state="session")
    ja.text_input(say("term_ja"), term.ja, key=form_key(term, "ja"), persist_state="session")
    area.selectbox(
        say("area"),
        AREAS,
        index=AREAS.index(term.area) if term.area in AREAS else 0,
        format_func=lambda area: say(f"area_{area or 'any'}"),
        key=form_key(term, "area"),
        persist_state="session",
    )
    for names in (_LISTS[:2], _LISTS[2:]):
        for column, name in zip(st.columns(2), names, strict=True):
            column.text_area(
                say(FIELD_KEYS[name]),
                "\n".join(getattr(term, name)),
                key=form_key(term, name),
                height=90,
                placeholder=say("one_per_line"),
                persist_state="session",
            )
    for column, name in zip(st.columns(2), ("definition", "note"), strict=True):
        column.text_area(say(name), getattr(term, name), key=form_key(term, name), height=90, persist_state="session")


def typed_changes(term: Term) -> dict[str, object]:
    """The fields whose content in the form differs from the term."""
    state = st.session_state
    typed: dict[str, object] = {name: state[form_key(term, name)].strip() for name in _TEXTS}
    typed["area"] = state[form_key(term, "area")]
    typed |= {name: listed(state[form_key(term, name)]) for name in _LISTS}
    return {name: value for name, value in typed.items() if value != getattr(term, name)}
