"""From a text to its translation: paragraphs, terms of the moment, memory, refusals, cancelling."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.orm import Session, sessionmaker

from corpus.languages import Direction
from corpus.pairs import NewPair, SourceInfo, add_pairs
from glossary.terms import Term, TermStatus
from glossary.workflow import add_term
from service.constraints import NONE, Constraints
from service.engine import Hypothesis
from service.errors import ConstraintError, ModelError, ServiceError
from service.long_segments import LONGEST, divide, join
from service.source_language import refuse_wrong_language
from service.term_constraints import constraints_of
from service.translator import MAX_CHARACTERS, TranslationOptions, Translator
from service.verbatim import copy, page_label

ZH_JA, JA_ZH = Direction.ZH_JA, Direction.JA_ZH
OPTIONS = TranslationOptions(ZH_JA)
TERMS = [
    Term("抵押权", "抵当権", area="property", ja_forbidden=("抵押権",)),
    Term("合同", "契約", area="contract", ja_forbidden=("合同",)),
    Term("委托人", "委任者", area="contract"),
    Term("委托人", "依頼者", area="procedure"),
]


class ObedientEngine:
    """Writes what is required, one rendering after another, and remembers what it was asked."""

    name = "obedient"

    def __init__(self, answer: Callable[[str, Constraints], str] | None = None) -> None:
        self.asked: list[str] = []
        self.constraints: list[Constraints] = []
        self.batches = 0
        self._answer = answer or (lambda _, wanted: "、".join(g.alternatives[0] for g in wanted.required) or "訳文")

    def translate(self, sources, constraints, direction, options) -> list[list[Hypothesis]]:
        self.asked.extend(sources)
        self.constraints.extend(constraints)
        self.batches += 1
        pairs = zip(sources, constraints, strict=True)
        return [[Hypothesis(self._answer(source, wanted), -1.0)] for source, wanted in pairs]


@pytest.fixture
def database(sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    with sessions() as session:
        for term in TERMS:
            add(session, term)
        pairs = [NewPair("合同自成立时生效。", "契約は、成立の時から効力を生ずる。", area="contract")]
        add_pairs(session, pairs, SourceInfo("memory.tsv", "0" * 64, "Apache-2.0", "test"))
        session.commit()
    return sessions


def add(session: Session, term: Term) -> None:
    add_term(session, term, author="test", reason="needed", status=TermStatus.APPROVED)


@pytest.fixture
def engine() -> ObedientEngine:
    return ObedientEngine()


@pytest.fixture
def translator(database: sessionmaker[Session], engine: ObedientEngine) -> Translator:
    return Translator(database, engine)


def required(engine: ObedientEngine) -> list[list[str]]:
    return [[group.alternatives[0] for group in wanted.required] for wanted in engine.constraints]


def test_a_text_keeps_its_paragraphs(translator):
    text = "　　第一条　抵押权。\n\n抵押权人。合同。\n"
    result = translator.translate_text(text, OPTIONS)
    assert "".join(part.before + part.source + part.after for part in result.segments) == text
    assert result.text.count("\n") == 3
    assert result.text.startswith("　　")
    assert result.direction is ZH_JA


def test_matched_terms_become_constraints_and_are_judged(translator, engine):
    [segment] = translator.translate_segments(["抵押权以合同设立。"], OPTIONS)
    assert required(engine) == [["抵当権", "契約"]]
    assert {forbidden.text for forbidden in engine.constraints[0].forbidden} == {"抵押権", "合同"}
    assert [(finding.match.surface, finding.status) for finding in segment.terms] == [
        ("抵押权", "satisfied"),
        ("合同", "satisfied"),
    ]
    start, end = segment.terms[1].target_spans[0]
    assert segment.translation[start:end] == "契約"


def test_without_constraints_the_terms_are_only_judged(database):
    engine = ObedientEngine(lambda *_: "担保権")
    [segment] = Translator(database, engine).translate_segments(["抵押权"], TranslationOptions(ZH_JA, constrain=False))
    assert engine.constraints == [NONE]
    assert [finding.status for finding in segment.terms] == ["missing"]


def test_the_area_decides_between_renderings(translator, engine):
    for area in ("contract", "procedure", ""):
        translator.translate_segments(["委托人应当到场。"], TranslationOptions(ZH_JA, area=area))
    alternatives = [set(wanted.required[0].alternatives) for wanted in engine.constraints]
    assert alternatives == [{"委任者"}, {"依頼者"}, {"委任者", "依頼者"}]


def test_a_changed_term_acts_on_the_next_sentence(translator, engine, database):
    translator.translate_segments(["保证人应当清偿。"], OPTIONS)
    with database() as session:  # as any other process would
        add(session, Term("保证人", "保証人"))
        session.commit()
    translator.translate_segments(["保证人应当清偿。"], OPTIONS)
    assert required(engine) == [[], ["保証人"]]


def test_a_proposal_of_the_session_wins_for_this_session_only(translator, engine):
    proposal = Term("合同", "契約書", status=TermStatus.PROPOSED)
    translator.translate_segments(["本合同。"], OPTIONS, session_terms=[proposal])
    translator.translate_segments(["本合同。"], OPTIONS)
    assert required(engine) == [["契約書"], ["契約"]]


def test_equal_segments_are_translated_once(translator, engine):
    results = translator.translate_segments(["合同。", "抵押权。", "合同。"], OPTIONS)
    assert sorted(engine.asked) == ["合同。", "抵押权。"]
    assert results[0] == results[2]


def test_segments_without_words_are_copied(translator, engine):
    results = translator.translate_segments(["２０２４-03-01", "（1）", "", "合同"], OPTIONS)
    assert [(segment.translation, segment.engine) for segment in results[:3]] == [
        ("2024-03-01", "copy"),
        ("(1)", "copy"),
        ("", "copy"),
    ]
    assert engine.asked == ["合同"]


def test_memory_is_shown_and_used_where_wanted(translator, engine):
    source = "合同自成立时生效。"
    [shown] = translator.translate_segments([source], OPTIONS)
    assert (shown.memory[0].score, shown.memory[0].origin, shown.engine) == (1.0, "memory.tsv", "guaranteed")
    [used] = translator.translate_segments([source], TranslationOptions(ZH_JA, use_exact_memory=True))
    assert (used.translation, used.engine) == ("契約は、成立の時から効力を生ずる。", "memory")
    assert [finding.status for finding in used.terms] == ["satisfied"]


def test_doubts_come_with_the_segment(database):
    engine = ObedientEngine(lambda *_: "13日以内に支払う。")
    [segment] = Translator(database, engine).translate_segments(["应当在三十日内支付。"], OPTIONS)
    assert "numbers" in {finding.name for finding in segment.checks}


def test_progress_counts_every_segment_and_ends_with_all(translator):
    seen: list[tuple[int, int]] = []
    translator.translate_segments(
        [f"第{i}条合同。" for i in range(80)] + ["第1条合同。"],
        OPTIONS,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == (81, 81)


def test_progress_can_cancel_between_chunks(translator, engine):
    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        translator.translate_segments([f"第{i}条合同。" for i in range(100)], OPTIONS, progress=cancel)
    assert engine.batches == 1


def test_terms_that_cannot_be_kept_cost_no_other_segment_its_translation(database):
    def answer(source: str, wanted: Constraints) -> str:
        if wanted and "抵押权" in source:
            raise ConstraintError("They contradict.")
        return "契約の抵押"

    impossible, possible = Translator(database, ObedientEngine(answer)).translate_segments(
        ["抵押权。", "合同。"], OPTIONS
    )
    assert impossible.error == "They contradict."
    assert impossible.translation == "契約の抵押"
    assert possible.error == ""


def test_a_source_the_engine_refuses_is_reported_beside_it(database):
    def answer(source: str, wanted: Constraints) -> str:
        if "抵押权" in source:
            raise ServiceError("It is too long.")
        return "契約"

    refused, fine = Translator(database, ObedientEngine(answer)).translate_segments(["抵押权。", "合同。"], OPTIONS)
    assert (refused.translation, refused.error) == ("", "It is too long.")
    assert fine.translation == "契約"


def test_an_absent_model_is_said_at_once(database):
    def answer(source: str, wanted: Constraints) -> str:
        raise ModelError("There is no model.")

    with pytest.raises(ModelError):
        Translator(database, ObedientEngine(answer)).translate_segments(["合同。"], OPTIONS)


def test_a_very_long_segment_is_divided_and_loses_nothing(translator, engine):
    source = "；".join(f"第{i}项抵押权应当登记" for i in range(60)) + "。"
    [segment] = translator.translate_segments([source], OPTIONS)
    assert "".join(engine.asked) == source
    assert max(map(len, engine.asked)) <= LONGEST
    assert segment.terms
    assert all(finding.status == "satisfied" for finding in segment.terms)
    for asked, wanted in zip(engine.asked, engine.constraints, strict=True):
        assert all(asked[g.source_start : g.source_end] == "抵押权" for g in wanted.required)


def test_list_items_are_translated_one_by_one_behind_their_marks(translator, engine):
    [segment] = translator.translate_segments(["有下列情形的：①抵押权消灭；②合同终止。"], OPTIONS)
    assert sorted(engine.asked) == ["合同终止。", "抵押权消灭；", "有下列情形的："]
    assert segment.translation == "訳文①抵当権②契約"
    assert [segment.translation[slice(*finding.target_spans[0])] for finding in segment.terms] == ["抵当権", "契約"]


def test_an_item_alone_keeps_its_mark_in_every_alternative(translator, engine):
    [segment] = translator.translate_segments(["①抵押权消灭。"], OPTIONS)
    assert engine.asked == ["抵押权消灭。"]
    assert [found.text for found in segment.alternatives] == ["①抵当権"]


def test_a_memory_match_of_an_item_has_its_mark_already(translator, database, engine):
    with database() as session:
        pairs = [NewPair("①合同终止。", "①契約は、終了する。", area="contract")]
        add_pairs(session, pairs, SourceInfo("items.tsv", "1" * 64, "Apache-2.0", "test"))
        session.commit()
    options = TranslationOptions(ZH_JA, use_exact_memory=True)
    assert translator.translate_segments(["①合同终止。"], options)[0].translation == "①契約は、終了する。"


def test_the_blanks_of_a_draft_reach_the_translation_and_not_the_engine(database):
    engine = ObedientEngine(lambda source, wanted: source.replace("合同", "契約"))
    [segment] = Translator(database, engine).translate_segments(["合同于____年●月○日在××签订。"], OPTIONS)
    assert set(engine.asked) == {"合同于2031年11月23日在ABC签订。"}
    assert segment.translation == "契約于____年●月○日在××签订。"
    assert not [doubt for doubt in segment.checks if doubt.name in ("numbers", "dates", "latin")]


def test_a_long_segment_is_not_cut_inside_a_term():
    text = "当" * 99 + "抵押权人" + "当" * 99
    spans = divide(text, [(99, 103)], longest=100)
    assert text[slice(*spans[0])] == "当" * 99
    assert "".join(text[slice(*span)] for span in spans) == text


def test_a_clause_that_goes_on_does_not_end_in_a_full_stop():
    assert join(["甲；", "乙。"], ["甲とする。", "乙とする。"], "ja") == "甲とする、乙とする。"


@pytest.mark.parametrize(
    ("text", "direction", "code"),
    [
        ("", ZH_JA, "empty"),
        (" \n　", ZH_JA, "empty"),
        ("合" * (MAX_CHARACTERS + 1), ZH_JA, "too_long"),
        ("This agreement is made between the parties.", ZH_JA, "wrong_language"),
        ("Настоящий договор", JA_ZH, "wrong_language"),
        ("抵当権者は、優先弁済を受ける権利を有する。", ZH_JA, "reversed"),
        ("抵押权人有权就该财产优先受偿。", JA_ZH, "reversed"),
    ],
)
def test_what_cannot_be_translated_is_refused_in_a_sentence(translator, engine, text, direction, code):
    with pytest.raises(ServiceError) as refusal:
        translator.translate_text(text, TranslationOptions(direction))
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")
    assert engine.asked == []


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("不当利得", ZH_JA),
        ("抵当権設定契約", JA_ZH),
        ("損害賠償", JA_ZH),
        ("12,345", ZH_JA),
        ("商品名为「カメラ」的货物，买受人应当在收到后检验。", ZH_JA),
        ("甲方（ABC Trading Company Limited）应当交付货物。", ZH_JA),
        ("本协议由甲方与株式会社サンライズ签订。", ZH_JA),
        ("乙方：株式会社サンライズ商事", ZH_JA),
        ("株式会社（簡体字：有限责任公司）を設立する。", JA_ZH),
    ],
)
def test_what_may_be_in_the_source_language_passes(text, direction):
    refuse_wrong_language(text, direction)


def test_a_text_in_traditional_characters_is_given_to_the_model_in_simplified_ones(translator, engine):
    (segment,) = translator.translate_text("抵押權人得就抵押物優先受償三百元。", OPTIONS).segments
    assert engine.asked == ["抵押权人得就抵押物优先受偿三百元。"]
    assert segment.source == "抵押權人得就抵押物優先受償三百元。"
    assert [(f.match.surface, f.status) for f in segment.terms] == [("抵押權", "satisfied")]
    (sum_lost,) = [finding for finding in segment.checks if finding.name == "sums"]
    assert segment.source[slice(*sum_lost.source_span)] == "三百元"


@pytest.mark.parametrize(
    ("label", "direction", "written"),
    [
        ("第 1 页", ZH_JA, "1ページ"),
        ("第  页", ZH_JA, "ページ"),  # in a file, where the number is a field
        ("第1页，共5页", ZH_JA, "1 / 5ページ"),
        ("第１页 / 共５页", ZH_JA, "1 / 5ページ"),
        ("1ページ", JA_ZH, "第1页"),
        ("1 / 5 ページ", JA_ZH, "第1页，共5页"),
        ("第3頁", JA_ZH, "第3页"),
        ("见第1页。", ZH_JA, None),
        ("3頁2行目", JA_ZH, None),
    ],
)
def test_the_label_of_a_page_is_written_by_rule(label, direction, written):
    assert page_label(label, direction) == written


def test_the_label_of_a_page_needs_no_model(translator, engine):
    (segment,) = translator.translate_text("第 1 页", OPTIONS).segments
    assert (segment.translation, segment.engine, segment.checks) == ("1ページ", "copy", ())
    assert engine.asked == []


def test_what_one_term_requires_no_other_forbids():
    from glossary.matching import Matcher

    terms = [Term("合同", "契約", ja_forbidden=("合同", "契約書")), Term("合同书", "契約書")]
    matches: Sequence = Matcher(terms, "zh").match("合同与合同书")
    constraints = constraints_of(matches, "ja")
    assert [group.alternatives[0] for group in constraints.required] == ["契約", "契約書"]
    assert [forbidden.text for forbidden in constraints.forbidden] == ["合同"]


def test_copies_follow_the_style_of_the_target():
    assert copy("１２，３４５“A”", ZH_JA) == "12,345「A」"
    assert copy("(1)「A」、", JA_ZH) == "(1)“A”，"


def test_what_stands_in_an_approved_rendering_is_no_doubt(translator):
    named = Term("抵押权", "第2種担保権")
    (segment,) = translator.translate_segments(["抵押权"], OPTIONS, session_terms=[named])
    assert segment.terms[0].status == "satisfied"
    assert [doubt.message for doubt in segment.checks if doubt.name == "numbers"] == []


def test_from_japanese_an_everyday_word_is_suggested_and_from_chinese_required(seeded_sessions, engine):
    translator = Translator(seeded_sessions, engine)
    (segment,) = translator.translate_segments(["裁判所は、これを認める。"], TranslationOptions(JA_ZH))
    assert all("予以支持" not in wanted for wanted in required(engine))
    (granted,) = [finding for finding in segment.terms if finding.match.surface == "認める"]
    assert (granted.status, granted.rendering) == ("suggested", "予以支持")
    translator.translate_segments(["对诉讼请求予以支持。"], OPTIONS)
    assert any("認める" in group.alternatives for group in engine.constraints[-1].required)


def test_from_japanese_a_proposal_of_the_session_is_required_however_rare(seeded_sessions, engine):
    own = Term("予以支持", "認める")
    Translator(seeded_sessions, engine).translate_segments(
        ["裁判所は、これを認める。"], TranslationOptions(JA_ZH), session_terms=[own]
    )
    assert required(engine) == [["予以支持"]]
