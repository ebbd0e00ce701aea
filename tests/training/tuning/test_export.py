"""The split for other tools: whole, by part, in the form that each tool reads."""

import json

import pytest
from datasets import load_from_disk

from corpus.formats import read_pairs as read_file
from corpus.languages import Direction
from glossary.terms import Term
from training.errors import TrainingError
from training.tuning.configuration import DataSection
from training.tuning.export import ExportedFile, export_preferences, export_split, export_training_data
from training.tuning.partition import Partition, TuningPair, partition, read_pairs
from training.tuning.preferences import Preference

TERMS = [Term("合同", "契約")]
SPLIT = Partition(
    train=(
        TuningPair("合同成立。", "契約は、成立する。", "document/a.tsv/租赁", "1", "contract"),
        TuningPair("附则", "附則", "pair/2", "2"),
    ),
    validation=(TuningPair("抵押权消灭。", "抵当権は、消滅する。", "documents/担保", "3", "property"),),
    test=(TuningPair("当事人", "当事者", "documents/诉讼", "4", "procedure"),),
    dropped=0,
)
COUNTS = {"train": 2, "validation": 1, "test": 1}
TASK = {"zh-ja": "请将以下法律文本从中文翻译成日文。", "ja-zh": "次の法律文を日本語から中国語に翻訳してください。"}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


class TestSplit:
    def test_datasets_loads_what_was_saved(self, tmp_path):
        exported = export_split(SPLIT, TERMS, tmp_path / "out", "datasets")
        loaded = load_from_disk(str(tmp_path / "out"))
        assert loaded.num_rows == COUNTS
        assert loaded["train"].features["translation"].languages == ["zh", "ja"]
        assert loaded["train"][0] == {
            "translation": {"zh": "合同成立。", "ja": "契約は、成立する。"},
            "area": "contract",
            "unit": "document/a.tsv/租赁",
        }
        assert loaded["test"]["unit"][0] == "documents/诉讼"
        assert exported.files == tuple(ExportedFile(part, rows) for part, rows in COUNTS.items())
        assert exported.digest == SPLIT.digest

    def test_alpaca_has_a_row_a_pair_and_direction(self, tmp_path):
        exported = export_split(SPLIT, TERMS, tmp_path / "out", "alpaca")
        assert exported.files == tuple(ExportedFile(f"{part}.json", 2 * rows) for part, rows in COUNTS.items())
        rows = read(tmp_path / "out" / "train.json")
        assert rows[0] == {
            "instruction": TASK["zh-ja"] + "术语请使用以下译法：合同→契約",
            "input": "合同成立。",
            "output": "契約は、成立する。",
        }
        assert rows[3] == {"instruction": TASK["ja-zh"], "input": "附則", "output": "附则"}

    def test_sharegpt_is_a_question_and_its_answer(self, tmp_path):
        export_split(SPLIT, TERMS, tmp_path / "out", "sharegpt", [Direction.JA_ZH])
        assert read(tmp_path / "out" / "test.json") == [
            {
                "conversations": [
                    {"from": "human", "value": TASK["ja-zh"] + "\n当事者"},
                    {"from": "gpt", "value": "当事人"},
                ]
            }
        ]

    @pytest.mark.parametrize("form", ["alpaca", "sharegpt"])
    def test_every_file_is_described_for_llama_factory_by_fields_that_it_has(self, tmp_path, form):
        export_split(SPLIT, TERMS, tmp_path / "out", form)
        described = read(tmp_path / "out" / "dataset_info.json")
        assert list(described) == ["hoyaku_train", "hoyaku_validation", "hoyaku_test"]
        for description in described.values():
            rows = read(tmp_path / "out" / description["file_name"])
            assert description["formatting"] == form
            assert all(set(description["columns"].values()) == set(row) for row in rows)
        if form == "sharegpt":
            tags = described["hoyaku_train"]["tags"]
            turn = read(tmp_path / "out" / "train.json")[0]["conversations"][0]
            assert (turn[tags["role_tag"]], set(turn)) == (tags["user_tag"], {tags["role_tag"], tags["content_tag"]})

    def test_tmx_gives_back_the_pairs_of_each_part(self, tmp_path):
        exported = export_split(SPLIT, TERMS, tmp_path / "out", "tmx")
        assert exported.files == tuple(ExportedFile(f"{part}.tmx", rows) for part, rows in COUNTS.items())
        found = [(pair.zh, pair.ja, pair.area, pair.document) for pair in read_file(tmp_path / "out" / "train.tmx")]
        assert found == [
            ("合同成立。", "契約は、成立する。", "contract", "document/a.tsv/租赁"),
            ("附则", "附則", None, None),
        ]

    @pytest.mark.slow  # divides the 14,000 seed pairs, and finds their terms in both directions
    def test_the_seed_corpus_is_exported_whole_and_by_the_same_split_as_training(self, seeded_sessions, tmp_path):
        section = DataSection()
        with seeded_sessions() as session:
            found = partition(read_pairs(session), section)
            exported = export_training_data(session, tmp_path / "saved", "datasets", section)
            chats = export_training_data(session, tmp_path / "chats", "alpaca", section, [Direction.ZH_JA])
        assert exported.digest == chats.digest == found.digest
        loaded = load_from_disk(str(tmp_path / "saved"))
        for part, pairs in (("train", found.train), ("validation", found.validation), ("test", found.test)):
            rows = read(tmp_path / "chats" / f"{part}.json")
            assert [(row["input"], row["output"]) for row in rows] == [(pair.zh, pair.ja) for pair in pairs]
            assert loaded[part]["unit"][:] == [pair.unit for pair in pairs]
        with_terms = sum("术语" in row["instruction"] for row in read(tmp_path / "chats" / "train.json"))
        assert with_terms > len(found.train) / 2


class TestFolder:
    def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_is(self, tmp_path):
        (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
        with pytest.raises(TrainingError, match="not empty"):
            export_split(SPLIT, TERMS, tmp_path, "tmx")
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]

    def test_a_file_of_that_name_is_refused(self, tmp_path):
        (tmp_path / "out").write_text("keep", encoding="utf-8")
        with pytest.raises(TrainingError, match="not empty"):
            export_split(SPLIT, TERMS, tmp_path / "out", "tmx")

    def test_an_empty_folder_is_filled(self, tmp_path):
        (tmp_path / "out").mkdir()
        export_split(SPLIT, TERMS, tmp_path / "out", "tmx")
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["test.tmx", "train.tmx", "validation.tmx"]

    def test_an_export_that_fails_leaves_nothing(self, tmp_path, monkeypatch):
        def fail(*arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("training.tuning.export.write_pairs", fail)
        with pytest.raises(OSError, match="No space left"):
            export_split(SPLIT, TERMS, tmp_path / "out", "tmx")
        assert list(tmp_path.iterdir()) == []


class TestPreferences:
    EDIT = Preference("合同成立。", "契約は、成立する。", "合同が成立。", Direction.ZH_JA, "contract", "租赁.docx")

    def test_a_row_is_prompt_chosen_and_rejected(self, tmp_path):
        exported = export_preferences([self.EDIT], SPLIT, TERMS, tmp_path / "out")
        assert (exported.files, exported.held_out) == ((ExportedFile("preferences.jsonl", 1),), 0)
        (line,) = (tmp_path / "out" / "preferences.jsonl").read_text(encoding="utf-8").splitlines()
        assert json.loads(line) == {
            "prompt": TASK["zh-ja"] + "术语请使用以下译法：合同→契約\n合同成立。",
            "chosen": "契約は、成立する。",
            "rejected": "合同が成立。",
            "direction": "zh-ja",
            "area": "contract",
            "document": "租赁.docx",
        }

    def test_they_are_described_for_llama_factory_as_a_ranking(self, tmp_path):
        export_preferences([self.EDIT], SPLIT, TERMS, tmp_path / "out")
        description = read(tmp_path / "out" / "dataset_info.json")["hoyaku_preferences"]
        assert (description["file_name"], description["ranking"]) == ("preferences.jsonl", True)
        row = json.loads((tmp_path / "out" / "preferences.jsonl").read_text(encoding="utf-8"))
        assert set(description["columns"].values()) <= set(row)

    @pytest.mark.parametrize("direction", Direction)
    def test_an_edit_of_a_segment_that_judges_is_left_out(self, tmp_path, direction):
        sides = ("当事人", "当事者") if direction is Direction.ZH_JA else ("当事者", "当事人")
        judged = Preference(*sides, "×", direction, "", "诉讼.docx")
        exported = export_preferences([self.EDIT, judged], SPLIT, TERMS, tmp_path / "out")
        assert (exported.files[0].rows, exported.held_out) == (1, 1)
        with pytest.raises(TrainingError, match="validate or test"):
            export_preferences([judged], SPLIT, TERMS, tmp_path / "none")

    def test_without_edits_there_is_nothing_to_export(self, seeded_sessions, tmp_path):
        with seeded_sessions() as session, pytest.raises(TrainingError, match="no edits of reviewers"):
            export_training_data(session, tmp_path / "out", "preferences", DataSection())
        assert not (tmp_path / "out").exists()
