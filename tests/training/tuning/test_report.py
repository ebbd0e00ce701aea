"""The report of a run: one file, readable without anything else, in which every text stays text."""

import base64
from dataclasses import asdict

import pytest
from lxml import html

from corpus.languages import Direction
from glossary.snapshots import snapshot
from glossary.terms import Term
from service.engine import Hypothesis
from service.results import TranslationOptions
from training.evaluation import EvaluationRow, evaluate
from training.tuning.configuration import TuningConfiguration
from training.tuning.partition import TuningPair
from training.tuning.report import write_report
from training.tuning.run_folder import RunDescription, RunFolder
from training.tuning.supervisor import STATE, TrainingState

HOSTILE = "<script>alert(1)</script>&amp;"
PAIRS = [
    TuningPair("抵押权消灭。", "抵当権は、消滅する。", "documents/担保", "1", "property"),
    TuningPair("合同成立。", "契約は、成立する。", "documents/<b>合同</b>", "2", "contract"),
    TuningPair(f"附则{HOSTILE}", f"附則{HOSTILE}", "documents/附则", "3"),
]
BASE = ["抵当権が消える。", "契約は、成立する。", f"附則{HOSTILE}"]
CANDIDATE = ["抵当権は、消滅する。", "合意は成立。", f"附則{HOSTILE}甲"]


class Reciter:
    name = "reciter"

    def __init__(self, known):
        self.known = known

    def translate(self, sources, constraints, direction, options):
        return [[Hypothesis(self.known[source], -1.0)] for source in sources]


def evaluated(translations, direction):
    """What evaluate gives for these translations, as scores.json holds it, under each condition."""
    rows = [EvaluationRow(pair.zh, pair.ja, ()) for pair in PAIRS]
    known = {row.text(direction.source): text for row, text in zip(rows, translations, strict=True)}
    result = evaluate(Reciter(known), rows, TranslationOptions(direction, constrain=False)).to_json()
    return dict.fromkeys(("served", "free", "general"), result)


def translated(index, pair, direction):
    texts = {"base": BASE[index], "candidate": CANDIDATE[index]}
    if direction is Direction.JA_ZH:
        texts = {"base": pair.zh, "candidate": pair.zh}
    scores = {"base_chrf": [40.0, 100.0, 90.0][index], "candidate_chrf": [100.0, 20.0, 80.0][index]}
    return {**texts, **scores}


@pytest.fixture
def run(tmp_path):
    """A finished run whose texts are made of markup."""
    folder = RunFolder(tmp_path / "20261128-120000")
    configuration = TuningConfiguration().model_dump(mode="json")
    folder.path.mkdir()
    folder.describe(
        RunDescription(
            folder.name, "田中<i>", "fresh", "models/base", "", "", configuration, "d" * 64, "2026-11-28T12:00:00+00:00"
        )
    )
    folder.write_rows("data/train.jsonl", [{**asdict(pair), "known": pair.digest == "1"} for pair in PAIRS])
    folder.write_rows("data/validation.jsonl", [asdict(pair) for pair in PAIRS[:1]])
    folder.write_rows("data/test.jsonl", map(asdict, PAIRS))
    folder.write_rows("data/terms.jsonl", map(snapshot, [Term("抵押权", "抵当権"), Term("合同", "契約")]))
    validation = {"eval_chrf_zh-ja": 44.0, "eval_chrf_ja-zh": 34.0, "eval_chrf": 39.0, "step": 0}
    folder.write_json("history.json", [validation])
    folder.report("failed", 1.0, "the disk was <full>")
    return folder


@pytest.fixture
def compared_run(run):
    """The same run with its comparison."""
    systems = {
        name: {
            "zh-ja": evaluated(texts, Direction.ZH_JA),
            "ja-zh": evaluated([pair.zh for pair in PAIRS], Direction.JA_ZH),
        }
        for name, texts in (("base", BASE), ("candidate", CANDIDATE))
    }
    tested = {"metric": "chrF2++", "difference": -3.214, "p_value": 0.0421}
    run.write_json(
        "scores.json",
        {
            "test_digest": "f" * 64,
            "rows": len(PAIRS),
            "systems": systems,
            "bootstrap": {"zh-ja": tested, "ja-zh": {**tested, "difference": 0.0, "p_value": 1.0}},
            "decision": {"promote": False, "reasons": ["BLEU zh-ja as served is lower by <b>9</b>"]},
        },
    )
    rows = [
        {"zh": pair.zh, "ja": pair.ja, "unit": pair.unit, "area": pair.area}
        | {str(direction): translated(index, pair, direction) for direction in Direction}
        for index, pair in enumerate(PAIRS)
    ]
    run.write_rows("translations.jsonl", rows)
    return run


def page(run):
    return html.fromstring(write_report(run).read_text(encoding="utf-8"))


def segments_below(document, heading):
    """The segments of the first list below a heading of this text."""
    start = document.xpath(f'//h3[text()="{heading}"]')[0]
    found = []
    for sibling in start.itersiblings():
        if sibling.tag != "article":
            break
        found.append(sibling)
    return found


def texts_of(segment):
    labels = segment.xpath('.//dl[@class="texts"]/dt/text()')
    return dict(zip(labels, (dd.text_content() for dd in segment.xpath('.//dl[@class="texts"]/dd')), strict=True))


def test_the_page_needs_nothing_but_itself(compared_run):
    document = page(compared_run)
    assert not document.xpath("//script | //link | //iframe | //object | //@onclick")
    assert all(source.startswith("data:image/png;base64,") for source in document.xpath("//@src"))
    targets = document.xpath("//@href")
    assert targets
    assert all(document.get_element_by_id(target.removeprefix("#")) is not None for target in targets)
    assert "url(" not in (compared_run.path / "report.html").read_text(encoding="utf-8")


def test_the_picture_in_the_page_is_the_one_in_the_folder(compared_run):
    source = page(compared_run).xpath("//img/@src")[0]
    assert base64.b64decode(source.split(",")[1]) == (compared_run.path / "curves.png").read_bytes()


def test_markup_in_texts_names_and_reasons_is_shown_as_it_was_written(compared_run):
    document = page(compared_run)
    (decision,) = document.xpath('//section[@aria-label="Decision"]')
    assert "is lower by <b>9</b>" in decision.text_content()
    assert "田中<i>" in document.text_content()
    assert "documents/<b>合同</b>" in document.text_content()
    worst = [texts_of(segment) for segment in segments_below(document, "Worst of the candidate")]
    assert PAIRS[2].zh in [texts["Source"] for texts in worst]


def test_segments_stand_in_the_order_of_their_change_with_both_translations_whole(compared_run):
    document = page(compared_run)
    (improved,) = segments_below(document, "Most improved")
    assert texts_of(improved) == {
        "Source": PAIRS[0].zh,
        "Reference": PAIRS[0].ja,
        "Base": BASE[0],
        "Candidate": CANDIDATE[0],
    }
    worsened = [texts_of(segment)["Source"] for segment in segments_below(document, "Most worsened")]
    assert worsened == [PAIRS[1].zh, PAIRS[2].zh]
    worst = [texts_of(segment)["Candidate"] for segment in segments_below(document, "Worst of the candidate")]
    assert worst == [CANDIDATE[1], CANDIDATE[2], CANDIDATE[0]]


def test_what_changed_is_marked_and_every_text_has_its_language(compared_run):
    (improved,) = segments_below(page(compared_run), "Most improved")
    assert improved.xpath(".//del/text()") == ["が消え"]
    assert improved.xpath(".//ins/text()") == ["は、消滅す"]
    assert improved.xpath('.//dl[@class="texts"]/dd/@lang') == ["zh-Hans", "ja", "ja", "ja"]


def test_terms_say_whether_they_were_kept(compared_run):
    document = page(compared_run)
    kept = segments_below(document, "Most improved")[0].xpath('.//ul[@class="terms"]/li')[0].text_content().split()
    lost = segments_below(document, "Most worsened")[0].xpath('.//ul[@class="terms"]/li')[0].text_content().split()
    assert kept == ["抵押权", "→", "抵当権", "kept"]
    assert lost == ["合同", "→", "契約", "missing", "in", "the", "candidate,", "kept", "by", "the", "base"]


def test_the_table_has_both_models_their_difference_and_the_bootstrap(compared_run):
    document = page(compared_run)
    rows = {row.xpath("string(th)"): row.xpath("td/text()") for row in document.xpath("//tbody[1]/tr")}
    base, candidate, difference, *_ = rows["BLEU"]
    assert (float(base), float(candidate)) == pytest.approx((78.87, 82.07), abs=0.01)  # sacrebleu's
    assert float(difference.replace("−", "-")) == pytest.approx(float(candidate) - float(base), abs=0.006)
    assert rows["Term accuracy, %"] == ["–"] * 6  # no terms were listed
    assert "chrF2++ as served −3.21, p = 0.042" in rows["Paired bootstrap"][0]


def test_counts_and_the_configuration_are_there(compared_run):
    document = page(compared_run)
    labels, values = (document.xpath(f"//dl[not(@class)]/{tag}/text()") for tag in ("dt", "dd"))
    facts = dict(zip(labels, values, strict=True))
    assert (facts["New pairs to train on"], facts["Known pairs to train on"]) == ("2", "1")
    assert (facts["Validation pairs"], facts["Test pairs"], facts["Approved terms"]) == ("1", "3", "2")
    assert (facts["learning_rate"], facts["precision"], facts["quantize"]) == ("0.001", "auto", "false")
    assert "version:2" in document.text_content()  # sacrebleu's signatures


def test_a_run_without_a_comparison_tells_how_it_ended(run):
    document = page(run)
    assert "the disk was <full>" in document.xpath('string(//section[@aria-label="Decision"])')
    assert not document.xpath("//table | //article")
    assert document.xpath("//img")


def test_a_run_without_a_better_checkpoint_says_so(run):
    state = TrainingState(step=40, minutes=1.5, first_score=39.0, best_score=39.0, pieces=96_000, ending="patience")
    run.write_json(STATE, asdict(state))
    document = page(run)
    assert "No checkpoint" in document.xpath('string(//section[@aria-label="Decision"])')
    assert "1.5 minutes, 40 steps, 96,000 target pieces" in document.text_content()
    assert "no validation was better any more" in document.text_content()
