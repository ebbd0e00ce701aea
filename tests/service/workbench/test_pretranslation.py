"""The first draft of a document: memory, model, nobody's text touched, nothing that was finished lost."""

import math

import pytest

from corpus.languages import Direction
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.settings import PROJECT_ROOT, Settings
from glossary.terms import Term
from glossary.workflow import add_term
from service.constraints import NONE
from service.engine import Hypothesis
from service.engines import open_cascade
from service.errors import ServiceError
from service.results import SegmentTranslation
from service.translator import Translator
from service.workbench import pretranslation
from service.workbench.documents import upload_document
from service.workbench.editing import confirm_target, save_target
from service.workbench.history import document_history, segment_history
from service.workbench.pretranslation import PretranslationOptions, pretranslate, redraft, uncertainty_of
from service.workbench.records import ConflictError, SegmentStatus
from service.workbench.review import approve_segment
from service.workbench.segments import load_segments

HELD = "合同自成立时生效。"
LINES = ["第一条　当事人应当支付300元。", HELD, "第一条　当事人应当支付300元。", "1,250.00", "丙方同意。"]


class CountingEngine:
    """Writes the required renderings and the length of the source, and remembers what it was asked."""

    name = "fast"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, sources, constraints, direction, options) -> list[list[Hypothesis]]:
        self.asked.extend(sources)
        return [
            [
                Hypothesis(
                    "と".join(g.alternatives[0] for g in wanted.required) + f"訳{len(source)}。" + "の" * rank, -0.5
                )
                for rank in range(options.alternatives)
            ]
            for source, wanted in zip(sources, constraints or [NONE] * len(sources), strict=True)
        ]


@pytest.fixture
def engine() -> CountingEngine:
    return CountingEngine()


@pytest.fixture
def document_id(each_database, translator) -> int:
    with each_database() as session:
        pair = NewPair(HELD, "契約は、成立の時に効力を生ずる。")
        add_pairs(session, [pair], SourceInfo("memory.tsv", "0" * 64, "", "test"))
        session.commit()
        return upload_document(session, translator, "合同.txt", "\n".join(LINES).encode(), Direction.ZH_JA)


def rows(sessions, document_id):
    with sessions() as session:
        return load_segments(session, document_id)


def test_memory_first_then_the_model_and_equal_sources_once(each_database, document_id, engine, translator):
    result = pretranslate(each_database, Translator(each_database, engine), translator, document_id)
    found = {row.source: row for row in rows(each_database, document_id)}
    assert engine.asked.count(LINES[0]) == 1
    assert HELD not in engine.asked
    memory, model = found[HELD], found[LINES[0]]
    assert (memory.target, memory.origin, memory.memory_score) == ("契約は、成立の時に効力を生ずる。", "memory", 1.0)
    assert (memory.uncertainty, memory.status) == (0.0, SegmentStatus.MACHINE)
    assert (model.origin, model.status, model.draft) == ("engine", SegmentStatus.MACHINE, model.target)
    assert model.uncertainty == pytest.approx(1 - math.exp(-0.5) / 2)  # an engine alone is the guaranteed path
    assert len(model.alternatives) == 2
    assert "sums" in model.warnings
    assert result.from_memory == 1
    assert result.translated == len(rows(each_database, document_id)) - 1
    with each_database() as session:
        assert [state.action for state in segment_history(session, memory.id)] == ["memory"]
        assert document_history(session, document_id)[0].action == "pretranslate"


def test_nothing_that_a_person_wrote_is_touched(each_database, document_id, engine, translator, reviewer):
    with each_database() as session:
        first, second, third, *_ = load_segments(session, document_id)
        save_target(session, translator, first.id, first.version, "王の下書き。")
        confirm_target(session, translator, second.id, second.version, "王の訳。")
        approve_segment(session, reviewer, third.id, third.version, "田中の訳。")
    options = PretranslationOptions(overwrite_machine=True)
    for _ in range(2):
        pretranslate(each_database, Translator(each_database, engine), translator, document_id, options)
    assert [row.target for row in rows(each_database, document_id)][:3] == ["王の下書き。", "王の訳。", "田中の訳。"]


def test_a_cancelled_run_keeps_what_it_finished_and_the_next_goes_on(
    each_database, document_id, engine, translator, monkeypatch
):
    monkeypatch.setattr(pretranslation, "CHUNK", 1)

    class CancelledError(Exception):
        pass

    def cancel(done, total):
        if done >= 3:
            raise CancelledError

    with pytest.raises(CancelledError):
        pretranslate(each_database, Translator(each_database, engine), translator, document_id, progress=cancel)
    before = rows(each_database, document_id)
    assert 0 < sum(row.status is SegmentStatus.MACHINE for row in before) < len(before)
    asked = list(engine.asked)
    pretranslate(each_database, Translator(each_database, engine), translator, document_id)
    assert not set(engine.asked[len(asked) :]) & set(asked)
    assert all(row.status is SegmentStatus.MACHINE for row in rows(each_database, document_id))


def test_machine_drafts_are_made_anew_only_where_that_is_asked(each_database, document_id, engine, translator):
    translation = Translator(each_database, engine)
    pretranslate(each_database, translation, translator, document_id)
    assert pretranslate(each_database, translation, translator, document_id).translated == 0
    options = PretranslationOptions(overwrite_machine=True)
    assert pretranslate(each_database, translation, translator, document_id, options).translated > 0


def test_a_segment_in_another_language_costs_only_itself(each_database, add_document, engine, translator):
    with each_database() as session:
        document = add_document(
            session, [("ここに日本語で書いてあります。", "", "new"), ("甲方应当付款。", "", "new")], status="open"
        )
    result = pretranslate(each_database, Translator(each_database, engine), translator, document.id)
    first, second = rows(each_database, document.id)
    assert (first.status, second.status) == (SegmentStatus.NEW, SegmentStatus.MACHINE)
    assert (result.translated, result.left, len(result.problems)) == (1, 1, 1)


class TestRedrafting:
    def test_the_glossary_of_this_moment_is_obeyed(self, each_database, document_id, engine, translator, reviewer):
        translation = Translator(each_database, engine)
        pretranslate(each_database, translation, translator, document_id)
        row = rows(each_database, document_id)[0]
        with each_database() as session:
            add_term(session, Term("当事人", "当事者"), "田中")
        redrafted = redraft(each_database, translation, translator, row.id, row.version)
        assert "当事者" in redrafted.target
        assert redrafted.status is SegmentStatus.MACHINE
        with each_database() as session:
            assert [state.action for state in segment_history(session, row.id)] == ["machine", "redraft"]

    def test_not_over_what_somebody_wrote_since(self, each_database, document_id, engine, translator):
        row = rows(each_database, document_id)[0]
        with each_database() as session:
            save_target(session, translator, row.id, row.version, "王の案。")
        with pytest.raises(ConflictError):
            redraft(each_database, Translator(each_database, engine), translator, row.id, row.version)

    def test_not_over_an_approval_by_a_translator(self, each_database, document_id, engine, translator, reviewer):
        row = rows(each_database, document_id)[0]
        with each_database() as session:
            approved = approve_segment(session, reviewer, row.id, row.version, "田中の訳。")
        with pytest.raises(ServiceError, match="ask a reviewer"):
            redraft(each_database, Translator(each_database, engine), translator, row.id, approved.version)


@pytest.mark.parametrize(
    ("translation", "expected"),
    [
        (SegmentTranslation("a", "b", "fast", score=0.0), 0.0),
        (SegmentTranslation("a", "b", "fast", score=math.log(0.8)), 0.2),
        (SegmentTranslation("a", "b", "guaranteed", score=math.log(0.8)), 0.6),
        (SegmentTranslation("a", "b", "fast", alternatives=(Hypothesis("b", math.log(0.5)),)), 0.5),
        (SegmentTranslation("a", "b", "memory"), 0.0),
        (SegmentTranslation("a", "b", "copy"), 0.0),
        (SegmentTranslation("a", "b", "fast", score=-0.1, error="Cannot."), 1.0),
        (SegmentTranslation("a", "b", "fast"), None),
    ],
)
def test_uncertainty_is_what_the_models_probability_lacks_of_one(translation, expected):
    assert uncertainty_of(translation) == (None if expected is None else pytest.approx(expected))


@pytest.mark.slow  # loads the shipped model and translates with it
def test_the_shipped_model_drafts_a_contract_with_its_terms(seeded_sessions, translator, tmp_path):
    settings = Settings(data_dir=tmp_path, database_url="", model=str(PROJECT_ROOT / "models" / "base"), device="cpu")
    lines = ["抵押权人有权就抵押财产优先受偿。", "当事人应当在2024年3月1日前支付300元。", "第一章　总则"]
    with seeded_sessions() as session:
        text = "\n".join(lines).encode()
        number = upload_document(session, translator, "合同.txt", text, Direction.ZH_JA, "property")
    translation = Translator(seeded_sessions, open_cascade(settings.model, settings))
    pretranslate(seeded_sessions, translation, translator, number)
    first, second, _ = rows(seeded_sessions, number)
    assert "抵当権者" in first.target
    assert all(not {"missing_term", "forbidden_term"} & set(row.warnings) for row in rows(seeded_sessions, number))
    assert all(0 <= row.uncertainty < 1 for row in (first, second))
