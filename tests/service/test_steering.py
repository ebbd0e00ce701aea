"""Where a translation that left a term out is left, and what is written there."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.constraints import Constraints, Required
from service.steering import Turn, find_moments, find_turns, invariable

OMIT = Required(("支払を怠る", "支払を怠"), 0, 2)
NOTICE = Required(("書面による通知", "書面により通知"), 3, 7)


def attention(*rows):
    return np.array(rows, dtype=np.float32)


def test_a_moment_is_where_the_attention_turns_to_the_term_the_strongest_first():
    assert find_moments([0.0, 0.3, 0.9, 0.1, 0.0, 0.5]) == [1, 5]
    assert find_moments([0.5, 0.0, 0.3, 0.0, 0.9]) == [4, 0]


def test_of_a_term_never_attended_to_the_best_place_counts():
    assert find_moments([0.01, 0.02, 0.08, 0.07]) == [2]
    assert find_moments([0.0, 0.0]) == find_moments([]) == []


@given(st.lists(st.floats(0, 1, width=32), max_size=20))
def test_moments_are_at_most_two_places_of_the_text(attended):
    moments = find_moments(attended)
    assert len(set(moments)) == len(moments) <= 2
    assert all(0 <= moment < len(attended) for moment in moments)
    assert bool(moments) == any(attended)


def test_what_is_written_leaves_the_ending_to_the_model():
    assert invariable(OMIT) == "支払を怠"
    assert invariable(NOTICE) == "書面による通知"
    assert invariable(Required((" 引渡し ", "引き渡"))) == "引渡し"


def test_the_text_is_left_at_the_missing_term_it_comes_to_first():
    # Source pieces 0 and 1 are one term's, 2 another's; the text comes to the second term first.
    seen = attention([0.0, 0.1, 0.0], [0.0, 0.0, 0.9], [0.4, 0.4, 0.0], [0.0, 0.0, 0.1])
    places = {0: (0, 2), 1: (2, 3)}
    constraints = Constraints((OMIT, NOTICE))
    assert find_turns("甲は、解除する。", seen, constraints, places) == [Turn(1, "書面による通知")]
    assert find_turns("書面により通知して、", seen, constraints, places) == [Turn(2, "支払を怠")]


def test_nothing_turns_a_text_that_has_all_its_terms_or_whose_terms_have_no_place():
    seen = attention([0.5], [0.5])
    assert find_turns("支払を怠り、", seen, Constraints((OMIT,)), {0: (0, 1)}) == []
    assert find_turns("遅延し、", seen, Constraints((OMIT,)), {}) == []
