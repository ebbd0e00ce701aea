"""Back-translation goes on after a kill; the filters keep what is good enough and say why the rest is not."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from training.base import back_translation
from training.base.back_translation import back_translate, read_translations
from training.base.configuration import BackTranslationSection
from training.base.filtering import filter_translations
from training.base.general_terms import recurring_terms
from training.base.steps import Deadline, OutOfTime
from training.sources import TrainingPair

SECTION = BackTranslationSection(low_ratio=0.4, high_ratio=1.5, round_trip=20)


class Echo:
    """Stands in for the model: says each sentence twice, and counts what it was asked."""

    def __init__(self, identity: str = "echo", deadline: Deadline | None = None) -> None:
        self.identity, self.asked, self.deadline = identity, 0, deadline

    def translate(self, sentences: Sequence[str]) -> list[tuple[object, ...]]:
        self.asked += len(sentences)
        if self.deadline is not None:
            self.deadline.stop()
        return [(sentence, sentence * 2, 50.0, 1, 1, "") for sentence in sentences]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_translation, "CHUNK", 4)


SENTENCES = [f"第{number}条" for number in range(10)]


def test_stopped_translation_goes_on_where_it_was(tmp_path: Path) -> None:
    path, deadline = tmp_path / "zh.tsv", Deadline(0)
    first = Echo(deadline=deadline)
    with pytest.raises(OutOfTime):
        back_translate(SENTENCES, first, path, deadline, Console())
    assert (first.asked, path.exists()) == (4, False)
    second = Echo()
    console = Console(record=True, width=100)
    facts = back_translate(SENTENCES, second, path, Deadline(0), console)
    assert second.asked == 6
    assert re.fullmatch(
        r"zh 8 of 10 sentences · \d+/s\nzh 10 of 10 sentences · \d+/s\n", console.export_text(clear=False)
    )
    assert facts == {"sentences": 10, "terms": 10, "satisfied": 10}
    assert [row["authentic"] for row in read_translations(path)] == SENTENCES
    assert [path.name for path in tmp_path.iterdir()] == ["zh.tsv"]


def test_row_that_a_kill_left_half_written_is_made_again(tmp_path: Path) -> None:
    path, deadline = tmp_path / "zh.tsv", Deadline(0)
    with pytest.raises(OutOfTime):
        back_translate(SENTENCES, Echo(deadline=deadline), path, deadline, Console())
    (partial,) = tmp_path.glob("*.partial")
    with partial.open("a", encoding="utf-8") as file:
        file.write("第4条\t第4条第4条\t50.0\t1\t1\t\n第5条\t第")
    back_translate(SENTENCES, Echo(), path, Deadline(0), Console())
    assert [row["synthetic"] for row in read_translations(path)] == [sentence * 2 for sentence in SENTENCES]


def test_translations_of_another_model_are_not_gone_on_with(tmp_path: Path) -> None:
    path, deadline = tmp_path / "zh.tsv", Deadline(0)
    with pytest.raises(OutOfTime):
        back_translate(SENTENCES, Echo(deadline=deadline), path, deadline, Console())
    other = Echo("another")
    back_translate(SENTENCES, other, path, Deadline(0), Console())
    assert other.asked == 10


def row(**changes: object) -> dict[str, str]:
    good = {
        "authentic": "契約は、無効とする。",
        "synthetic": "合同无效。",
        "round_trip": 60.0,
        "terms": 1,
        "satisfied": 1,
        "doubts": "",
    }
    return {name: str(value) for name, value in (good | changes).items()}


def test_good_translation_is_a_pair_with_the_authentic_side_in_its_place() -> None:
    kept, dropped = filter_translations([row()], "ja", SECTION)
    assert kept == [TrainingPair("合同无效。", "契約は、無効とする。", "synthetic-ja")]
    assert dropped == {}
    (reverse,), _ = filter_translations([row(authentic="合同无效。", synthetic="契約は、無効とする。")], "zh", SECTION)
    assert (reverse.zh, reverse.ja) == ("合同无效。", "契約は、無効とする。")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"doubts": "leftovers numbers"}, "leftovers"),
        ({"terms": 2}, "terms"),
        ({"synthetic": "无"}, "ratio"),
        ({"round_trip": 19.9}, "round trip"),
    ],
)
def test_bad_translation_is_dropped_for_its_reason(changes: dict[str, object], reason: str) -> None:
    assert filter_translations([row(**changes)], "ja", SECTION) == ([], {reason: 1})


def test_second_sentence_with_the_same_translation_is_dropped() -> None:
    kept, dropped = filter_translations([row(), row(authentic="契約を無効とする。")], "ja", SECTION)
    assert len(kept) == 1
    assert dropped == {"repeated": 1}


def test_short_segments_that_agree_are_terms_and_others_are_not() -> None:
    pairs = [
        TrainingPair("配置文件", "構成ファイル", "general/x"),
        TrainingPair("配置文件", "構成ファイル", "general/x"),
        TrainingPair("配置文件", "設定ファイル", "general/x"),
        TrainingPair("概述", "概要", "general/x"),
        TrainingPair("概述", "はじめに", "general/x"),  # half and half, and without a word to copy
        TrainingPair("打开配置文件。", "構成ファイルを開く。", "general/x"),
        TrainingPair("OK", "OK", "general/x"),
    ]
    assert [(term.zh, term.ja) for term in recurring_terms(pairs)] == [("配置文件", "構成ファイル")]
