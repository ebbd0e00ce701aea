"""The models page: which version serves, its scores, promoting with a reason, two models on one sentence, training."""

import os
import runpy
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

import ui.comparison_panel
import ui.session
import ui.training_panel
import ui.version_actions
from corpus.languages import Direction
from corpus.settings import PROJECT_ROOT, Settings
from service.accounts import Person, Role
from service.registry import all_versions, find_version, replaced_by, serving_model
from ui.messages import INTERFACE_LANGUAGES, TABLES
from ui.score_chart import score_points
from ui.training_panel import training_process

HERE = Path(__file__).parent
STAND_IN = SimpleNamespace(**runpy.run_path(str(HERE / "page_app.py")))
VERSIONS = SimpleNamespace(**runpy.run_path(str(HERE / "stand_in_versions.py")))
EN = TABLES["en"]
SENTENCE = "抵押权人有权就抵押财产优先受偿。"

pytestmark = pytest.mark.slow  # each test runs the whole page several times, and copies a model


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOYAKU_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOYAKU_DATABASE_URL", "")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT_ROOT))
    monkeypatch.setattr(ui.session, "load_translator", STAND_IN.open_stand_in)
    monkeypatch.setattr(ui.training_panel, "TRAIN", (sys.executable, str(HERE / "stand_in_training.py")))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def models_only(language: str) -> None:
    from ui.messages import speaker
    from ui.models_page import show
    from ui.session import set_defaults

    set_defaults()
    show(speaker(language))  # type: ignore[arg-type]  # one of the interface's languages


def open_page(view: str = "versions", chosen: str | None = None, language: str = "en") -> AppTest:
    page = AppTest.from_function(models_only, kwargs={"language": language}, default_timeout=60)
    page.session_state["models_view"] = view
    if chosen is not None:
        page.session_state["models_chosen"] = chosen
    page.run()
    assert not page.exception
    return page


def add(name: str, gain: float, status: str = "candidate") -> object:
    sessions = ui.session.open_page_translator().sessions
    return VERSIONS.add_version(sessions, Settings(), name, gain, status)


def stored(name: str) -> SimpleNamespace:
    found = VERSIONS.stored_version(ui.session.open_page_translator().sessions, name)
    return SimpleNamespace(status=found.status, author=found.author, reason=found.reason)


def said(elements: Sequence[Element]) -> str:
    """The first notice's sentence without the escapes of Markdown."""
    return str(elements[0].value).replace("\\", "")


def html_of(page: AppTest) -> str:
    return "\n".join(element.body for element in page.html)


def table_of(page: AppTest) -> dict[str, list[object]]:
    return page.dataframe[0].value.to_dict("list")  # type: ignore[no-any-return]


def give_reason(page: AppTest, reason: str) -> None:
    next(field for field in page.text_input if field.label == EN["reason"]).set_value(reason)


def test_the_page_takes_as_long_a_text_as_the_comparison() -> None:
    from service.model_comparison import MAX_COMPARED

    assert ui.comparison_panel.MAX_COMPARED == MAX_COMPARED


class TestVersions:
    def test_without_versions_the_settings_model_serves_and_the_way_to_one_is_told(self) -> None:
        page = open_page()
        assert Settings().model in html_of(page)
        assert table_of(page)["Version"] == [EN["model_settings"]]
        assert table_of(page)["Status"] == ["● Serving"]
        assert [caption.value for caption in page.caption] == [EN["model_none"]]

    def test_the_newest_version_comes_first_and_the_one_that_serves_is_marked(self) -> None:
        add("20261101-090000", 0.1, "retired")
        add("20261114-090000", 1.2, "serving")
        add("20261128-090000", -0.4)
        page = open_page()
        table = table_of(page)
        assert table["Version"] == ["20261128-090000", "20261114-090000", "20261101-090000", EN["model_settings"]]
        assert table["Status"] == ["Candidate", "● Serving", "Retired", ""]
        assert table["chrF2++ zh→ja"][:3] == pytest.approx([43.91, 45.51, 44.41])
        assert table["Terms ja→zh, %"][:3] == [100.0, 100.0, 100.0]
        assert "<b>20261114-090000</b>" in html_of(page)

    @pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
    def test_a_version_whose_folder_is_gone_is_told_with_what_translates_instead(self, language: str) -> None:
        add("20261101-090000", 0.1, "serving")
        run = add("20261114-090000", 1.2, "serving")  # the newer one serves
        with ui.session.open_page_translator().sessions() as session:
            find_version(session, "20261101-090000").status = "retired"
            find_version(session, "20261101-090000").reason = replaced_by("20261114-090000")
            session.commit()
        shutil.rmtree(run.model)  # type: ignore[attr-defined]
        say = TABLES[language]
        page = open_page(language=language)
        instead = say["model_gone"].format(names="20261114-090000", instead="20261101-090000")
        assert [said([error]) for error in page.error] == [instead]
        assert table_of(page)[say["column_status"]] == [say["status_gone"], "● " + say["status_serving"], ""]
        assert "<b>20261101-090000</b>" in html_of(page)

    def test_a_version_shows_both_systems_scores_the_p_value_the_decision_and_what_it_was_made_from(self) -> None:
        add("20261114-090000", 1.2, "serving")
        page = open_page(chosen="20261114-090000")
        html = html_of(page)
        for text in ("44.31", "45.51", "+1.20", "0.004", "better beyond chance", "nc:6|nw:2", VERSIONS.DIGEST[:16]):
            assert text in html
        assert EN["model_decision_promote"] in html
        assert page.json[0].value  # the configuration

    def test_the_report_can_be_taken_away_and_the_curves_are_shown_where_the_run_has_them(self) -> None:
        run = add("20261114-090000", 1.2)
        page = open_page(chosen="20261114-090000")
        assert [element.label for element in page.get("download_button")] == [EN["model_report"]]
        assert len(page.get("image")) == 1
        for name in ("report.html", "curves.png"):
            (run.path / name).unlink()  # type: ignore[attr-defined]
        page = open_page(chosen="20261114-090000")
        assert not page.get("download_button")
        assert not page.get("image")

    def test_where_the_run_is_gone_the_registered_scores_are_left(self) -> None:
        run = add("20261114-090000", 1.2)
        run.path.rename(run.path.with_name("elsewhere"))  # type: ignore[attr-defined]
        page = open_page(chosen="20261114-090000")
        assert "45.51" in html_of(page)
        assert EN["model_run_gone"] in [caption.value for caption in page.caption]

    def test_damaged_scores_are_told_in_a_sentence_and_the_rest_is_shown(self) -> None:
        run = add("20261114-090000", 1.2)
        (run.path / "scores.json").write_text("{}", encoding="utf-8")  # type: ignore[attr-defined]
        page = open_page(chosen="20261114-090000")
        assert "scores" in said(page.warning)
        assert "45.51" in html_of(page)

    def test_a_chart_for_each_direction_has_a_point_for_each_version(self) -> None:
        add("20261101-090000", 0.1, "retired")
        add("20261114-090000", 1.2, "serving")
        page = open_page()
        assert len(page.get("vega_lite_chart")) == 2
        with ui.session.open_page_translator().sessions() as session:
            versions = all_versions(session)
        for direction, scores in ((Direction.ZH_JA, [44.41, 45.51]), (Direction.JA_ZH, [33.07, 33.62])):
            assert [point["score"] for point in score_points(versions, direction)] == scores

    @pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
    def test_the_page_speaks_each_language(self, language: str) -> None:
        add("20261114-090000", 1.2, "serving")
        for view in ("versions", "compare", "training"):
            page = open_page(view, language=language)
            assert TABLES[language]["model_serves"] in html_of(page)  # type: ignore[index]

    def test_markup_in_a_reason_is_only_text(self) -> None:
        add("20261114-090000", 1.2)
        with ui.session.open_page_translator().sessions() as session:
            session.query(VERSIONS.ModelVersion).one().reason = "<script>alert(1)</script>"
            session.commit()
        assert "<script>" not in html_of(open_page(chosen="20261114-090000"))


class TestPromoting:
    @pytest.mark.parametrize("reason", ["", " "])
    def test_a_change_needs_a_reason(self, reason: str) -> None:
        add("20261114-090000", 1.2)
        page = open_page(chosen="20261114-090000")
        give_reason(page, reason)
        page.button(key="promote").click().run()
        assert said(page.warning) == EN["reason_missing_version"]
        assert stored("20261114-090000").status == "candidate"

    def test_a_version_serves_after_a_second_click_and_the_former_one_is_retired(self) -> None:
        add("20261101-090000", 0.6, "serving")
        run = add("20261114-090000", 1.2)
        page = open_page(chosen="20261114-090000")
        give_reason(page, "better on contracts")
        page.button(key="promote").click().run()
        assert "will translate from the next sentence on" in said(page.warning)
        assert stored("20261114-090000").status == "candidate"
        page.button(key="confirm").click().run()
        assert said(page.success) == "20261114-090000 serves now."
        new, old = stored("20261114-090000"), stored("20261101-090000")
        assert (new.status, new.author, new.reason) == ("serving", "local", "better on contracts")
        assert old.status == "retired"
        with ui.session.open_page_translator().sessions() as session:
            assert serving_model(session, Settings()) == str(run.model)  # type: ignore[attr-defined]
        assert table_of(page)["Status"][:2] == ["● Serving", "Retired"]

    def test_saying_no_changes_nothing(self) -> None:
        add("20261114-090000", 1.2)
        page = open_page(chosen="20261114-090000")
        give_reason(page, "better")
        page.button(key="promote").click().run()
        page.button(key="confirm_cancel").click().run()
        assert not page.warning
        assert stored("20261114-090000").status == "candidate"

    def test_a_version_whose_files_changed_is_not_promoted_and_the_reason_is_one_sentence(self) -> None:
        run = add("20261114-090000", 1.2)
        with (run.model / "vocab.json").open("a") as file:  # type: ignore[attr-defined]
            file.write(" ")
        page = open_page(chosen="20261114-090000")
        give_reason(page, "better")
        page.button(key="promote").click().run()
        page.button(key="confirm").click().run()
        assert "are not those that" in said(page.warning)
        assert stored("20261114-090000").status == "candidate"

    def test_retiring_the_version_that_serves_brings_back_the_settings_model(self) -> None:
        add("20261114-090000", 1.2, "serving")
        page = open_page()
        give_reason(page, "a term is wrong")
        page.button(key="retire").click().run()
        page.button(key="confirm").click().run()
        assert stored("20261114-090000").status == "retired"
        assert table_of(page)["Status"] == ["Retired", "● Serving"]
        assert Settings().model in html_of(page)


class TestRoles:
    @pytest.fixture
    def acting(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Role], None]:
        def act(role: Role) -> None:
            for panel in (ui.training_panel, ui.version_actions):
                monkeypatch.setattr(panel, "current_person", lambda: Person("森", role))

        return act

    @pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.REVIEWER])
    def test_only_an_administrator_changes_which_version_serves(
        self, acting: Callable[[Role], None], role: Role
    ) -> None:
        add("20261114-090000", 1.2)
        acting(role)
        page = open_page(chosen="20261114-090000")
        assert not [button for button in page.button if button.key in ("promote", "retire")]
        assert EN["admins_only"] in [caption.value for caption in page.caption]

    def test_a_translator_starts_no_training(self, acting: Callable[[Role], None]) -> None:
        acting(Role.TRANSLATOR)
        page = open_page("training")
        assert not page.button
        assert EN["reviewers_only"] in [caption.value for caption in page.caption]

    def test_a_button_pressed_after_the_role_changed_is_refused_in_a_sentence(
        self, acting: Callable[[Role], None]
    ) -> None:
        acting(Role.REVIEWER)
        page = open_page("training")
        acting(Role.TRANSLATOR)
        page.button(key="training_start").click().run()
        assert training_process().status().phase == "none"
        assert not page.exception


class TestComparing:
    @pytest.fixture
    def loaded(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The models in the order in which they are loaded; each is the stand-in with a word of its own."""
        places: list[str] = []

        def load(settings: Settings, place: str) -> object:
            places.append(place)
            sessions = ui.session.open_page_translator().sessions
            return STAND_IN.StandInTranslator(sessions, {"権利を有する": "権利がある"} if "runs" in place else {})

        monkeypatch.setattr(ui.comparison_panel, "load_model", load)
        return places

    def compare(self, text: str = SENTENCE) -> AppTest:
        page = open_page("compare")
        page.text_area(key="compare_text").set_value(text)
        page.button(key="compare").click().run()
        assert not page.exception
        return page

    def test_with_one_model_there_is_nothing_to_compare(self) -> None:
        page = open_page("compare")
        assert page.caption[0].value == EN["compare_one"]
        assert not page.button

    def test_both_translations_stand_side_by_side_terms_underlined_and_differences_shaded(
        self, loaded: list[str]
    ) -> None:
        run = add("20261114-090000", 1.2)
        page = self.compare()
        assert loaded == [Settings().model, str(run.model)]  # type: ignore[attr-defined]
        html = html_of(page)
        assert "<mark>があ</mark>る" in html
        assert "<mark>を有す</mark>る" in html
        assert html.count('class="hy-term hy-satisfied"') == 9  # three terms in the source and in both translations
        assert EN["compare_differ"] in html

    def test_a_model_stays_loaded_for_the_next_sentence(self, loaded: list[str]) -> None:
        add("20261114-090000", 1.2)
        page = self.compare()
        page.text_area(key="compare_text").set_value("当事人应当遵循诚信原则。")
        page.button(key="compare").click().run()
        assert len(loaded) == 2
        assert EN["compare_same"] in html_of(page)

    def test_the_same_model_twice_is_no_comparison(self, loaded: list[str]) -> None:
        add("20261114-090000", 1.2)
        page = open_page("compare")
        page.selectbox(key="compare_second").set_value("").run()
        page.button(key="compare").click().run()
        assert said(page.warning) == EN["compare_same_model"]
        assert loaded == []

    @pytest.mark.parametrize(("text", "key"), [("", "error_empty"), ("explode 合同。", "error_unexpected")])
    def test_what_cannot_be_translated_is_told_in_a_sentence(self, loaded: list[str], text: str, key: str) -> None:
        add("20261114-090000", 1.2)
        page = self.compare(text)
        assert said(page.error) == EN[key]
        assert page.text_area(key="compare_text").value == text

    def test_a_model_that_is_gone_is_told_in_a_sentence(self) -> None:
        run = add("20261114-090000", 1.2)
        run.model.rename(run.path / "gone")  # type: ignore[attr-defined]
        page = self.compare()
        assert "There is no model folder" in said(page.error)


class TestTraining:
    @pytest.fixture(autouse=True)
    def stopped(self, surroundings: None) -> Iterator[None]:
        yield
        training_process().stop(Person("李", Role.ADMIN))
        self.wait()

    def wait(self) -> str:
        for _ in range(600):
            status = training_process().status()
            if not status.active:
                return status.phase
            time.sleep(0.1)
        pytest.fail("the training does not end")

    def test_before_the_first_one_the_form_says_what_a_training_does(self) -> None:
        page = open_page("training")
        assert EN["training_intro"] in html_of(page)
        assert page.caption[0].value == EN["training_none"]
        assert page.number_input(key="training_minutes").value == 15

    def test_one_is_started_followed_cancelled_and_resumed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOYAKU_STAND_IN_ENDING", "stuck")
        page = open_page("training")
        page.number_input(key="training_minutes").set_value(3)
        page.button(key="training_start").click().run()
        assert page.get("progress")
        for _ in range(100):
            if not page.button(key="training_cancel").disabled:
                break
            page.run()
        page.button(key="training_cancel").click().run()
        assert self.wait() == "cancelled"
        page.run()
        assert EN["training_cancelled"].split("{")[0] in said(page.info)
        monkeypatch.setenv("HOYAKU_STAND_IN_ENDING", "kept")
        page.button(key="training_resume").click().run()
        assert self.wait() == "done"
        page.run()
        assert said(page.info) == EN["training_kept"]
        assert "3 minutes" in html_of(page)
        assert "by local" in html_of(page)

    def test_a_refusal_is_told_in_its_own_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOYAKU_STAND_IN_ENDING", "refused")
        page = open_page("training")
        page.button(key="training_start").click().run()
        self.wait()
        page.run()
        assert "There are 3 pairs and 200 are needed; import more." in said(page.error)

    def test_a_run_at_work_shows_how_far_it_is(self) -> None:
        VERSIONS.work_on(VERSIONS.described_run(Settings(), "20261128-135025"), os.getpid())
        page = open_page("training")
        assert page.get("progress")[0].proto.value == 42
        assert "Training · 42 %" in page.get("progress")[0].proto.text
        assert "step 84 of 200" in html_of(page)
        assert not [button for button in page.button if button.key == "training_start"]
        VERSIONS.ended_run(Settings(), "20261128-140000", 0.1)
        VERSIONS.work_on(VERSIONS.RunFolder(Settings().data_dir / "runs" / "20261128-135025"), 0)

    def test_a_run_whose_process_died_can_be_resumed(self) -> None:
        VERSIONS.work_on(VERSIONS.described_run(Settings(), "20261128-135025"), 0)
        page = open_page("training")
        assert "was interrupted" in said(page.warning)
        assert page.button(key="training_resume").label == EN["training_resume"]

    @pytest.mark.parametrize(("gain", "status"), [(1.2, "serving"), (1.2, "candidate"), (0.1, "candidate")])
    def test_after_the_end_the_decision_is_shown_with_its_scores(self, gain: float, status: str) -> None:
        add("20261114-090000", gain, status)
        page = open_page("training")
        shown = said([*page.success, *page.info])
        expected = "training_kept" if gain < 1 else "training_promoted" if status == "serving" else "training_candidate"
        assert shown == EN[expected].format(name="20261114-090000")
        assert "412" not in shown
        assert EN["scores_title"] in html_of(page)

    def test_a_failed_run_says_why(self) -> None:
        run = VERSIONS.described_run(Settings(), "20261128-135025", prepared=False)
        run.report("failed", detail="There is too little memory.")
        page = open_page("training")
        assert "There is too little memory." in said(page.error)
        assert not [button for button in page.button if button.key == "training_resume"]
