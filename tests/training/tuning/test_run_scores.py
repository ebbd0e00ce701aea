"""A run's scores are read back as they were measured, without the libraries that measured them."""

import subprocess
import sys
from pathlib import Path

import pytest

from corpus.languages import Direction
from training.errors import TrainingError
from training.evaluation import EvaluationResult, Score
from training.tuning.comparison import Bootstrap, Comparison, SystemScores
from training.tuning.gate import Decision
from training.tuning.run_folder import RunFolder
from training.tuning.run_scores import read_scores


def result(direction: Direction, chrf: float, constrained: bool) -> EvaluationResult:
    scores = (Score("BLEU", chrf - 10, "tok:x"), Score("chrF2++", chrf, "nw:2"))
    return EvaluationResult(direction, constrained, 30, "d" * 64, scores, 40, 38, 1, 0, 2.5, 0.1, ())


def comparison() -> Comparison:
    systems = {
        name: {
            direction: SystemScores(
                result(direction, chrf, True), result(direction, chrf - 2, False), result(direction, chrf - 9, False)
            )
            for direction in Direction
        }
        for name, chrf in (("base", 40.0), ("candidate", 41.5))
    }
    return Comparison(30, systems, {direction: Bootstrap(1.5, 0.012) for direction in Direction})


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    compared = RunFolder(tmp_path / "20261128-135025")
    compared.path.mkdir()
    decision = Decision(True, ("better beyond chance",))
    compared.write_json("scores.json", {**comparison().to_json(), "decision": decision.to_json()})
    return compared


def test_what_the_comparison_wrote_is_read_back(run: RunFolder) -> None:
    scores = read_scores(run)
    assert scores is not None
    assert (scores.test_digest, scores.rows, scores.promote) == ("d" * 64, 30, True)
    assert scores.reasons == ("better beyond chance",)
    assert scores.bootstrap == dict.fromkeys(Direction, (1.5, 0.012))
    figures = scores.figures["candidate", Direction.JA_ZH, "served"]
    assert figures.metrics == {"BLEU": 31.5, "chrF2++": 41.5}
    assert figures.signatures["chrF2++"] == "nw:2"
    assert (figures.term_accuracy, figures.forbidden) == (95.0, 1)
    assert scores.figures["base", Direction.ZH_JA, "general"].metrics["chrF2++"] == 31.0


def test_before_the_comparison_there_are_none(run: RunFolder) -> None:
    (run.path / "scores.json").unlink()
    assert read_scores(run) is None


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"systems": {"base": {}}}'])
def test_a_damaged_file_is_told_with_the_remedy(run: RunFolder, content: str) -> None:
    (run.path / "scores.json").write_text(content, encoding="utf-8")
    with pytest.raises(TrainingError, match="hoyaku train"):
        read_scores(run)


@pytest.mark.slow  # starts Python anew
def test_reading_needs_no_library_of_the_training() -> None:
    code = "import sys, training.tuning.run_scores; print(sorted({'torch', 'transformers', 'peft'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
