"""Which texts a change of the glossary makes wrong, told before it is made."""

from dataclasses import replace

import pytest

from corpus.normalisation import key
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.tables import Document, Segment
from glossary.affected import read_pairs, segment_texts
from glossary.impact import PlannedChange, assess, violates
from glossary.terms import Term, TermStatus
from glossary.workflow import add_term

MORTGAGE = Term(zh="抵押权", ja="抵当権")
MORTGAGEE = Term(zh="抵押权人", ja="抵当権者")
PAIRS = [
    NewPair("抵押权消灭。", "抵当権は消滅する。", area="property"),
    NewPair("设立抵押权。", "抵当を設定する。"),
    NewPair("抵押权人签字。", "抵当権者が署名する。"),
    NewPair("合同生效。", "契約は効力を生ずる。"),
]


@pytest.fixture
def glossary(each_database):
    with each_database() as session:
        add_pairs(session, PAIRS, SourceInfo("a.tsv", "0" * 64, "", "林"))
        terms = {term.zh: add_term(session, term, "林") for term in (MORTGAGE, MORTGAGEE)}
        yield session, terms


def document(session, segments, direction="zh-ja", area=None):
    language = "zh" if direction == "zh-ja" else "ja"
    added = Document(name="契約書.docx", direction=direction, area=area, created_by="李")
    added.segments = [
        Segment(position=place, source=source, source_key=key(source, language), target=target, status=status)
        for place, (source, target, status) in enumerate(segments)
    ]
    session.add(added)
    session.commit()
    return added


def edit(term, **changes):
    return PlannedChange(term, replace(term, **changes))


def test_pairs_that_keep_to_the_glossary_now_and_not_afterwards_are_newly_violated(glossary):
    session, terms = glossary
    [impact] = assess(session, [edit(terms["抵押权"], ja="抵押物権")])
    assert (impact.pairs.affected, impact.pairs.violated, impact.pairs.newly_violated) == (2, 2, 1)
    assert [(found.text.source, found.new) for found in impact.violations] == [
        ("设立抵押权。", False),
        ("抵押权消灭。", True),
    ]
    assert (impact.violations[1].status, impact.violations[1].rendering) == ("missing", "抵押物権")
    assert (impact.newly_violated, impact.at_least) == (1, False)


def test_a_term_inside_a_longer_one_is_not_affected(glossary):
    session, terms = glossary
    [impact] = assess(session, [edit(terms["抵押权"], ja_variants=("抵当",))])
    assert all("抵押权人" not in found.text.source for found in impact.violations)
    assert (impact.pairs.affected, impact.pairs.violated) == (2, 0)


def test_a_note_affects_no_text(glossary):
    session, terms = glossary
    [impact] = assess(session, [edit(terms["抵押权"], note="別の注記", definition="担保物権")])
    assert impact.pairs.affected == 0


def test_retiring_a_long_term_leaves_its_texts_to_the_shorter_one(glossary):
    session, terms = glossary
    [impact] = assess(session, [edit(terms["抵押权人"], status=TermStatus.RETIRED)])
    assert (impact.pairs.affected, impact.pairs.violated) == (1, 0)  # 抵当権 stands in 抵当権者


def test_a_forbidden_rendering_is_named(glossary):
    session, terms = glossary
    [impact] = assess(session, [edit(terms["抵押权人"], ja="抵当権を有する者", ja_forbidden=("抵当権者",))])
    [found] = impact.violations
    assert (found.status, found.rendering) == ("forbidden", "抵当権者")


def test_a_new_term_and_an_approved_proposal_begin_to_act(glossary):
    session, _ = glossary
    contract = Term(zh="合同", ja="契約", ja_forbidden=("合同",))
    proposed = replace(contract, ja="約定", status=TermStatus.PROPOSED)
    unused, agreed, refused = assess(
        session,
        [
            PlannedChange(None, proposed),
            PlannedChange(None, contract),
            PlannedChange(proposed, replace(proposed, status=TermStatus.APPROVED)),
        ],
    )
    assert unused.pairs.affected == 0
    assert (agreed.pairs.affected, refused.pairs.affected) == (1, 1)


def test_the_area_of_a_text_decides(glossary):
    session, terms = glossary
    [impact] = assess(session, [edit(terms["抵押权"], area="contract", ja="別訳")])
    # The pair of the area property has no other term for 抵押权, so any area's rendering is asked for.
    assert impact.pairs.affected == 2
    add_term(session, Term(zh="抵押权", ja="抵当権", area="property"), "林")
    [impact] = assess(session, [edit(terms["抵押权"], area="contract", ja="別訳")])
    assert [found.text.source for found in impact.violations if found.new] == []


def test_segments_are_told_apart_by_being_approved_open_or_empty(glossary):
    session, terms = glossary
    document(
        session,
        [
            ("抵押权消灭。", "抵当権は消滅する。", "approved"),
            ("抵押权设立。", "抵当権を設定する。", "draft"),
            ("抵押权转让。", "", "new"),
            ("抵押权人。", "抵当権者。", "draft"),
        ],
    )
    [impact] = assess(session, [edit(terms["抵押权"], ja="抵押物権")])
    assert (impact.approved_segments.newly_violated, impact.open_segments.newly_violated) == (1, 1)
    assert impact.untranslated == 1
    segment = next(found.text for found in impact.violations if found.text.kind == "open_segment")
    assert (segment.document, segment.position, segment.source) == ("契約書.docx", 1, "抵押权设立。")


def test_a_document_from_japanese_is_held_to_the_chinese_form(glossary):
    session, terms = glossary
    document(session, [("抵当権は消滅する。", "抵押权消灭。", "draft")], "ja-zh")
    [impact] = assess(session, [edit(terms["抵押权"], zh="担保权")])
    assert impact.open_segments.newly_violated == 1


def test_no_more_texts_are_looked_at_than_allowed_and_that_is_said(glossary):
    session, terms = glossary
    [impact] = assess(session, [edit(terms["抵押权"], ja="抵押物権")], limit=2)
    assert impact.pairs.at_least
    assert impact.pairs.affected == 1  # the newest two hold the characters, one of them the term
    assert not impact.open_segments.at_least


def test_letters_are_found_in_either_case_and_signs_are_only_signs(glossary):
    session, _ = glossary
    add_pairs(session, [NewPair("适用a%公司规则。", "規則を適用する。")], SourceInfo("b.tsv", "1" * 64, "", "林"))
    [impact, none] = assess(
        session, [PlannedChange(None, Term(zh="A%公司", ja="A社")), PlannedChange(None, Term(zh="A_公司", ja="A社"))]
    )
    assert (impact.pairs.violated, none.pairs.affected) == (1, 0)


def test_whether_texts_keep_to_the_glossary_as_it_is(glossary):
    session, terms = glossary
    pairs = read_pairs(session, [1, 2, 3])
    assert [pair.source for pair in pairs] == ["抵押权人签字。", "设立抵押权。", "抵押权消灭。"]
    assert violates(session, terms["抵押权"], pairs) == [False, True, False]
    assert list(segment_texts(session, [])) == []
