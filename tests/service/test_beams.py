"""One sentence's beam: who lives on, who has finished, and when a term is begun."""

import numpy as np
import pytest

from service.beams import Beam, ConstrainedBeam, Top
from service.constraints import Constraints, Forbidden, Required
from service.pieces import Pieces
from service.tracker import Tracker

TEXTS = ["", "抵", "当権", "は", "消滅する", "。", "担保"]  # piece 0 ends the sentence
END, MORTGAGE, RIGHT, TOPIC, LAPSES, STOP, SECURITY = range(7)
PIECES = Pieces(TEXTS, [-1] * len(TEXTS))
MORTGAGE_RIGHT = Constraints((Required(("抵当権",)),))


def constrained(constraints: Constraints, size: int = 2, bound: int = 20, **options: object) -> ConstrainedBeam:
    tracker = Tracker(PIECES, constraints)
    return ConstrainedBeam(size, bound, 1.0, END, END, tracker=tracker, **options)  # type: ignore[arg-type]


def advance(beam: Beam, length: int, *rows: dict[int, float], attention: list[list[float]] | None = None) -> None:
    """One step in which each live hypothesis adds these log probabilities; other pieces get -20."""
    scores = np.full((len(rows), len(TEXTS)), -20.0, dtype=np.float32)
    for index, (row, step) in enumerate(zip(rows, beam.live, strict=True)):
        for piece, log_prob in row.items():
            scores[index, piece] = log_prob
        scores[index] += step.score
    tops = []
    for row_scores in scores:
        best = np.argsort(-row_scores)[: 2 * beam.size]
        tops.append(Top([float(row_scores[piece]) for piece in best], [int(piece) for piece in best]))
    attended = None if attention is None else np.array(attention, dtype=np.float32)
    beam.advance(length, 0, tops, scores, attended)


def texts(beam: Beam) -> list[str]:
    return [PIECES.decode(step.pieces()) for step in beam.live]


def test_the_best_continuations_live_on_and_ends_are_kept() -> None:
    beam = Beam(2, 20, 1.0, END, END)
    advance(beam, 1, {TOPIC: -0.1, END: -0.5, STOP: -3.0})
    assert texts(beam) == ["は", "。"]
    assert [item.score for item in beam.finished] == [-0.5]


def test_an_end_below_the_beam_does_not_count() -> None:
    beam = Beam(1, 20, 1.0, END, END)
    advance(beam, 1, {TOPIC: -0.1, END: -0.5})
    assert beam.finished == []


def test_a_begun_term_has_a_bank_of_its_own() -> None:
    beam = constrained(MORTGAGE_RIGHT)
    advance(beam, 1, {TOPIC: -0.1, LAPSES: -0.2, MORTGAGE: -9.0})
    assert sorted(texts(beam)) == ["は", "抵"]


def test_a_term_is_begun_when_the_attention_is_on_it() -> None:
    beam = constrained(MORTGAGE_RIGHT, places={0: (0, 2)})
    likely = {TOPIC: -0.1, LAPSES: -0.2, STOP: -2.0, SECURITY: -3.0}
    advance(beam, 1, likely, attention=[[0.05, 0.05, 0.9]])
    assert texts(beam) == ["は", "消滅する"]
    advance(beam, 2, likely, likely, attention=[[0.5, 0.4, 0.1], [0.0, 0.0, 1.0]])
    assert "は抵" in texts(beam)


def test_a_closing_sentence_is_the_last_moment() -> None:
    beam = constrained(MORTGAGE_RIGHT, places={0: (0, 2)})
    advance(beam, 1, {STOP: -0.1, MORTGAGE: -9.0}, attention=[[0.0, 0.0, 1.0]])
    assert sorted(texts(beam)) == ["。", "抵"]


def test_a_hypothesis_that_would_rather_end_goes_on_towards_its_term_only() -> None:
    beam = constrained(MORTGAGE_RIGHT)
    advance(beam, 1, {END: -0.1, TOPIC: -0.2, MORTGAGE: -9.0})
    assert texts(beam) == ["抵"]
    assert beam.finished == []


def test_a_forbidden_string_is_never_written() -> None:
    beam = constrained(Constraints((), (Forbidden("担保"), Forbidden("は消"))))
    advance(beam, 1, {SECURITY: -0.1, TOPIC: -0.2, STOP: -0.9})
    assert texts(beam) == ["は", "。"]
    advance(beam, 2, {LAPSES: -0.1, TOPIC: -0.5}, {LAPSES: -0.3, STOP: -5.0})
    assert texts(beam) == ["はは", "。消滅する"]


def test_at_the_bound_only_the_plan_is_left() -> None:
    beam = constrained(MORTGAGE_RIGHT, size=1, bound=3)
    advance(beam, 1, {TOPIC: -0.1})
    advance(beam, 2, {TOPIC: -0.1})
    assert texts(beam) == ["抵当権"]
    advance(beam, 3, {TOPIC: -0.1})
    assert beam.done
    assert PIECES.decode(beam.finished[0].step.pieces()) == "抵当権"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_beam_never_grows_beyond_its_size(size: int) -> None:
    beam = constrained(Constraints((Required(("抵当権",)), Required(("担保", "は")))), size=size)
    for length in range(1, 5):
        advance(beam, length, *({TOPIC: -0.1, MORTGAGE: -0.3, RIGHT: -0.2, SECURITY: -0.5} for _ in beam.live))
        assert len(beam.live) <= size


def test_a_rendering_begun_in_time_is_written_to_its_end_however_unlikely_its_pieces() -> None:
    letters = ["", "は", "。", *"Mort"]
    name = Tracker(Pieces(letters, [-1] * len(letters)), Constraints((Required(("Mort",)),)))
    beam = ConstrainedBeam(1, 20, 1.0, 0, 0, tracker=name, places={0: (0, 1)})
    for length, attended in enumerate((1.0, 0.0, 0.0, 0.0), start=1):
        scores = np.full((1, len(letters)), -15.0, dtype=np.float32)
        scores[0, 1] = -0.1
        if length == 1:
            scores[0, 3] = -2.0
        scores += beam.live[0].score
        top = Top([float(scores[0, 1])], [1])
        beam.advance(length, 0, [top], scores, np.array([[attended, 1 - attended]], dtype=np.float32))
    assert name.pieces.decode(beam.live[0].pieces()) == "Mort"
    assert beam.live[0].merit == pytest.approx(-2.0)  # the moment is paid for, the rest is not


def test_what_a_rendering_costs_does_not_make_the_sentence_go_on() -> None:
    beam = constrained(MORTGAGE_RIGHT, size=1, places={0: (0, 1)})
    advance(beam, 1, {MORTGAGE: -0.5}, attention=[[1.0, 0.0]])
    advance(beam, 2, {RIGHT: -18.0, TOPIC: -0.1}, attention=[[0.0, 1.0]])
    advance(beam, 3, {END: -0.1, STOP: -0.2}, attention=[[0.0, 1.0]])
    assert PIECES.decode(beam.finished[0].step.pieces()) == "抵当権"
    assert beam.finished[0].score == pytest.approx(-0.6 / 3)
    advance(beam, 4, {STOP: -0.2, END: -3.0}, attention=[[0.0, 1.0]])
    assert beam.done


def test_a_prefix_that_the_model_only_happened_to_write_is_not_pursued_at_any_price() -> None:
    beam = constrained(MORTGAGE_RIGHT, size=1, places={0: (0, 1)})
    advance(beam, 1, {MORTGAGE: -0.1}, attention=[[0.0, 1.0]])
    advance(beam, 2, {TOPIC: -0.1, RIGHT: -18.0}, attention=[[0.0, 1.0]])
    assert texts(beam) == ["抵は"]
