"""The chart of scores over versions, as a Vega-Lite specification with its data."""

from collections.abc import Sequence
from typing import Any

from corpus.languages import Direction
from corpus.tables import ModelVersion
from ui.messages import Say
from ui.model_view import served_scores

_COLOUR = "#5b8fc2"  # seen on white and on black


def score_points(versions: Sequence[ModelVersion], direction: Direction) -> list[dict[str, object]]:
    """A point for each version, in their order, that has a chrF2++ as served in this direction."""
    return [
        {"version": version.name, "score": score}
        for version in versions
        if (score := served_scores(version, direction).get("chrF2++")) is not None
    ]


def score_chart(points: Sequence[dict[str, object]], say: Say) -> dict[str, Any]:
    """The specification for one direction: both in one chart would lie so far apart that neither seems to change.

    The axis does not begin at zero, as versions differ by a point or two.
    """
    return {
        "data": {"values": list(points)},
        "height": 180,
        "mark": {"type": "line", "color": _COLOUR, "point": {"filled": True, "size": 60, "color": _COLOUR}},
        "encoding": {
            "x": {
                "field": "version",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelAngle": 0 if len(points) < 3 else -30, "labelLimit": 130},
            },
            "y": {
                "field": "score",
                "type": "quantitative",
                "title": None,
                "scale": {"zero": False, "nice": True, "padding": 6},
                "axis": {"tickCount": 4},
            },
            "tooltip": [
                {"field": "version", "title": say("column_name")},
                {"field": "score", "title": "chrF2++", "format": ".2f"},
            ],
        },
    }


def several_tests(versions: Sequence[ModelVersion]) -> bool:
    """Whether the versions were measured on different test sets."""
    return len({evaluation.test_digest for version in versions for evaluation in version.evaluations}) > 1
