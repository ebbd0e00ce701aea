"""The chart of scores over versions, as a Vega-Lite specification with its data."""

from collections.abc import Sequence
from typing import Any

from corpus.languages import Direction
from corpus.tables import ModelVersion
from ui.messages import Say
from ui.model_view import served_scores

_COLOURS = ("#5b8fc2", "#c08a2e")  # told apart on white and on black, and by the dashes too
_DASHES = ([1, 0], [6, 3])


def score_points(versions: Sequence[ModelVersion], say: Say) -> list[dict[str, object]]:
    """A point for each version, oldest first, and direction that has a chrF2++ as served."""
    return [
        {"version": version.name, "direction": say(f"direction_{direction}"), "score": score}
        for version in versions
        for direction in Direction
        if (score := served_scores(version, direction).get("chrF2++")) is not None
    ]


def score_chart(points: Sequence[dict[str, object]], say: Say) -> dict[str, Any]:
    """The specification; the axis does not begin at zero, as versions differ by a point or two."""
    directions = [say(f"direction_{direction}") for direction in Direction]
    series = {"field": "direction", "type": "nominal", "legend": {"orient": "bottom", "title": None}}
    return {
        "data": {"values": list(points)},
        "height": 220,
        "mark": {"type": "line", "point": {"filled": True, "size": 60}},
        "encoding": {
            "x": {
                "field": "version",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelAngle": -30 if len(points) > 6 else 0, "labelLimit": 130},
            },
            "y": {"field": "score", "type": "quantitative", "title": "chrF2++", "scale": {"zero": False, "nice": True}},
            "color": {**series, "scale": {"domain": directions, "range": list(_COLOURS)}},
            "strokeDash": {**series, "scale": {"domain": directions, "range": list(_DASHES)}},
            "tooltip": [
                {"field": "version", "title": say("column_name")},
                {"field": "direction", "title": say("direction")},
                {"field": "score", "title": "chrF2++", "format": ".2f"},
            ],
        },
    }


def several_tests(versions: Sequence[ModelVersion]) -> bool:
    """Whether the versions were measured on different test sets."""
    return len({evaluation.test_digest for version in versions for evaluation in version.evaluations}) > 1
