"""The search finds what beam search finds, and never misses a constraint that can be met."""

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.languages import Direction
from service.constraints import NONE, Constraints, Forbidden, Required
from service.engine import SearchOptions
from service.errors import ConstraintError
from service.model_family import LoadedModel, encode_sources
from service.pieces import REPLACEMENT, Pieces
from service.search import search, search_pieces
from service.tracker import DEAD, Tracker


def generated(loaded: LoadedModel, sources: list[str], size: int, returned: int, bound: int, penalty: float):
    """The pieces that the model's own beam search returns, without start and padding."""
    encoded = encode_sources(loaded, sources, [NONE] * len(sources), Direction.ZH_JA)
    forced = {} if encoded.first_piece is None else {"forced_bos_token_id": encoded.first_piece}
    with torch.inference_mode():
        sequences = loaded.model.generate(
            input_ids=encoded.input_ids,
            attention_mask=encoded.attention_mask,
            num_beams=size,
            num_return_sequences=returned,
            max_new_tokens=bound,
            length_penalty=penalty,
            early_stopping=False,
            do_sample=False,
            **forced,
        )
    found = [row[1:] for row in sequences.tolist()]
    cut = [row[: row.index(loaded.end) + 1] if loaded.end in row else row for row in found]
    return [cut[i : i + returned] for i in range(0, len(cut), returned)]


def searched(loaded: LoadedModel, sources: list[str], size: int, returned: int, bound: int, penalty: float):
    encoded = encode_sources(loaded, sources, [NONE] * len(sources), Direction.ZH_JA)
    options = SearchOptions(beam_size=size, alternatives=returned, length_penalty=penalty, max_length=bound)
    found = search_pieces(loaded, encoded, [NONE] * len(sources), options)
    return [[item.step.pieces() for item in finished[:returned]] for finished in found]


@pytest.mark.parametrize("penalty", [0.0, 1.0, 1.6])
@pytest.mark.parametrize("size", [1, 2, 4, 5])
def test_without_constraints_it_returns_what_generate_returns(
    loaded: LoadedModel, corpus_lines: list[str], size: int, penalty: float
) -> None:
    sources = corpus_lines[:12:2]
    for bound in (2, 7, 30):
        expected = generated(loaded, sources, size, size, bound, penalty)
        assert searched(loaded, sources, size, size, bound, penalty) == expected


@st.composite
def constraint_sets(draw: st.DrawFn) -> Constraints:
    """Groups of alternatives over few characters, so that they overlap, and forbidden parts of them."""
    text = st.text(alphabet="保証契約書の担", min_size=1, max_size=5)
    known = st.sampled_from(["契約", "保証契約", "契約書", "保証契約書", "担保", "国家知識産権局", "知識産権", "の"])
    alternative = st.one_of(text, known)
    groups = draw(st.lists(st.lists(alternative, min_size=1, max_size=3), max_size=4))
    if groups and draw(st.booleans()):
        groups.append(draw(st.sampled_from(groups)))
    forbidden = draw(st.lists(alternative, max_size=2))
    for alternatives in groups:
        part = draw(st.sampled_from(alternatives))
        start, end = sorted((draw(st.integers(0, len(part))), draw(st.integers(0, len(part)))))
        if part[start:end]:
            forbidden.append(part[start:end])
    return Constraints(
        tuple(Required(tuple(alternatives), i, i + i % 2, f"group {i}") for i, alternatives in enumerate(groups)),
        tuple(Forbidden(text, label=f"forbidden {i}") for i, text in enumerate(forbidden)),
    )


def is_feasible(constraints: Constraints) -> bool:
    """Whether each group has an alternative that is not itself forbidden, or occurs inside one of any group."""
    forbidden = {item.text for item in constraints.forbidden}
    usable = {text for group in constraints.required for text in group.alternatives} - forbidden
    return all(any(text in other for text in group.alternatives for other in usable) for group in constraints.required)


def violations(text: str, constraints: Constraints) -> list[str]:
    """The forbidden strings that stand in the text outside a longer required alternative."""
    alternatives = {text for group in constraints.required for text in group.alternatives}
    covers = [span for form in alternatives for span in occurrences(text, form)]
    return [
        item.text
        for item in constraints.forbidden
        for start, end in occurrences(text, item.text)
        if not any(s <= start and end <= e and e - s > end - start for s, e in covers)
    ]


def occurrences(text: str, form: str) -> list[tuple[int, int]]:
    return [(i, i + len(form)) for i in range(len(text)) if text.startswith(form, i)]


@pytest.mark.slow  # many searches with each of three models
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sets=st.lists(constraint_sets(), min_size=1, max_size=3), size=st.integers(1, 6), bound=st.integers(1, 40))
def test_every_feasible_set_is_satisfied_and_every_other_raises(
    loaded: LoadedModel, corpus_lines: list[str], sets: list[Constraints], size: int, bound: int
) -> None:
    options = SearchOptions(beam_size=size, alternatives=size, max_length=bound)
    sources = corpus_lines[: len(sets)]
    if not all(map(is_feasible, sets)):
        with pytest.raises(ConstraintError, match="group"):
            search(loaded, sources, sets, Direction.ZH_JA, options)
        return
    for found, constraints in zip(search(loaded, sources, sets, Direction.ZH_JA, options), sets, strict=True):
        assert found
        for hypothesis in found:
            assert len(hypothesis.spans) == len(constraints.required)
            for (start, end), group in zip(hypothesis.spans, constraints.required, strict=True):
                assert hypothesis.text[start:end] in group.alternatives
            assert violations(hypothesis.text, constraints) == []


def test_a_constrained_text_has_no_broken_characters(marian: LoadedModel, corpus_lines: list[str]) -> None:
    """A tiny random model likes bytes; each it begins must become a character, and rare renderings stay whole."""
    wanted = Constraints((Required(("𠮷龘",)), Required(("☃",))))
    for size in (1, 4):
        options = SearchOptions(beam_size=size, alternatives=size)
        for found in search(marian, corpus_lines[:4], [wanted] * 4, Direction.ZH_JA, options):
            for hypothesis in found:
                assert REPLACEMENT not in hypothesis.text
                assert "𠮷龘" in hypothesis.text
                assert "☃" in hypothesis.text


def test_a_character_begun_in_bytes_is_finished_before_anything_else() -> None:
    pieces = Pieces(["契", "は", *[""] * 256], [-1, -1, *range(256)])
    tracker = Tracker(pieces, Constraints((), (Forbidden("契"),)))
    state, _ = tracker.advance(0, 2 + 0xE5)
    assert not tracker.may_end(state, 0)
    assert tracker.advance(state, 1)[0] == DEAD
    assert tracker.needed(state, 0) == 2
    assert all(tracker.advance(state, piece)[0] != DEAD for piece in tracker.escapes(state))


@given(char=st.characters(min_codepoint=128, categories=["L", "S"]))
def test_there_is_a_harmless_way_to_finish_a_character(char: str) -> None:
    pieces = Pieces([""] * 256, list(range(256)))
    code = char.encode()
    for cut in range(1, len(code)):
        rest = pieces.finish(code[:cut], {"契"})
        assert rest is not None
        assert len((code[:cut] + rest).decode()) == 1
