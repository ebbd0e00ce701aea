"""Looking pairs up on the corpus page, and flagging, correcting or deleting them."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st
from sqlalchemy.orm import Session

from corpus.filters import FILTERS
from corpus.pair_flags import FLAGS, SINGLE
from corpus.pair_search import PairPage, PairQuery, search_pairs
from corpus.tables import Pair
from service.accounts import Action, may
from service.corpus_changes import delete_pairs, flag_by_filters, set_flags
from ui.corpus_choices import area_name, choose_pairs, flag_name, genre_name, held_values
from ui.corpus_failures import corpus_failure
from ui.messages import LANGUAGE_TAGS, Say
from ui.pair_correction_panel import open_correction, show_correction
from ui.people import current_person
from ui.places import asked_number
from ui.render import literal
from ui.session import open_page_translator

PAGE = 20  # pairs shown at once
_ACTIONS = {"flag": "corpus_flag_set", "unflag": "corpus_unflag", "delete": "corpus_delete"}


def show_search(say: Say) -> None:
    """Draw the search field, the filters, and the pairs found, page by page; or the one pair that the address names."""
    with open_page_translator().sessions() as session:
        if (number := asked_number("pair")) is not None:
            _show_one(session, number, say)
            return
        text = st.text_input(
            say("corpus_search"),
            key="corpus_text",
            placeholder=say("corpus_search_placeholder"),
            icon=":material/search:",
            persist_state="session",
            label_visibility="collapsed",
        )
        with st.expander(say("corpus_filters"), expanded=False):
            chosen = choose_pairs(held_values(session), say, "corpus_")
        query = PairQuery(
            text, chosen.area, chosen.genre, chosen.source_id, chosen.document, chosen.licence, chosen.flag
        )
        if st.session_state.get("corpus_query") != query:
            st.session_state["corpus_query"], st.session_state["corpus_page_number"] = query, 0
        page = _page(session, query)
        _show_notice()
        _show_flagging(query, page.total, say)
        _show_pairs(page, say)


def _show_one(session: Session, number: int, say: Say) -> None:
    """The pair of this number alone, with what can be done with it."""
    st.session_state["corpus_page_number"] = 0
    st.button(say("corpus_all_pairs"), key="corpus_all_pairs", icon=":material/arrow_back:", on_click=leave_pair)
    page = search_pairs(session, PairQuery(number=number))
    _show_notice()
    if page.pairs:
        _show_pairs(page, say)
    else:
        st.caption(say("corpus_pair_gone", number=number))


def leave_pair() -> None:
    """Back to all pairs."""
    st.query_params.pop("pair", None)


def _page(session: Session, query: PairQuery) -> PairPage:
    """The pairs of the page that is open; the last page where so many have been deleted that it is gone."""
    number = st.session_state["corpus_page_number"]
    page = search_pairs(session, query, number * PAGE, PAGE)
    if number and not page.pairs:
        st.session_state["corpus_page_number"] = number = max(0, (page.total - 1) // PAGE)
        page = search_pairs(session, query, number * PAGE, PAGE)
    return page


def _show_pairs(page: PairPage, say: Say) -> None:
    if not page.pairs:
        st.caption(say("corpus_none"))
        return
    number = st.session_state["corpus_page_number"]
    last = (page.total - 1) // PAGE
    with st.container(horizontal=True, key="corpus_pages", vertical_alignment="center"):
        first = number * PAGE + 1
        st.caption(
            say("corpus_found", first=f"{first:,}", last=f"{first + len(page.pairs) - 1:,}", total=f"{page.total:,}")
        )
        for step, icon, key in ((-1, "chevron_left", "corpus_previous"), (1, "chevron_right", "corpus_next")):
            st.button(
                say(key),
                key=key,
                icon=f":material/{icon}:",
                disabled=not 0 <= number + step <= last,
                on_click=_turn,
                args=(step,),
            )
    _show_actions(page, say)
    for pair in page.pairs:
        with st.container(key=f"row_pair_{pair.id}", horizontal=True, gap="small"):
            st.checkbox(
                say("corpus_select", number=pair.id), key=f"pair_{pair.id}", label_visibility="collapsed", width=28
            )
            st.html(pair_html(pair, say), width="stretch")
        show_correction(pair, say)


def _turn(step: int) -> None:
    st.session_state["corpus_page_number"] += step


def _show_actions(page: PairPage, say: Say) -> None:
    """What can be done with the pairs that are ticked."""
    ids = [pair.id for pair in page.pairs if st.session_state.get(f"pair_{pair.id}")]
    one = ids or [pair.id for pair in page.pairs]  # a pair that stands alone need not be ticked
    allowed = may(current_person(), Action.EDIT_PAIRS)
    with st.container(horizontal=True, key="corpus_actions", vertical_alignment="bottom"):
        st.selectbox(
            say("corpus_flag"),
            FLAGS[::-1],
            format_func=lambda one: flag_name(one, say),
            key="corpus_new_flag",
            label_visibility="collapsed",
            persist_state="session",
            width=220,
        )
        idle = not ids or not allowed
        reason = None if allowed else say("corpus_forbidden")
        for action, label in _ACTIONS.items():
            st.button(
                say(label, count=len(ids)),
                key=f"corpus_do_{action}",
                disabled=idle,
                help=reason,
                on_click=_ask_delete if action == "delete" else _flag,
                args=(ids,) if action == "delete" else (ids, action == "flag", say),
            )
        st.button(
            say("corpus_correct"),
            key="corpus_do_correct",
            icon=":material/edit:",
            disabled=len(one) != 1 or not allowed,
            help=reason or say("corpus_correct_help"),
            on_click=open_correction,
            args=tuple(one[:1]),
        )
    if asked := st.session_state.get("corpus_delete_asked"):
        st.warning(say("corpus_delete_sure", count=len(asked)))
        with st.container(horizontal=True):
            st.button(say("confirm"), key="corpus_delete_yes", on_click=_delete, args=(asked, say))
            st.button(say("confirm_cancel"), key="corpus_delete_no", on_click=_ask_delete, args=([],))


def _ask_delete(ids: Sequence[int]) -> None:
    st.session_state["corpus_delete_asked"] = list(ids)


def _delete(ids: Sequence[int], say: Say) -> None:
    _change(lambda session: say("corpus_deleted", count=delete_pairs(session, current_person(), ids)), say)
    _ask_delete([])


def _flag(ids: Sequence[int], add: bool, say: Say) -> None:
    flag = [st.session_state["corpus_new_flag"]]
    _change(
        lambda session: say(
            "corpus_flagged",
            count=set_flags(session, current_person(), ids, flag if add else (), () if add else flag),
        ),
        say,
    )


def _show_flagging(query: PairQuery, total: int, say: Say) -> None:
    """The filters run over the pairs found."""
    allowed = may(current_person(), Action.EDIT_PAIRS)
    with st.expander(say("corpus_quality")):
        st.caption(say("corpus_quality_intro", count=f"{total:,}"))
        st.session_state.setdefault("corpus_quality_filters", list(SINGLE))
        names = st.multiselect(
            say("corpus_quality_filters"),
            list(FILTERS),
            format_func=lambda one: flag_name(one, say),
            key="corpus_quality_filters",
            persist_state="session",
        )
        st.button(
            say("corpus_quality_run"),
            key="corpus_quality_run",
            disabled=not names or not total or not allowed,
            help=None if allowed else say("corpus_forbidden"),
            on_click=_ask_filters,
        )
        if st.session_state.get("corpus_quality_asked"):  # kept until it is done, whatever else is clicked meanwhile
            _run_filters(tuple(names), query, total, say)
            st.session_state["corpus_quality_asked"] = False
            st.rerun()


def _ask_filters() -> None:
    st.session_state["corpus_quality_asked"] = True


def _run_filters(names: tuple[str, ...], query: PairQuery, total: int, say: Say) -> None:
    """Judge the pairs, which takes seconds for ten thousand of them, while a bar tells how far it is."""
    bar = st.progress(0.0, text=say("corpus_quality_running"))

    def advance(done: int) -> None:
        bar.progress(min(1.0, done / total), text=say("corpus_quality_running"))

    def judge(session: Session) -> str:
        counts = flag_by_filters(
            session,
            current_person(),
            names,
            query,
            advance,
        )
        found = "; ".join(f"{flag_name(name, say)} {count:,}" for name, count in counts.items())
        return say("corpus_quality_done", found=found)

    _change(judge, say)


def _change(change: Callable[[Session], str], say: Say) -> None:
    """Do something to the corpus and keep the sentence that says what came of it."""
    try:
        with open_page_translator().sessions() as session:
            notice = ("done", change(session))
    except Exception as error:  # a person sees one sentence, the log the rest
        notice = ("lacking", corpus_failure(error, say))
    st.session_state["corpus_notice"] = notice


def _show_notice() -> None:
    if notice := st.session_state.pop("corpus_notice", None):
        kind, text = notice
        (st.success if kind == "done" else st.warning)(literal(text))


def pair_html(pair: Pair, say: Say) -> str:
    """Both texts side by side with their languages, and below them where the pair comes from and its flags."""
    sides = "".join(
        f'<div class="hy-text hy-small" lang="{LANGUAGE_TAGS[language]}">{escape(text)}</div>'
        for language, text in (("zh", pair.zh), ("ja", pair.ja))
    )
    facts = [area_name(pair.area, say)] if pair.area else []
    facts += [genre_name(pair.genre, say)] if pair.genre else []
    facts += dict.fromkeys(fact for fact in (pair.source.name, pair.document, pair.source.licence) if fact)
    flags = "".join(f'<span class="hy-badge hy-doubt">{escape(flag_name(flag, say))}</span> ' for flag in pair.flags)
    meta = escape(" · ".join(facts))
    return f'<div class="hy-pair">{sides}</div><div class="hy-meta">{flags}{pair.id} · {meta}</div>'
