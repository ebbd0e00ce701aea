"""The glossary page: find, open, change with a reason after seeing the impact; the next translation obeys."""

import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui.session
from corpus.pairs import NewPair, SourceInfo, add_pairs
from glossary.lookup import find_terms, term_history
from glossary.tasks import count_tasks
from glossary.terms import Term, TermStatus
from glossary.workflow import add_term, propose_term
from ui.glossary_edits import changes_of, collect, forms_of, row_of
from ui.glossary_state import GlossaryDesk
from ui.messages import TABLES, speaker
from ui.proposals import listed
from ui.render import literal
from ui.term_form import form_key

STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
ENGLISH = TABLES["en"]
SAY = speaker("en")

pytestmark = pytest.mark.slow  # each test runs the whole page several times


def glossary_only() -> None:
    from ui.glossary_page import show
    from ui.messages import speaker
    from ui.session import set_defaults

    set_defaults()
    show(speaker("en"))


@pytest.fixture
def page(page_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("HOYAKU_USER", "森")
    monkeypatch.setattr(ui.session, "load_translator", STAND_IN.open_stand_in)
    st.cache_resource.clear()
    yield AppTest.from_function(glossary_only, default_timeout=60).run()
    st.cache_resource.clear()


@pytest.fixture
def translator(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of somebody who may propose and comment only."""
    import ui.glossary_page
    import ui.glossary_state
    from service.accounts import Person, Role

    person = Person("李", Role.TRANSLATOR)
    monkeypatch.setattr(ui.glossary_page, "current_person", lambda: person)
    monkeypatch.setattr(ui.glossary_state, "current_person", lambda: person)
    return page.run()


def stored(zh: str) -> Term:
    with ui.session.open_page_translator().sessions() as session:
        return find_terms(session, zh, statuses=tuple(TermStatus))[0]


def store(*terms: Term) -> None:
    with ui.session.open_page_translator().sessions() as session:
        for term in terms:
            (propose_term if term.status is TermStatus.PROPOSED else add_term)(session, term, "李", "案件で必要")


def open_term(page: AppTest, zh: str) -> Term:
    term = stored(zh)
    page.session_state["glossary_desk"] = GlossaryDesk(term=term.id)
    go(page, "term")
    return term


def go(page: AppTest, view: str) -> None:
    page.session_state["glossary_view"] = view
    page.run()
    assert not page.exception


def html_of(page: AppTest) -> str:
    return "\n".join(element.body for element in page.html)


def confirm(page: AppTest, button: str) -> None:
    page.button(key=button).click().run()
    assert not page.warning
    page.button(key="glossary_confirm").click().run()
    assert not page.exception


def keys_of(page: AppTest) -> set[str | None]:
    return {button.key for button in page.button}


def test_a_search_finds_terms_in_either_language(page: AppTest) -> None:
    assert page.caption[0].value == f"Terms found: {len(STAND_IN.TERMS)}"
    page.text_input(key="glossary_search").set_value("抵当財産").run()
    assert page.caption[0].value == "Terms found: 1"
    page.text_input(key="glossary_search").set_value("没有这个词").run()
    assert ENGLISH["glossary_none"] in [caption.value for caption in page.caption]


def test_terms_are_filtered_by_area_note_change_and_use(page: AppTest) -> None:
    def found(name: str, value: str) -> str:
        page.selectbox(key=f"glossary_{name}").set_value(value).run()
        value = page.caption[0].value
        page.selectbox(key=f"glossary_{name}").set_value("all" if name == "show" else "").run()
        return value

    assert found("area", "property") == "Terms found: 3"
    assert found("show", "noted") == "Terms found: 1"
    assert found("show", "changed") == "Terms found: 5"
    assert found("show", "unused") == "Terms found: 5"
    assert found("status", "retired") == "Terms found: 0"


def test_a_term_shows_definition_note_forbidden_renderings_and_history(page: AppTest) -> None:
    term = open_term(page, "抵押权人")
    assert "Property · Approved" in html_of(page)
    assert "stand-in" in html_of(page)
    for name in ("definition", "note", "ja_forbidden"):
        shown = page.text_area(key=form_key(term, name)).value
        assert shown == "\n".join([getattr(term, name)] if name != "ja_forbidden" else term.ja_forbidden)


def test_renderings_of_other_areas_stand_beside_it(page: AppTest) -> None:
    store(Term(zh="不当得利", ja="不当利益", area="tort", ja_forbidden=("不正利得",)))
    open_term(page, "不当得利")
    html = html_of(page)
    for text in (ENGLISH["area_tort"], "不当利益", "不正利得", 'aria-current="true"'):
        assert text in html


def test_markup_in_a_term_is_only_text(page: AppTest) -> None:
    open_term(page, "A&B公司")
    assert "<script>" not in html_of(page)


def test_an_edited_rendering_is_stored_after_its_impact_is_seen_and_obeyed(page: AppTest) -> None:
    with ui.session.open_page_translator().sessions() as session:
        pairs = [NewPair("转让抵押财产。", "抵当財産を譲渡する。", area="property")]
        add_pairs(session, pairs, SourceInfo("a.tsv", "0" * 64, "", "林"))
    term = open_term(page, "抵押财产")
    page.text_input(key=form_key(term, "ja")).set_value("担保目的財産")
    page.text_area(key=form_key(term, "ja_forbidden")).set_value("抵押財産\n抵押財産\n")
    page.text_input(key=form_key(term, "reason")).set_value("統一のため")
    page.button(key="glossary_save").click().run()
    assert "抵当財産を譲渡する。" in html_of(page)
    assert stored("抵押财产").ja == "抵当財産"
    assert page.checkbox(key="glossary_with_tasks").value
    page.button(key="glossary_confirm").click().run()
    assert page.success[0].value == r"Saved\. The next translation obeys it\. New tasks\: 1\."
    changed = stored("抵押财产")
    assert (changed.ja, changed.ja_forbidden) == ("担保目的財産", ("抵押財産",))
    with ui.session.open_page_translator().sessions() as session:
        event = term_history(session, changed.id or 0)[-1]
        assert count_tasks(session, term_id=changed.id) == 1
    assert (event.author, event.reason, event.action) == ("森", "統一のため", "edited")
    translation = ui.session.open_page_translator().translate_segments(
        ["抵押权人有权就抵押财产优先受偿。"], STAND_IN.TranslationOptions(STAND_IN.Direction.ZH_JA)
    )
    assert "担保目的財産" in translation[0].translation


@pytest.mark.parametrize(("reason", "key"), [("", "reason_missing"), ("理由", "no_change")])
def test_a_change_without_reason_or_content_is_refused_in_words(page: AppTest, reason: str, key: str) -> None:
    term = open_term(page, "抵押财产")
    if key != "no_change":
        page.text_input(key=form_key(term, "ja")).set_value("別の訳")
    page.text_input(key=form_key(term, "reason")).set_value(reason)
    page.button(key="glossary_save").click().run()
    assert page.warning[0].value.replace("\\", "") == ENGLISH[key]
    assert stored("抵押财产").ja == "抵当財産"
    if key != "no_change":
        assert page.text_input(key=form_key(term, "ja")).value == "別の訳"


def test_a_change_that_the_glossary_refuses_is_explained_before_any_question_and_what_was_typed_stays(
    page: AppTest,
) -> None:
    term = open_term(page, "抵押财产")
    page.text_input(key=form_key(term, "ja")).set_value("")
    page.text_input(key=form_key(term, "reason")).set_value("誤り")
    page.button(key="glossary_save").click().run()
    assert page.warning[0].value == literal("“Japanese term” is empty; fill it in.")
    assert "glossary_confirm" not in keys_of(page)
    assert page.text_input(key=form_key(term, "reason")).value == "誤り"


def test_of_several_changes_the_refused_one_is_named(page: AppTest) -> None:
    first, second = stored("抵押财产"), stored("抵押权人")
    page.session_state["glossary_desk"] = GlossaryDesk(
        pending={first.id or 0: (first, {"ja": "担保財産"}), second.id or 0: (second, {"ja": "抵|当"})}
    )
    page.run()
    page.text_input(key="glossary_grid_reason").set_value("統一する")
    page.button(key="glossary_save_all").click().run()
    assert page.warning[0].value.replace("\\", "").startswith("抵押权人 “")
    assert stored("抵押财产") == first


def test_a_term_is_retired_restored_and_the_retirement_undone(page: AppTest) -> None:
    open_term(page, "抵押财产")
    for action, status in (("retire", TermStatus.RETIRED), ("restore", TermStatus.APPROVED)):
        page.text_input(key=form_key(stored("抵押财产"), "reason")).set_value("理由")
        confirm(page, f"glossary_{action}")
        assert stored("抵押财产").status is status
    with ui.session.open_page_translator().sessions() as session:
        restored = term_history(session, stored("抵押财产").id or 0)[-1]
    page.text_input(key=form_key(stored("抵押财产"), "undo")).set_value("誤って復活させた")
    confirm(page, f"undo_{restored.id}")
    assert stored("抵押财产").status is TermStatus.RETIRED
    assert "Undone" in html_of(page)


def test_a_proposal_is_approved_or_rejected_in_the_queue(page: AppTest) -> None:
    store(*(Term(zh=zh, ja=ja, status=TermStatus.PROPOSED) for zh, ja in (("质权", "質権"), ("留置权", "留置権"))))
    go(page, "proposals")
    for zh, button, status in (
        ("质权", "approve", TermStatus.APPROVED),
        ("留置权", "reject", TermStatus.RETIRED),
    ):
        number = stored(zh).id
        page.text_input(key=f"proposal_reason_{number}").set_value("確認した")
        confirm(page, f"{button}_{number}")
        assert stored(zh).status is status
        saved = "term_changed" if status is TermStatus.APPROVED else "term_saved_retired"
        assert page.success[0].value.replace("\\", "") == ENGLISH[saved]
    assert ENGLISH["proposals_none"] in [caption.value for caption in page.caption]


def test_a_conflict_is_settled_with_one_click(page: AppTest) -> None:
    store(Term(zh="定金", ja="手付"), Term(zh="定金", ja="内金"))
    go(page, "conflicts")
    assert "定金 has several renderings in one area." in html_of(page)
    page.button(key="resolve_0_0").click().run()
    assert ENGLISH["conflicts_none"] in [caption.value for caption in page.caption]
    kept = stored("定金")
    assert (kept.ja, kept.ja_variants, kept.status) == ("手付", ("内金",), TermStatus.APPROVED)
    with ui.session.open_page_translator().sessions() as session:
        assert term_history(session, kept.id or 0)[-1].reason == "Conflict about 定金 settled"


def test_a_conflict_that_is_meant_is_accepted_with_a_reason_and_put_back(page: AppTest) -> None:
    store(Term(zh="定金", ja="手付"), Term(zh="定金", ja="内金"))
    go(page, "conflicts")
    page.button(key="conflict_accept_0").click().run()
    assert page.warning[0].value.replace("\\", "") == ENGLISH["reason_missing"]
    page.text_input(key="conflict_reason").set_value("依頼者ごとに使い分ける")
    page.button(key="conflict_accept_0").click().run()
    assert ENGLISH["conflicts_none"] in [caption.value for caption in page.caption]
    assert "依頼者ごとに使い分ける" in html_of(page)
    page.text_input(key="conflict_reason").set_value("統一する")
    page.button(key="conflict_reopen_0").click().run()
    assert "Conflicts: 1" in [caption.value for caption in page.caption]
    open_term(page, "定金")
    assert ENGLISH["event_accepted"] in html_of(page)


def test_a_translator_sees_no_decision_and_proposes(translator: AppTest) -> None:
    store(Term(zh="质权", ja="質権", status=TermStatus.PROPOSED))
    go(translator, "proposals")
    number = stored("质权").id
    assert {f"approve_{number}", f"reject_{number}"}.isdisjoint(keys_of(translator))
    approved = open_term(translator, "抵押财产")
    assert {"glossary_save", "glossary_retire"}.isdisjoint(keys_of(translator))
    translator.text_area(key=form_key(approved, "comment")).set_value("依頼者は別の訳を使う")
    translator.button(key="glossary_comment").click().run()
    assert "依頼者は別の訳を使う" in html_of(translator)
    own = open_term(translator, "质权")  # proposed by the same person
    translator.text_input(key=form_key(own, "ja")).set_value("質の権利")
    translator.text_input(key=form_key(own, "reason")).set_value("直す")
    confirm(translator, "glossary_save")
    assert stored("质权").ja == "質の権利"
    for view in ("browse", "conflicts", "candidates", "tasks", "exchange"):
        go(translator, view)
    assert ENGLISH["import_not_allowed"] in [caption.value for caption in translator.caption]


def test_a_new_term_is_added_or_proposed(page: AppTest) -> None:
    page.button(key="glossary_new").click().run()
    new = Term(zh="", ja="")
    for zh, button, status in (
        ("质权", "glossary_add", TermStatus.APPROVED),
        ("留置权", "glossary_propose", TermStatus.PROPOSED),
    ):
        page.text_input(key=form_key(new, "zh")).set_value(zh)
        page.text_input(key=form_key(new, "ja")).set_value("権利")
        page.text_input(key=form_key(new, "reason")).set_value("新しい案件")
        confirm(page, button)
        assert stored(zh).status is status
        saved = "term_changed" if status is TermStatus.APPROVED else "term_saved_proposed"
        assert page.success[0].value.replace("\\", "") == ENGLISH[saved]


def test_candidates_are_searched_for_and_tasks_checked(page: AppTest) -> None:
    go(page, "candidates")
    page.button(key="candidates_find").click().run()
    assert not page.exception
    assert "Candidates not yet decided on: 0" in [caption.value for caption in page.caption]
    go(page, "tasks")
    page.button(key="tasks_check").click().run()
    assert not page.exception


def test_a_file_is_shown_group_by_group_before_it_is_imported(page: AppTest) -> None:
    go(page, "exchange")
    lines = "zh,ja,area,note\n质权,質権,property,\n抵押财产,抵当財産,property,新しい注\n优先受偿,優先弁済,property,\n"
    page.file_uploader(key="import_file").upload("terms.csv", lines.encode(), "text/csv").run()
    assert not page.exception
    labels = [page.checkbox(key=f"import_{group}").label for group in ("additions", "changes", "conflicts")]
    assert [label[-1] for label in labels] == ["1", "1", "1"]
    assert "新しい注" in html_of(page)
    page.button(key="import_apply").click().run()
    assert page.warning[0].value.replace("\\", "") == ENGLISH["reason_missing"]
    page.text_input(key="import_reason").set_value("依頼者の用語集")
    page.button(key="import_apply").click().run()
    assert page.success[0].value.replace("\\", "") == "Imported: 1 added, 1 changed."
    assert (stored("质权").ja, stored("抵押财产").note) == ("質権", "新しい注")
    assert stored("优先受偿").ja == "優先弁済を受ける"  # the conflict was not taken


def test_a_list_field_has_an_entry_a_line() -> None:
    assert listed(" 甲 \n\n乙\n甲\n") == ("甲", "乙")


TERM = Term(zh="抵押权", ja="抵当権", zh_variants=("抵押之权", "抵押权利"), note="注", id=7)


def test_a_row_of_the_grid_says_the_term_and_changes_nothing_by_itself() -> None:
    row = row_of(TERM, SAY)
    assert (row["zh_variants"], row["status"], row["area"]) == ("抵押之权 | 抵押权利", "Approved", "")
    assert changes_of(TERM, row) == {}
    assert forms_of(" 甲 || 乙|甲 ") == ("甲", "乙")


def test_what_is_typed_into_rows_is_collected_across_pages_and_taken_back_cell_by_cell() -> None:
    other = replace(TERM, id=8, zh="质权")
    terms, rows = [TERM, other], [row_of(TERM, SAY), row_of(other, SAY)]
    pending = collect(terms, rows, {0: {"ja": "抵当の権利"}, "1": {"note": None}}, {})
    assert {number: changes for number, (_, changes) in pending.items()} == {
        7: {"ja": "抵当の権利"},
        8: {"note": ""},
    }
    assert collect([], [], {}, pending) == pending  # another page of the list
    overlaid = [row_of(TERM, SAY, pending[7][1])]
    assert collect([TERM], overlaid, {}, pending) == pending
    assert 7 not in collect([TERM], overlaid, {0: {"ja": "抵当権"}}, pending)
