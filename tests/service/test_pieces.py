"""Pieces write what the tokenizer says they write, byte by byte where need be."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.model_family import LoadedModel
from service.pieces import REPLACEMENT, Pieces


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_decoding_agrees_with_the_tokenizer(loaded: LoadedModel, data: st.DataObject) -> None:
    written = sorted(loaded.pieces.ids.values())
    pieces = data.draw(st.lists(st.sampled_from(written), max_size=12))
    expected = loaded.tokenizer.decode(pieces, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    assert loaded.pieces.decode(pieces) == expected.strip()


@given(text=st.text(max_size=5).map(str.strip).filter(lambda text: REPLACEMENT not in text))
def test_bytes_write_any_character(text: str) -> None:
    pieces = Pieces([""] * 256, list(range(256)))
    assert pieces.decode(text.encode()) == text
    assert pieces.costs(text)[0] == len(text.encode())


@given(code=st.binary(max_size=8))
def test_broken_bytes_become_replacement_characters_and_never_fail(code: bytes) -> None:
    text = Pieces([""] * 256, list(range(256))).decode(code)
    assert len(text.replace(REPLACEMENT, "").encode()) <= len(code)


def test_a_character_without_piece_is_written_in_bytes(marian: LoadedModel) -> None:
    pieces = marian.tokenizer("龘", add_special_tokens=False)["input_ids"]
    assert len(pieces) == 3
    assert marian.pieces.decode(pieces) == "龘"


@pytest.mark.parametrize(
    ("text", "cost"), [("保証契約", 2.0), ("保証契約書", 3.0), ("契", 1.0), ("局", math.inf), ("", 0.0)]
)
def test_costs_are_the_fewest_pieces(text: str, cost: float) -> None:
    pieces = Pieces(["契", "約", "契約", "保証", "書", " 契約"], [-1] * 6)
    assert pieces.costs(text)[0] == cost


def test_compatible_pieces_begin_the_text_or_write_more_than_it() -> None:
    texts = ["契", "契約", "契約書", "約", " 契約", "保証契約"]
    pieces = Pieces(texts, [-1] * len(texts))
    assert {texts[i] for i in pieces.compatible("契約")} == {"契", "契約", "契約書"}
    assert {texts[i] for i in pieces.compatible("契約", started=False)} == {"契", "契約", "契約書", " 契約"}


def test_leading_spaces_are_dropped_and_inner_ones_kept() -> None:
    pieces = Pieces([" ", " 契約", "書"], [-1] * 3)
    assert pieces.decode([0, 1, 1, 2]) == "契約 契約書"
