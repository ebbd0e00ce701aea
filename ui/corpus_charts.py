"""Charts of the corpus as Vega-Lite specifications, and the same figures as a table."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

_COLOUR = "#5b8fc2"  # seen on white and on black
_WHOLE = {"tickCount": 4, "tickMinStep": 1, "format": ",d"}  # pairs are counted in whole numbers
_MOST = 12  # bars; what is rarer is in the table


def bar_chart(counts: Mapping[str, int], words: Callable[[str], str], pairs: str) -> dict[str, Any]:
    """Horizontal bars, largest first; `pairs` is the name of what is counted, for the tooltip."""
    values = [{"name": words(name), "pairs": count} for name, count in list(counts.items())[:_MOST]]
    return {
        "data": {"values": values},
        "height": {"step": 24},
        "mark": {"type": "bar", "color": _COLOUR, "cornerRadiusEnd": 2},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 180}},
            "x": {"field": "pairs", "type": "quantitative", "title": None, "axis": _WHOLE},
            "tooltip": [{"field": "name", "title": " "}, {"field": "pairs", "title": pairs, "format": ","}],
        },
    }


def histogram(bins: Mapping[Any, int], width: float, pairs: str) -> dict[str, Any]:
    """Upright bars, one for each bin; the keys are the bins' lower ends."""
    values = [{"from": low, "to": round(low + width, 3), "pairs": count} for low, count in bins.items()]
    return {
        "data": {"values": values},
        "height": 170,
        "mark": {"type": "bar", "color": _COLOUR, "binSpacing": 1},
        "encoding": {
            "x": {"field": "from", "type": "quantitative", "bin": {"binned": True, "step": width}, "title": None},
            "x2": {"field": "to"},
            "y": {"field": "pairs", "type": "quantitative", "title": None, "axis": _WHOLE},
            "tooltip": [
                {"field": "from", "title": "≥"},
                {"field": "to", "title": "<"},
                {"field": "pairs", "title": pairs, "format": ","},
            ],
        },
    }


def counts_table(caption: str, counts: Mapping[Any, int], words: Callable[[Any], str], total: int) -> str:
    """The counts with their shares, for those who do not see the chart."""
    rows = "".join(
        f'<tr><th scope="row">{escape(words(name))}</th><td>{count:,}</td><td>{count / max(1, total):.1%}</td></tr>'
        for name, count in counts.items()
    )
    return f'<table class="hy-scores"><caption>{escape(caption)}</caption><tbody>{rows}</tbody></table>'
