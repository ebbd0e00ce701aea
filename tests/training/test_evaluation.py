"""Evaluation: rows in, figures out, the same figures for the same rows."""

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from glossary.terms import Term, TermStatus
from glossary.workflow import add_term
from service.constraints import Constraints
from service.engine import Hypothesis
from service.translator import TranslationOptions, Translator
from training.errors import TrainingError
from training.evaluation import EvaluationRow, evaluate, read_rows, rows_digest, score_translations

ZH_JA = Direction.ZH_JA
ROWS = [
    EvaluationRow("抵押权人有权优先受偿。", "抵当権者は、優先弁済を受ける権利を有する。", (("抵押权人", "抵当権者"),)),
    EvaluationRow("合同自成立时生效。", "契約は、成立の時から効力を生ずる。", (("合同", "契約"),)),
]


class Reciter:
    """Knows some translations by heart; obeys terms where it is told to."""

    name = "reciter"

    def __init__(self, known: dict[str, str], obeys: bool = True) -> None:
        self.known = known
        self.obeys = obeys

    def translate(self, sources, constraints, direction, options) -> list[list[Hypothesis]]:
        pairs = zip(sources, constraints, strict=True)
        return [[Hypothesis(self.answer(source, wanted), -1.0)] for source, wanted in pairs]

    def answer(self, source: str, wanted: Constraints) -> str:
        extra = "".join(group.alternatives[0] for group in wanted.required) if self.obeys else ""
        return self.known.get(source, "知らない文") + extra


PERFECT = {row.zh: row.ja for row in ROWS}


def test_perfect_translations_score_a_hundred():
    result = evaluate(Reciter(PERFECT, obeys=False), ROWS, TranslationOptions(ZH_JA, constrain=False))
    assert result.score("BLEU") == pytest.approx(100)
    assert result.score("chrF2") == pytest.approx(100)
    assert result.score("chrF2++") == pytest.approx(100)
    assert (result.terms, result.terms_satisfied, result.term_accuracy) == (2, 2, 100.0)
    assert result.segments_per_second > 0


def test_a_model_that_copies_its_source_scores_next_to_nothing():
    copier = Reciter({row.zh: row.zh for row in ROWS}, obeys=False)
    result = evaluate(copier, ROWS, TranslationOptions(ZH_JA, constrain=False))
    assert result.score("BLEU") < 5
    assert result.term_accuracy == 0


def test_constraints_make_the_difference_to_term_accuracy():
    constrained = evaluate(Reciter({}), ROWS, TranslationOptions(ZH_JA))
    free = evaluate(Reciter({}), ROWS, TranslationOptions(ZH_JA, constrain=False))
    assert (constrained.constrained, constrained.term_accuracy) == (True, 100.0)
    assert (free.constrained, free.term_accuracy) == (False, 0.0)
    assert constrained.test_digest == free.test_digest


@pytest.mark.parametrize(("direction", "tokenizer"), [(Direction.ZH_JA, "ja-mecab"), (Direction.JA_ZH, "zh")])
def test_every_score_has_a_signature(direction, tokenizer):
    bleu, chrf, chrf_words = score_translations(["契約"], ["契約"], direction.target)
    assert f"tok:{tokenizer}" in bleu.signature
    assert "nw:0" in chrf.signature
    assert "nw:2" in chrf_words.signature
    assert all("version:" in score.signature for score in (bleu, chrf, chrf_words))


def test_the_other_direction_reads_the_rows_the_other_way():
    reciter = Reciter({row.ja: row.zh for row in ROWS}, obeys=False)
    result = evaluate(reciter, ROWS, TranslationOptions(Direction.JA_ZH, constrain=False))
    assert result.score("chrF2") == pytest.approx(100)
    assert result.term_accuracy == 100


@pytest.fixture
def translator_of(sessions: sessionmaker[Session]):
    with sessions() as session:
        for term in (Term("合同", "契約", ja_forbidden=("合同",)), Term("成立", "締結")):
            add_term(session, term, author="test", reason="needed", status=TermStatus.APPROVED)
        session.commit()
    return lambda engine: Translator(sessions, engine)


def test_without_listed_terms_the_glossary_and_the_reference_decide(translator_of):
    """The reference renders 成立 in its own way, so only 合同 is judged; both are required, as in service."""
    reciter = Reciter({})
    result = evaluate(translator_of(reciter), [EvaluationRow(ROWS[1].zh, ROWS[1].ja)], TranslationOptions(ZH_JA))
    assert result.translations == ("知らない文契約締結",)
    assert (result.terms, result.term_accuracy) == (1, 100.0)


def test_forbidden_renderings_of_the_glossary_are_counted(translator_of):
    reciter = Reciter({ROWS[1].zh: "合同は、成立の時から効力を生ずる。"}, obeys=False)
    result = evaluate(translator_of(reciter), ROWS[1:], TranslationOptions(ZH_JA, constrain=False))
    assert (result.forbidden, result.terms_satisfied) == (1, 0)


def test_listed_terms_win_over_the_glossary(translator_of):
    row = EvaluationRow("合同。", "契約書。", (("合同", "契約書"),))
    assert evaluate(translator_of(Reciter({})), [row], TranslationOptions(ZH_JA)).translations == ("知らない文契約書",)


def test_a_listed_term_that_the_source_lacks_is_not_judged():
    row = EvaluationRow("合同。", "契約。", (("抵押权", "抵当権"),))
    assert evaluate(Reciter({}), [row], TranslationOptions(ZH_JA)).terms == 0


def test_a_result_can_be_written_as_json():
    result = evaluate(Reciter(PERFECT, obeys=False), ROWS, TranslationOptions(ZH_JA))
    written = json.loads(json.dumps(result.to_json(), ensure_ascii=False))
    assert written["direction"] == "zh-ja"
    assert written["term_accuracy"] == 100
    assert [score["name"] for score in written["scores"]] == ["BLEU", "chrF2", "chrF2++"]
    assert "translations" not in written


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_read_with_their_terms(tmp_path):
    path = write(tmp_path / "test.tsv", "zh\tja\tterms\tnote\n甲乙\tAB\t甲=A|乙=B\tx\n丙\tC\t\tx\n")
    assert read_rows(path) == [
        EvaluationRow("甲乙", "AB", (("甲", "A"), ("乙", "B"))),
        EvaluationRow("丙", "C", ()),
    ]


def test_without_the_column_the_rows_have_no_list(tmp_path):
    assert read_rows(write(tmp_path / "test.tsv", "zh\tja\n丙\tC\n")) == [EvaluationRow("丙", "C")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("source\ttarget\n甲\tA\n", "line 1: the columns zh and ja"),
        ("zh\tja\n甲\t\n", "line 2: both zh and ja"),
        ("zh\tja\n甲\n", "line 2: both zh and ja"),
        ("zh\tja\tterms\n甲\tA\t甲A\n", "line 2: write each term as zh=ja"),
        ("zh\tja\n", "has no rows"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(tmp_path, content, message):
    with pytest.raises(TrainingError, match=message):
        read_rows(write(tmp_path / "test.tsv", content))


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(TrainingError, match="cannot be read"):
        read_rows(tmp_path / "absent.tsv")


def test_the_digest_knows_the_rows_and_not_the_file():
    assert rows_digest(ROWS) == rows_digest(list(ROWS))
    assert rows_digest(ROWS) != rows_digest(ROWS[:1])
