"""The corpus page: look up, flag, delete, import, align, count, export, each as the person's role allows."""

import runpy
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import ui.align_panel
import ui.alignment_grid
import ui.pair_correction_panel
import ui.pair_export_panel
import ui.pair_import_panel
import ui.pair_search_panel
import ui.session
from corpus.pairs import NewPair, SourceInfo, add_pairs
from corpus.tables import Pair
from service.accounts import Person, Role
from ui.corpus_charts import bar_chart, counts_table, histogram
from ui.messages import TABLES, speaker
from ui.pair_search_panel import PAGE, pair_html
from ui.render import literal

STAND_IN = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("page_app.py"))))
PANELS = (
    ui.align_panel,
    ui.pair_correction_panel,
    ui.pair_export_panel,
    ui.pair_import_panel,
    ui.pair_search_panel,
)
SAY = TABLES["en"]

pytestmark = pytest.mark.slow  # each test runs the whole page several times


def corpus_only() -> None:
    from ui.corpus_page import show
    from ui.messages import speaker
    from ui.session import set_defaults

    set_defaults()
    show(speaker("en"))


@pytest.fixture
def page(page_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setattr(ui.session, "load_translator", STAND_IN.open_stand_in)
    st.cache_resource.clear()
    with ui.session.open_page_translator().sessions() as session:
        pairs = [
            NewPair(f"第{number}条 甲方付款。", f"第{number}条 甲は、支払う。", area="contract")
            for number in range(1, 24)
        ]
        add_pairs(session, pairs, SourceInfo("a.tsv", "a" * 64, "CC0", "李"))
        pair = NewPair("<script>定金为500元。", "<b>手付は、600元とする。", flags=("numbers",))
        add_pairs(session, [pair], SourceInfo("b.tsv", "b" * 64, "", "李"))
    yield AppTest.from_function(corpus_only, default_timeout=60).run()
    st.cache_resource.clear()


def seated(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    for panel in PANELS:
        monkeypatch.setattr(panel, "current_person", lambda: Person("李", role))


def stored(*columns: object) -> list[object]:
    with ui.session.open_page_translator().sessions() as session:
        rows = session.execute(select(*columns).order_by(Pair.id)).all()  # type: ignore[call-overload]
        return [row[0] if len(columns) == 1 else tuple(row) for row in rows]


def captions(page: AppTest) -> list[str]:
    return [caption.value for caption in page.caption]


def html_of(page: AppTest) -> str:
    return "\n".join(element.body for element in page.html)


class TestSearch:
    def test_pairs_are_shown_page_by_page_newest_first(self, page: AppTest) -> None:
        assert f"1–{PAGE} of 24 pairs" in captions(page)
        page.button(key="corpus_next").click().run()
        assert f"{PAGE + 1}–24 of 24 pairs" in captions(page)
        assert page.button(key="corpus_next").disabled

    def test_a_search_begins_on_its_first_page(self, page: AppTest) -> None:
        page.button(key="corpus_next").click().run()
        page.text_input(key="corpus_text").set_value("第2条").run()
        assert "1–1 of 1 pairs" in captions(page)
        page.text_input(key="corpus_text").set_value("没有这句话").run()
        assert SAY["corpus_none"] in captions(page)

    def test_filters_narrow_the_search(self, page: AppTest) -> None:
        page.selectbox(key="corpus_flag").set_value("numbers").run()
        assert "1–1 of 1 pairs" in captions(page)
        page.selectbox(key="corpus_licence").set_value("CC0").run()
        assert SAY["corpus_none"] in captions(page)

    def test_markup_in_a_pair_is_only_text(self, page: AppTest) -> None:
        assert "<script>" not in html_of(page)
        assert "&lt;script&gt;定金为500元。" in html_of(page)
        assert not page.exception

    def test_ticked_pairs_are_flagged_and_unflagged(self, page: AppTest) -> None:
        newest = stored(Pair.id)[-1]
        page.checkbox(key=f"pair_{newest}").check().run()
        page.button(key="corpus_do_flag").click().run()
        assert stored(Pair.flags)[-1] == ["numbers", "doubtful"]
        page.selectbox(key="corpus_new_flag").set_value("numbers").run()
        page.button(key="corpus_do_unflag").click().run()
        assert stored(Pair.flags)[-1] == ["doubtful"]
        assert page.success[0].value == literal(SAY["corpus_flagged"].format(count=1))

    def test_deletion_is_confirmed_first(self, page: AppTest) -> None:
        newest = stored(Pair.id)[-1]
        page.checkbox(key=f"pair_{newest}").check().run()
        page.button(key="corpus_do_delete").click().run()
        assert len(stored(Pair.id)) == 24
        page.button(key="corpus_delete_yes").click().run()
        assert newest not in stored(Pair.id)
        assert page.success[0].value == literal(SAY["corpus_deleted"].format(count=1))

    def test_one_pair_is_corrected_and_a_refused_text_stays_in_its_field(self, page: AppTest) -> None:
        newest = stored(Pair.id)[-1]
        assert page.button(key="corpus_do_correct").disabled
        page.checkbox(key=f"pair_{newest}").check().run()
        page.button(key="corpus_do_correct").click().run()
        page.text_area(key=f"corpus_correct_{newest}_ja").set_value("手付は、500元とする。")
        page.text_area(key=f"corpus_correct_{newest}_zh").set_value(" ")
        page.button(key="corpus_correct_save").click().run()
        assert page.warning[0].value == literal(SAY["refused_pair_text"])
        assert page.text_area(key=f"corpus_correct_{newest}_ja").value == "手付は、500元とする。"
        page.text_area(key=f"corpus_correct_{newest}_zh").set_value("定金为500元。")
        page.button(key="corpus_correct_save").click().run()
        assert page.success[0].value == literal(SAY["corpus_corrected"])
        assert stored(Pair.zh, Pair.ja)[-1] == ("定金为500元。", "手付は、500元とする。")
        assert not page.text_area

    def test_the_filters_are_run_over_what_was_found(self, page: AppTest) -> None:
        page.button(key="corpus_quality_run").click().run()
        assert page.success[0].value.startswith(literal("Objections: Script 0; Length 0; Numbers 1"))

    def test_a_translator_looks_but_does_not_change(self, page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
        seated(monkeypatch, Role.TRANSLATOR)
        newest = stored(Pair.id)[-1]
        page.checkbox(key=f"pair_{newest}").check().run()
        for action in ("do_flag", "do_unflag", "do_correct", "do_delete", "quality_run"):
            assert page.button(key=f"corpus_{action}").disabled
        page.segmented_control(key="corpus_view").set_value("export").run()
        assert page.button(key="corpus_export_run").disabled

    def test_a_click_that_the_role_does_not_allow_is_refused_in_words(
        self, page: AppTest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        newest = stored(Pair.id)[-1]
        page.checkbox(key=f"pair_{newest}").check().run()
        seated(monkeypatch, Role.TRANSLATOR)  # the role is taken away while the button is on the screen
        page.button(key="corpus_do_flag").click().run()
        assert page.warning[0].value == literal(SAY["error_forbidden"])
        assert stored(Pair.flags)[-1] == ["numbers"]


class TestImport:
    @pytest.fixture
    def uploading(self, page: AppTest) -> Callable[[str, str], None]:
        page.segmented_control(key="corpus_view").set_value("import").run()

        def upload(name: str, text: str) -> None:
            page.file_uploader(key="corpus_import_file").set_value((name, text.encode(), "text/plain")).run()

        return upload

    def test_the_cleaning_report_comes_before_anything_is_stored(
        self, page: AppTest, uploading: Callable[[str, str], None]
    ) -> None:
        uploading(
            "new.tsv", "zh\tja\n租金按月支付。\t賃料は、月ごとに支払う。\n违约金为1万元。\t違約金は、2万元とする。\n"
        )
        assert "2 pairs read: 1 pass (0 of them are in the corpus already), 1 are doubted" in html_of(page)
        assert "lacks the number" in html_of(page)
        assert len(stored(Pair.id)) == 24
        page.text_input(key="corpus_import_licence").set_value("CC BY 4.0").run()
        page.radio(key="corpus_import_flag").set_value(True).run()
        page.button(key="corpus_import_run").click().run()
        assert stored(Pair.zh, Pair.flags)[-2:] == [("租金按月支付。", []), ("违约金为1万元。", ["numbers"])]
        assert page.success[0].value.startswith("2 pairs were added")

    @pytest.mark.parametrize(
        ("name", "text", "part"),
        [("a.tmx", "<tmx><body>", "damaged or cut off"), ("a.tsv", "契約です\t合同", "first column holds Japanese")],
    )
    def test_a_bad_file_is_one_sentence(
        self, page: AppTest, uploading: Callable[[str, str], None], name: str, text: str, part: str
    ) -> None:
        uploading(name, text)
        assert part in page.warning[0].value
        assert page.warning[0].value.startswith(literal(f"{name}: "))
        assert not page.exception


class TestAlign:
    @pytest.fixture
    def aligned(self, page: AppTest) -> AppTest:
        page.segmented_control(key="corpus_view").set_value("align").run()
        page.text_area(key="align_zh").set_value("第一条\n租金按月支付。押金为500元。").run()
        page.text_area(key="align_ja").set_value("第1条\n賃料は、月ごとに支払う。敷金は、500元とする。").run()
        return page.button(key="align_run").click().run()

    def test_what_is_missing_or_exchanged_is_said_and_nothing_is_lost(self, page: AppTest) -> None:
        page.segmented_control(key="corpus_view").set_value("align").run()
        page.text_area(key="align_zh").set_value("契約は、成立した。").run()
        page.button(key="align_run").click().run()
        assert page.warning[0].value == literal(SAY["align_error_empty_ja"])
        page.text_area(key="align_ja").set_value("合同成立。").run()
        page.button(key="align_run").click().run()
        assert page.warning[0].value == literal(SAY["align_error_exchanged"])
        page.button(key="align_exchange").click().run()
        assert page.text_area(key="align_zh").value == "合同成立。"
        page.segmented_control(key="corpus_view").set_value("search").run()
        page.segmented_control(key="corpus_view").set_value("align").run()
        assert page.text_area(key="align_ja").value == "契約は、成立した。"

    def test_corrections_are_done_and_undone(self, aligned: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
        work = aligned.session_state["alignment"]
        assert [row.text("zh") for row in work.rows] == ["第一条", "租金按月支付。", "押金为500元。"]
        monkeypatch.setattr(st, "session_state", {"alignment": work, ui.alignment_grid.KEY: {}})

        def ask(action: str, place: int, language: str = "", text: str = "", version: int | None = None) -> None:
            done = {"action": action, "place": place, "language": language, "text": text}
            done["version"] = work.version if version is None else version
            st.session_state[ui.alignment_grid.KEY] = {"done": done}
            ui.align_panel._done()

        ask("merge", 1)
        assert work.rows[1].text("ja") == "賃料は、月ごとに支払う。敷金は、500元とする。"
        ask("merge", 0, version=0)  # a click on rows that have changed since
        assert len(work.rows) == 2
        ask("undo", 0)
        assert len(work.rows) == 3
        ask("ja_up", 2)
        ask("edit", 0, "zh", "第一条　租金")
        ask("drop", 1)
        assert work.rows[0].text("zh") == "第一条　租金"
        assert (work.rows[1].dropped, work.rows[2].ja) == (True, ())
        ask("merge", 99)
        assert len(work.rows) == 3

    def test_pairs_are_saved_under_a_name(self, aligned: AppTest) -> None:
        aligned.button(key="align_save").click().run()
        assert aligned.warning[0].value == literal(SAY["align_name_missing"])
        aligned.text_input(key="align_name").set_value("賃貸借").run()
        aligned.selectbox(key="align_area").set_value("contract").run()
        aligned.button(key="align_save").click().run()
        assert stored(Pair.zh, Pair.document, Pair.position, Pair.area)[-3:] == [
            ("第一条", "賃貸借", 0, "contract"),
            ("租金按月支付。", "賃貸借", 1, "contract"),
            ("押金为500元。", "賃貸借", 2, "contract"),
        ]
        assert aligned.success[0].value.startswith("3 pairs were added")


def test_an_address_shows_one_pair_until_all_are_asked_for(page: AppTest) -> None:
    number = stored(Pair.id)[4]
    page.session_state["corpus_view"] = "statistics"
    page.query_params["pair"] = str(number)
    page.run()
    assert [box.key for box in page.checkbox] == [f"pair_{number}"]
    page.button(key="corpus_all_pairs").click().run()
    assert len([box for box in page.checkbox if str(box.key).startswith("pair_")]) == PAGE
    page.query_params["pair"] = "999999"
    page.run()
    assert SAY["corpus_pair_gone"].format(number=999999) in [caption.value for caption in page.caption]


def test_statistics_show_figures_charts_and_tables(page: AppTest) -> None:
    page.segmented_control(key="corpus_view").set_value("statistics").run()
    assert [metric.value for metric in page.metric] == ["24", "2", "1", "4.2%"]
    assert "<caption>Pairs by licence</caption>" in html_of(page)
    page.selectbox(key="statistics_licence").set_value("CC0").run()
    assert page.metric[0].value == "23"
    assert not page.exception


def test_statistics_tell_of_the_glossary_once_it_is_counted(page: AppTest) -> None:
    page.segmented_control(key="corpus_view").set_value("statistics").run()
    for _ in range(300):  # it is counted beside the page
        if coverage := [element.body for element in page.html if "All areas" in element.body]:
            break
        time.sleep(0.1)
        page.run()
    assert '<th scope="row">All areas</th><td>0</td><td>–</td>' in coverage[0]
    assert not page.exception


def test_an_export_is_prepared_by_filter(page: AppTest) -> None:
    page.segmented_control(key="corpus_view").set_value("export").run()
    assert page.button(key="corpus_export_run").label == "Prepare 24 pairs"
    page.selectbox(key="corpus_export_licence").set_value("").run()
    page.button(key="corpus_export_run").click().run()
    data, number = page.session_state["corpus_export_file"][2:]
    assert number == 1
    assert "定金为500元。" in data.decode()


def test_charts_say_what_their_tables_say() -> None:
    counts = {"contract": 3, "": 1}
    words = {"contract": "Contract", "": "Not stated"}.__getitem__
    values = bar_chart(counts, words, "Pairs")["data"]["values"]
    assert values == [{"name": "Contract", "pairs": 3}, {"name": "Not stated", "pairs": 1}]
    assert "<td>3</td><td>75.0%</td>" in counts_table("A & B", counts, words, 4)
    assert "A &amp; B" in counts_table("A & B", counts, words, 4)
    assert histogram({0: 2, 10: 1}, 10, "Pairs")["data"]["values"][1] == {"from": 10, "to": 20, "pairs": 1}


def test_a_pair_carries_its_languages_and_says_where_it_is_from(page: AppTest) -> None:
    with ui.session.open_page_translator().sessions() as session:
        html = pair_html(session.scalars(select(Pair)).first(), speaker("ja"))  # type: ignore[arg-type]
    assert 'lang="zh-Hans">第1条 甲方付款。' in html
    assert 'lang="ja">第1条 甲は、支払う。' in html
    assert "契約 · a.tsv · CC0" in html
