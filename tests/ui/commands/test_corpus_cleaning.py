"""`hoyaku corpus clean`: what is kept is written, what is dropped is counted and reported."""

import json

ROWS = [
    "zh\tja\tarea",
    "甲方应当在三十日内支付货款。\t甲は、30日以内に代金を支払わなければならない。\tcontract",
    "本合同第3条\t本契約第4条\tcontract",
    "甲方应当在三十日内支付货款。\t甲は、30日以内に代金を支払わなければならない。\tcontract",
    "只有一列",
]


def test_kept_pairs_are_written_and_every_dropped_line_is_reported(hoyaku, tmp_path):
    (tmp_path / "pairs.tsv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    finished = hoyaku("corpus", "clean", "pairs.tsv", "--output", "kept.jsonl", "--report", "report.tsv")
    assert finished.status == 0
    assert finished.out.splitlines()[-1] == "pairs.tsv: 3 pairs read, 1 kept, 2 dropped"
    (kept,) = [json.loads(line) for line in (tmp_path / "kept.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (kept["ja"], kept["area"]) == (ROWS[1].split("\t")[1], "contract")
    head, *lines = [line.split("\t") for line in (tmp_path / "report.tsv").read_text(encoding="utf-8").splitlines()]
    assert head == ["line", "filter", "reason", "zh", "ja"]
    assert sorted(line[:2] for line in lines) == [["3", "numbers"], ["4", "duplicate"], ["5", "unreadable"]]


def test_only_the_named_filters_run_and_json_tells_their_counts(hoyaku, tmp_path):
    (tmp_path / "pairs.tsv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    record = json.loads(hoyaku("corpus", "clean", "pairs.tsv", "--filter", "numbers", "--json").out)
    assert (record["read"], record["unreadable"], record["kept"]) == (3, 1, 2)
    assert [(one["filter"], one["dropped"]) for one in record["filters"]] == [("numbers", 1)]


def test_an_unknown_filter_is_one_sentence_with_those_that_exist(hoyaku, tmp_path):
    (tmp_path / "pairs.tsv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    finished = hoyaku("corpus", "clean", "pairs.tsv", "--filter", "taste")
    assert finished.status == 1
    assert "no filter taste; choose from script, length" in finished.err
