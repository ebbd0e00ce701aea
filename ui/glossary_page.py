"""The glossary page: find a term, read all about it, change it with a name and a reason."""

from collections.abc import Callable

import streamlit as st
from sqlalchemy.orm import Session

from glossary.lookup import TermPage, find_terms, list_terms, term_history
from glossary.store import load_term
from glossary.terms import Term, TermStatus
from glossary.workflow import approve_term, edit_term, reject_term, restore_term, retire_term
from ui.failures import report
from ui.messages import Say
from ui.proposals import FormError, listed
from ui.session import AREAS, open_page_translator
from ui.term_view import event_html, term_html, term_label

_SHOWN = 40
_STATUSES = ("", *(status.value for status in TermStatus))
_TEXTS = ("zh", "ja", "definition", "note")
_LISTS = ("zh_variants", "ja_variants", "zh_forbidden", "ja_forbidden")
_DECISIONS = {
    TermStatus.PROPOSED: ("approve", "reject"),
    TermStatus.APPROVED: ("retire",),
    TermStatus.RETIRED: ("restore",),
}
_WORKFLOW = {"approve": approve_term, "reject": reject_term, "retire": retire_term, "restore": restore_term}
_LIST_LABELS = {
    "zh_variants": "variants_zh",
    "ja_variants": "variants_ja",
    "zh_forbidden": "forbidden_zh",
    "ja_forbidden": "forbidden_ja",
}


def show(say: Say) -> None:
    """Draw the search on the left and the chosen term on the right."""
    left, right = st.columns([2, 3], gap="large")
    with open_page_translator().sessions() as session:
        with left:
            found = _search(session, say)
            _show_results(found, say)
        with right:
            number = st.session_state.get("glossary_term")
            if number is None:
                st.caption(say("glossary_pick"))
            else:
                _show_term(session, load_term(session, number), say)


def _search(session: Session, say: Say) -> TermPage:
    text = st.text_input(
        say("glossary_search"),
        key="glossary_search",
        placeholder=say("glossary_search_placeholder"),
        persist_state="session",
        icon=":material/search:",
        label_visibility="collapsed",
    )
    area_column, status_column = st.columns(2)
    area = area_column.selectbox(
        say("area"),
        AREAS,
        format_func=lambda area: say(f"area_{area or 'any'}"),
        key="glossary_area",
        persist_state="session",
        label_visibility="collapsed",
    )
    status = status_column.selectbox(
        say("status"),
        _STATUSES,
        format_func=lambda status: say(f"status_{status or 'any'}"),
        key="glossary_status",
        persist_state="session",
        label_visibility="collapsed",
    )
    statuses = (TermStatus(status),) if status else tuple(TermStatus)
    page = list_terms(session, text=text, area=area or None, statuses=statuses, limit=_SHOWN)
    if not text.strip():
        return page
    return TermPage(tuple(find_terms(session, text, area or None, statuses, _SHOWN)), page.total)


def _show_results(found: TermPage, say: Say) -> None:
    if not found.terms:
        st.caption(say("glossary_none"))
        return
    st.caption(say("glossary_count", count=f"{found.total:,}"))
    with st.container(key="glossary_results", height=560, border=False, gap=None):
        for term in found.terms:
            chosen = term.id == st.session_state.get("glossary_term")
            st.button(
                term_label(term, say),
                key=f"term_{term.id}",
                type="secondary" if chosen else "tertiary",
                on_click=_choose,
                args=(term.id,),
                width="stretch",
            )
    if found.total > _SHOWN:
        st.caption(say("glossary_first", count=_SHOWN))


def _choose(term_id: int) -> None:
    st.session_state["glossary_term"] = term_id
    st.session_state.pop("glossary_message", None)


def _show_term(session: Session, term: Term, say: Say) -> None:
    st.html(term_html(term, say))
    if found := st.session_state.get("glossary_message"):
        kind, text = found
        (st.success if kind == "done" else st.warning)(text)
    details, edit, history = st.tabs([say("tab_details"), say("tab_edit"), say("tab_history")])
    with details:
        st.html(term_html(term, say, details=True))
    with edit:
        _show_edit(term, say)
    with history:
        assert term.id is not None  # it came from the database
        events = term_history(session, term.id)
        if not events:
            st.caption(say("history_none"))
        for event in reversed(events):
            st.html(event_html(event, say))


def _show_edit(term: Term, say: Say) -> None:
    zh, ja = st.columns(2)
    zh.text_input(say("term_zh"), term.zh, key=_key(term, "zh"), persist_state="session")
    ja.text_input(say("term_ja"), term.ja, key=_key(term, "ja"), persist_state="session")
    st.selectbox(
        say("area"),
        AREAS,
        index=AREAS.index(term.area) if term.area in AREAS else 0,
        format_func=lambda area: say(f"area_{area or 'any'}"),
        key=_key(term, "area"),
        persist_state="session",
    )
    for left, right in (_LISTS[:2], _LISTS[2:]):
        for column, name in zip(st.columns(2), (left, right), strict=True):
            column.text_area(
                say(_LIST_LABELS[name]),
                "\n".join(getattr(term, name)),
                key=_key(term, name),
                height=90,
                placeholder=say("one_per_line"),
                persist_state="session",
            )
    for name in ("definition", "note"):
        st.text_area(say(name), getattr(term, name), key=_key(term, name), height=90, persist_state="session")
    author, reason = st.columns([1, 2])
    author.text_input(say("author"), key="author", persist_state="session")
    reason.text_input(say("reason"), key=_key(term, "reason"), persist_state="session")
    with st.container(horizontal=True, key="glossary_buttons"):
        st.button(say("save"), type="primary", key="glossary_save", on_click=_save, args=(term, say))
        for action in _DECISIONS[term.status]:
            st.button(say(action), key=f"glossary_{action}", on_click=_decide, args=(term, action, say))


def _key(term: Term, name: str) -> str:
    return f"glossary_{name}_{term.id}"


def _changes(term: Term) -> dict[str, object]:
    """The fields whose content in the form differs from the term."""
    state = st.session_state
    typed: dict[str, object] = {name: state[_key(term, name)].strip() for name in _TEXTS}
    typed["area"] = state[_key(term, "area")]
    typed |= {name: listed(state[_key(term, name)]) for name in _LISTS}
    return {name: value for name, value in typed.items() if value != getattr(term, name)}


def _signed(term: Term) -> tuple[str, str]:
    """The author and the reason that every change needs; FormError where one is missing."""
    author, reason = st.session_state["author"].strip(), st.session_state[_key(term, "reason")].strip()
    if not author:
        raise FormError("author_missing")
    if not reason:
        raise FormError("reason_missing")
    return author, reason


def _save(term: Term, say: Say) -> None:
    def change(session: Session, author: str, reason: str) -> None:
        changes = _changes(term)
        if not changes:
            raise FormError("no_change")
        edit_term(session, _id(term), author=author, reason=reason, expected=term, **changes)  # type: ignore[arg-type]  # by field

    _change(term, change, say)


def _decide(term: Term, action: str, say: Say) -> None:
    def change(session: Session, author: str, reason: str) -> None:
        _WORKFLOW[action](session, _id(term), author, reason, expected=term)

    _change(term, change, say)


def _change(term: Term, change: Callable[[Session, str, str], None], say: Say) -> None:
    """Make a signed change; what was typed stays where it fails."""
    try:
        author, reason = _signed(term)
        with open_page_translator().sessions() as session:
            change(session, author, reason)
    except FormError as error:
        st.session_state["glossary_message"] = ("lacking", say(error.key, **error.values))
    except Exception as error:  # a person sees one sentence, the log the rest
        st.session_state["glossary_message"] = ("lacking", report(error, say))
    else:
        st.session_state["glossary_message"] = ("done", say("term_changed"))
        st.session_state[_key(term, "reason")] = ""


def _id(term: Term) -> int:
    assert term.id is not None  # it came from the database
    return term.id
