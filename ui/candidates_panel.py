"""Expressions of the corpus that may be terms: to be accepted, as they are or corrected, or dismissed."""

from collections.abc import Sequence

import streamlit as st
from sqlalchemy.orm import Session

from corpus.settings import Settings
from glossary.candidates import Candidate, cached_candidates, examples_of, list_dismissed, read_cache, undecided
from glossary.terms import Term
from service import glossary_changes as changes
from service.accounts import Action, Person, may
from ui.failures import report
from ui.glossary_state import carry_out
from ui.governance_view import example_html
from ui.job import Job, Progress
from ui.messages import Say
from ui.render import literal
from ui.session import AREAS, open_page_translator

_SHOWN = 200
_JOB = "candidates_job"


def show_candidates(session: Session, person: Person, say: Say) -> None:
    """Draw the candidates, or the search for them."""
    folder = Settings().data_dir
    job: Job[int] | None = st.session_state.get(_JOB)
    if job is not None:
        _wait(job, say)
        return
    found = read_cache(session, folder)
    if found is None:
        st.caption(say("candidates_intro"))
        st.button(say("candidates_find"), type="primary", key="candidates_find", on_click=_start)
        return
    open_ones = undecided(session, found)
    st.caption(say("candidates_count", count=f"{len(open_ones):,}"))
    if open_ones:
        _show_list(session, person, open_ones[:_SHOWN], say)
    _show_dismissed(session, person, say)


def _start() -> None:
    def work(progress: Progress) -> int:
        with open_page_translator().sessions() as session:
            return len(cached_candidates(session, Settings().data_dir, progress))

    st.session_state[_JOB] = Job(work).start()


def _wait(job: Job[int], say: Say) -> None:
    """Follow the search until it ends."""
    bar = st.progress(0.0, text=say("candidates_searching"))
    st.button(say("cancel"), key="candidates_cancel", on_click=job.cancel)
    while not job.wait(0.2):
        bar.progress(min(1.0, job.done / max(1, job.total)), text=say("candidates_searching"))
    del st.session_state[_JOB]
    try:
        job.result()
    except Exception as error:  # a person sees one sentence, the log the rest
        if not job.cancelled:
            st.warning(literal(report(error, say)))
            return
    st.rerun()


def _show_list(session: Session, person: Person, candidates: Sequence[Candidate], say: Say) -> None:
    rows = [
        {
            "zh": one.zh,
            "ja": one.ja,
            "area": say(f"area_{one.area or 'any'}"),
            "frequency": one.frequency,
            "together": one.together,
            "score": one.score,
        }
        for one in candidates
    ]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        selected = st.dataframe(
            rows,
            key=f"candidates_{hash(tuple((one.zh, one.ja) for one in candidates))}",
            hide_index=True,
            height=560,
            on_select="rerun",
            selection_mode="multi-row",
            column_config={
                "zh": say("term_zh"),
                "ja": say("candidate_ja"),
                "area": say("area"),
                "frequency": st.column_config.NumberColumn(
                    say("candidate_frequency"), help=say("candidate_frequency_help")
                ),
                "together": st.column_config.NumberColumn(
                    say("candidate_together"), help=say("candidate_together_help")
                ),
                "score": st.column_config.NumberColumn(say("candidate_score"), format="%.2f"),
            },
            placeholder="",
            alt=say("view_candidates"),
        )
    chosen = [candidates[place] for place in selected["selection"]["rows"] if place < len(candidates)]
    with right:
        if not chosen:
            st.caption(say("candidates_pick"))
        elif len(chosen) == 1:
            _show_one(session, person, chosen[0], say)
        else:
            _show_several(person, chosen, say)


def _show_one(session: Session, person: Person, one: Candidate, say: Say) -> None:
    st.text_input(say("term_zh"), one.zh, key=_key(one, "zh"))
    st.text_input(say("term_ja"), one.ja, key=_key(one, "ja"))
    st.selectbox(
        say("area"),
        AREAS,
        index=AREAS.index(one.area) if one.area in AREAS else 0,
        format_func=lambda area: say(f"area_{area or 'any'}"),
        key=_key(one, "area"),
    )
    with st.container(horizontal=True, key="candidate_buttons"):
        label = "candidate_accept" if may(person, Action.DECIDE_TERM) else "term_propose"
        st.button(say(label), type="primary", key="candidate_accept", on_click=_accept_typed, args=(one, say))
        if may(person, Action.DISMISS_CANDIDATE):
            st.button(say("candidate_dismiss"), key="candidate_dismiss", on_click=_dismiss, args=([one], say))
    for zh, ja in examples_of(session, one):
        st.html(example_html(zh, ja))


def _show_several(person: Person, chosen: Sequence[Candidate], say: Say) -> None:
    st.html("".join(example_html(one.zh, one.ja) for one in chosen[:20]))
    with st.container(horizontal=True, key="candidate_buttons"):
        st.button(
            say("candidates_accept", count=len(chosen)),
            type="primary",
            key="candidates_accept",
            on_click=_accept,
            args=([_term(one) for one in chosen], say),
        )
        if may(person, Action.DISMISS_CANDIDATE):
            st.button(
                say("candidates_dismiss", count=len(chosen)),
                key="candidates_dismiss",
                on_click=_dismiss,
                args=(chosen, say),
            )


def _show_dismissed(session: Session, person: Person, say: Say) -> None:
    dismissed = list_dismissed(session)
    if not dismissed or not may(person, Action.DISMISS_CANDIDATE):
        return
    with st.expander(say("candidates_dismissed", count=len(dismissed))):
        for place, (zh, ja, author) in enumerate(dismissed[:50]):
            left, right = st.columns([4, 1], vertical_alignment="center")
            left.caption(literal(f"{zh} → {ja} · {author}"))
            right.button(
                say("undo"), key=f"readmit_{place}", icon=":material/undo:", on_click=_readmit, args=(zh, ja, say)
            )


def _term(one: Candidate) -> Term:
    return Term(zh=one.zh, ja=one.ja, area=one.area)


def _accept_typed(one: Candidate, say: Say) -> None:
    state = st.session_state
    _accept([Term(zh=state[_key(one, "zh")], ja=state[_key(one, "ja")], area=state[_key(one, "area")])], say)


def _accept(terms: Sequence[Term], say: Say) -> None:
    def work(session: Session, person: Person) -> str:
        for term in terms:
            changes.accept_candidate(session, person, term, say("candidate_reason"))
        return say("candidates_accepted", count=len(terms))

    carry_out(say, work)


def _dismiss(chosen: Sequence[Candidate], say: Say) -> None:
    def work(session: Session, person: Person) -> str:
        for one in chosen:
            changes.dismiss_candidate(session, person, one.zh, one.ja)
        return say("candidates_were_dismissed", count=len(chosen))

    carry_out(say, work)


def _readmit(zh: str, ja: str, say: Say) -> None:
    def work(session: Session, person: Person) -> str:
        changes.readmit_candidate(session, person, zh, ja)
        return say("candidate_readmitted", zh=zh)

    carry_out(say, work)


def _key(one: Candidate, name: str) -> str:
    return f"candidate_{name}_{one.zh}_{one.ja}"
