"""No cell of a table is computed by a spreadsheet, and none comes back changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.formats.spreadsheet import protected, unprotected

CELLS = st.text("=+-@＝＋－＠'\"\t\r\n \u3000甲A1(|,;", max_size=8) | st.text(max_size=8)


@given(CELLS)
def test_what_is_protected_comes_back_exactly(cell: str) -> None:
    assert unprotected(protected(cell)) == cell


@given(CELLS)
def test_no_protected_cell_begins_like_a_formula(cell: str) -> None:
    begins = protected(cell)
    assert not begins.startswith(tuple("=+-@＝＋－＠\t\r\n"))
    assert not begins.lstrip(' \u3000"\t\r\n').startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n1", " =1", "\u3000=1", '"=1+1"', '""=1', "'=1", "＝１"]
)
def test_what_would_be_computed_gets_an_apostrophe(cell: str) -> None:
    assert protected(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "抵押权", "第1条=2", "'甲", '"甲"', " 甲", "a-b", "'"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert protected(cell) == cell
    assert unprotected(cell) == cell
