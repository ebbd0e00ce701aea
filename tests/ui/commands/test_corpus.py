"""`hoyaku corpus`: files in, files out, and every pair that was not added accounted for."""

import json


def test_import_counts_what_was_added_and_reports_the_rest_line_by_line(hoyaku, tmp_path):
    known = json.loads(hoyaku("corpus", "list", "--limit", "1", "--json").out)
    rows = ["zh\tja", "全新的句子。\t全く新しい文。", f"{known['zh']}\t{known['ja']}", "只有中文。\t"]
    (tmp_path / "new.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    finished = hoyaku("corpus", "import", "new.tsv", "--report", "report.tsv")
    assert finished.out == "new.tsv: 1 added, 1 duplicate, 1 rejected\n"
    head, *lines = [line.split("\t") for line in (tmp_path / "report.tsv").read_text(encoding="utf-8").splitlines()]
    assert head == ["file", "line", "kind", "reason"]
    assert [line[:3] for line in lines] == [["new.tsv", "3", "duplicate"], ["new.tsv", "4", "rejected"]]
    assert all(line[3] for line in lines)


def test_import_names_its_author(hoyaku, tmp_path):
    (tmp_path / "new.jsonl").write_text('{"zh": "全新的句子。", "ja": "全く新しい文。"}\n', encoding="utf-8")
    finished = hoyaku("corpus", "import", "new.jsonl", "--author", "田中", "--json")
    assert json.loads(finished.out) == {
        "file": "new.jsonl",
        "added": 1,
        "duplicate": 0,
        "rejected": 0,
        "problems": [],
    }
    assert json.loads(hoyaku("corpus", "search", "全新的句子。", "--json").out.splitlines()[0])["origin"] == "new.jsonl"


def test_an_absent_file_is_one_sentence(hoyaku):
    finished = hoyaku("corpus", "import", "absent.tsv")
    assert (finished.status, finished.out) == (1, "")
    assert "absent.tsv" in finished.err
    assert finished.err.count("\n") == 1


def test_export_and_import_give_back_the_same_pairs(hoyaku):
    exported = json.loads(hoyaku("corpus", "export", "family.tmx", "--area", "family", "--json").out)
    again = json.loads(hoyaku("corpus", "import", "family.tmx", "--json").out)
    assert exported["pairs"] > 100
    assert (again["added"], again["duplicate"], again["rejected"]) == (0, exported["pairs"], 0)


def test_search_finds_the_exact_pair_first_in_both_directions(hoyaku):
    known = json.loads(hoyaku("corpus", "list", "--limit", "1", "--json").out)
    for source, target, language in (("zh", "ja", "zh"), ("ja", "zh", "ja")):
        best = json.loads(hoyaku("corpus", "search", known[source], "--from", language, "--json").out.splitlines()[0])
        assert (best["score"], best["target"]) == (1, known[target])


def test_search_without_a_match_says_so(hoyaku):
    finished = hoyaku("corpus", "search", "量子色动力学的微扰展开", "--threshold", "0.9")
    assert (finished.status, finished.out) == (0, "")
    assert "--threshold" in finished.err


def test_stats_add_up(hoyaku):
    for by in ("area", "genre", "source", "document"):
        counts = json.loads(hoyaku("corpus", "stats", "--by", by, "--json").out)
        assert sum(row["pairs"] for row in counts["counts"]) == counts["pairs"] > 10_000


def test_list_pages_through_the_pairs_as_tab_separated_values(hoyaku):
    first = hoyaku("corpus", "list", "--limit", "3").out.splitlines()
    second = hoyaku("corpus", "list", "--limit", "1", "--offset", "2").out.splitlines()
    assert len(first) == 4
    assert first[0].split("\t")[:3] == ["id", "zh", "ja"]
    assert first[3] == second[1]


def test_segment_cuts_standard_input_and_files(hoyaku, tmp_path):
    text = "第一条　合同自成立时生效。当事人应当遵守。\n\n附则\n"
    (tmp_path / "law.txt").write_text(text, encoding="utf-8")
    from_file = hoyaku("corpus", "segment", "law.txt").out
    assert from_file == hoyaku("corpus", "segment", stdin=text.encode()).out
    assert from_file.splitlines()[-1] == "附则"
    parts = [json.loads(line) for line in hoyaku("corpus", "segment", "law.txt", "--json").out.splitlines()]
    assert "".join(part["before"] + part["text"] + part["after"] for part in parts) == text


def test_segment_names_the_file_that_is_not_utf8(hoyaku, tmp_path):
    (tmp_path / "old.txt").write_bytes("合同".encode("gb18030"))
    finished = hoyaku("corpus", "segment", "old.txt")
    assert finished.status == 1
    assert "old.txt, line 1: not UTF-8" in finished.err


def test_an_export_can_be_limited_to_a_licence(hoyaku):
    whole = json.loads(hoyaku("corpus", "export", "all.tsv", "--area", "tort", "--licence", "Apache-2.0", "--json").out)
    nothing = json.loads(hoyaku("corpus", "export", "none.tsv", "--licence", "secret", "--json").out)
    assert whole["pairs"] > 100
    assert nothing["pairs"] == 0
