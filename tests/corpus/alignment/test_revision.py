"""Correcting an alignment: rows are merged, split, moved and edited, and no text is lost."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.alignment import align_segments
from corpus.alignment.revision import (
    AlignedRow,
    doubtful_places,
    edit,
    merge,
    move,
    rows_of,
    split,
    to_save,
    toggle_dropped,
)

ROWS = (AlignedRow(("甲。",), ("A。", "B。"), 0.9), AlignedRow(("乙",), (), 0.3), AlignedRow(("丙。",), ("C。",), 0.6))


def test_rows_come_from_beads_with_their_confidence() -> None:
    rows = rows_of(align_segments(["合同自签字之日起生效。"], ["契約は、署名の日から効力を生ずる。"]))
    assert rows[0].zh == ("合同自签字之日起生效。",)
    assert 0 < rows[0].confidence <= 1


def test_two_rows_become_one_and_one_becomes_two() -> None:
    merged = merge(ROWS, 0)
    assert merged[0] == AlignedRow(("甲。", "乙"), ("A。", "B。"))
    assert len(merged) == 2
    assert split(merged, 0)[:2] == (AlignedRow(("甲。",), ("A。",)), AlignedRow(("乙",), ("B。",)))
    assert merge(ROWS, 2) == ROWS
    assert split(ROWS, 2) == ROWS


def test_a_segment_moves_across_and_an_emptied_row_goes() -> None:
    moved = move(ROWS, 0, "ja", 1)
    assert [row.ja for row in moved] == [("A。",), ("B。",), ("C。",)]
    assert move(moved, 1, "ja", -1)[0].ja == ("A。", "B。")
    assert [row.zh for row in move(ROWS, 1, "zh", 1)] == [("甲。",), ("乙", "丙。")]
    assert move(ROWS, 0, "zh", -1) == ROWS


def test_an_edited_side_is_one_segment() -> None:
    assert edit(ROWS, 0, "ja", "AB。")[0] == AlignedRow(("甲。",), ("AB。",), 1.0)
    assert edit(ROWS, 0, "ja", " ")[0].ja == ()
    assert edit(ROWS, 0, "ja", "A。B。") == ROWS


def test_a_heading_and_what_follows_are_joined_with_a_space() -> None:
    assert AlignedRow(("第一条", "甲方付款。", "乙方交货。"), ()).text("zh") == "第一条\u3000甲方付款。乙方交货。"


def test_the_least_sure_rows_come_first_and_dropped_ones_are_settled() -> None:
    assert doubtful_places(ROWS) == [1, 2]
    assert doubtful_places(toggle_dropped(ROWS, 1)) == [2]
    assert toggle_dropped(toggle_dropped(ROWS, 1), 1) == ROWS


def test_only_whole_rows_that_were_not_dropped_are_saved() -> None:
    assert to_save(toggle_dropped(ROWS, 2)) == [("甲。", "A。B。")]


STEPS = st.lists(st.tuples(st.sampled_from(["merge", "split", "zh1", "zh-1", "ja1", "ja-1"]), st.integers(0, 20)))


@given(STEPS)
def test_no_order_of_corrections_loses_or_exchanges_a_segment(steps: list[tuple[str, int]]) -> None:
    rows = ROWS
    for action, number in steps:
        place = number % len(rows)
        if action == "merge":
            rows = merge(rows, place)
        elif action == "split":
            rows = split(rows, place)
        else:
            rows = move(rows, place, "zh" if action.startswith("zh") else "ja", int(action[2:]))
    assert [text for row in rows for text in row.zh] == ["甲。", "乙", "丙。"]
    assert [text for row in rows for text in row.ja] == ["A。", "B。", "C。"]
