"""The guaranteed path keeps order, counts and promises."""

from pathlib import Path

import pytest

from corpus.languages import Direction
from service.constraints import NONE, Constraints, Forbidden, Required
from service.engine import SearchOptions
from service.errors import ConstraintError, ServiceError
from service.transformers_engine import TransformersEngine

QUICK = SearchOptions(beam_size=4, max_length=24)


@pytest.fixture(scope="module")
def engine(marian_folder: Path) -> TransformersEngine:
    return TransformersEngine(marian_folder, "cpu", batch_characters=300)


def test_results_do_not_depend_on_the_batches(
    engine: TransformersEngine, marian_folder: Path, corpus_lines: list[str]
) -> None:
    sources = corpus_lines[:9]
    wanted = [NONE if i % 2 else Constraints((Required((f"抵当権{i}",)),)) for i in range(len(sources))]
    one_batch = TransformersEngine(marian_folder, "cpu", batch_characters=10**6)
    found = engine.translate(sources, wanted, Direction.ZH_JA, QUICK)
    assert [len(list(batch)) for batch in engine._batches(sources, 4)] != [len(sources)]
    assert [h[0].text for h in found] == [
        h[0].text for h in one_batch.translate(sources, wanted, Direction.ZH_JA, QUICK)
    ]
    assert all(f"抵当権{i}" in found[i][0].text for i in range(0, len(sources), 2))


def test_alternatives_come_best_first_with_their_spans(engine: TransformersEngine) -> None:
    wanted = Constraints((Required(("抵当権", "担保権")), Required(("契約",)), Required(("保証契約",))))
    # So short a bound may leave fewer than asked for.
    options = SearchOptions(beam_size=4, alternatives=3, max_length=24)
    (found,) = engine.translate(["抵押权合同。"], [wanted], Direction.ZH_JA, options)
    assert 1 <= len(found) <= 3
    assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)
    for hypothesis in found:
        first, second, third = (hypothesis.text[start:end] for start, end in hypothesis.spans)
        assert first in ("抵当権", "担保権")
        assert (second, third) == ("契約", "保証契約")


def test_as_many_alternatives_as_asked_for(engine: TransformersEngine, corpus_lines: list[str]) -> None:
    options = SearchOptions(beam_size=4, alternatives=3, max_length=60)
    for found in engine.translate(
        corpus_lines[:4], [NONE, Constraints((), (Forbidden("担保"),))] * 2, Direction.ZH_JA, options
    ):
        assert len({hypothesis.text for hypothesis in found}) <= len(found) == 3


def test_it_is_deterministic(engine: TransformersEngine, corpus_lines: list[str]) -> None:
    wanted = [Constraints((Required(("抵当権",)),), (Forbidden("担保"),))] * 3
    runs = [engine.translate(corpus_lines[:3], wanted, Direction.ZH_JA, QUICK) for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_rendering_both_required_and_forbidden_names_both_terms(engine: TransformersEngine) -> None:
    wanted = Constraints((Required(("契約",), label="合同"),), (Forbidden("契約", label="协议"),))
    with pytest.raises(ConstraintError, match="required for 合同 and forbidden for 协议"):
        engine.translate(["合同。"], [wanted], Direction.ZH_JA, QUICK)


def test_a_character_that_the_vocabulary_lacks_is_named(t5_folder: Path) -> None:
    wanted = Constraints((Required(("龘契約",), label="合同"),))
    with pytest.raises(ConstraintError, match=r"cannot write 「龘」.* required for 合同"):
        TransformersEngine(t5_folder, "cpu").translate(["合同。"], [wanted], Direction.ZH_JA, QUICK)


def test_a_rare_character_is_written_in_bytes(engine: TransformersEngine) -> None:
    wanted = Constraints((Required(("龘契約",)),))
    (found,) = engine.translate(["合同。"], [wanted], Direction.ZH_JA, QUICK)
    assert "龘契約" in found[0].text


def test_constraints_beyond_the_models_positions_are_refused(engine: TransformersEngine) -> None:
    wanted = Constraints(tuple(Required((f"龘龘龘{i}",)) for i in range(30)))
    with pytest.raises(ConstraintError, match="split the segment"):
        engine.translate(["合同。"], [wanted], Direction.ZH_JA, QUICK)


def test_constraints_longer_than_the_bound_extend_it(engine: TransformersEngine) -> None:
    options = SearchOptions(beam_size=1, max_length=2)
    wanted = Constraints((Required(("国家知識産権局",)), Required(("抵当権設定者",))))
    (found,) = engine.translate(["合同。"], [wanted], Direction.ZH_JA, options)
    assert len(found[0].spans) == 2


@pytest.mark.parametrize("constraints", [Constraints((Required(("",)),)), Constraints((), (Forbidden(" "),))])
def test_empty_renderings_are_refused(engine: TransformersEngine, constraints: Constraints) -> None:
    with pytest.raises(ConstraintError, match="is empty"):
        engine.translate(["合同。"], [constraints], Direction.ZH_JA, QUICK)


def test_options_that_do_not_fit_together_are_refused(engine: TransformersEngine) -> None:
    with pytest.raises(ServiceError, match="alternatives"):
        engine.translate(["合同。"], [NONE], Direction.ZH_JA, SearchOptions(beam_size=1, alternatives=2))
    with pytest.raises(ServiceError, match="one set of constraints"):
        engine.translate(["合同。"], [], Direction.ZH_JA, QUICK)


def test_nothing_to_translate_needs_no_model() -> None:
    assert TransformersEngine("/no/such/folder").translate([], [], Direction.ZH_JA, QUICK) == []
