"""Agreement beyond chance, on the worked examples of the literature."""

import pytest

from service.workbench.agreement import interval_alpha, quadratic_kappa

# Two radiologists' classes of 85 xeromammograms, Boyd et al. (1982), as in the Stata Base Reference Manual, "kappa":
# `kap rada radb, wgt(w2)` is 0.6714.
RADIOLOGISTS = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section E: four observers, twelve units, some
# values missing (0 here); the interval alpha is 0.849.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
]


def test_kappa_of_the_radiologists() -> None:
    pairs = [
        (first, second)
        for first, row in enumerate(RADIOLOGISTS)
        for second, times in enumerate(row)
        for _ in range(times)
    ]
    assert len(pairs) == 85
    assert quadratic_kappa(pairs) == pytest.approx(0.6714, abs=5e-5)


def test_alpha_of_the_four_observers() -> None:
    units = [[value for value in unit if value] for unit in zip(*OBSERVERS, strict=True)]
    assert interval_alpha(units) == pytest.approx(0.849, abs=5e-4)


def test_full_agreement_is_one_and_opposite_marks_are_below_zero() -> None:
    assert quadratic_kappa([(1, 1), (3, 3), (5, 5)]) == 1.0
    assert interval_alpha([[1, 1], [3, 3], [5, 5]]) == 1.0
    opposite = [(1, 5), (5, 1)]
    assert quadratic_kappa(opposite) == -1.0
    assert interval_alpha(opposite) == pytest.approx(-0.5)  # of four marks, a chance pair differs two times in three


@pytest.mark.parametrize("pairs", [[], [(3, 3)], [(4, 4), (4, 4)]])
def test_marks_that_are_all_alike_say_nothing(pairs: list[tuple[int, int]]) -> None:
    assert quadratic_kappa(pairs) is None
    assert interval_alpha(pairs) is None


def test_units_with_one_mark_do_not_count() -> None:
    assert interval_alpha([[1, 2], [4, 4], [5]]) == interval_alpha([[1, 2], [4, 4]])
