"""Working on a translation: edits are kept, looked at again, and never lost."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.languages import Direction
from corpus.segmentation import split_segments
from glossary.matching import Matcher
from glossary.terms import Term
from service.results import TextTranslation, TranslationOptions
from ui.workspace import (
    Workspace,
    choices,
    describe,
    keep_edits,
    page_of,
    pairs_of,
    renew_rows,
    rows_with_term,
    set_text,
)

STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
OPTIONS = TranslationOptions(Direction.ZH_JA)
TEXT = "抵押权人有权就抵押财产优先受偿。\n\n当事人应当遵循诚信原则。"
GOOD_FAITH = Term(zh="诚信原则", ja="信義則")


def translate(text: str, *terms: Term) -> Workspace:
    matcher = Matcher([*terms, *STAND_IN.TERMS], "zh")
    segments = tuple(
        STAND_IN.placed(STAND_IN.translate_one(part.text, matcher.match(part.text), OPTIONS), part)
        for part in split_segments(text, "zh")
    )
    return Workspace.of(text, OPTIONS, TextTranslation(segments, Direction.ZH_JA, "", 0.1))


@pytest.fixture
def workspace() -> Workspace:
    return translate(TEXT)


def test_the_text_keeps_the_paragraphs_of_the_source(workspace: Workspace) -> None:
    assert workspace.text == (
        "抵当権者は、抵当財産について優先弁済を受ける権利を有する。\n\n当事者は、誠実信用の原則に従わなければならない。"
    )


def test_what_an_approved_term_says_is_no_doubt_about_an_edit(workspace: Workspace) -> None:
    treble = translate("应当支付三倍赔偿金。", Term(zh="三倍赔偿金", ja="懲罰的損害賠償金"))
    assert set_text(treble, 0, "懲罰的損害賠償金を支払わなければならない。").rows[0].checks == ()
    assert [doubt.name for doubt in set_text(treble, 0, "賠償金を支払う。").rows[0].checks] == ["numbers"]


def test_an_edit_stands_in_the_text_and_its_terms_are_looked_at_again(workspace: Workspace) -> None:
    edited = set_text(workspace, 0, "抵押権者は、抵当財産から優先弁済を受ける。")
    row = edited.rows[0]
    assert row.edited
    assert [finding.status for finding in row.terms] == ["forbidden", "satisfied", "satisfied"]
    assert row.needs_attention
    assert edited.text.startswith("抵押権者は")
    assert edited.count_terms() == (2, 3)
    assert workspace.rows[0].text.startswith("抵当権者は")


def test_going_back_to_the_machines_text_ends_the_edit_and_keeps_it_among_the_choices(workspace: Workspace) -> None:
    machine = workspace.rows[0].text
    back = set_text(set_text(workspace, 0, "私の訳。"), 0, machine)
    assert not back.rows[0].edited
    assert back.rows[0].terms == workspace.rows[0].terms
    assert ("from_earlier", "私の訳。") in choices(back.rows[0])


def test_every_text_that_a_person_replaced_can_be_chosen_again(workspace: Workspace) -> None:
    for text in ("一。", "二。", "三。"):
        workspace = set_text(workspace, 0, text)
    texts = [text for _, text in choices(workspace.rows[0])]
    assert texts == [translate(TEXT).rows[0].text, STAND_IN.SECOND, "二。", "一。"]


def test_choices_leave_out_the_text_that_stands(workspace: Workspace) -> None:
    assert choices(workspace.rows[0]) == [("from_search", STAND_IN.SECOND)]
    assert choices(workspace.rows[1]) == []


def test_translating_again_keeps_edits_of_sentences_that_are_still_there(workspace: Workspace) -> None:
    edited = set_text(workspace, 0, "抵当権者は優先する。")
    again = keep_edits(translate("得利人没有法律根据取得不当利益的，应返还300元。" + TEXT), edited)
    assert [row.text for row in again.rows if row.edited] == ["抵当権者は優先する。"]
    assert not again.rows[1].machine_newer


def test_two_equal_sentences_keep_their_own_edits() -> None:
    sentence = "当事人应当遵循诚信原则。"
    edited = set_text(translate(sentence * 2), 1, "当事者は信義に従う。")
    again = keep_edits(translate(sentence * 3), edited)
    assert [row.edited for row in again.rows] == [False, True, False]


def test_edits_do_not_pass_to_the_other_direction(workspace: Workspace) -> None:
    edited = set_text(workspace, 0, "抵当権者は優先する。")
    other = Workspace(TEXT, TranslationOptions(Direction.JA_ZH), workspace.rows, 0.1)
    assert not any(row.edited for row in keep_edits(other, edited).rows)


def test_a_new_term_renews_its_rows_and_no_others(workspace: Workspace) -> None:
    assert rows_with_term(workspace, GOOD_FAITH) == [1]
    renewed = translate(TEXT, GOOD_FAITH).rows[1].machine
    after = renew_rows(workspace, {1: renewed})
    assert after.rows[1].text == "当事者は、信義則に従わなければならない。"
    assert after.rows[0] == workspace.rows[0]
    assert after.text.count("\n\n") == 1


def test_a_new_machine_translation_does_not_replace_an_edit_but_says_so(workspace: Workspace) -> None:
    edited = set_text(workspace, 1, "当事者は誠実に行動する。")
    after = renew_rows(edited, {1: translate(TEXT, GOOD_FAITH).rows[1].machine})
    row = after.rows[1]
    assert row.text == "当事者は誠実に行動する。"
    assert row.machine_newer
    assert [finding.status for finding in row.terms] == ["missing"]
    taken = set_text(after, 1, row.machine.translation).rows[1]
    assert not taken.machine_newer
    assert ("from_earlier", "当事者は誠実に行動する。") in choices(taken)


def test_rows_are_shown_by_kind() -> None:
    workspace = translate("抵押权人有权就抵押财产优先受偿。得利人没有法律根据取得不当利益的，应返还300元。")
    assert workspace.shown("all") == [0, 1]
    assert workspace.shown("attention") == [1]
    assert workspace.shown("edited") == []
    assert set_text(workspace, 0, "訳。").shown("edited") == [0]


def test_blank_segments_are_in_the_text_but_not_shown() -> None:
    workspace = translate("\n\n \n")
    assert workspace.text == "\n\n \n"
    assert workspace.shown("all") == []
    assert list(pairs_of(workspace)) == []


def test_a_long_list_is_cut_into_pages() -> None:
    assert page_of(range(45), 1, 20) == list(range(20))
    assert page_of(range(45), 3, 20) == [40, 41, 42, 43, 44]


def test_a_translation_is_described_by_its_beginning(workspace: Workspace) -> None:
    assert describe(workspace, length=6) == "抵押权人有权…"
