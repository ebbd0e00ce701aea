"""`hoyaku evaluate`: the figures of a test set, with what makes them reproducible."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("without_model")

ROW = ["抵押权人有权优先受偿。", "抵当権者は優先弁済を受ける権利を有する。", "抵押权人=抵当権者|优先受偿=優先弁済"]


@pytest.fixture
def test_file(tmp_path):
    (tmp_path / "test.tsv").write_text("zh\tja\tterms\n" + "\t".join(ROW) + "\n", encoding="utf-8")
    return "test.tsv"


def test_json_holds_every_figure_and_the_metrics_signatures(hoyaku, test_file):
    finished = hoyaku("evaluate", "--test", test_file, "--from", "zh", "--to", "ja", "--json")
    assert finished.status == 0, finished.err
    result = json.loads(finished.out)
    assert {score["name"] for score in result["scores"]} >= {"BLEU", "chrF2++"}
    assert all("version:" in score["signature"] for score in result["scores"])
    assert (result["rows"], result["terms"], result["term_accuracy"], result["forbidden"]) == (1, 2, 100, 0)
    assert result["segments_per_second"] > 0


def test_without_constraints_the_terms_are_missed_and_counted(hoyaku, test_file):
    result = json.loads(hoyaku("evaluate", "--test", test_file, "--no-constraints", "--json").out)
    assert (result["constrained"], result["term_accuracy"]) == (False, 0)


def test_the_table_names_the_metrics(hoyaku, test_file):
    finished = hoyaku("evaluate", "--test", test_file, "--output", "out.txt")
    rows = dict(line.split("\t")[:2] for line in finished.out.splitlines())
    assert {"BLEU", "chrF2++", "term accuracy", "forbidden renderings", "segments per second"} <= rows.keys()
    assert rows["term accuracy"] == "100.00 %"


def test_the_translations_are_written_a_line_a_row(hoyaku, test_file, tmp_path):
    hoyaku("evaluate", "--test", test_file, "--output", "out.txt")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").splitlines() == ["抵当権者と優先弁済。"]


@pytest.mark.parametrize(
    "content",
    [None, b"", b"a\tb\n1\t2\n", b"zh\tja\n", "zh\tja\n合同\t\n".encode(), b"zh\tja\n\xff\t\n"],
    ids=["absent", "empty", "other columns", "no rows", "half a row", "not UTF-8"],
)
def test_a_bad_test_file_is_one_sentence(hoyaku, tmp_path, content):
    if content is not None:
        (tmp_path / "bad.tsv").write_bytes(content)
    finished = hoyaku("evaluate", "--test", "bad.tsv")
    assert (finished.status, finished.out) == (1, "")
    assert "bad.tsv" in finished.err
    assert finished.err.count("\n") == 1


def test_the_held_out_documents_are_a_test_file_with_terms(hoyaku, tmp_path):
    finished = hoyaku("held-out", "held-out.tsv", "--from", "ja", "--json")
    assert finished.status == 0, finished.err
    lines = (tmp_path / "held-out.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "zh\tja\tterms"
    assert json.loads(finished.out) == {"file": "held-out.tsv", "rows": len(lines) - 1}
    assert hoyaku("held-out", "absent/held-out.tsv").err == "hoyaku: absent/held-out.tsv: No such file or directory.\n"
