"""The grid is sent what changed since the drawing that it says it holds, and everything where it holds none."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ui.segment_grid.sent_lines import Line, SentLines


def line(segment: int, target: str = "", **facts: object) -> Line:
    return {"id": segment, "target": target, **facts}


def held(drawing: dict[str, Any]) -> dict[str, object]:
    """What a grid reports that has taken the drawing; the numbers come as JSON."""
    return {"series": drawing["series"], "number": drawing["number"]}


def segments(drawing: dict[str, Any]) -> list[object]:
    return [one["id"] for one in drawing["changed"]]


def test_at_first_everything_is_sent() -> None:
    drawing = SentLines().draw([line(2), line(1)], None)
    assert (drawing["since"], drawing["order"], segments(drawing)) == (0, [2, 1], [2, 1])


def test_a_document_without_segments_to_show_is_an_empty_order_and_not_the_one_before() -> None:
    assert SentLines().draw([], None)["order"] == []


def test_afterwards_only_the_line_that_changed() -> None:
    sent = SentLines()
    first = sent.draw([line(1), line(2)], None)
    second = sent.draw([line(1), line(2, "契約")], held(first))
    assert second["since"] == first["number"]
    assert (second["order"], second["changed"]) == (None, [line(2, "契約")])


def test_what_a_drawing_that_was_lost_had_is_in_the_next() -> None:
    sent = SentLines()
    first = sent.draw([line(1), line(2)], None)
    sent.draw([line(1, "契約"), line(2)], held(first))
    third = sent.draw([line(1, "契約"), line(2, "当事者")], held(first))
    assert segments(third) == [1, 2]


def test_split_and_merged_segments_come_with_the_new_order() -> None:
    sent = SentLines()
    first = sent.draw([line(1), line(2)], None)
    split = sent.draw([line(1, number=1), line(3), line(2)], held(first))
    assert (split["order"], segments(split)) == ([1, 3, 2], [1, 3])
    merged = sent.draw([line(1), line(2)], held(split))
    assert (merged["order"], segments(merged)) == ([1, 2], [1])


def test_a_line_that_the_filter_took_away_is_sent_again_when_it_comes_back() -> None:
    sent = SentLines()
    first = sent.draw([line(1), line(2)], None)
    filtered = sent.draw([line(2)], held(first))
    assert (filtered["order"], filtered["changed"]) == ([2], [])
    back = sent.draw([line(1), line(2)], held(filtered))
    assert (back["order"], segments(back)) == ([1, 2], [1])


def test_a_grid_that_holds_nothing_any_more_is_sent_everything() -> None:
    sent = SentLines()
    sent.draw([line(1), line(2)], None)
    again = sent.draw([line(1), line(2)], None)
    assert (again["since"], again["order"], segments(again)) == (0, [1, 2], [1, 2])


def test_what_another_server_or_session_sent_counts_for_nothing() -> None:
    before = SentLines().draw([line(1)], None)
    after = SentLines()
    after.draw([line(1)], None)
    for claim in (held(before), {"series": after.series}, {"series": after.series, "number": 9}, [1], "1", 1):
        assert after.draw([line(1)], claim)["since"] == 0


DOCUMENTS = st.dictionaries(st.integers(1, 8), st.sampled_from(["", "契約", "当事者"]))


@given(st.lists(st.tuples(DOCUMENTS, st.booleans(), st.booleans())))
def test_a_grid_always_ends_up_with_the_document(steps: list[tuple[dict[int, str], bool, bool]]) -> None:
    """Whatever changes, whichever drawings arrive, whenever the page is mounted anew: as `held_lines.js` does it."""
    sent = SentLines()
    lines: dict[object, Line] = {}
    order: list[object] = []
    holds: dict[str, object] | None = None
    for document, arrives, mounted_anew in steps:
        if mounted_anew:
            lines, order, holds = {}, [], None
        shown = [line(segment, target) for segment, target in document.items()]
        drawing: dict[str, Any] = sent.draw(shown, holds)
        if not arrives:
            continue
        lines |= {one["id"]: one for one in drawing["changed"]}
        if drawing["order"] is not None:
            order = drawing["order"]
            lines = {segment: one for segment, one in lines.items() if segment in order}
        holds = held(drawing)
        assert [lines[segment] for segment in order] == shown
