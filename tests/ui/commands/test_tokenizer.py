"""`hoyaku corpus audit-tokenizer`: figures for people and programs, on a file or the seed corpus."""

import json

from corpus.settings import PROJECT_ROOT

BASE = str(PROJECT_ROOT / "models" / "base")


def test_a_file_is_audited_with_the_named_model(hoyaku, tmp_path):
    (tmp_path / "pairs.tsv").write_text("zh\tja\n合同𠮷。\t契約。\n", encoding="utf-8")
    finished = hoyaku("corpus", "audit-tokenizer", "pairs.tsv", "--model", BASE, "--terms", "1")
    rows = [line.split("\t") for line in finished.out.splitlines()]
    assert rows[0] == ["language", "texts", "characters", "pieces a character", "unknown", "bytes"]
    assert [row[:3] for row in rows[1:3]] == [["zh", "1", "4"], ["ja", "1", "3"]]
    assert "zh, 1 characters in bytes: 𠮷 1" in finished.out
    assert rows[-2] == ["language", "term", "pieces a character", "pieces"]


def test_json_holds_both_languages_and_the_terms(hoyaku, tmp_path):
    (tmp_path / "pairs.jsonl").write_text('{"zh": "合同𠮷。", "ja": "契約。"}\n', encoding="utf-8")
    finished = hoyaku("corpus", "audit-tokenizer", "pairs.jsonl", "--model", BASE, "--terms", "2", "--json")
    record = json.loads(finished.out)
    assert [one["language"] for one in record["languages"]] == ["zh", "ja"]
    assert record["languages"][0]["in_bytes"] == {"𠮷": 1}
    assert len(record["terms"]) == 2


def test_a_folder_without_a_tokenizer_is_one_sentence(hoyaku, tmp_path):
    (tmp_path / "empty").mkdir()
    finished = hoyaku("corpus", "audit-tokenizer", "--model", "empty")
    assert finished.status == 1
    assert finished.err.count("\n") == 1
    assert "empty cannot be read" in finished.err
