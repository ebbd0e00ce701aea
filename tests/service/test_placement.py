"""Spans of the required alternatives in a finished text."""

import pytest

from service.constraints import Constraints, Required
from service.placement import locate


@pytest.mark.parametrize(
    ("text", "groups", "found"),
    [
        ("抵当権は契約による。", [["契約"], ["抵当権"]], ["契約", "抵当権"]),
        ("契約は保証契約である。", [["契約"], ["保証契約"]], ["契約", "保証契約"]),
        ("担保権を有する。", [["抵当権", "担保権"]], ["担保権"]),
    ],
)
def test_each_group_has_its_span(text: str, groups: list[list[str]], found: list[str]) -> None:
    spans = locate(text, Constraints(tuple(Required(tuple(group)) for group in groups)))
    assert [text[start:end] for start, end in spans] == found


def test_groups_take_places_of_their_own_while_there_are_any() -> None:
    group = Required(("契約",))
    assert locate("契約及び契約", Constraints((group, group, group))) == ((0, 2), (4, 6), (0, 2))


def test_a_short_term_is_found_outside_the_long_one_that_contains_it() -> None:
    assert locate("保証契約及び契約", Constraints((Required(("契約",)), Required(("保証契約",))))) == ((6, 8), (0, 4))


def test_a_term_inside_another_is_found_there_where_it_has_no_other_place() -> None:
    assert locate("保証契約", Constraints((Required(("契約",)), Required(("保証契約",))))) == ((2, 4), (0, 4))
