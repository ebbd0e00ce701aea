"""Figures of a document: how much was changed, how long it took, who did what, how far raters agree."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from service.workbench.records import DocumentSummary
from service.workbench.statistics import DocumentStatistics, RaterAgreement, document_statistics, rater_agreement
from ui.messages import Say
from ui.session import open_page_translator

_Table = Sequence[tuple[str, ...]]  # rows; the first cell of each is its heading


def show_statistics(document: DocumentSummary, say: Say) -> None:
    """Draw the figures, worked out when they are asked for."""
    if not st.toggle(say("statistics"), key=f"statistics_{document.id}"):
        return
    with open_page_translator().sessions() as session:
        figures = document_statistics(session, document.id)
        agreement = rater_agreement(session, document.id)
    tables = [_efforts(figures, say), _people(figures, say), _agreement(agreement, say)]
    drawn = "".join(_table_html(table) for table in tables if len(table) > 1)
    if drawn:
        st.html(f'<div class="hy-wide">{drawn}</div>')
    else:
        st.caption(say("statistics_none"))


def _efforts(figures: DocumentStatistics, say: Say) -> _Table:
    rows: list[tuple[str, ...]] = [("", "")]
    for edits in figures.edits:
        origin = say(f"statistics_{edits.origin}")
        rows.append((f"{origin} · {say('statistics_distance')}", f"{100 * edits.distance:.0f} %"))
        rows.append((f"{origin} · {say('statistics_unchanged')}", f"{edits.unchanged} / {edits.segments}"))
    if figures.time is not None:
        rows.append((say("statistics_seconds"), f"{figures.time.median:.0f}"))
        rows.append((say("statistics_speed"), f"{figures.time.per_thousand:,.0f}"))
    return rows


def _people(figures: DocumentStatistics, say: Say) -> _Table:
    heading = (say("statistics_person"), say("statistics_edits"), say("statistics_ratings"))
    return [heading, *((one.name, f"{one.segments}", f"{one.rated}") for one in figures.people)]


def _agreement(agreement: Sequence[RaterAgreement], say: Say) -> _Table:
    heading = (say("grid_rating"), say("statistics_segments"), say("statistics_mean"), "κ", "α")
    rated = [one for one in agreement if one.mean is not None]
    return [
        heading,
        *(
            (say(f"grid_{one.respect}"), f"{one.segments}", _figure(one.mean), _figure(one.kappa), _figure(one.alpha))
            for one in rated
        ),
    ]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _table_html(rows: _Table) -> str:
    head, *body = rows
    heading = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head) if any(head) else ""
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in body
    )
    return f'<table class="hy-scores"><thead><tr>{heading}</tr></thead><tbody>{lines}</tbody></table>'
