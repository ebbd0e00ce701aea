"""What the corpus consists of, as figures, charts and tables."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from corpus.pair_search import conditions
from corpus.pair_statistics import LENGTH_BIN, RATIO_BIN, PairStatistics, pair_statistics
from ui.corpus_charts import bar_chart, counts_table, histogram
from ui.corpus_choices import area_name, choose_pairs, flag_name, genre_name, held_values
from ui.coverage_panel import show_coverage
from ui.messages import Say
from ui.session import open_page_translator


def show_statistics(say: Say) -> None:
    """Draw the figures, the charts two beside each other, and the tables that say the same."""
    with open_page_translator().sessions() as session:
        with st.expander(say("corpus_filters")):
            query = choose_pairs(held_values(session), say, "statistics_")
        found = pair_statistics(session, conditions(session, query))
    if not found.total:
        st.caption(say("corpus_none"))
        return
    figures = st.columns(4)
    figures[0].metric(say("statistics_pairs"), f"{found.total:,}")
    figures[1].metric(say("statistics_sources"), f"{len(found.sources):,}")
    figures[2].metric(say("statistics_flagged"), f"{found.flagged:,}")
    figures[3].metric(say("statistics_flagged_share"), f"{found.flagged / found.total:.1%}")
    drawn = _charts(found, say)
    for start in range(0, len(drawn), 2):
        for column, (title, spec, _) in zip(st.columns(2, gap="large"), drawn[start : start + 2], strict=False):
            with column:
                st.html(f'<div class="hy-heading">{title}</div>')
                st.vega_lite_chart(spec=spec, width="stretch", alt=f"{title}. {say('statistics_tables')}")
    with st.expander(say("statistics_tables")):
        for start in range(0, len(drawn), 2):
            for column, (_, _, table) in zip(st.columns(2, gap="large"), drawn[start : start + 2], strict=False):
                column.html(f'<div class="hy-wide">{table}</div>')
    show_coverage(say)


def _charts(found: PairStatistics, say: Say) -> list[tuple[str, dict[str, Any], str]]:
    """Title, chart and table of each thing that the pairs are counted by."""
    counted: list[tuple[str, dict[str, int], Callable[[str], str]]] = [
        ("statistics_by_area", found.areas, lambda one: area_name(one, say)),
        ("statistics_by_genre", found.genres, lambda one: genre_name(one, say)),
        ("statistics_by_licence", found.licences, lambda one: one or say("corpus_unknown")),
        ("statistics_by_source", found.sources, str),
        ("statistics_by_flag", found.flags, lambda one: flag_name(one, say)),
        ("statistics_by_month", found.months, str),
    ]
    pairs = say("statistics_pairs")
    drawn = [
        (say(title), bar_chart(counts, words, pairs), counts_table(say(title), counts, words, found.total))
        for title, counts, words in counted
        if counts
    ]
    for title, bins, width in (
        ("statistics_zh_lengths", found.zh_lengths, LENGTH_BIN),
        ("statistics_ja_lengths", found.ja_lengths, LENGTH_BIN),
        ("statistics_ratios", found.ratios, RATIO_BIN),
    ):
        words = _range(width)
        drawn.append((say(title), histogram(bins, width, pairs), counts_table(say(title), bins, words, found.total)))
    return drawn


def _range(width: float) -> Callable[[float], str]:
    return lambda low: f"{low:g}–{low + width:g}"
