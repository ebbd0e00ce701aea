"""How far the pairs and the glossary agree, worked out beside the page and kept until either changes."""

from html import escape

import streamlit as st
from sqlalchemy.orm import Session, sessionmaker

from glossary.store import glossary_version
from glossary.terms import Term
from glossary.usage import texts_version
from service.glossary_coverage import AreaCoverage, GlossaryCoverage, glossary_coverage
from ui.corpus_choices import area_name
from ui.failures import report
from ui.job import Job, Progress
from ui.messages import LANGUAGE_TAGS, Say
from ui.session import open_page_translator

_TICK = 1.0  # seconds between two looks at the work
_HEADS = ("area", "coverage_occurrences", "coverage_share", "coverage_forbidden", "coverage_terms", "coverage_absent")
_LISTED = 500  # terms in no pair that are shown


def show_coverage(say: Say) -> None:
    """Draw the coverage, or how far the counting is."""
    st.html(f'<div class="hy-heading">{escape(say("coverage"))}</div>')
    sessions = open_page_translator().sessions
    with sessions() as session:
        versions = glossary_version(session), texts_version(session)
    job = _counting(str(sessions.kw["bind"].url), *versions, sessions)
    if job.wait(0.3):
        _show_result(job, say)
    else:
        _watch(job, say)


@st.cache_resource(show_spinner=False, max_entries=2)
def _counting(database: str, glossary: str, texts: str, _sessions: sessionmaker[Session]) -> Job[GlossaryCoverage]:
    """The counting over this state of the glossary and the texts; one for all who look."""

    def work(progress: Progress) -> GlossaryCoverage:
        with _sessions() as session:
            return glossary_coverage(session, progress)

    return Job(work).start()


@st.fragment(run_every=_TICK)
def _watch(job: Job[GlossaryCoverage], say: Say) -> None:
    if job.wait(0):
        st.rerun()
    share = job.done / job.total if job.total else 0.0
    st.progress(share, text=say("coverage_counting", done=f"{job.done:,}", total=f"{job.total:,}"))


def _show_result(job: Job[GlossaryCoverage], say: Say) -> None:
    try:
        found = job.result()
    except Exception as error:  # a person sees one sentence, the log the rest
        _counting.clear()
        st.warning(report(error, say))
        return
    st.caption(say("coverage_note"))
    st.html(f'<div class="hy-wide">{coverage_table(found, say)}</div>')
    if found.unseen:
        with st.expander(say("coverage_unseen", count=f"{len(found.unseen):,}")):
            st.html(unseen_html(found.unseen[:_LISTED], say))
            if len(found.unseen) > _LISTED:
                st.caption(say("coverage_more", count=f"{len(found.unseen) - _LISTED:,}"))


def coverage_table(found: GlossaryCoverage, say: Say) -> str:
    """A row for each area and one for all."""
    head = "".join(f'<th scope="col">{escape(say(name))}</th>' for name in _HEADS)
    rows = [_row(area_name(one.area, say), one) for one in found.areas]
    rows.append(_row(say("coverage_all"), found.whole))
    return f'<table class="hy-scores"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _row(name: str, one: AreaCoverage) -> str:
    share = f"{one.share:.1%}" if one.occurrences else "–"
    cells = (f"{one.occurrences:,}", share, f"{one.forbidden:,}", f"{one.terms:,}", f"{one.unseen:,}")
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def unseen_html(terms: tuple[Term, ...], say: Say) -> str:
    """The terms, one a line, with their areas."""
    return "".join(
        f'<div class="hy-small"><span lang="{LANGUAGE_TAGS["zh"]}">{escape(term.zh)}</span> → '
        f'<span lang="ja">{escape(term.ja)}</span> '
        f'<span class="hy-meta">{escape(area_name(term.area, say))}</span></div>'
        for term in terms
    )
