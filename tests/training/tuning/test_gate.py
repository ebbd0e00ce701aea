"""The gate: better beyond chance in one direction, worse nowhere."""

from dataclasses import replace
from typing import Any

import pytest

from corpus.languages import Direction
from training.evaluation import EvaluationResult, Score
from training.tuning.comparison import Bootstrap, Comparison, SystemScores
from training.tuning.configuration import GateSection
from training.tuning.gate import decide

SECTION = GateSection()
ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
BETTER, SAME, WORSE = Bootstrap(1.2, 0.002), Bootstrap(0.1, 0.4), Bootstrap(-1.0, 0.003)


def result(direction: Direction, bleu: float = 40.0, **values: Any) -> EvaluationResult:
    scores = tuple(Score(name, bleu, "signature") for name in ("BLEU", "chrF2", "chrF2++"))
    fields: dict[str, Any] = {"terms": 200, "terms_satisfied": 200, "forbidden": 0, "share_guaranteed": 0.03, **values}
    return EvaluationResult(
        direction=direction,
        constrained=True,
        rows=100,
        test_digest="digest",
        scores=scores,
        errors=0,
        seconds=1.0,
        translations=(),
        **fields,
    )


def comparison(zh_ja: Bootstrap = BETTER, ja_zh: Bootstrap = SAME, **changed: EvaluationResult) -> Comparison:
    """Equal systems but for what is changed of the candidate in zh-ja."""
    base = {direction: SystemScores(*(result(direction) for _ in range(3))) for direction in Direction}
    candidate = {**base, ZH_JA: replace(base[ZH_JA], **changed)}
    return Comparison(100, {"base": base, "candidate": candidate}, {ZH_JA: zh_ja, JA_ZH: ja_zh})


def test_better_in_one_direction_and_worse_in_none_is_promoted() -> None:
    decision = decide(comparison(), SECTION)
    assert decision.promote
    assert decision.reasons == ("chrF2++ zh-ja +1.20 (p = 0.002): better beyond chance",)


def test_no_better_than_chance_stays_a_candidate() -> None:
    decision = decide(comparison(zh_ja=SAME), SECTION)
    assert not decision.promote
    assert "no better than chance" in decision.reasons[0]
    assert not decide(comparison(zh_ja=Bootstrap(1.2, 0.06)), SECTION).promote


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"served": result(ZH_JA, bleu=39.4)}, "BLEU zh-ja as served is lower by 0.60"),
        ({"general": result(ZH_JA, bleu=38.9)}, "general set is lower by 1.10"),
        ({"served": result(ZH_JA, terms_satisfied=199)}, "term accuracy zh-ja as served fell to 99.50 %"),
        ({"served": result(ZH_JA, forbidden=1)}, "1 forbidden renderings"),
        ({"free": result(ZH_JA, terms_satisfied=197)}, "without constraints is lower by 1.5 points"),
        ({"served": result(ZH_JA, share_guaranteed=0.06)}, "3.0 points more segments"),
    ],
)
def test_worse_anywhere_is_refused_with_the_place(changed: dict[str, EvaluationResult], told: str) -> None:
    decision = decide(comparison(**changed), SECTION)
    assert not decision.promote
    assert any(told in reason for reason in decision.reasons)


def test_worse_beyond_chance_in_the_other_direction_is_refused() -> None:
    decision = decide(comparison(ja_zh=WORSE), SECTION)
    assert not decision.promote
    assert "ja-zh -1.00" in decision.reasons[0]


def test_losses_within_the_allowance_do_not_count() -> None:
    allowed = comparison(served=result(ZH_JA, bleu=39.6), general=result(ZH_JA, bleu=39.1))
    assert decide(allowed, SECTION).promote
