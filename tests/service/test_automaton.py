"""The automaton knows what a text contains, whatever brute force says it contains."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.automaton import ROOT, CharacterAutomaton

texts = st.text(alphabet="保証契約書", max_size=14)
strings = st.text(alphabet="保証契約", min_size=1, max_size=4)


def read(required: list[str], forbidden: list[str], text: str) -> tuple[int, int] | None:
    """The groups satisfied and what is owed after the text; None where it is dead. Group i is required[i]."""
    masks: dict[str, int] = {}
    for index, string in enumerate(required):
        masks[string] = masks.get(string, 0) | 1 << index
    position = CharacterAutomaton(masks, forbidden).walk(ROOT, 0, text)
    return position and (position[2], position[1])


def spans(text: str, string: str) -> list[tuple[int, int]]:
    return [(i, i + len(string)) for i in range(len(text)) if text.startswith(string, i)]


def uncovered(text: str, required: list[str], forbidden: list[str]) -> bool:
    covers = [span for string in required for span in spans(text, string)]
    return any(
        not any(s <= start and end <= e and (s, e) != (start, end) for s, e in covers)
        for string in forbidden
        for start, end in spans(text, string)
    )


@settings(max_examples=200, deadline=None)
@given(required=st.lists(strings, max_size=4), forbidden=st.lists(strings, max_size=3), text=texts)
def test_it_agrees_with_brute_force(required: list[str], forbidden: list[str], text: str) -> None:
    outcome = read(required, forbidden, text)
    violated = uncovered(text, required, forbidden)
    assert (outcome is None or outcome[1] > 0) == violated
    if outcome is not None:
        assert outcome[0] == sum(1 << i for i, string in enumerate(required) if string in text)


def test_one_occurrence_satisfies_every_group_that_it_contains() -> None:
    assert read(["契約", "保証契約"], [], "その保証契約は") == (0b11, 0)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("国家知識産権局は", (1, 0)),
        ("国家知識産権", (0, 4)),  # waits for 局, which makes the forbidden string part of the office's name
        ("国家知識産権法", None),
        ("知識産権", None),
    ],
)
def test_a_forbidden_string_may_occur_inside_a_required_one(text: str, outcome: tuple[int, int] | None) -> None:
    assert read(["国家知識産権局"], ["知識産権"], text) == outcome


def test_a_forbidden_string_does_not_excuse_itself() -> None:
    assert read(["契約"], ["契約"], "契約") is None


def test_a_longer_alternative_excuses_what_a_shorter_one_cannot() -> None:
    assert read(["契約", "契約書"], ["契約"], "契約書") == (0b11, 0)
