"""`hoyaku glossary`: a reviewer's changes act on the next sentence and leave a trail."""

import json

import pytest


def records(finished):
    assert finished.status == 0, finished.err
    return [json.loads(line) for line in finished.out.splitlines()]


def test_find_gives_the_term_itself_first(hoyaku):
    found = records(hoyaku("glossary", "find", "抵押权", "--json"))
    assert (found[0]["zh"], found[0]["ja"]) == ("抵押权", "抵当権")
    assert records(hoyaku("glossary", "find", "抵当権", "--json"))[0]["zh"] == "抵押权"


def test_find_without_result_is_status_one(hoyaku):
    finished = hoyaku("glossary", "find", "不存在的词")
    assert (finished.status, finished.out) == (1, "")


def test_list_filters_by_area_and_status(hoyaku):
    tort = records(hoyaku("glossary", "list", "--area", "tort", "--json"))
    assert {term["area"] for term in tort} == {"tort"}
    assert records(hoyaku("glossary", "list", "--status", "proposed", "--json")) == []


@pytest.mark.usefixtures("without_model")
def test_a_term_added_is_obeyed_by_the_next_translation(hoyaku):
    assert "量子契約" not in hoyaku("translate", "量子合同有效。").out
    records(hoyaku("glossary", "add", "量子合同", "量子契約", "--reason", "新しい類型", "--json"))
    assert "量子契約" in hoyaku("translate", "量子合同有效。").out


@pytest.mark.usefixtures("without_model")
def test_a_term_edited_or_retired_is_obeyed_by_the_next_translation(hoyaku):
    term = records(hoyaku("glossary", "find", "抵押财产", "--json"))[0]
    number = str(term["id"])
    records(hoyaku("glossary", "edit", number, "--ja", "担保目的財産", "--reason", "客先指定", "--json"))
    assert "担保目的財産" in hoyaku("translate", "抵押财产毁损。").out
    records(hoyaku("glossary", "retire", number, "--reason", "客先指定", "--json"))
    assert "担保目的財産" not in hoyaku("translate", "抵押财产毁损。").out


def test_every_change_is_in_the_history_with_author_and_reason(hoyaku):
    [added] = records(hoyaku("glossary", "add", "量子合同", "量子契約", "--propose", "--author", "田中", "--json"))
    assert added["status"] == "proposed"
    number = str(added["id"])
    records(hoyaku("glossary", "approve", number, "--author", "佐藤", "--json"))
    records(hoyaku("glossary", "edit", number, "--ja-forbidden", "量子合同", "--reason", "誤訳が多い", "--json"))
    history = records(hoyaku("glossary", "history", number, "--json"))
    assert [(change["action"], change["author"]) for change in history] == [
        ("proposed", "田中"),
        ("approved", "佐藤"),
        ("edited", "local"),
    ]
    assert history[2]["reason"] == "誤訳が多い"
    assert history[2]["before"]["ja_forbidden"] == []
    assert history[2]["after"]["ja_forbidden"] == ["量子合同"]
    assert "ja_forbidden: - → 量子合同" in hoyaku("glossary", "history", number).out


def test_edit_replaces_the_forms_given_and_an_empty_one_removes_them(hoyaku):
    [added] = records(
        hoyaku("glossary", "add", "量子合同", "量子契約", "--ja-variant", "量子約定", "--note", "試", "--json")
    )
    [edited] = records(hoyaku("glossary", "edit", str(added["id"]), "--ja-variant", "", "--reason", "不要", "--json"))
    assert edited["ja_variants"] == []
    assert edited["note"] == "試"


@pytest.mark.parametrize(
    "arguments",
    [
        ["edit", "1", "--reason", "何も変えない"],  # no field named
        ["edit", "1", "--ja", "会社"],  # no reason
        ["retire", "1"],
        ["retire", "first", "--reason", "x"],
    ],
)
def test_wrong_usage_is_status_two(hoyaku, arguments):
    assert hoyaku("glossary", *arguments).status == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["edit", "999999", "--ja", "会社", "--reason", "x"],
        ["edit", "1", "--ja", "", "--reason", "x"],
        ["edit", "1", "--ja", "会社", "--reason", " "],
        ["approve", "1"],  # approved already
        ["history", "999999"],
        ["import", "absent.tsv", "--reason", "x"],
        ["export", "terms.docx"],
    ],
)
def test_a_refusal_is_one_sentence_and_status_one(hoyaku, arguments):
    finished = hoyaku("glossary", *arguments)
    assert (finished.status, finished.out) == (1, "")
    assert finished.err.startswith("hoyaku: ")
    assert finished.err.count("\n") == 1
    assert "unforeseen" not in finished.err


def test_import_reports_conflicts_and_leaves_them_out(hoyaku, tmp_path):
    rows = ["zh\tja\tarea", "抵押权\t抵押権\tproperty", "量子合同\t量子契約\tcontract", "坏\t\tcontract"]
    (tmp_path / "terms.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    arguments = ["glossary", "import", "terms.tsv", "--reason", "客先の用語集"]
    [rehearsed] = records(hoyaku(*arguments, "--dry-run", "--json"))
    assert hoyaku("glossary", "find", "量子合同").status == 1
    [imported] = records(hoyaku(*arguments, "--json", "--report", "report.tsv"))
    assert {**imported, "dry_run": True} == rehearsed
    assert (imported["added"], len(imported["conflicts"]), len(imported["problems"])) == (1, 1, 1)
    assert imported["conflicts"][0]["existing"]["ja"] == "抵当権"
    report = (tmp_path / "report.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[:2] for line in report] == [["line", "kind"], ["2", "conflict"], ["4", "refused"]]
    assert records(hoyaku("glossary", "find", "抵押权", "--json"))[0]["ja"] == "抵当権"


@pytest.mark.parametrize("name", ["terms.tsv", "terms.csv", "terms.tbx"])
def test_what_was_exported_is_unchanged_when_imported(hoyaku, name):
    [exported] = records(hoyaku("glossary", "export", name, "--area", "tort", "--json"))
    [imported] = records(hoyaku("glossary", "import", name, "--reason", "往復", "--json"))
    assert exported["terms"] > 100
    assert (imported["unchanged"], imported["added"], imported["changed"]) == (exported["terms"], 0, 0)


def test_conflicts_name_their_terms(hoyaku):
    before = len(records(hoyaku("glossary", "conflicts", "--json")))
    records(hoyaku("glossary", "add", "抵押权", "担保権", "--area", "property", "--json"))
    after = records(hoyaku("glossary", "conflicts", "--json"))
    assert len(after) > before
    assert any({term["ja"] for term in conflict["terms"]} == {"抵当権", "担保権"} for conflict in after)


def test_match_shows_the_terms_of_a_text_in_both_languages(hoyaku):
    text = "抵押权人有权就抵押财产优先受偿。"
    [found] = records(hoyaku("glossary", "match", text, "--json"))
    first = found["matches"][0]
    assert text[slice(*first["span"])] == first["surface"] == "抵押权人"
    assert first["renderings"][0] == "抵当権者"
    [other] = records(hoyaku("glossary", "match", "法律另有规定的除外", "--json"))
    assert [match["renderings"] for match in other["matches"]] == [["法律に別段の定めがある"]]  # no bare stem
    [japanese] = records(hoyaku("glossary", "match", "--language", "ja", "--json", stdin="抵当権の実行".encode()))
    assert japanese["matches"][0]["renderings"]


def test_the_impact_of_a_change_is_told_before_it_is_made(hoyaku):
    term = records(hoyaku("glossary", "find", "抵押财产", "--json"))[0]
    [told] = records(hoyaku("glossary", "impact", str(term["id"]), "--ja", "担保目的財産", "--json"))
    assert told["pairs"]["newly_violated"] > 0
    assert any(found["status"] == "missing" and found["new"] for found in told["violations"])
    assert records(hoyaku("glossary", "find", "抵押财产", "--json"))[0] == term
    assert "newly wrong" in hoyaku("glossary", "impact", str(term["id"]), "--retire").out
    assert records(hoyaku("glossary", "tasks", "--json")) == []


def test_a_change_is_reverted_by_its_number(hoyaku):
    term = records(hoyaku("glossary", "find", "抵押财产", "--json"))[0]
    number = str(term["id"])
    records(hoyaku("glossary", "edit", number, "--ja", "担保目的財産", "--reason", "客先指定", "--json"))
    event = str(records(hoyaku("glossary", "history", number, "--json"))[-1]["event"])
    assert records(hoyaku("glossary", "revert", number, event, "--reason", "戻す", "--json")) == [term]
    assert "nothing to take back" in hoyaku("glossary", "revert", number, event, "--reason", "戻す").err


def test_a_conflict_that_is_meant_is_accepted_and_reopened(hoyaku):
    for rendering in ("手附け甲", "手附け乙"):
        hoyaku("glossary", "add", "定钱甲", rendering, "--area", "contract", "--reason", "依頼者の指定")

    def listed(*options):
        found = records(hoyaku("glossary", "conflicts", *options, "--json"))
        return [one for one in found if "定钱甲" in one["message"]]

    [conflict] = listed()
    assert hoyaku("glossary", "accept", str(conflict["number"]), "--reason", "使い分け", "--author", "森").status == 0
    assert listed() == []
    [accepted] = listed("--accepted")
    assert (accepted["author"], accepted["reason"]) == ("森", "使い分け")
    assert "使い分け" in hoyaku("glossary", "conflicts", "--accepted").out
    assert hoyaku("glossary", "reopen", "7", "--reason", "x").status == 1
    assert hoyaku("glossary", "reopen", str(accepted["number"]), "--reason", "統一").status == 0
    assert len(listed()) == 1
    assert hoyaku("glossary", "conflicts", "--accepted").out == "No accepted conflicts.\n"


def test_a_conflict_is_resolved_in_a_way_that_was_named(hoyaku):
    for ja in ("量子契約", "量子合意"):
        records(hoyaku("glossary", "add", "量子合同", ja, "--json"))
    conflict = records(hoyaku("glossary", "conflicts", "--json"))[0]
    assert conflict["kind"] == "renderings"
    number, merge = str(conflict["number"]), next(way for way in conflict["ways"] if way.startswith("merge:"))
    refused = hoyaku("glossary", "resolve", number, "keep:0", "--reason", "統一")
    assert (refused.status, merge in refused.err) == (1, True)
    changed = records(hoyaku("glossary", "resolve", number, merge, "--reason", "統一", "--json"))
    assert [term["status"] for term in changed] == ["retired", "approved"]
    assert records(hoyaku("glossary", "find", "量子合同", "--json"))[0]["ja_variants"] == ["量子合意"]
