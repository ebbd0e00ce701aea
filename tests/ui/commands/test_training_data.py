"""`hoyaku training-data`: the split and reviewers' edits for other tools."""

import json

import pytest

from corpus.database import open_database
from corpus.settings import Settings
from corpus.tables import Document, Segment, SegmentRevision


@pytest.fixture
def seeded_database(thinned_database):
    return thinned_database


@pytest.fixture
def review(seeded_database):
    """Puts an approved zh-ja segment with its machine draft into the database."""
    opened = open_database(Settings(data_dir=seeded_database.parent, database_url=""))

    def add(source, approved, draft):
        revisions = [SegmentRevision(target=draft, status="machine", author="engine")]
        segment = Segment(position=0, source=source, target=approved, status="approved", revisions=revisions)
        with opened() as session:
            session.add(Document(name="通知.docx", direction="zh-ja", created_by="王", segments=[segment]))
            session.commit()

    yield add
    opened.kw["bind"].dispose()


@pytest.mark.slow  # divides some thousand pairs and writes them
def test_the_files_and_their_rows_are_printed(hoyaku, tmp_path):
    finished = hoyaku("training-data", "out", "--format", "tmx")
    assert finished.status == 0, finished.err
    head, *lines = [line.split("\t") for line in finished.out.splitlines()]
    assert head == ["file", "rows"]
    assert [name for name, _ in lines] == ["out/train.tmx", "out/validation.tmx", "out/test.tmx"]
    for name, rows in lines:
        assert (tmp_path / name).read_text(encoding="utf-8").count("<tu>") == int(rows) > 100


@pytest.mark.slow  # divides some thousand pairs and finds their terms
def test_one_direction_has_a_row_a_pair(hoyaku, tmp_path):
    finished = hoyaku("training-data", "out", "--format", "sharegpt", "--direction", "ja-zh", "--json")
    record = json.loads(finished.out)
    assert (record["folder"], record["format"], len(record["split"])) == ("out", "sharegpt", 64)
    for file in record["files"]:
        rows = json.loads((tmp_path / "out" / file["file"]).read_text(encoding="utf-8"))
        assert len(rows) == file["rows"]
        assert all("日本語から中国語に" in row["conversations"][0]["value"] for row in rows)


@pytest.mark.slow  # divides some thousand pairs, to leave out the edits of segments that judge
def test_edits_of_reviewers_are_exported_without_those_of_held_out_segments(hoyaku, review, tmp_path):
    review("本通知自送达之日起七日内有效。", "本通知は、送達の日から7日間効力を有する。", "本通知は七日有効。")
    hoyaku("held-out", "held-out.tsv")
    zh, ja, *_ = (tmp_path / "held-out.tsv").read_text(encoding="utf-8").splitlines()[1].split("\t")
    review(zh, ja, "別の訳")
    record = json.loads(hoyaku("training-data", "out", "--format", "preferences", "--json").out)
    assert record["files"] == [{"file": "preferences.jsonl", "rows": 1}]
    assert record["held_out"] == 1
    row = json.loads((tmp_path / "out" / "preferences.jsonl").read_text(encoding="utf-8"))
    assert (row["chosen"], row["rejected"]) == ("本通知は、送達の日から7日間効力を有する。", "本通知は七日有効。")
    assert row["prompt"].endswith("\n本通知自送达之日起七日内有效。")


def test_without_edits_one_sentence_says_so_and_nothing_is_written(hoyaku, tmp_path):
    finished = hoyaku("training-data", "out", "--format", "preferences")
    assert (finished.status, finished.out) == (1, "")
    assert finished.err.startswith("hoyaku: There are no edits of reviewers to export")
    assert finished.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_empty_is_refused_in_one_sentence(hoyaku, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep", encoding="utf-8")
    finished = hoyaku("training-data", "out", "--format", "alpaca")
    assert (finished.status, finished.out) == (1, "")
    assert finished.err == "hoyaku: out exists and is not empty; name a new folder.\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_an_unknown_format_is_wrong_usage(hoyaku):
    finished = hoyaku("training-data", "out", "--format", "parquet")
    assert finished.status == 2
    assert "sharegpt" in finished.err
