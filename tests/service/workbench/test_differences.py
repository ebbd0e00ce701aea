"""Differences as a person marks them: whole stretches, numbers as wholes, no confetti."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.workbench.differences import difference_spans

TEXTS = st.text(alphabet="契約は、を解除する12. a\n", max_size=30)


def marked(before: str, after: str) -> str:
    """The differences as [deleted|inserted]."""
    return "".join(
        span.before if span.kind == "equal" else f"[{span.before}|{span.after}]"
        for span in difference_spans(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("同じ。", "同じ。", "同じ。"),
        ("", "新しい。", "[|新しい。]"),
        ("旧い。", "", "[旧い。|]"),
        ("抵当権は登記の時に", "抵当権は、登記の時に", "抵当権は[|、]登記の時に"),
        ("2024年1月1日まで", "2025年1月10日まで", "[2024|2025]年1月[1|10]日まで"),
        ("1,000万円を", "1,500万円を", "[1,000|1,500]万円を"),
        ("甲は支払う。", "甲は支払わなければならない。", "甲は支払[う|わなければならない]。"),
        ("契約を解除する。", "契約の取消しをする。", "契約[を解除|の取消しを]する。"),  # not the を that both have
        ("应当承担违约责任。", "须负违约之责任。", "[应当承担|须负]违约[|之]责任。"),
    ],
)
def test_differences_are_marked_as_a_person_would(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


@given(TEXTS, TEXTS)
def test_the_spans_are_the_two_texts_and_never_two_changes_in_a_row(before: str, after: str) -> None:
    spans = difference_spans(before, after)
    assert "".join(span.before for span in spans) == before
    assert "".join(span.after for span in spans) == after
    changed = [span.kind != "equal" for span in spans]
    assert all(left != right for left, right in pairwise(changed))
    for span in spans:
        kind = "replace" if span.before and span.after else "delete" if span.before else "insert"
        assert span.kind == ("equal" if span.before == span.after else kind)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert [span.kind for span in difference_spans(text, text)] == (["equal"] if text else [])
