"""`hoyaku corpus align-docs`: pairs of two trees in a file, the rest in a report."""

import json


def write_trees(folder):
    for side, text in (
        ("zh", "# 契约\n\n最多 3 次。\n\n最多 4 次。"),
        ("ja", "# 契約\n\n最大 3 回です。\n\n最大 5 回です。"),
    ):
        (folder / side).mkdir()
        (folder / side / "a.md").write_text(text, encoding="utf-8")
    (folder / "zh" / "only.md").write_text("# 契约", encoding="utf-8")


def test_pairs_are_written_and_what_is_left_out_is_counted_and_reported(hoyaku, tmp_path):
    write_trees(tmp_path)
    finished = hoyaku("corpus", "align-docs", "zh", "ja", "--output", "pairs.tsv", "--report", "report.tsv")
    assert finished.out.splitlines()[-1] == "pairs.tsv: 2 pairs of 1 documents; 1 pairs dropped"
    assert "1 documents have no edition in the other language that matches" in finished.err
    rows = [line.split("\t") for line in (tmp_path / "pairs.tsv").read_text(encoding="utf-8").splitlines()]
    assert [row[:2] for row in rows[1:]] == [["契约", "契約"], ["最多 3 次。", "最大 3 回です。"]]
    report = [line.split("\t") for line in (tmp_path / "report.tsv").read_text(encoding="utf-8").splitlines()]
    assert [line[:3] for line in report[1:]] == [["a.md", "2", "numbers"], ["only.md", "", "document"]]


def test_json_tells_the_counts(hoyaku, tmp_path):
    write_trees(tmp_path)
    record = json.loads(hoyaku("corpus", "align-docs", "zh", "ja", "--output", "pairs.jsonl", "--json").out)
    assert record == {"file": "pairs.jsonl", "documents": 1, "unmatched": 1, "pairs": 2, "dropped": {"numbers": 1}}


def test_an_absent_folder_is_one_sentence(hoyaku, tmp_path):
    write_trees(tmp_path)
    finished = hoyaku("corpus", "align-docs", "zh", "absent", "--output", "pairs.tsv")
    assert finished.status == 1
    assert "absent is no folder; name the two folders" in finished.err
    assert not (tmp_path / "pairs.tsv").exists()
