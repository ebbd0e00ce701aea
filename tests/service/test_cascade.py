"""The fast path first, the guaranteed path for what it misses, and never a traceback."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.languages import Direction
from service.acceptance import is_degenerate, keeps
from service.cascade import CascadeEngine, merged
from service.constraints import NONE, Constraints, Forbidden, Required
from service.engine import Hypothesis, SearchOptions
from service.errors import ConstraintError, ModelError, UnsupportedModelError
from service.placement import locate, occurrences

ZH_JA = Direction.ZH_JA
MORTGAGE = Constraints((Required(("抵当権", "抵当"), 0, 3, "抵押权"),), (Forbidden("抵押権"),))


class Scripted:
    """Answers a source with the texts that the test gives for it, and remembers what it was asked."""

    def __init__(self, name: str, answers: dict[str, Sequence[str] | Exception]) -> None:
        self.name = name
        self.answers = answers
        self.asked: list[str] = []
        self.constraints: list[Constraints] = []

    def translate(self, sources, constraints, direction, options) -> list[list[Hypothesis]]:
        self.asked.extend(sources)
        self.constraints.extend(constraints)
        found = []
        for source, wanted in zip(sources, constraints, strict=True):
            answer = self.answers.get(source, [f"{self.name}の訳"])
            if isinstance(answer, Exception) and (wanted or not isinstance(answer, ConstraintError)):
                raise answer
            texts = [f"{self.name}の訳"] if isinstance(answer, Exception) else answer
            found.append([Hypothesis(text, -float(rank)) for rank, text in enumerate(texts)][: options.alternatives])
        return found


def run(fast, guaranteed, constraints, sources=("源",), **options):
    cascade = CascadeEngine(fast, guaranteed)
    return cascade, cascade.outcomes(list(sources), list(constraints), ZH_JA, SearchOptions(**options))


def test_a_fast_translation_that_keeps_the_terms_stands():
    fast, guaranteed = Scripted("fast", {"源": ["抵当権者"]}), Scripted("slow", {})
    cascade, [outcome] = run(fast, guaranteed, [MORTGAGE])
    assert (outcome.engine, outcome.hypotheses[0].text) == ("fast", "抵当権者")
    assert outcome.hypotheses[0].spans == ((0, 2),) or outcome.hypotheses[0].spans == ((0, 3),)
    assert guaranteed.asked == []
    assert cascade.share_guaranteed == 0


@pytest.mark.parametrize(
    "text",
    [
        "担保権者",  # the term is missing
        "抵当権は抵押権である",  # a forbidden rendering
        "<t>抵当権",  # markup that is no text
        "抵当権" * 5,  # a loop
        "抵当権\ufffd",  # a character that could not be written
        "",
    ],
)
def test_a_miss_goes_to_the_guaranteed_path(text):
    fast, guaranteed = Scripted("fast", {"源": [text]}), Scripted("slow", {"源": ["抵当権者"]})
    cascade, [outcome] = run(fast, guaranteed, [MORTGAGE])
    assert (outcome.engine, outcome.hypotheses[0].text) == ("guaranteed", "抵当権者")
    assert cascade.share_guaranteed == 1


def test_only_what_misses_goes_to_the_guaranteed_path():
    fast = Scripted("fast", {"甲": ["抵当権"], "乙": ["担保"], "丙": ["何でも"]})
    guaranteed = Scripted("slow", {"乙": ["抵当権による"]})
    cascade, outcomes = run(fast, guaranteed, [MORTGAGE, MORTGAGE, NONE], ("甲", "乙", "丙"))
    assert [outcome.hypotheses[0].text for outcome in outcomes] == ["抵当権", "抵当権による", "何でも"]
    assert guaranteed.asked == ["乙"]
    assert cascade.share_guaranteed == pytest.approx(1 / 3)


def test_a_lower_hypothesis_of_the_same_beam_saves_the_guaranteed_path():
    fast, guaranteed = Scripted("fast", {"源": ["担保権", "抵当権", "抵当権者"]}), Scripted("slow", {})
    _, [outcome] = run(fast, guaranteed, [MORTGAGE], alternatives=1)
    assert [hypothesis.text for hypothesis in outcome.hypotheses] == ["抵当権"]
    assert guaranteed.asked == []


def test_alternatives_all_keep_the_terms():
    fast = Scripted("fast", {"源": ["抵当権", "担保権", "抵当権者"]})
    _, [outcome] = run(fast, Scripted("slow", {}), [MORTGAGE], alternatives=3)
    assert [hypothesis.text for hypothesis in outcome.hypotheses] == ["抵当権", "抵当権者"]


def test_terms_that_nothing_can_keep_leave_the_fast_text_and_the_reason():
    fast = Scripted("fast", {"甲": ["担保権者"], "乙": ["担保"]})
    guaranteed = Scripted("slow", {"甲": ConstraintError("They contradict."), "乙": ["抵当権"]})
    _, outcomes = run(fast, guaranteed, [MORTGAGE, MORTGAGE], ("甲", "乙"))
    assert (outcomes[0].hypotheses[0].text, outcomes[0].error) == ("担保権者", "They contradict.")
    assert (outcomes[1].hypotheses[0].text, outcomes[1].error) == ("抵当権", "")


def test_without_any_fast_text_the_unconstrained_one_stands_in():
    _, [outcome] = run(None, Scripted("slow", {"源": ConstraintError("They contradict.")}), [MORTGAGE])
    assert (outcome.hypotheses[0].text, outcome.engine, outcome.error) == ("slowの訳", "guaranteed", "They contradict.")


def test_without_a_fast_path_the_guaranteed_one_does_everything():
    cascade, [outcome] = run(None, Scripted("slow", {"源": ["抵当権"]}), [MORTGAGE])
    assert outcome.engine == "guaranteed"
    assert cascade.share_guaranteed == 1


def test_a_model_the_fast_path_cannot_run_is_tried_once():
    fast = Scripted("fast", {"源": UnsupportedModelError("no conversion")})
    cascade, [outcome] = run(fast, Scripted("slow", {}), [NONE])
    cascade.translate(["源"], [NONE], ZH_JA, SearchOptions())
    assert outcome.engine == "guaranteed"
    assert fast.asked == ["源"]


def test_an_absent_model_is_not_passed_over():
    with pytest.raises(ModelError, match="absent"):
        run(Scripted("fast", {"源": ModelError("absent")}), Scripted("slow", {}), [NONE])


def test_a_term_that_occurs_twice_is_marked_twice_and_required_once():
    twice = Constraints((Required(("抵当権",), 0, 3), Required(("抵当権",), 5, 8), Required(("債権",), 9, 11)))
    fast, guaranteed = Scripted("fast", {"源": ["担保"]}), Scripted("slow", {"源": ["抵当権と債権"]})
    run(fast, guaranteed, [twice])
    assert fast.constraints == [twice, twice]
    assert [group.source_start for group in guaranteed.constraints[0].required] == [0, 9]
    assert merged(merged(twice)) == merged(twice)


def test_a_forbidden_string_inside_a_right_rendering_is_right():
    constraints = Constraints((Required(("国家知識産権局",)),), (Forbidden("知識産権"),))
    assert keeps("国家知識産権局は、審査する。", constraints)
    assert not keeps("国家知識産権局は、知識産権を審査する。", constraints)


def test_a_loop_of_the_source_is_no_degeneration():
    assert is_degenerate("一审", "一審一審一審一審一審")
    assert not is_degenerate("＿＿＿＿＿＿", "＿＿＿＿＿＿")
    assert not is_degenerate("", "")


@given(st.text("抵当権押", max_size=12), st.text("抵当権", min_size=1, max_size=3))
def test_occurrences_are_all_the_places(text, form):
    found = list(occurrences(text, form))
    assert found == [(i, i + len(form)) for i in range(len(text)) if text.startswith(form, i)]
    assert keeps(text, Constraints((Required((form,)),))) == bool(found)
    assert keeps(text, Constraints((), (Forbidden(form),))) != bool(found)
    assert locate(text, Constraints((Required((form,)),))) == ((found or [(0, 0)])[0],)


def test_a_broken_character_is_searched_anew_without_broken_ones_even_where_no_term_is_required():
    asked = []

    class Remembering(Scripted):
        def translate(self, sources, constraints, direction, options):
            asked.extend(constraints)
            return super().translate(sources, constraints, direction, options)

    fast, guaranteed = Scripted("fast", {"源": ["某\ufffd"]}), Remembering("slow", {"源": ["某甲"]})
    _, [outcome] = run(fast, guaranteed, [NONE])
    assert outcome.hypotheses[0].text == "某甲"
    assert [item.text for item in asked[0].forbidden] == ["\ufffd"]


def test_what_misses_is_tried_once_more_in_a_wider_beam():
    class Wider(Scripted):
        def translate(self, sources, constraints, direction, options):
            self.answers = {"源": ["担保権"] * 4 + ["抵当権"] * (options.beam_size > 4)}
            return super().translate(sources, constraints, direction, options)

    fast, guaranteed = Wider("fast", {}), Scripted("slow", {})
    cascade, [outcome] = run(fast, guaranteed, [MORTGAGE], beam_size=4)
    assert (outcome.engine, outcome.hypotheses[0].text) == ("fast", "抵当権")
    assert guaranteed.asked == []
    assert fast.asked == ["源", "源"]
    assert cascade.share_guaranteed == 0
